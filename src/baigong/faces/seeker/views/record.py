"""One's own record: finding it, starting one, what stands in it, and one's certificates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.cases.aid_plans import plans_of
from baigong.domains.parties.credentials import (
    CredentialError,
    add_credential,
    credentials_of,
    take_away_credential,
)
from baigong.domains.parties.models import Person
from baigong.domains.places.models import Place
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.joining import Said, claim_record, start_record, tries_left
from baigong.domains.seekers.notice import notice_version
from baigong.domains.seekers.wishes import own_entries, trade_of
from baigong.domains.users.models import User
from baigong.domains.vacancies.public import public_places
from baigong.faces.seeker.acting import actor, for_person, own_phone, user_of
from baigong.faces.seeker.forms import OWN_STATES, CertificateForm, RecordForm
from baigong.foundation.access.standing import standing_of
from baigong.kernels.matching.sentences import pay_range

ASKED_OFFICE = (
    "您填的和登记的没有全对上，已经转给村居、镇街核实，办好会通知您。也可以重新填一次，或者先新建一份登记。"
)
# Beside which field a refusal is said.
_BESIDE = {"under-age": "identity_number", "no-consent": "sensitive"}


def claim(request: HttpRequest) -> HttpResponse:
    """Find the record an office entered."""
    return _form_page(request, "认领我的登记", "seeker/claim.html", _claimed)


def start(request: HttpRequest) -> HttpResponse:
    """Start a record of one's own."""
    return _form_page(request, "新建登记", "seeker/start.html", _started)


def _form_page(
    request: HttpRequest, title: str, template: str, deed: Callable[[HttpRequest, Said], HttpResponse]
) -> HttpResponse:
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        places=public_places(),
        proved_phone=own_phone(request),
        initial={
            "place": Place.objects.filter(id=standing_of(request).place_id)
            .values_list("path", flat=True)
            .first()
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            return deed(request, _said(form))
        except SeekerError as error:
            form.add_error(_BESIDE.get(error.code), error.sentence)
    shown = {
        "title": title,
        "form": form,
        "tries": tries_left(user_of(request)),
        "tail": form.proved_phone[-4:],
        "notice_version": notice_version(),
        "crumbs": [{"label": "首页", "url": reverse("seeker:home")}, {"label": title, "url": ""}],
    }
    return render(request, template, shown, status=422 if form.is_bound else 200)


def _home_path(request: HttpRequest) -> str:
    """Return the path of the place the account was opened at."""
    home = Place.objects.filter(id=standing_of(request).place_id).first()
    return home.path if home else ""


def _said(form: RecordForm) -> Said:
    given = form.cleaned_data
    return Said(
        full_name=given["full_name"].strip(),
        number=given["identity_number"],
        phone=form.phone_number,
        place=Place.objects.get(path=given["place"]),
        agreed_to=notice_version() if given["sensitive"] else "",
    )


def _claimed(request: HttpRequest, said: Said) -> HttpResponse:
    user: User = user_of(request)
    if claim_record(by=actor(request), claimant=user, said=said) is None:
        messages.warning(request, ASKED_OFFICE)
        return redirect("seeker:home")
    messages.success(request, "找到了，这就是您的登记。看看想干的活对不对。")
    return redirect("seeker:wishes")


def _started(request: HttpRequest, said: Said) -> HttpResponse:
    start_record(by=actor(request), claimant=user_of(request), said=said)
    messages.success(request, "登记好了。再说说想干什么活，就能看到合适的岗位。")
    return redirect("seeker:wishes")


@for_person
def own(request: HttpRequest, person: Person) -> HttpResponse:
    """What stands in the record, masked, with where it came from."""
    entries = own_entries(person.id)
    entry = entries[0] if entries else None
    shown = {
        "title": "我的登记",
        "person": person,
        "entry": entry,
        "trade": trade_of(entry) if entry else "",
        "pay": pay_range(entry.pay_from_fen_month, None) if entry else "",
        "states": OWN_STATES,
        "credentials": credentials_of(person.id),
        "others": entries[1:],
        "aid_plans": plans_of(person.id),
    }
    return render(request, "seeker/record.html", shown)


@for_person
def certificates(request: HttpRequest, person: Person) -> HttpResponse:
    """One's certificates, and a form for another."""
    form = CertificateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        file = given.pop("file")
        try:
            add_credential(
                by=actor(request),
                person_id=person.id,
                place_path=person.place_path,
                county_id=person.county_id,
                content=file,
                file_name=file.name,
                **given,
            )
            messages.success(request, "证书传上了，加密保存。经办人核对后会注明。")
            return redirect("seeker:certificates")
        except CredentialError as error:
            form.add_error("number" if error.code == "twice" else "file", error.sentence)
    shown = {
        "title": "我的证书",
        "form": form,
        "credentials": credentials_of(person.id),
        "crumbs": [{"label": "我的登记", "url": reverse("seeker:record")}, {"label": "证书", "url": ""}],
    }
    return render(request, "seeker/certificates.html", shown, status=422 if form.is_bound else 200)


@for_person
def remove(request: HttpRequest, person: Person, credential_id: UUID) -> HttpResponse:
    """Take a certificate away, its picture with it."""
    held = next((each for each in credentials_of(person.id) if each.id == credential_id), None)
    if held is None:
        raise Http404("credential")
    take_away_credential(by=actor(request), credential=held, reason="本人拿掉")
    messages.success(request, "拿掉了，照片已经销毁。")
    return redirect("seeker:certificates")
