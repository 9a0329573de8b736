"""To whom one's data are open, and who looked at them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.parties.models import Person
from baigong.domains.seekers.consent import shares_of, withdraw_consent
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.leave import asks_number, give_leave
from baigong.domains.seekers.notice import notice_version
from baigong.domains.seekers.onlookers import looks_at
from baigong.domains.seekers.sensitive import answer_of, withdraw_sensitive
from baigong.faces.seeker.acting import actor, for_person, user_of
from baigong.faces.seeker.forms import LeaveForm
from baigong.foundation import clock
from baigong.foundation.scope.models import Share

GIVEN = "记下了，您单独同意存身份证号。随时可以在这里撤回。"
GONE = "撤回了，身份证号已经删掉。"
KEPT = "撤回了。经办人按职责登记的身份证号照法律留着，要删在“我的资料”里办。"


@for_person
def register(request: HttpRequest, person: Person) -> HttpResponse:
    """Every share, the open ones first; sent back, the leave to keep the identity number is given or ends."""
    if request.method == "POST":
        return _give_leave(request, person) if "leave" in request.POST else _withdraw_sensitive(request)
    return _page(request, person, LeaveForm(asks_number=asks_number(person)))


def _page(request: HttpRequest, person: Person, form: LeaveForm) -> HttpResponse:
    found = shares_of(person.id, on=clock.today())
    shown = {
        "title": "资料给谁看",
        "open": [each for each in found if each.is_open],
        "past": [each for each in found if not each.is_open],
        "person": person,
        "sensitive": answer_of(user_of(request)),
        "form": form,
        "notice_version": notice_version(),
    }
    return render(request, "seeker/consent.html", shown, status=422 if form.is_bound else 200)


def _give_leave(request: HttpRequest, person: Person) -> HttpResponse:
    form = LeaveForm(request.POST, asks_number=asks_number(person))
    if form.is_valid():
        number = form.cleaned_data.get("identity_number")
        try:
            give_leave(by=actor(request), user=user_of(request), version=notice_version(), number=number)
        except SeekerError as error:
            form.add_error("identity_number" if "identity_number" in form.fields else None, error.sentence)
        else:
            messages.success(request, GIVEN)
            return redirect("seeker:consent")
    return _page(request, person, form)


def _withdraw_sensitive(request: HttpRequest) -> HttpResponse:
    if request.POST.get("sensitive") != "withdraw":
        messages.error(request, "没有看懂要做什么。请再点一次“撤回单独同意”。")
        return redirect("seeker:consent")
    try:
        gone = withdraw_sensitive(by=actor(request), user=user_of(request))
    except SeekerError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, GONE if gone else KEPT)
    return redirect("seeker:consent")


@for_person
def withdraw(request: HttpRequest, person: Person, share_id: UUID) -> HttpResponse:
    """Take a consent back, from this moment on."""
    try:
        withdraw_consent(by=actor(request), person_id=person.id, share_id=share_id)
        messages.success(request, "撤回了，从现在起对方看不到您的资料。")
    except Share.DoesNotExist as error:
        raise Http404("share") from error
    except SeekerError as error:
        messages.error(request, error.sentence)
    return redirect("seeker:consent")


@for_person
def looked(request: HttpRequest, person: Person) -> HttpResponse:
    """Who read or changed what, why and when."""
    shown = {
        "title": "谁看过我的资料",
        "looks": looks_at(person.id, own_user_id=user_of(request).id),
        "crumbs": [{"label": "我的资料", "url": reverse("seeker:data")}, {"label": "谁看过", "url": ""}],
    }
    return render(request, "seeker/looked.html", shown)
