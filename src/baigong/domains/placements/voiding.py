"""Verbs on what was entered by mistake: a hire, a proof of it, months of insurance.

What is voided never was (the row stays, with the reason); what was true and is over is ended instead (leaving.py).
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import IntegrityError, transaction

from baigong.domains.placements.enums import OPEN_STATES, IntroductionState
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.holding import standing_hire, told_reason
from baigong.domains.placements.leaving import resume_hire
from baigong.domains.placements.models import (
    Engagement,
    InsuranceSpan,
    Introduction,
    IntroductionStep,
    Proof,
)
from baigong.domains.placements.telling import tell_hire_voided
from baigong.domains.placements.telling_person import tell_person_hire_voided
from baigong.domains.placements.workflow import last_day_in, workflow_at
from baigong.foundation import clock
from baigong.foundation.audit.services import record

LEFT, HIRE, PROOF, INSURANCE = "left", "hire", "proof", "insurance"
_AGAIN = "这个人后来又介绍到这个岗位，正在等回音。请先了结那一次，再作废这次录用。"


@transaction.atomic
def correct_hire(*, by: str, engagement: Engagement, what: str, reason: str) -> None:
    """Take back one thing recorded of a hire: `left`, `hire`, or `proof:ID` and `insurance:ID` of its own.

    :raises PlacementError: when it is not there any more, or something forbids it.
    """
    kind, _, key = what.partition(":")
    if kind == LEFT:
        resume_hire(by=by, engagement=engagement, reason=reason)
    elif kind == HIRE:
        void_hire(by=by, engagement=engagement, reason=reason)
    elif kind == PROOF:
        proof = Proof.objects.filter(engagement=engagement, id=_id(key)).first()
        void_proof(by=by, proof=_present(proof), reason=reason)
    else:
        own = {"person_id": engagement.person_id, "employer_id": engagement.employer_id}
        span = InsuranceSpan.objects.filter(**own, id=_id(key)).first()
        void_insurance(by=by, span=_present(span), reason=reason)


def _id(key: str) -> uuid.UUID:
    try:
        return uuid.UUID(key)
    except ValueError as error:
        raise PlacementError("unknown", "没有这一条。请刷新后再选。") from error


def _present(row: Any) -> Any:
    if row is None:
        raise PlacementError("unknown", "没有这一条。请刷新后再选。")
    return row


@transaction.atomic
def void_hire(*, by: str, engagement: Engagement, reason: str) -> Introduction | None:
    """Void a hire entered by mistake; the introduction stands again where it stood before, and is returned.

    Nothing leaves a final state by a step, so none is made up: the step that was never taken is voided too, and
    the state is that of the last step left. The firm's time to answer starts anew, for the mistake was not its own.

    :raises PlacementError: when the hire was voided already or has ended, proofs of it still stand, the person
        has been introduced to the vacancy again, or the reason says too little.
    """
    held, words = standing_hire(engagement), told_reason(reason)
    if held.ends_before is not None:
        raise PlacementError("ended", "这次录用记了离岗。录用本身记错的，先撤回离岗，再作废录用。")
    proofs = Proof.objects.filter(engagement=held, voided_at__isnull=True).count()
    if proofs:
        raise PlacementError("proofs", f"这次录用还有{proofs}份凭据。凭据也记错的，先逐份作废，再作废录用。")
    _void(held, words)
    introduction = _as_before(held.introduction, words) if held.introduction is not None else None
    _record(by, "void_hire", "engagement", held, words)
    if introduction is not None:
        tell_hire_voided(by=by, introduction=introduction, engagement_id=held.id)
        tell_person_hire_voided(by=by, introduction=introduction, engagement_id=held.id)
    return introduction


def _as_before(introduction: Introduction, words: str) -> Introduction:
    """Void the step of the hire and put the introduction where the steps left put it."""
    row: Introduction = Introduction.objects.select_for_update(of=("self",)).get(id=introduction.id)
    steps = IntroductionStep.objects.filter(introduction=row, voided_at__isnull=True)
    for step in steps.filter(step="hire"):
        _void(step, words)
    last = steps.exclude(step="hire").order_by("-recorded_at", "-id").first()
    today = clock.today()
    row.state = last.state if last else IntroductionState.INTRODUCED
    row.state_since = last.happened_on if last else row.introduced_on
    row.due_on = last_day_in(workflow_at(row.place_path, today), row.state, _clock_starts(row, today))
    row.updated_at = clock.now()
    open_again = Introduction.objects.filter(
        person_id=row.person_id, vacancy_id=row.vacancy_id, state__in=OPEN_STATES
    )
    if open_again.exists():
        raise PlacementError("again", _AGAIN)
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "state_since", "due_on", "updated_at"])
    except IntegrityError as error:
        raise PlacementError("again", _AGAIN) from error
    return row


def _clock_starts(row: Introduction, today: datetime.date) -> datetime.date:
    planned = row.interview_on if row.state == IntroductionState.INTERVIEW_SET else None
    return max(planned, today) if planned else today


@transaction.atomic
def void_proof(*, by: str, proof: Proof, reason: str) -> Proof:
    """Void a proof entered by mistake; the hire reaches the levels the other proofs reach.

    :raises PlacementError: when it or its hire was voided already, or the reason says too little.
    """
    standing_hire(proof.engagement)
    held: Proof = Proof.objects.select_for_update(of=("self",)).get(id=proof.id)
    words = told_reason(reason)
    _refuse_gone(held)
    _void(held, words)
    _record(by, "void_proof", "proof", held, words)
    return held


@transaction.atomic
def void_insurance(*, by: str, span: InsuranceSpan, reason: str) -> InsuranceSpan:
    """Void months of insurance entered by mistake; a shorter span they replaced holds again.

    :raises PlacementError: when they were voided or replaced already, or the reason says too little.
    """
    held: InsuranceSpan = InsuranceSpan.objects.select_for_update(of=("self",)).get(id=span.id)
    words = told_reason(reason)
    _refuse_gone(held)
    _void(held, words)
    replaced = InsuranceSpan.objects.filter(
        person_id=held.person_id,
        employer_id=held.employer_id,
        scheme=held.scheme,
        first_month=held.first_month,
        is_on_time=held.is_on_time,
        voided_at__isnull=True,
        superseded_at__isnull=False,
    )
    if (before := replaced.order_by("-superseded_at", "-id").first()) is not None:
        InsuranceSpan.objects.filter(id=before.id).update(superseded_at=None)
    _record(by, "void_insurance", "insurance_span", held, words)
    return held


def _refuse_gone(fact: Any) -> None:
    if fact.voided_at is not None or fact.superseded_at is not None:
        raise PlacementError("gone", "这一条已经作废，或者被后来的记录代替了。请刷新后再看。")


def _void(fact: Any, words: str) -> None:
    fact.voided_at, fact.voided_reason = clock.now(), words
    type(fact).objects.filter(id=fact.id).update(voided_at=fact.voided_at, voided_reason=words)


def _record(by: str, verb: str, kind: str, fact: Any, words: str) -> None:
    record(
        by=by,
        act=f"placements.{verb}",
        object_kind=kind,
        object_ids=[fact.id],
        place_path=fact.place_path,
        detail={"reason": words},
    )
