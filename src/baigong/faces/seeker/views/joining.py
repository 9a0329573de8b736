"""An account for somebody who looks for work: a telephone, the code sent to it, and where one is at home."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baigong.domains.places.models import Place
from baigong.domains.users.enums import Role
from baigong.domains.users.errors import AccountError
from baigong.domains.users.phone_codes import CodeRefusedError, check_code, send_code
from baigong.domains.users.services import open_party_account, user_signing_in_by_phone
from baigong.domains.vacancies.public import public_places
from baigong.faces.seeker.forms import JoinForm, PhoneForm
from baigong.foundation.access.standing import standing_of
from baigong.foundation.access.visitors import client_address
from baigong.foundation.privacy.envelope import seal, unseal
from baigong.foundation.scope import system_scope

PURPOSE = "seeker-join"
# The number waits sealed in the session between the two pages, so that it stands in no address.
PHONE_KEY, SHOWN_KEY, FAILED_KEY = "seeker_phone", "seeker_code_shown", "seeker_code_failed"
SENT_KEY = "seeker_code_sent"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WRONG = "验证码不对，或者已经过了五分钟。请核对，或重新发一次。"
NOT_OURS = "这个手机号是经办人员的账号，不能用验证码登录。请用账号登录。"


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the telephone and send the code; the answer is the same whether an account has the number."""
    if standing_of(request).is_signed_in:
        return redirect("seeker:home") if standing_of(request).role == Role.SEEKER else redirect("/")
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            sent = send_code(phone=phone, purpose=PURPOSE, from_address=client_address(request))
        except CodeRefusedError as error:
            form.add_error("phone", str(error))
        else:
            request.session[PHONE_KEY] = base64.b64encode(seal(PHONE_KEY, "", phone.encode())).decode("ascii")
            request.session[SENT_KEY] = sent.id
            request.session[SHOWN_KEY] = sent.shown_in_demo if settings.BAIGONG_DEMO else ""
            request.session[FAILED_KEY] = not sent.is_on_its_way
            return redirect("seeker:join_code")
    shown = {"title": "登记求职", "form": form}
    return render(request, "seeker/join.html", shown, status=422 if form.is_bound else 200)


def enter(request: HttpRequest) -> HttpResponse:
    """Take the code; somebody new gets an account, somebody known is signed in."""
    sealed = request.session.get(PHONE_KEY)
    if not sealed:
        return redirect("seeker:join")
    phone = unseal(PHONE_KEY, "", base64.b64decode(sealed)).decode()
    places = public_places()
    form = JoinForm(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST" and form.is_valid():
        sent_id = request.session.get(SENT_KEY, "")
        if check_code(phone=phone, purpose=PURPOSE, code=form.cleaned_data["code"], sent_id=sent_id):
            return _let_in(request, phone, form)
        form.add_error("code", WRONG)
    shown: dict[str, Any] = {
        "title": "输入验证码",
        "form": form,
        "is_not_sent": request.session.get(FAILED_KEY, False),
        "shown_in_demo": request.session.get(SHOWN_KEY, ""),
        "tail": phone[-4:],
    }
    response = render(request, "seeker/join_code.html", shown, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


def _let_in(request: HttpRequest, phone: str, form: JoinForm) -> HttpResponse:
    with system_scope("求职者用手机验证码登记"):
        user = user_signing_in_by_phone(phone)
        if user is None:
            try:
                user = open_party_account(
                    by="",
                    phone=phone,
                    display_name=form.cleaned_data["display_name"],
                    role=Role.SEEKER,
                    place=Place.objects.get(path=form.cleaned_data["place"]),
                )
            except AccountError:
                form.add_error(None, NOT_OURS)
                shown = {"title": "输入验证码", "form": form, "tail": phone[-4:]}
                return render(request, "seeker/join_code.html", shown, status=422)
    for key in (PHONE_KEY, SENT_KEY, SHOWN_KEY, FAILED_KEY):
        request.session.pop(key, None)
    login(request, user, backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)
