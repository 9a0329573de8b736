"""Pairs to be decided and merges that may be undone, as the desk shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from baigong.domains.duplicates.enums import CandidateState
from baigong.domains.duplicates.fields import choices_for, differs, fuller
from baigong.domains.duplicates.models import DuplicateCandidate, Merge
from baigong.domains.duplicates.reach import model_of
from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.models import Organisation, Person
from baigong.domains.placements.models import Introduction
from baigong.domains.places.selectors import labels_of
from baigong.domains.shortages.models import Need
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.foundation.scope.conditions import place_range


@dataclass(frozen=True, slots=True)
class PairLine:
    """One pair as a row of the list: names masked, places in words."""

    candidate: DuplicateCandidate
    left: str
    right: str
    place: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One thing both sides say, masked where it is personal."""

    name: str
    label: str
    left: str
    right: str
    differs: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A pair with all that is known of both sides; `proposed` is the side that should stay."""

    candidate: DuplicateCandidate
    left: Any
    right: Any
    fields: tuple[FieldLine, ...]
    counts: tuple[tuple[str, int, int], ...]
    places: tuple[str, str]
    proposed: UUID
    proposed_for: dict[str, UUID]


def open_pairs(
    *, kind: str = "", place: str = "", start: int = 0, limit: int = 50
) -> tuple[list[PairLine], int]:
    """Return the undecided pairs within the scope and how many there are, in five queries; the newest first."""
    found = DuplicateCandidate.objects.filter(standing=CandidateState.OPEN)
    if kind:
        found = found.filter(kind=kind)
    if place:
        found = found.filter(place_range("place_path", place))
    rows = list(found.order_by("-found_at", "id")[start : start + limit])
    names = _names([key for row in rows for key in (row.left_id, row.right_id)])
    places = labels_of(row.place_path for row in rows)
    lines = [
        PairLine(
            row, names.get(row.left_id, "—"), names.get(row.right_id, "—"), places.get(row.place_path, "")
        )
        for row in rows
    ]
    return lines, found.count()


def _names(ids: Sequence[UUID]) -> dict[UUID, str]:
    people = {row.id: str(row.full_name) for row in Person.objects.filter(id__in=ids)}
    return people | dict(Organisation.objects.filter(id__in=ids).values_list("id", "name"))


def open_pairs_by_place(place_path: str) -> dict[str, int]:
    """Return how many undecided pairs lie at each path at or below a place, in one query."""
    rows = DuplicateCandidate.objects.filter(
        place_range("place_path", place_path), standing=CandidateState.OPEN
    )
    return dict(rows.values("place_path").annotate(n=Count("id")).values_list("place_path", "n"))


def pair_in_sight(candidate_id: UUID) -> DuplicateCandidate | None:
    """Return a pair, or None when there is none or it lies outside the scope."""
    found: DuplicateCandidate | None = DuplicateCandidate.objects.filter(id=candidate_id).first()
    return found


def side_by_side(candidate: DuplicateCandidate) -> SideBySide | None:
    """Return both sides of a pair; None when one of them is no longer in sight."""
    model: Any = model_of(candidate.kind)
    ids = (candidate.left_id, candidate.right_id)
    rows = {row.id: row for row in model.objects.filter(id__in=ids)}
    if len(rows) < 2:
        return None
    left, right = rows[ids[0]], rows[ids[1]]
    choices = choices_for(candidate.kind)
    proposed = fuller(choices, left, right)
    other = right if proposed is left else left
    lines, proposals = [], {}
    for choice in choices:
        lines.append(
            FieldLine(
                choice.name,
                choice.label,
                _shown(left, choice.name),
                _shown(right, choice.name),
                differs(choice, left, right),
            )
        )
        proposals[choice.name] = (proposed if _shown(proposed, choice.name) != "没有" else other).id
    named = labels_of([left.place_path, right.place_path])
    places = (named.get(left.place_path, ""), named.get(right.place_path, ""))
    counts = _counts(candidate.kind, ids)
    return SideBySide(candidate, left, right, tuple(lines), counts, places, proposed.id, proposals)


def _shown(row: Any, name: str) -> str:
    words = getattr(row, f"get_{name}_display", None)
    value = words() if words else getattr(row, name)
    return str(value) if value not in (None, "") else "没有"


def _counts(kind: str, ids: tuple[UUID, UUID]) -> tuple[tuple[str, int, int], ...]:
    alive = Q(withdrawn_at__isnull=True)
    asked: tuple[tuple[str, Any, str], ...] = (
        ("现有登记", Registration.objects.filter(CURRENT), "person_id"),
        ("介绍", Introduction.objects.filter(alive), "person_id"),
    )
    if kind == PartyKind.ORGANISATION:
        asked = (
            ("缺工", Need.objects.filter(alive, closed_on__isnull=True), "organisation_id"),
            ("岗位", Vacancy.objects.filter(alive), "organisation_id"),
        )
    lines = []
    for label, rows, column in asked:
        counted = dict(
            rows.filter(**{f"{column}__in": ids})
            .values(column)
            .annotate(n=Count("id"))
            .values_list(column, "n")
        )
        lines.append((label, counted.get(ids[0], 0), counted.get(ids[1], 0)))
    return tuple(lines)


def merges_in_force(*, limit: int = 20) -> list[dict[str, Any]]:
    """Return the latest merges within the scope that hold, with the masked names of both sides."""
    rows = list(Merge.objects.filter(voided_at__isnull=True).order_by("-recorded_at", "-id")[:limit])
    names = _names([key for row in rows for key in (row.stays_id, row.goes_id)])
    return [
        {"merge": row, "stays": names.get(row.stays_id, "—"), "goes": names.get(row.goes_id, "—")}
        for row in rows
    ]


def merge_in_sight(merge_id: UUID) -> Merge | None:
    """Return a merge, or None when there is none or it lies outside the scope."""
    found: Merge | None = Merge.objects.filter(id=merge_id).first()
    return found
