"""Leading groups, offices, joint meetings, task teams, squads: which there are and who sits in them (M01.3)."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.groups.errors import GroupError
from baigong.domains.groups.selectors import (
    Group,
    group_here,
    group_kinds,
    groups_here,
    members_of,
    places_without,
)
from baigong.domains.groups.services import close_group, end_seat, make_group, seat_body, seat_person
from baigong.domains.places.models import Place
from baigong.faces.desk.choices import places_of
from baigong.faces.desk.group_forms import BodyForm, CloseForm, GroupForm, LeaveForm, PersonForm
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

_CRUMB = {"label": "领导小组和专班", "url": ""}


def register(request: HttpRequest) -> HttpResponse:
    """The groups of the officer's place and below as they stand today, and the counties without one."""
    on, place = clock.today(), Place.objects.filter(id=standing_of(request).place_id).first()
    if place is None:
        raise Http404("place")
    found = groups_here(on)
    there = sum(group.is_there(on) for group in found)
    shown = {
        "title": "领导小组和专班",
        "facts": f"{place.name}，{there}个在运行" if found else "",
        "lines": [
            {"group": group, "is_there": group.is_there(on), "is_over": group.is_over(on)} for group in found
        ],
        "without": places_without(place, found, on),
    }
    return render(request, "desk/groups.html", shown)


def make(request: HttpRequest) -> HttpResponse:
    """Set a group up at the officer's place or below."""
    places = places_of(standing_of(request))
    form = GroupForm(request.POST or None, places=places, kinds=group_kinds(), initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = make_group(
                by=_actor(request), name=given["name"], kind=given["kind"], place=form.chosen_place,
                founded_on=given["on"], document=given["document"],
            )  # fmt: skip
        except GroupError as error:
            form.add_error(error.code if error.code in form.fields else None, error.sentence)
        else:
            messages.success(request, f"“{made.name}”记下了。请接着写有哪些成员。")
            return redirect("desk:group", made.id)
    shown = {
        "title": "登记领导小组或专班",
        "form": form,
        "crumbs": [{**_CRUMB, "url": reverse("desk:groups")}, {"label": "登记", "url": ""}],
    }
    return render(request, "desk/group_new.html", shown, status=422 if form.is_bound else 200)


def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One group as it stood on a day: who sat in it, who had gone, and the forms that change it."""
    return _page(request, _group_or_404(request, group_id))


def join(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Give a person a seat from a day on."""
    found = _group_or_404(request, group_id)
    form = PersonForm(request.POST, prefix="person")
    if form.is_valid():
        given = form.cleaned_data
        try:
            seat_person(
                by=_actor(request), group=found.organisation, user=form.user, name=given["who"],
                title=given["title"], starts_on=given["on"], home_unit=given["home_unit"], duty=given["duty"],
            )  # fmt: skip
        except GroupError as error:
            form.add_error("on" if error.code == "days" else None, error.sentence)
        else:
            known = "" if form.user else "（没有账号，只登记姓名）"
            messages.success(request, f"{given['who']}{known}从{given['on']}起任{given['title']}。")
            return redirect("desk:group", found.organisation.id)
    return _page(request, found, person_form=form)


def join_body(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Take a body in as a member from a day on."""
    found = _group_or_404(request, group_id)
    form = BodyForm(request.POST, prefix="body")
    if form.is_valid() and form.found is not None:
        given = form.cleaned_data
        try:
            seat_body(
                by=_actor(request), group=found.organisation, body=form.found, part=given["part"],
                starts_on=given["on"],
            )  # fmt: skip
        except GroupError as error:
            form.add_error("on" if error.code == "days" else None, error.sentence)
        else:
            messages.success(request, f"“{form.found.name}”从{given['on']}起是成员单位。")
            return redirect("desk:group", found.organisation.id)
    return _page(request, found, body_form=form)


def leave(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Let a member go from a day on."""
    found = _group_or_404(request, group_id)
    form = LeaveForm(request.POST, prefix="leave", members=members_of(found.organisation))
    if form.is_valid():
        given, chosen = form.cleaned_data, form.chosen
        try:
            end_seat(
                by=_actor(request), group=found.organisation, seat=chosen.seat, on=given["on"],
                reason=given["reason"],
            )  # fmt: skip
        except GroupError as error:
            form.add_error("reason" if error.code == "reason" else "on", error.sentence)
        else:
            messages.success(request, f"{chosen.name}从{given['on']}起不在这个组里。")
            return redirect("desk:group", found.organisation.id)
    return _page(request, found, leave_form=form)


def close(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """End a group from a day on; its members go the same day."""
    found = _group_or_404(request, group_id)
    form = CloseForm(request.POST, prefix="close")
    if form.is_valid():
        given = form.cleaned_data
        try:
            count = close_group(
                by=_actor(request), group=found.organisation, on=given["on"], reason=given["reason"]
            )
        except GroupError as error:
            form.add_error("reason" if error.code == "reason" else "on", error.sentence)
        else:
            messages.success(request, f"从{given['on']}起撤销，{count}个成员同时离开。")
            return redirect("desk:group", found.organisation.id)
    return _page(request, found, close_form=form)


def _page(request: HttpRequest, found: Group, **wrong: forms.Form) -> HttpResponse:
    today = clock.today()
    on = _day_of(request) if request.method == "GET" else today
    shown_group, members = group_here(found.organisation.id, on) or found, members_of(found.organisation)
    first = {"on": today}
    shown: dict[str, Any] = {
        "title": found.organisation.name,
        "facts": f"{found.kind_label}，{found.organisation.place.name}",
        "group": shown_group,
        "on": on,
        "is_today": on == today,
        "is_there": shown_group.is_there(on),
        "is_closed": found.ends_before is not None,
        "members": [each for each in members if each.holds_on(on)],
        "others": [each for each in members if not each.holds_on(on)],
        "person_form": PersonForm(prefix="person", initial=first),
        "body_form": BodyForm(prefix="body", initial=first),
        "leave_form": LeaveForm(prefix="leave", members=members, initial=first),
        "close_form": CloseForm(prefix="close", initial=first),
        "form": next(iter(wrong.values()), None),
        "crumbs": [{**_CRUMB, "url": reverse("desk:groups")}, {"label": found.organisation.name, "url": ""}],
    }
    return render(request, "desk/group.html", shown | wrong, status=422 if wrong else 200)


def _day_of(request: HttpRequest) -> datetime.date:
    """Return the day asked for, today unasked; what is no day is refused."""
    words = request.GET.get("on", "")
    if set(request.GET) - {"on"}:
        raise BadRequest("question")
    try:
        return datetime.date.fromisoformat(words) if words else clock.today()
    except ValueError as error:
        raise BadRequest("day") from error


def _group_or_404(request: HttpRequest, group_id: UUID) -> Group:
    found = group_here(group_id, clock.today())
    if found is None:
        raise Http404("group")
    return found


def _actor(request: HttpRequest) -> str:
    return standing_of(request).scope.actor
