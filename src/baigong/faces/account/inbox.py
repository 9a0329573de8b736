"""The inbox of whoever is signed in, and by which channels they want to be told as well."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from baigong.faces.account.forms import QuietForm
from baigong.foundation.access.standing import standing_of
from baigong.foundation.messages.errors import MessageRefused
from baigong.foundation.messages.gateways import is_configured
from baigong.foundation.messages.kinds import kind_of, kinds
from baigong.foundation.messages.models import Channel
from baigong.foundation.messages.preferences import (
    choose_channels,
    chosen_channels,
    kinds_off,
    quiet_hours_of,
    set_quiet_hours,
    want_kind,
)
from baigong.foundation.messages.selectors import inbox, kinds_received, message_of, unread_count
from baigong.foundation.messages.services import mark_read

SIZE = 30


def _user_id(request: HttpRequest) -> uuid.UUID:
    return uuid.UUID(standing_of(request).scope.actor)


def messages_page(request: HttpRequest) -> HttpResponse:
    """The messages, unread first, each with how far the ways out of the house got."""
    only_unread, kind = request.GET.get("show") == "unread", request.GET.get("kind", "")
    found = inbox(_user_id(request), only_unread=only_unread, kind=kind)
    page = Paginator(found, SIZE).get_page(request.GET.get("page"))
    off = kinds_off(_user_id(request))
    rows = [
        {
            "message": message,
            "kind": kind_of(message.kind).label,
            "turn_off": message.kind if kind_of(message.kind).can_be_off and message.kind not in off else "",
            "outward": [
                f"{each.get_channel_display()}：{each.get_state_display()}"
                + (f"（{each.reason}）" if each.reason else "")
                for each in message.deliveries.all()
            ],
        }
        for message in page.object_list
    ]
    unread = unread_count(_user_id(request))
    shown = {
        "title": "消息",
        "rows": rows,
        "page": page,
        "only_unread": only_unread,
        "kinds": [(code, kind_of(code).label) for code in kinds_received(_user_id(request))],
        "kind": kind,
        "off": [(code, kind_of(code).label) for code in sorted(off)],
        "waiting": unread,
        "facts": f"{unread}条没读" if unread else "都读过了",
    }
    return render(request, "account_pages/inbox.html", shown)


def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read, or everything of one kind."""
    count = mark_read(user_id=_user_id(request), kind=request.POST.get("kind", ""))
    messages.success(request, f"{count}条标为已读。" if count else "没有未读的消息。")
    return HttpResponseRedirect(reverse("mine:inbox"))


def want(request: HttpRequest) -> HttpResponse:
    """Take a kind of message no more, or take it again: one press."""
    kind, is_wanted = request.POST.get("kind", ""), request.POST.get("wanted") == "yes"
    try:
        want_kind(user_id=_user_id(request), kind=kind, is_wanted=is_wanted)
    except MessageRefused as error:
        messages.error(request, error.sentence)
    else:
        label = kind_of(kind).label
        messages.success(
            request, f"好的，“{label}”又会收到了。" if is_wanted else f"好的，不再发“{label}”给您。"
        )
    return HttpResponseRedirect(reverse("mine:inbox"))


def follow(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Mark one message read and go where it leads."""
    message = message_of(_user_id(request), message_id)
    if message is None:
        raise Http404
    mark_read(user_id=_user_id(request), message_ids=[message.id])
    is_ours = url_has_allowed_host_and_scheme(message.link, allowed_hosts=None) and message.link.startswith(
        "/"
    )
    return HttpResponseRedirect(message.link if is_ours else reverse("mine:inbox"))


def channels(request: HttpRequest) -> HttpResponse:
    """By which channels, beside the inbox, each kind of message is wanted, and when there is quiet."""
    user_id = _user_id(request)
    if request.method != "POST":
        hours = quiet_hours_of(user_id)
        form = QuietForm(initial=QuietForm.initial_of(hours))
        return _channels_page(request, form, chosen_channels(user_id))
    wanted = {
        (kind, channel)
        for kind in kinds()
        for channel in Channel.values
        if request.POST.get(f"{kind}:{channel}") == "on"
    }
    form = QuietForm(request.POST)
    if not form.is_valid():
        return _channels_page(request, form, wanted, status=422)
    with transaction.atomic():
        choose_channels(user_id=user_id, wanted=wanted)
        set_quiet_hours(user_id=user_id, quiet=form.quiet())
    messages.success(request, "已保存。站内消息总会收到。")
    return HttpResponseRedirect(reverse("mine:channels"))


def _channels_page(
    request: HttpRequest, form: QuietForm, chosen: set[tuple[str, str]], *, status: int = 200
) -> HttpResponse:
    rows = [
        {
            "label": label,
            "boxes": [
                {
                    "name": f"{kind}:{value}",
                    "label": word,
                    "is_chosen": (kind, value) in chosen or _is_fixed(kind, value),
                    "is_fixed": _is_fixed(kind, value),
                }
                for value, word in Channel.choices
            ],
        }
        for kind, label in kinds().items()
    ]
    missing = [label for value, label in Channel.choices if not is_configured(value)]
    shown = {
        "title": "怎么通知我",
        "rows": rows,
        "channels": Channel.labels,
        "missing": "、".join(missing),
        "form": form,
    }
    return render(request, "account_pages/channels.html", shown, status=status)


def _is_fixed(kind: str, channel: str) -> bool:
    return kind_of(kind).is_urgent and channel in kind_of(kind).channels
