"""Verbs on shortages: what is learnt of a need is reported; `opening` opens one, `striking_off` closes it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from baigong.domains.shortages.enums import ContactWay
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.shortages.strike_off_steps import take_back
from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Certainty, Source

LEARNT = (
    "headcount",
    "kind",
    "skill_level",
    "skill_text",
    "education_rank",
    "pay_from_fen_month",
    "pay_to_fen_month",
    "pay_text",
    "cause_codes",
    "plan_text",
    "is_urgent",
    "occupation_code",
)


class ShortageError(ValueError):
    """The step does not fit the need; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def missing_facts(need: Need) -> tuple[str, ...]:
    """Return which of the four clear facts (四清, SD-2.1.1b, AH-2.1.1a) are not known yet, in words."""
    known = {
        "人数": need.headcount is not None,
        "类型": bool(need.kind),
        "技能": need.skill_level is not None or bool(need.skill_text),
        "薪资": need.pay_from_fen_month is not None or need.pay_to_fen_month is not None,
    }
    return tuple(word for word, is_known in known.items() if not is_known)


def is_clear(need: Need) -> bool:
    """Whether all four facts are known."""
    return not missing_facts(need)


def new_report(
    need: Need,
    *,
    reported_on: datetime.date,
    contact_way: str,
    employees: int | None,
    by: str,
    source: str,
    source_id: str,
) -> NeedReport:
    """Return an unsaved report of a need as it now stands."""
    return NeedReport(
        need_id=need.id,
        organisation_id=need.organisation_id,
        place_path=need.place_path,
        county_id=need.county_id,
        reported_on=reported_on,
        contact_way=contact_way,
        headcount_open=need.headcount,
        employees=employees,
        pay_from_fen_month=need.pay_from_fen_month,
        pay_to_fen_month=need.pay_to_fen_month,
        cause_codes=list(need.cause_codes),
        reported_by=by,
        source=source,
        source_id=source_id,
        certainty=Certainty.DECLARED,
    )


def learn(need: Need, values: Mapping[str, Any]) -> ObjectChange | None:
    """Set what was learnt on a need and save it; returns the change for its history, None without one."""
    changed = {name: value for name, value in values.items() if getattr(need, name) != value}
    if not changed:
        return None
    before = {name: getattr(need, name) for name in changed}
    for name, value in changed.items():
        setattr(need, name, value)
    need.updated_at = clock.now()
    need.save(update_fields=[*changed, "updated_at"])
    return ObjectChange(str(need.id), before, changed)


@transaction.atomic
def report_need(
    *,
    by: str,
    need: Need,
    contact_way: str,
    values: Mapping[str, Any],
    employees: int | None = None,
    reported_on: datetime.date | None = None,
    source: str = Source.OFFICER,
) -> NeedReport:
    """Keep what a visit, call or form said of a need on a day; said again that day, it is replaced.

    `source` says whose word it is: what a firm fills in itself is `Source.EMPLOYER`. What is entered late,
    after a younger report, is kept but no longer changes the need. Somebody lacking again takes back the firm's word
    that it is filled, while nobody has verified it.

    :raises ShortageError: when the need is closed, or a value is none of `LEARNT`.
    """
    need = Need.objects.select_for_update().get(id=need.id)
    if need.closed_on is not None:
        raise ShortageError("closed", "这条缺工已经销号，不能再报。又缺人的，请在企业页上重开。")
    unknown = set(values) - set(LEARNT)
    if unknown:
        raise ShortageError("field", f"缺工里没有“{'、'.join(sorted(unknown))}”这一项。")
    day = reported_on or clock.today()
    way = ContactWay(contact_way)
    live = need.reports.filter(superseded_at__isnull=True, voided_at__isnull=True)
    if live.filter(reported_on__gt=day).exists():
        _as_said(need, values)
    elif (change := learn(need, values)) is not None:
        record_changes_in_bulk(by=by, model=Need, changes=[change], place_path=need.place_path)
        if need.filled_on is not None and need.headcount:
            take_back(by, need, day, source)
    live.filter(reported_on=day, contact_way=way).update(superseded_at=clock.now())
    report = new_report(
        need,
        reported_on=day,
        contact_way=way,
        employees=employees,
        by=by,
        source=source,
        source_id=by,
    )
    report.save(force_insert=True)
    record(
        by=by,
        act="shortages.report_need",
        object_kind="need_report",
        object_ids=[report.id],
        place_path=report.place_path,
        detail={"need": str(need.id), "contact_way": way.value, "fields": sorted(values)},
    )
    return report


def _as_said(need: Need, values: Mapping[str, Any]) -> None:
    """Set the values on the object alone, so that a late report holds what was said on its day."""
    for name, value in values.items():
        setattr(need, name, value)
