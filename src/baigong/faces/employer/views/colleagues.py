"""The firm's own people: who may act for it, who asks to, inviting somebody, letting somebody go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.claims.deciding import accept_colleague, disown
from baigong.domains.claims.errors import ClaimError
from baigong.domains.claims.models import FirmClaim
from baigong.domains.claims.selectors import claim_on_firm, claims_on_firm
from baigong.domains.parties.models import Organisation
from baigong.domains.users.colleagues import (
    ADMINISTERS,
    invite_colleague,
    let_go,
    name_administrator,
    post_of_firm,
    posts_of_firm,
)
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import Post
from baigong.domains.users.services import username_beside
from baigong.faces.employer.acting import actor, administers, for_administrator, for_firm
from baigong.faces.employer.forms_firm import ColleagueForm, ReasonForm
from baigong.faces.employer.wording import clock_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

ONCE_MORE = "账号没有开成，填的都在。请再点一次。"
_CRUMB = {"label": "同事", "url": ""}


@for_firm
def register(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """Who acts for the firm."""
    return _page(request, firm)


def _page(
    request: HttpRequest, firm: Organisation, wrong: tuple[UUID, ReasonForm] | None = None
) -> HttpResponse:
    posts, may_manage = posts_of_firm(firm.id), administers(request)
    claims = claims_on_firm(firm.id) if may_manage else []
    shown = {
        "title": "同事",
        "facts": f"{len(posts)}人能用本单位的账号",
        "posts": [
            {
                "row": post,
                "is_administrator": post.rank == ADMINISTERS,
                "is_me": str(post.id) == standing_of(request).post_id,
            }
            for post in posts
        ],
        "claims": [_claim_line(claim, wrong) for claim in claims],
        "may_manage": may_manage,
        "form": wrong[1] if wrong else None,
    }
    return render(request, "employer/colleagues.html", shown, status=422 if wrong else 200)


def _claim_line(claim: FirmClaim, wrong: tuple[UUID, ReasonForm] | None) -> dict[str, Any]:
    form = wrong[1] if wrong and wrong[0] == claim.id else ReasonForm(prefix=str(claim.id))
    return {"row": claim, "form": form, "clock": clock_of(claim.due_on, clock.today())}


@for_administrator
def invite(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """Open an account for a colleague; its password is shown in this one answer and kept nowhere."""
    form = ColleagueForm(request.POST or None)
    shown: dict[str, Any] = {
        "title": "加一位同事",
        "form": form,
        "crumbs": [{"label": "同事", "url": reverse("employer:colleagues")}, {"label": "加一位", "url": ""}],
    }
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "username": username_beside(form.cleaned_data["username"])}
        try:
            password = invite_colleague(by=actor(request), organisation=firm, place=firm.place, **given)
        except AccountError:
            form.add_error(None, ONCE_MORE)
        else:
            shown |= {"title": "同事加好了", "password": password, "given": given}
            response = render(request, "employer/colleague_made.html", shown)
            response["Cache-Control"] = "no-store"
            return response
    return render(request, "employer/colleague_form.html", shown, status=422 if form.is_bound else 200)


def _post_or_404(firm: Organisation, post_id: UUID) -> Post:
    found = post_of_firm(post_id, firm.id)
    if found is None:
        raise Http404("post")
    return found


@for_administrator
def end(request: HttpRequest, firm: Organisation, post_id: UUID) -> HttpResponse:
    """Let a colleague go: the account stops at once."""
    post = _post_or_404(firm, post_id)
    try:
        let_go(by=actor(request), post=post)
    except AccountError as error:
        messages.error(request, error.sentence)
        return redirect("employer:colleagues")
    messages.success(request, f"{post.user.display_name}的账号停了，打开着的页面也用不了了。")
    return redirect("portal:home" if str(post.id) == standing_of(request).post_id else "employer:colleagues")


@for_administrator
def rank(request: HttpRequest, firm: Organisation, post_id: UUID) -> HttpResponse:
    """Let a colleague manage the firm, or no longer."""
    post = _post_or_404(firm, post_id)
    is_administrator = request.POST.get("administrator") == "yes"
    try:
        name_administrator(by=actor(request), post=post, is_administrator=is_administrator)
        said = "现在也是管理员" if is_administrator else "不再是管理员"
        messages.success(request, f"{post.user.display_name}{said}。")
    except AccountError as error:
        messages.error(request, error.sentence)
    return redirect("employer:colleagues")


def _claim_or_404(firm: Organisation, claim_id: UUID) -> FirmClaim:
    found = claim_on_firm(claim_id, firm.id)
    if found is None:
        raise Http404("claim")
    return found


@for_administrator
def accept(request: HttpRequest, firm: Organisation, claim_id: UUID) -> HttpResponse:
    """Take somebody who asks into the firm."""
    claim = _claim_or_404(firm, claim_id)
    try:
        accept_colleague(by=actor(request), claim=claim)
        messages.success(request, f"{claim.claimant.display_name}加进来了，现在就能用。")
    except ClaimError as error:
        messages.error(request, error.sentence)
    return redirect("employer:colleagues")


@for_administrator
def disown_claim(request: HttpRequest, firm: Organisation, claim_id: UUID) -> HttpResponse:
    """Say that somebody who asks is no colleague."""
    claim = _claim_or_404(firm, claim_id)
    form = ReasonForm(request.POST, prefix=str(claim.id))
    if not form.is_valid():
        return _page(request, firm, (claim.id, form))
    try:
        disown(by=actor(request), claim=claim, reason=form.cleaned_data["reason"])
        messages.success(
            request, f"记下了：{claim.claimant.display_name}不是本单位的人。他还可以请县里核对。"
        )
    except ClaimError as error:
        messages.error(request, error.sentence)
    return redirect("employer:colleagues")
