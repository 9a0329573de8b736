"""Commissioners: firms nobody serves yet, what each carries, liaison officers, handing over (M07.1, M07.2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.commissioners.enums import AssignmentKind
from baigong.domains.commissioners.errors import AssignmentError
from baigong.domains.commissioners.named_helpers import least_urgent
from baigong.domains.commissioners.own_firms import HeldFirm, own_firms
from baigong.domains.commissioners.selectors import (
    assignments_in_sight,
    firms_without_commissioner,
    liaison_lines,
)
from baigong.domains.commissioners.services import assign, hand_over
from baigong.domains.commissioners.workload import loads
from baigong.domains.users.enums import OFFICER_ROLES, Role
from baigong.domains.users.models import Post
from baigong.faces.desk.choices import places_of
from baigong.faces.desk.commissioner_forms import AssignForm, HandOverForm, LiaisonForm, labelled
from baigong.faces.desk.exporting import place_path_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

PAGE_SIZE = 30
LONGEST_WORDS = 60


def register(request: HttpRequest) -> HttpResponse:
    """Firms without a commissioner first, then what each post carries, then the liaison officers."""
    return _page(request)


def _page(
    request: HttpRequest, *, assigning: AssignForm | None = None, naming: LiaisonForm | None = None
) -> HttpResponse:
    on, (words, number) = clock.today(), _asked(request)
    found = loads(on)
    lines = firms_without_commissioner(on, words=words)
    counties = liaison_lines(places_of(standing_of(request)), on)
    page = Paginator(lines, PAGE_SIZE).get_page(number)
    posts, wrong = labelled(found), assigning or naming
    shown = {
        "title": "服务专员",
        "facts": f"缺工企业里还有{len(lines)}家没有专员" if lines or words else "缺工企业都有专员了",
        "lines": page.object_list,
        "words": words,
        "loads": found,
        "has_helpers": least_urgent(place_path_of(standing_of(request)), on) is not None,
        "has_links": any(load.links or load.least_links for load in found),
        "counties": counties,
        "form": wrong,
        "assign_form": assigning or AssignForm(posts=posts, firms=[], initial={"on": on}),
        "liaison_form": naming or LiaisonForm(posts=posts, lines=counties, initial={"on": on}),
        "pager": _pager(words, page),
    }
    return render(request, "desk/commissioners.html", shown, status=422 if wrong else 200)


def _asked(request: HttpRequest) -> tuple[str, int]:
    """Return the words and the page asked for; what is not understood is refused. A form sent asks neither."""
    if request.method == "POST":
        return "", 1
    words, number = request.GET.get("q", "").strip(), request.GET.get("page", "1")
    is_number = number.isascii() and number.isdecimal() and 0 < len(number) < 6 and int(number) > 0
    if set(request.GET) - {"q", "page"} or not is_number or len(words) > LONGEST_WORDS or "\x00" in words:
        raise BadRequest("question")
    return words, int(number)


def _pager(words: str, page: Any) -> dict[str, str]:
    base = f"?{urlencode({'q': words})}&page=" if words else "?page="
    return {
        "previous_url": f"{base}{page.number - 1}" if page.has_previous() else "",
        "next_url": f"{base}{page.number + 1}" if page.has_next() else "",
        "range_text": f"第{page.start_index()}–{page.end_index()}家",
        "total_text": f"共{page.paginator.count}家",
        "sort_text": "按还缺人数",
    }


def assign_firms(request: HttpRequest) -> HttpResponse:
    """Give the ticked firms to one commissioner."""
    on = clock.today()
    firms = [line.organisation for line in firms_without_commissioner(on)]
    form = AssignForm(request.POST, posts=labelled(loads(on)), firms=firms)
    if form.is_valid() and _assigned(request, form, form.chosen_firms, AssignmentKind.COMMISSIONER):
        name = form.chosen_post.user.display_name
        messages.success(request, f"{name}从{form.cleaned_data['on']}起服务{len(form.chosen_firms)}家企业。")
        return redirect("desk:commissioners")
    return _page(request, assigning=form)


def name_liaison(request: HttpRequest) -> HttpResponse:
    """Name a county's liaison officer, or another one in place of who is; the one before ends the day before."""
    on = clock.today()
    counties = liaison_lines(places_of(standing_of(request)), on)
    form = LiaisonForm(request.POST, posts=labelled(loads(on)), lines=counties)
    if form.is_valid() and _named(request, form):
        name = form.chosen_post.user.display_name
        messages.success(request, f"{form.chosen_place.name}的联络员是{name}，记下了。")
        return redirect("desk:commissioners")
    return _page(request, naming=form)


def _named(request: HttpRequest, form: LiaisonForm) -> bool:
    if form.present is not None:
        return _handed_over(request, form, [form.present])
    return _assigned(request, form, [form.chosen_place], AssignmentKind.LIAISON)


def _assigned(request: HttpRequest, form: AssignForm | LiaisonForm, targets: Any, kind: str) -> bool:
    try:
        assign(
            by=standing_of(request).scope.actor,
            post=form.chosen_post,
            targets=targets,
            on=form.cleaned_data["on"],
            kind=kind,
        )
    except AssignmentError as error:
        form.add_error("post" if error.code == "reach" else None, error.sentence)
        return False
    return True


def held(request: HttpRequest) -> HttpResponse:
    """The firms one post serves, one's own where none is named, and the form that hands them over."""
    own = standing_of(request).post_id
    post, rows, others = _of_post(request.GET.get("post", "") or own)
    held = [row.assignment for row in rows]
    form = HandOverForm(
        posts=others, held=held, is_for_all=str(post.id) != own, initial={"on": clock.today()}
    )
    return _held_page(request, post, rows, form)


def _of_post(key: str) -> tuple[Post, list[HeldFirm], list[tuple[Post, str]]]:
    """Return the post of that id, what it holds and to whom that can go; 404 when it is not in sight."""
    found = loads(clock.today())
    post = next((load.post for load in found if str(load.post.id) == key), None)
    if post is None:
        raise Http404("post")
    others = labelled(load for load in found if load.post.id != post.id)
    return post, own_firms(post.id, clock.today()), others


def _may_hand_over(request: HttpRequest, post_id: str) -> bool:
    """Return whether the asker may give away what a post serves: officers anybody's, a commissioner the own."""
    standing = standing_of(request)
    return standing.role in OFFICER_ROLES or (
        standing.role == Role.COMMISSIONER and post_id == standing.post_id
    )


def _held_page(request: HttpRequest, post: Post, rows: list[HeldFirm], form: HandOverForm) -> HttpResponse:
    name, is_own = post.user.display_name, str(post.id) == standing_of(request).post_id
    over = sum(row.is_over for row in rows)
    late = f"，{over}家该联系了" if over else ""
    shown = {
        "title": "我服务的企业" if is_own else f"{name}服务的企业",
        "facts": f"{post.place.name}，{post}，{len(rows)}家{late}",
        "crumbs": [{"label": "服务专员", "url": reverse("desk:commissioners")}, {"label": name}],
        "post": post,
        "may_hand_over": _may_hand_over(request, str(post.id)),
        "rows": rows,
        "hand_over_form": form,
        "form": form if form.is_bound else None,
    }
    return render(request, "desk/commissioners_held.html", shown, status=422 if form.is_bound else 200)


def hand_over_firms(request: HttpRequest) -> HttpResponse:
    """Hand the ticked firms of one post over to another."""
    key = request.POST.get("from", "")
    if not key:
        raise BadRequest("from")
    if not _may_hand_over(request, key):
        raise PermissionDenied("别人名下的企业，请县里的经办移交。")
    post, rows, others = _of_post(key)
    form = HandOverForm(request.POST, posts=others, held=[row.assignment for row in rows])
    if form.is_valid() and _handed_over(request, form, [row.id for row in form.chosen]):
        name, given = form.chosen_post.user.display_name, form.cleaned_data
        messages.success(request, f"{len(form.chosen)}家企业从{given['on']}起由{name}接手。")
        return redirect(f"{reverse('desk:commissioners_held')}?{urlencode({'post': post.id})}")
    return _held_page(request, post, rows, form)


def _handed_over(request: HttpRequest, form: HandOverForm | LiaisonForm, seen: list[UUID]) -> bool:
    given = form.cleaned_data
    try:
        hand_over(
            by=standing_of(request).scope.actor,
            assignments=assignments_in_sight(seen, clock.today()),
            post=form.chosen_post,
            on=given["on"],
            reason=given["reason"],
        )
    except AssignmentError as error:
        name = {"reason": "reason", "day": "on", "reach": "post", "same": "post"}.get(error.code)
        form.add_error(name, error.sentence)
        return False
    return True
