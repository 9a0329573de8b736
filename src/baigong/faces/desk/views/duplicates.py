"""Entries that may be one: the pairs to decide, both sides of one, and what was decided."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.duplicates.errors import MergeError
from baigong.domains.duplicates.fields import choices_for
from baigong.domains.duplicates.jobs import KIND
from baigong.domains.duplicates.merging import merge, say_different
from baigong.domains.duplicates.models import DuplicateCandidate
from baigong.domains.duplicates.selectors import (
    SideBySide,
    merge_in_sight,
    merges_in_force,
    open_pairs,
    pair_in_sight,
    side_by_side,
)
from baigong.domains.duplicates.undoing import undo_merge
from baigong.domains.parties.enums import PartyKind
from baigong.faces.desk.forms import PurposeForm
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.reveal import reveal_many
from baigong.foundation.jobs.queue import enqueue

SHOWN = 50


def register(request: HttpRequest) -> HttpResponse:
    """The pairs to be decided within the scope, and the merges that may be undone."""
    kind, place = request.GET.get("kind", ""), request.GET.get("place", "")
    if kind not in ("", *PartyKind.values):
        raise BadRequest("kind")
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and 0 < int(page) < 10_000 else 1
    start = (number - 1) * SHOWN
    pairs, count = open_pairs(kind=kind, place=place, start=start, limit=SHOWN)
    kept = {name: value for name, value in (("kind", kind), ("place", place)) if value}
    shown = {
        "title": "疑似重复",
        "facts": f"共{count}对等您判断",
        "pairs": pairs,
        "kind": kind,
        "kinds": [("", "全部"), *PartyKind.choices],
        "place": place,
        "merges": merges_in_force(),
        "pager": {
            "previous_url": "?" + urlencode({**kept, "page": number - 1}) if number > 1 else "",
            "next_url": "?" + urlencode({**kept, "page": number + 1}) if start + len(pairs) < count else "",
            "range_text": f"第{start + 1}至{start + len(pairs)}对" if pairs else "没有行",
            "total_text": f"共{count}对",
        },
    }
    return render(request, "desk/quality/duplicates.html", shown)


def look(request: HttpRequest) -> HttpResponse:
    """Ask for a look now instead of tonight; asked again within the minute, it is the same look."""
    standing = standing_of(request)
    key = f"{KIND}:asked:{clock.minute_of(clock.now()).replace(' ', 'T')}"
    enqueue(KIND, {}, key=key, by=standing.scope.actor)
    messages.success(request, "已经开始查重。过一会儿刷新这一页，新查到的会排在前面。")
    return HttpResponseRedirect(reverse("desk:duplicates"))


def _both_or_404(candidate_id: UUID) -> SideBySide:
    found = pair_in_sight(candidate_id)
    both = side_by_side(found) if found is not None else None
    if both is None:
        raise Http404
    return both


def pair(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """Both sides of one pair, differences marked."""
    return _page(request, _both_or_404(candidate_id), PurposeForm())


def _page(
    request: HttpRequest,
    both: SideBySide,
    form: PurposeForm,
    *,
    revealed: dict[str, dict[str, str]] | None = None,
    problem: str = "",
    chosen: dict[str, str] | None = None,
) -> HttpResponse:
    """Draw the page; `revealed` values are shown in this one answer and kept nowhere."""
    picked = chosen or {
        "stays": str(both.proposed),
        **{name: str(key) for name, key in both.proposed_for.items()},
    }
    candidate = both.candidate
    is_wrong = bool(problem) or (form.is_bound and not form.is_valid())
    response = render(
        request,
        "desk/quality/duplicate.html",
        {
            "title": "是不是同一个",
            "facts": candidate.get_likeness_display(),
            "crumbs": [{"label": "疑似重复", "url": reverse("desk:duplicates")}, {"label": "这一对"}],
            "both": both,
            "candidate": candidate,
            "is_open": candidate.standing == "open",
            "picked": picked,
            "lines": [(line, picked.get(line.name, "")) for line in both.fields],
            "problem": problem,
            "purpose_form": form,
            "form": form,
            "revealed_lines": _revealed(both, revealed) if revealed else [],
        },
        status=422 if is_wrong else 200,
    )
    if revealed:
        response["Cache-Control"] = "no-store"
    return response


def _revealed(both: SideBySide, revealed: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    left, right = revealed[str(both.left.id)], revealed[str(both.right.id)]
    labels = {choice.name: choice.label for choice in choices_for(both.candidate.kind)}
    return [(labels[name], left[name] or "没有", right[name] or "没有") for name in labels if name in left]


def merge_pair(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """Make one of the two, as chosen; what cannot be one is named and the choices stand again."""
    both = _both_or_404(candidate_id)
    names = [choice.name for choice in choices_for(both.candidate.kind)]
    chosen = {name: request.POST.get(name, "") for name in ("stays", *names)}
    try:
        merge(
            by=standing_of(request).scope.actor,
            candidate=both.candidate,
            stays_id=_key(chosen["stays"]),
            chosen={name: chosen[name] for name in names},
        )
    except MergeError as error:
        return _page(request, both, PurposeForm(), problem=error.sentence, chosen=chosen)
    messages.success(request, "已并成一条。并错了，在下面“已合并的”里撤回。")
    return HttpResponseRedirect(reverse("desk:duplicates"))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise MergeError("side", "还没选留下哪一边。请选一边，再合并。") from None


def different(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """Note that the two are not one; they are not asked about again."""
    both = _both_or_404(candidate_id)
    return _decided(request, both.candidate)


def _decided(request: HttpRequest, candidate: DuplicateCandidate) -> HttpResponse:
    try:
        say_different(by=standing_of(request).scope.actor, candidate=candidate)
    except MergeError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "记下了：不是同一个，以后不再问。")
    return HttpResponseRedirect(reverse("desk:duplicates"))


def reveal_pair(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """The plain values of both sides, in the answer to this one sending."""
    both, form = _both_or_404(candidate_id), PurposeForm(request.POST)
    revealed: dict[str, Any] | None = None
    if form.is_valid():
        revealed = reveal_many(
            [both.left, both.right],
            [choice.name for choice in choices_for(both.candidate.kind) if choice.is_personal],
            by=standing_of(request).scope.actor,
            purpose=form.words_for_audit,
            place_path=both.candidate.place_path,
        )
    return _page(request, both, form, revealed=revealed)


def undo(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Take a merge back; what was built on it since is named and left."""
    found = merge_in_sight(merge_id)
    if found is None:
        raise Http404
    try:
        left = undo_merge(by=standing_of(request).scope.actor, merged=found)
    except MergeError as error:
        messages.error(request, error.sentence)
    else:
        for sentence in left:
            messages.warning(request, sentence)
        messages.success(request, "合并已撤回，又是两条了。" if left else "合并已撤回，和合并以前一样。")
    return HttpResponseRedirect(reverse("desk:duplicates"))
