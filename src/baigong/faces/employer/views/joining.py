"""Joining: an account, a claim on the firm's record, its licence, and what became of it."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.claims.enums import OPEN_STATES, SENTENCES, ClaimState, Refusal
from baigong.domains.claims.errors import ClaimError
from baigong.domains.claims.models import FirmClaim
from baigong.domains.claims.selectors import last_claim_of
from baigong.domains.claims.services import (
    ClaimFacts,
    ask_county,
    attach_licence,
    file_claim,
    is_phone_code,
    prove_phone,
    send_phone_code,
    sign_up,
    withdraw_claim,
)
from baigong.domains.places.models import Place
from baigong.domains.places.selectors import counties_of
from baigong.domains.users.errors import AccountError
from baigong.domains.users.phone_codes import CodeRefusedError
from baigong.domains.users.services import username_beside
from baigong.faces.employer.acting import actor, user_of
from baigong.faces.employer.forms_firm import ClaimForm, JoinForm, LicenceForm, PhoneCodeForm
from baigong.foundation.access.standing import standing_of
from baigong.foundation.access.visitors import client_address

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SENT_KEY = "claim_code_sent"
ONCE_MORE = "没有注册成，填的都在。请再提交一次。"
TOO_MANY = "这个网络上刚刚注册了很多次。请过一分钟再提交，填的先别关。"
WAITING = {
    ClaimState.WAITING_ADMINISTRATOR: "本单位已经有管理员。他在“同事”页点同意，您就能用了；到期没回，自动转到县里。",
    ClaimState.DISOWNED: "本单位管理员说不认识您。确实是本单位的人，点“请县里核对”，由县人社局决定。",
    ClaimState.WAITING_COUNTY: "县人社局的经办人会对照库里的记录核对，通过以后就能用。传上营业执照会快一些。",
}


def join(request: HttpRequest) -> HttpResponse:
    """Open an account for somebody who acts for a firm, and file the claim."""
    if standing_of(request).is_signed_in:
        return redirect("employer:home") if standing_of(request).role == "employer" else redirect("/")
    form = JoinForm(request.POST or None, counties=counties_of(""))
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="signup"):
            form.add_error(None, TOO_MANY)
        elif _joined(request, form):
            return redirect("employer:home")
    shown = {"title": "企业注册", "form": form}
    return render(request, "employer/join.html", shown, status=422 if form.is_bound else 200)


def _joined(request: HttpRequest, form: JoinForm) -> bool:
    given = form.cleaned_data
    try:
        user, _ = sign_up(
            username=username_beside(given["username"]),
            password=given["password"],
            display_name=given["display_name"],
            facts=_facts(form),
        )
    except AccountError:
        form.add_error(None, ONCE_MORE)
        return False
    except ClaimError as error:
        form.add_error("credit_code" if error.code.startswith("credit_code") else None, error.sentence)
        return False
    login(request, user, backend=_BACKEND)
    messages.success(request, f"注册好了。以后登录的用户名是{user.username}，请记下来。")
    return True


def _facts(form: ClaimForm) -> ClaimFacts:
    given = form.cleaned_data
    return ClaimFacts(
        credit_code=given["credit_code"],
        firm_name=given["firm_name"],
        place=form.place,
        phone=given["phone"],
        title=given["title"],
        address=given["address"],
    )


def claim_page(
    request: HttpRequest, form: LicenceForm | None = None, *, code_form: PhoneCodeForm | None = None
) -> HttpResponse:
    """What became of the own claim, and what may be done about it."""
    claim = last_claim_of(user_of(request))
    if claim is None:
        return redirect("employer:claim")
    state = ClaimState(claim.state)
    refusal = Refusal(claim.refusal_code) if claim.refusal_code else None
    steps = {"disowned": state is ClaimState.DISOWNED, "asked": state is ClaimState.WAITING_ADMINISTRATOR}
    shown: dict[str, Any] = {
        "title": f"{claim.firm_name}：{claim.get_state_display()}",
        "claim": claim,
        "username": user_of(request).username,
        "is_open": state in OPEN_STATES,
        "what_now": WAITING.get(state, ""),
        "refusal": SENTENCES[refusal] if refusal else "",
        "may_ask_county": any(steps.values()),
        "form": code_form or form or LicenceForm(),
        "licence_form": form or LicenceForm(),
        "code_form": code_form or PhoneCodeForm(),
    }
    return render(request, "employer/claim.html", shown, status=422 if form or code_form else 200)


def claim_again(request: HttpRequest) -> HttpResponse:
    """File a claim anew, after a refusal or for another firm; what was said before stands in the form."""
    if standing_of(request).party_id:
        return redirect("employer:home")
    last = last_claim_of(user_of(request))
    form = ClaimForm(request.POST or None, counties=counties_of(""), initial=_said(last))
    if request.method == "POST" and form.is_valid():
        try:
            file_claim(by=actor(request), claimant=user_of(request), facts=_facts(form))
            return redirect("employer:home")
        except ClaimError as error:
            form.add_error(None, error.sentence)
    shown = {
        "title": "认领单位",
        "form": form,
        "crumbs": [{"label": "今天", "url": reverse("employer:home")}],
    }
    return render(request, "employer/claim_form.html", shown, status=422 if form.is_bound else 200)


def _said(claim: FirmClaim | None) -> dict[str, Any]:
    if claim is None:
        return {}
    county: Place = claim.place
    return {
        "credit_code": claim.credit_code,
        "firm_name": claim.firm_name,
        "county": str(county.id),
        "title": claim.title,
        "address": claim.address,
    }


def licence(request: HttpRequest) -> HttpResponse:
    """Keep the picture of the licence with the claim."""
    form = LicenceForm(request.POST, request.FILES)
    claim = last_claim_of(user_of(request))
    if claim is None:
        return redirect("employer:claim")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            attach_licence(by=actor(request), claim=claim, content=file, name=file.name)
            messages.success(request, "营业执照传上了，县里核对时能看到。")
            return redirect("employer:home")
        except ClaimError as error:
            form.add_error("file", error.sentence)
    return claim_page(request, form)


def phone_code(request: HttpRequest) -> HttpResponse:
    """Send a code to the telephone the claimant gave."""
    claim = last_claim_of(user_of(request))
    if claim is None:
        return redirect("employer:claim")
    try:
        sent = send_phone_code(claim=claim, from_address=client_address(request))
    except CodeRefusedError as error:
        messages.error(request, str(error))
        return redirect("employer:home")
    request.session[SENT_KEY] = sent.id
    if sent.is_on_its_way:
        messages.success(request, "验证码发出去了，五分钟内填上。")
    elif sent.shown_in_demo and settings.BAIGONG_DEMO:
        messages.info(request, f"演示里没有短信，验证码是{sent.shown_in_demo}。")
    else:
        messages.error(request, "短信没有发出：这里还没有配置短信网关。不影响认领，县里会打电话核对。")
    return redirect("employer:home")


def phone_prove(request: HttpRequest) -> HttpResponse:
    """Take the code; the county then sees that the telephone is the claimant's."""
    claim, form = last_claim_of(user_of(request)), PhoneCodeForm(request.POST)
    if claim is None:
        return redirect("employer:claim")
    if form.is_valid():
        sent_id = request.session.get(SENT_KEY, "")
        if is_phone_code(claim=claim, code=form.cleaned_data["code"], sent_id=sent_id):
            request.session.pop(SENT_KEY, None)
            prove_phone(by=actor(request), claim=claim)
            messages.success(request, "手机验过了。")
            return redirect("employer:home")
        form.add_error("code", "验证码不对，或者已经过了五分钟。请核对，或重新发一次。")
    return claim_page(request, code_form=form)


def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the own claim back."""
    return _moved(request, withdraw_claim, "认领已撤回。填错了可以改好再提交。")


def appeal(request: HttpRequest) -> HttpResponse:
    """Ask the county to decide."""
    return _moved(request, ask_county, "已经转到县里，由县人社局核对。")


def _moved(request: HttpRequest, verb: Any, said: str) -> HttpResponse:
    claim = last_claim_of(user_of(request))
    if claim is not None:
        try:
            verb(by=actor(request), claim=claim)
            messages.success(request, said)
        except ClaimError as error:
            messages.error(request, error.sentence)
    return redirect("employer:home")
