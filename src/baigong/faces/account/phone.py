"""Signing in by a code sent to a telephone, for those who act for themselves or their firm."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.users.phone_codes import CodeRefusedError, CodeSent, check_code, send_code
from baigong.domains.users.services import user_signing_in_by_phone
from baigong.faces.account.forms import CodeForm, PhoneForm
from baigong.foundation.access.visitors import client_address
from baigong.foundation.audit.services import record
from baigong.foundation.privacy.envelope import seal, unseal
from baigong.foundation.scope import system_scope

PURPOSE = "sign-in"
# The number waits sealed in the session between the two pages, so that it stands in no address.
PHONE_KEY, SENT_KEY, DEMO_KEY = "phone_signing_in", "phone_code_sent", "phone_code_shown"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOT_SENT = "短信没有发出：本平台还没有配置短信网关。请拨打服务电话，或到就近的窗口办。"
WRONG = "验证码不对，或者已经过了五分钟。请核对，或重新发一次。"
NO_ACCOUNT = "这个手机号还没有账号。请先登记，再登录。"


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the telephone and send the code; the answer is the same whether an account has the number."""
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = send_code(
                phone=form.cleaned_data["phone"], purpose=PURPOSE, from_address=client_address(request)
            )
        except CodeRefusedError as error:
            form.add_error("phone", str(error))
        else:
            return _to_code(request, form.cleaned_data["phone"], sent)
    shown = {"title": "手机验证码登录", "form": form}
    return render(request, "account_pages/phone.html", shown, status=422 if form.is_bound else 200)


def _to_code(request: HttpRequest, phone: str, sent: CodeSent) -> HttpResponse:
    request.session[PHONE_KEY] = base64.b64encode(seal(PHONE_KEY, "", phone.encode())).decode("ascii")
    request.session[SENT_KEY] = sent.id
    request.session[DEMO_KEY] = sent.shown_in_demo if settings.BAIGONG_DEMO else ""
    request.session["phone_code_failed"] = not sent.is_on_its_way
    return HttpResponseRedirect(reverse("mine:phone_code"))


def enter(request: HttpRequest) -> HttpResponse:
    """Take the code and sign in; the session begins anew."""
    sealed = request.session.get(PHONE_KEY)
    if not sealed:
        return HttpResponseRedirect(reverse("mine:phone"))
    phone = unseal(PHONE_KEY, "", base64.b64decode(sealed)).decode()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sent_id = request.session.get(SENT_KEY, "none")
        if not check_code(phone=phone, purpose=PURPOSE, code=form.cleaned_data["code"], sent_id=sent_id):
            form.add_error("code", WRONG)
        else:
            return _signed_in(request, phone)
    shown: dict[str, Any] = {
        "title": "输入验证码",
        "form": form,
        "not_sent": NOT_SENT if request.session.get("phone_code_failed") else "",
        "shown_in_demo": request.session.get(DEMO_KEY, ""),
        "tail": phone[-4:],
    }
    response = render(request, "account_pages/phone_code.html", shown, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


def _signed_in(request: HttpRequest, phone: str) -> HttpResponse:
    with system_scope("手机验证码登录"):
        user = user_signing_in_by_phone(phone)
    if user is None:
        request.session.flush()
        return render(request, "account_pages/no_account.html", {"title": "还没有账号"}, status=200)
    login(request, user, backend=BACKEND)
    for key in (PHONE_KEY, SENT_KEY, DEMO_KEY, "phone_code_failed"):
        request.session.pop(key, None)
    record(by=str(user.id), act="users.sign_in_by_phone", object_kind="user", object_ids=[str(user.id)])
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
