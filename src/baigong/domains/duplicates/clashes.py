"""Open work of both sides that cannot become one: named, so that somebody can finish one of the two first."""

from __future__ import annotations

import uuid
from typing import Any

from baigong.domains.cases.enums import CaseKind, CaseState
from baigong.domains.cases.models import Case
from baigong.domains.duplicates.errors import MergeError
from baigong.domains.parties.enums import PartyKind
from baigong.domains.placements.enums import OPEN_STATES
from baigong.domains.placements.models import Introduction
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.selectors import OPEN

WAITING = (CaseState.OPEN, CaseState.IN_HAND)


def refuse_clashes(kind: str, stays_id: uuid.UUID, goes_id: uuid.UUID) -> None:
    """Refuse a merge while both are introduced to one vacancy, or both firms lack one trade at one place.

    Two plans of aid in hand, or of one day, cannot become one person's either.

    :raises MergeError: naming the vacancies, the days of the plans or the needs.
    """
    if kind == PartyKind.PERSON:
        titles = _shared_vacancies(stays_id, goes_id)
        if titles:
            sentence = f"两边都介绍到了{'、'.join(titles)}，都还没有结果。请先给其中一条记下结果，再合并。"
            raise MergeError("introductions", sentence)
        days = _shared_plans(stays_id, goes_id)
        if days:
            sentence = f"两边都有帮扶方案（{'、'.join(days)}）。请先把其中一份办结或作废，再合并。"
            raise MergeError("plans", sentence)
        return
    labels = _shared_needs(stays_id, goes_id)
    if labels:
        raise MergeError("needs", f"两家都开着{'、'.join(labels)}的缺工。请先销号其中一条，再合并。")


def _shared_vacancies(stays_id: uuid.UUID, goes_id: uuid.UUID) -> list[str]:
    rows = Introduction.objects.filter(
        person_id__in=(stays_id, goes_id), state__in=OPEN_STATES, withdrawn_at__isnull=True
    )
    return _twice(
        (row.person_id, row.vacancy_id, f"“{row.vacancy.title}”") for row in rows.select_related("vacancy")
    )


def _shared_plans(stays_id: uuid.UUID, goes_id: uuid.UUID) -> list[str]:
    rows = Case.objects.filter(
        kind=CaseKind.AID_PLAN, person_id__in=(stays_id, goes_id), withdrawn_at__isnull=True
    )
    said = [
        (row.person_id, key, f"{row.opened_on}定的")
        for row in rows.order_by("opened_on")
        for key in ((row.opened_on,), *((("open",),) if row.state in WAITING else ()))
    ]
    return _twice(said)


def _shared_needs(stays_id: uuid.UUID, goes_id: uuid.UUID) -> list[str]:
    rows = Need.objects.filter(OPEN, organisation_id__in=(stays_id, goes_id))
    return _twice((row.organisation_id, (row.place_id, row.label), f"“{row.label}”") for row in rows)


def _twice(rows: Any) -> list[str]:
    """Return the words of what both sides have."""
    sides: dict[Any, set[uuid.UUID]] = {}
    words: dict[Any, str] = {}
    for side, key, said in rows:
        sides.setdefault(key, set()).add(side)
        words[key] = said
    return sorted({words[key] for key, both in sides.items() if len(both) > 1})
