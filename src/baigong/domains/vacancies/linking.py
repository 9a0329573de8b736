"""Which shortage a post is meant to fill: found by its trade, or named by an officer.

What is hired for a post counts against its shortage only when the two are joined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from baigong.domains.shortages.models import Need
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.services import VacancyError
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk


@transaction.atomic
def link_to_needs(*, by: str, vacancies: Sequence[Vacancy]) -> int:
    """Join posts without a need to their firm's open need of the same trade; return how many were joined.

    The need whose trade the title names wins, the longest first (电焊工 before 焊工); else the only need of
    the same occupation. A post that fits none stays by itself.
    """
    loose = [vacancy for vacancy in vacancies if vacancy.need_id is None]
    needs: dict[UUID, list[Need]] = defaultdict(list)
    open_needs = Need.objects.filter(
        organisation_id__in={vacancy.organisation_id for vacancy in loose},
        closed_on__isnull=True,
        filled_on__isnull=True,
        withdrawn_at__isnull=True,
    )
    for need in open_needs.order_by("id"):
        needs[need.organisation_id].append(need)
    found = {vacancy: _need_of(vacancy, needs[vacancy.organisation_id]) for vacancy in loose}
    joined = {vacancy: need for vacancy, need in found.items() if need is not None}
    _join(by, joined)
    return len(joined)


def _need_of(vacancy: Vacancy, needs: Sequence[Need]) -> Need | None:
    named = [need for need in needs if need.label in vacancy.title]
    if named:
        return max(named, key=lambda need: len(need.label))
    same = [
        need
        for need in needs
        if need.occupation_code and need.occupation_code in vacancy.occupation_codes[:1]
    ]
    return same[0] if len(same) == 1 else None


@transaction.atomic
def choose_need(*, by: str, vacancy: Vacancy, need: Need | None) -> Vacancy:
    """Join a post to the need an officer names, or to none; hires made before keep what they counted for.

    :raises VacancyError: when the need is another firm's, is closed, or is filled by the firm's own word.
    """
    if need is not None and need.organisation_id != vacancy.organisation_id:
        raise VacancyError("need", "这条缺工是别的单位的。请选这个单位的缺工。")
    if need is not None and need.closed_on is not None:
        raise VacancyError("need", f"“{need.label}”已经销号。请选没有销号的缺工。")
    if need is not None and need.filled_on is not None and vacancy.need_id != need.id:
        raise VacancyError("need", f"企业报了“{need.label}”已招满，正等核实。请选还缺人的缺工。")
    if vacancy.need_id != (need.id if need else None):
        _join(by, {vacancy: need})
    return vacancy


def _join(by: str, pairs: dict[Vacancy, Need] | dict[Vacancy, Need | None]) -> None:
    changes, by_need = [], defaultdict(list)
    for vacancy, need in pairs.items():
        before, vacancy.need_id = vacancy.need_id, need.id if need else None
        by_need[vacancy.need_id].append(vacancy.id)
        changes.append(ObjectChange(str(vacancy.id), {"need_id": before}, {"need_id": vacancy.need_id}))
    for need_id, keys in by_need.items():
        Vacancy.objects.filter(id__in=keys).update(need_id=need_id)
    record_changes_in_bulk(by=by, model=Vacancy, changes=changes)
