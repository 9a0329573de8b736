"""Taking a copy of one's data, and having them erased; both only with a fresh code to the own telephone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.parties.models import Person
from baigong.domains.seekers.copying import copies_of, make_copy, take_copy
from baigong.domains.seekers.erasing import erase_person, what_stays
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import DataCopy
from baigong.domains.users.phone_codes import CodeRefusedError, check_code, send_code
from baigong.faces.seeker.acting import actor, for_person, own_phone, user_of
from baigong.faces.seeker.forms import CodeForm, EraseForm
from baigong.foundation import clock
from baigong.foundation.access.visitors import client_address

PURPOSE = "own-data"
SHOWN_KEY, SENT_KEY, ID_KEY = "own_data_code_shown", "own_data_code_sent", "own_data_code_id"
WRONG = "验证码不对，或者已经过了五分钟。请核对，或重新发一次。"
NO_PHONE = "这个账号没有手机号，发不了验证码。请带身份证到村居、镇街，由经办人帮您办。"


@for_person
def own(request: HttpRequest, person: Person) -> HttpResponse:
    """What may be done with one's data."""
    return _page(request, person, CodeForm())


def _page(request: HttpRequest, person: Person, form: CodeForm) -> HttpResponse:
    now = clock.now()
    copies = copies_of(person.id)
    shown = {
        "title": "我的资料",
        "form": form,
        "ready": [each for each in copies if each.file_id and each.kept_until > now],
        "taken": [each for each in copies if each.taken_at],
        **_code_state(request),
    }
    response = render(request, "seeker/data.html", shown, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


def _code_state(request: HttpRequest) -> dict[str, Any]:
    phone = own_phone(request)
    return {
        "tail": phone[-4:],
        "no_phone": "" if phone else NO_PHONE,
        "sent": request.session.get(SENT_KEY, ""),
        "shown_in_demo": request.session.get(SHOWN_KEY, ""),
    }


@for_person
def send(request: HttpRequest, person: Person) -> HttpResponse:
    """Send a code to the own telephone."""
    back = "seeker:data_erase" if request.POST.get("for") == "erase" else "seeker:data"
    phone = own_phone(request)
    if not phone:
        messages.error(request, NO_PHONE)
        return redirect(back)
    try:
        sent = send_code(phone=phone, purpose=PURPOSE, from_address=client_address(request))
    except CodeRefusedError as error:
        messages.error(request, str(error))
        return redirect(back)
    request.session[ID_KEY] = sent.id
    request.session[SENT_KEY] = "yes" if sent.is_on_its_way else "failed"
    request.session[SHOWN_KEY] = sent.shown_in_demo if settings.BAIGONG_DEMO else ""
    return redirect(back)


def _is_proved(request: HttpRequest, form: CodeForm) -> bool:
    """Check and use up the code; a wrong one is said beside the field."""
    phone, code, sent_id = own_phone(request), form.cleaned_data["code"], request.session.get(ID_KEY, "")
    if phone and check_code(phone=phone, purpose=PURPOSE, code=code, sent_id=sent_id):
        for key in (ID_KEY, SENT_KEY, SHOWN_KEY):
            request.session.pop(key, None)
        return True
    form.add_error("code", WRONG if phone else NO_PHONE)
    return False


@for_person
def copy(request: HttpRequest, person: Person) -> HttpResponse:
    """Pack everything about the person, to be taken once."""
    form = CodeForm(request.POST)
    if not form.is_valid() or not _is_proved(request, form):
        return _page(request, person, form)
    make_copy(by=actor(request), person=person, user_id=user_of(request).id)
    messages.success(request, "打包好了，只能取一次，取走就销毁。")
    return redirect("seeker:data")


@for_person
def download(request: HttpRequest, person: Person, copy_id: UUID) -> HttpResponse:
    """Hand the packed copy out, once."""
    try:
        content = take_copy(by=actor(request), person=person, copy_id=copy_id)
    except DataCopy.DoesNotExist as error:
        raise Http404("copy") from error
    except SeekerError as error:
        messages.error(request, error.sentence)
        return redirect("seeker:data")
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = "attachment; filename*=UTF-8''%E6%88%91%E7%9A%84%E8%B5%84%E6%96%99.zip"
    response["Cache-Control"] = "no-store"
    return response


@for_person
def erase(request: HttpRequest, person: Person) -> HttpResponse:
    """Erase everything the law does not keep, and close the account."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _is_proved(request, form):
        try:
            erase_person(by=actor(request), person_id=person.id)
        except SeekerError as error:
            messages.error(request, error.sentence)
            return redirect("seeker:data")
        logout(request)
        return redirect("seeker:gone")
    shown = {
        "title": "删除我的资料",
        "form": form,
        "stays": what_stays(person.id),
        "crumbs": [{"label": "我的资料", "url": reverse("seeker:data")}, {"label": "删除", "url": ""}],
        **_code_state(request),
    }
    response = render(request, "seeker/erase.html", shown, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """What is said after an erasure."""
    response = render(request, "seeker/gone.html", {"title": "您的资料已经删除"})
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
