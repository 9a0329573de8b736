"""Verbs on hires and their proofs. Contract, registration and insurance are separate dated rows (decisions A16)."""

from __future__ import annotations

import datetime

from django.db import transaction

from baigong.domains.placements.enums import EngagementKind, ProofKind
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.holding import standing_hire
from baigong.domains.placements.inserting import insert_once
from baigong.domains.placements.models import Engagement, InsuranceSpan, Introduction, Proof
from baigong.domains.placements.services import refuse_child, refuse_dead, take_step
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Certainty, Source

# Pension insurance for employees began with the regulations of 1951; an earlier month is a slip of the pen.
FIRST_INSURED_YEAR = 1951


@transaction.atomic
def hire(
    *,
    by: str,
    role: str,
    introduction: Introduction,
    on: datetime.date,
    kind: str = EngagementKind.EMPLOYEE,
    source: str = Source.OFFICER,
    certainty: int = Certainty.DECLARED,
) -> Engagement:
    """Record that the introduced person works for the firm from a day on; the introduction is closed as hired.

    :raises PlacementError: when the introduction is not open, the hire is already recorded, or the person is
        below the lawful age, or dead, on that day.
    """
    refuse_child(introduction.person_id, introduction.place_path, on)
    refuse_dead(introduction.person_id, on)
    taken = take_step(by=by, role=role, introduction=introduction, step="hire", on=on)
    vacancy = taken.vacancy
    engagement = Engagement(
        person_id=taken.person_id,
        employer_id=taken.organisation_id,
        kind=kind,
        introduction=taken,
        vacancy=vacancy,
        need_id=vacancy.need_id,
        occupation_code=(vacancy.occupation_codes or [""])[0],
        route_code="introduction",
        starts_on=on,
        place_path=taken.place_path,
        county_id=taken.county_id,
        source=source,
        certainty=certainty,
    )
    insert_once(engagement, "这个人在这家单位同一天的录用已经记过。请看企业页的记录。")
    record(
        by=by,
        act="placements.hire",
        object_kind="engagement",
        object_ids=[engagement.id],
        place_path=engagement.place_path,
        detail={"kind": kind},
    )
    return engagement


@transaction.atomic
def add_proof(
    *,
    by: str,
    engagement: Engagement,
    kind: str,
    signed_on: datetime.date,
    starts_on: datetime.date | None = None,
    ends_before: datetime.date | None = None,
    source: str = Source.OFFICER,
    certainty: int = Certainty.CHECKED,
    is_electronic: bool | None = None,
    monthly_fen: int | None = None,
) -> Proof:
    """Add one dated proof of a hire; a stipend says how much a month (PD-10a).

    :raises PlacementError: when it is already there, the hire was voided, or what it says contradicts itself.
    """
    standing_hire(engagement)
    _refuse_amount(kind, monthly_fen)
    if starts_on and ends_before and ends_before <= starts_on:
        raise PlacementError("dates", "合同的结束日不在开始日之后。请核对两个日期。")
    proof = Proof(
        engagement=engagement,
        person_id=engagement.person_id,
        employer_id=engagement.employer_id,
        kind=kind,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_before=ends_before,
        is_electronic=is_electronic,
        monthly_fen=monthly_fen,
        place_path=engagement.place_path,
        county_id=engagement.county_id,
        source=source,
        certainty=certainty,
    )
    insert_once(proof, "同一天的这种凭据已经记过，不用再记。")
    record(
        by=by,
        act="placements.add_proof",
        object_kind="proof",
        object_ids=[proof.id],
        place_path=proof.place_path,
        detail={"kind": kind, "engagement": str(engagement.id)},
    )
    return proof


def _refuse_amount(kind: str, monthly_fen: int | None) -> None:
    if kind == ProofKind.STIPEND and (monthly_fen is None or monthly_fen <= 0):
        raise PlacementError("monthly", "还没写每月发多少生活补助。请按发放凭据填，单位是元。")
    if kind != ProofKind.STIPEND and monthly_fen is not None:
        raise PlacementError("monthly", "只有“生活补助发放”写每月金额。请清空金额，或改选凭据。")


@transaction.atomic
def record_insurance(
    *,
    by: str,
    engagement: Engagement,
    first_month: int,
    months: int,
    scheme: str = "pension",
    is_on_time: bool = True,
    source: str = Source.REGISTER,
    certainty: int = Certainty.CERTIFIED,
) -> InsuranceSpan:
    """Record that insurance was paid for `months` months from `first_month` (202603) on.

    A longer span of the same start supersedes the shorter one; the same span again changes nothing.

    :raises PlacementError: when the month is no month, or the span is empty.
    """
    if not 1 <= first_month % 100 <= 12 or months < 1 or first_month // 100 < FIRST_INSURED_YEAR:
        raise PlacementError("month", "参保月份不对。请写成年月，例如202603，至少一个月。")
    known: InsuranceSpan | None = InsuranceSpan.objects.filter(
        person_id=engagement.person_id,
        employer_id=engagement.employer_id,
        scheme=scheme,
        first_month=first_month,
        is_on_time=is_on_time,
        voided_at__isnull=True,
        superseded_at__isnull=True,
    ).first()
    if known is not None and known.months >= months:
        return known
    if known is not None:
        InsuranceSpan.objects.filter(id=known.id).update(superseded_at=clock.now())
    span: InsuranceSpan = InsuranceSpan.objects.create(
        person_id=engagement.person_id,
        employer_id=engagement.employer_id,
        scheme=scheme,
        first_month=first_month,
        months=months,
        is_on_time=is_on_time,
        place_path=engagement.place_path,
        county_id=engagement.county_id,
        source=source,
        certainty=certainty,
    )
    record(
        by=by,
        act="placements.record_insurance",
        object_kind="insurance_span",
        object_ids=[span.id],
        place_path=span.place_path,
        detail={"first_month": first_month, "months": months},
    )
    return span
