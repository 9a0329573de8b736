"""Vacancies that fit a person, from the person's side: the list with reasons, "not for me", one's applications."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from baigong.domains.placements.applying import apply_for
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.matching import Shown, best_for_registration, kept_reasons
from baigong.domains.placements.models import Engagement, Introduction, IntroductionStep
from baigong.domains.placements.selectors import explanation_of, hires_by_introduction
from baigong.domains.policies.selectors import code_labels
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import NotForMe
from baigong.domains.seekers.wishes import own_entries
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source
from baigong.foundation.scope import enter, public_scope, system_scope

SCHEME = "not-for-me"
SHOWN_JOBS = 20
LEAST_TO_TELL = 3
"""How many must have said no before a firm is told why: fewer could be guessed by name."""


@dataclass(frozen=True, slots=True)
class Application:
    """One introduction as its person sees it; the vacancy may be closed by now."""

    row: Introduction
    vacancy: Vacancy
    steps: tuple[IntroductionStep, ...]
    hire: Engagement | None = None


@dataclass(frozen=True, slots=True)
class PutAside:
    """A vacancy somebody said is not for them, and why."""

    row: NotForMe
    vacancy: Vacancy
    reason: str


def reasons_to_decline() -> list[tuple[str, str]]:
    """Return code and words of the reasons a vacancy may be put aside for."""
    return list(code_labels(SCHEME).items())


def jobs_for(entry: Registration, *, on: datetime.date) -> list[Shown]:
    """Return the public vacancies that fit best, with the reasons of each; those put aside are left out."""
    aside = NotForMe.objects.filter(person_id=entry.person_id, voided_at__isnull=True)
    hidden = list(aside.values_list("vacancy_id", flat=True))
    introduced = Introduction.objects.filter(person_id=entry.person_id)
    hidden += introduced.values_list("vacancy_id", flat=True)
    with enter(public_scope()):
        return best_for_registration(entry, on=on, limit=SHOWN_JOBS, leave_out=hidden)


def public_job(vacancy_id: uuid.UUID) -> Vacancy | None:
    """Return a vacancy everybody may read now, None for any other."""
    with enter(public_scope()):
        found: Vacancy | None = Vacancy.objects.filter(
            id=vacancy_id, public_since__lte=clock.now(), closed_on__isnull=True, withdrawn_at__isnull=True
        ).first()
        return found


@transaction.atomic
def apply(*, by: str, person_id: uuid.UUID, vacancy: Vacancy, on: datetime.date) -> Introduction:
    """Apply for a vacancy with the entry in force; a second time changes nothing.

    :raises SeekerError: without an entry, or when the vacancy cannot be applied for.
    """
    entries = own_entries(person_id)
    if not entries:
        raise SeekerError("no-entry", "还没有您的求职登记。请先在“我的登记”里认领或新建。")
    explanation = explanation_of(entries[0], vacancy, on=on)
    try:
        return apply_for(
            by=by,
            vacancy=vacancy,
            registration=entries[0],
            on=on,
            score=explanation.score,
            reasons=kept_reasons(explanation),
        )
    except PlacementError as error:
        raise SeekerError(error.code, error.sentence) from error


@transaction.atomic
def put_aside(
    *, by: str, person_id: uuid.UUID, vacancy: Vacancy, reason_code: str, on: datetime.date
) -> NotForMe:
    """Hide a vacancy from the person's list and keep why; saying so twice changes nothing.

    :raises SeekerError: for a reason that is not on the list.
    """
    if reason_code not in dict(reasons_to_decline()):
        raise SeekerError("reason", "还没选为什么不合适。选一个，推的岗位会更准。")
    row = NotForMe(
        person_id=person_id, vacancy=vacancy, reason_code=reason_code, happened_on=on,
        place_path=vacancy.place_path, county_id=vacancy.county_id, source=Source.PERSON, source_id=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        kept: NotForMe = NotForMe.objects.get(person_id=person_id, vacancy=vacancy, voided_at__isnull=True)
        return kept
    _note(by, "seekers.put_aside", row, {"reason": reason_code})
    return row


@transaction.atomic
def take_up_again(*, by: str, person_id: uuid.UUID, vacancy_id: uuid.UUID) -> bool:
    """Show a vacancy again that was put aside; returns whether there was such a one."""
    rows = list(NotForMe.objects.filter(person_id=person_id, vacancy_id=vacancy_id, voided_at__isnull=True))
    for row in rows:
        NotForMe.objects.filter(id=row.id).update(voided_at=clock.now(), voided_reason="本人改主意")
        _note(by, "seekers.take_up_again", row, {})
    return bool(rows)


def _note(by: str, act: str, row: NotForMe, detail: dict[str, Any]) -> None:
    record(
        by=by,
        act=act,
        object_kind="not_for_me",
        object_ids=[row.id],
        place_path=row.place_path,
        detail={"vacancy": str(row.vacancy_id), **detail},
    )


def aside_of(person_id: uuid.UUID) -> list[PutAside]:
    """Return what the person put aside, the newest first."""
    rows = list(NotForMe.objects.filter(person_id=person_id, voided_at__isnull=True).order_by("-recorded_at"))
    vacancies, words = _vacancies(row.vacancy_id for row in rows), dict(reasons_to_decline())
    return [PutAside(row, vacancies[row.vacancy_id], words.get(row.reason_code, "")) for row in rows]


def why_put_aside(vacancy: Vacancy) -> list[tuple[str, int]]:
    """Return for an office how often each reason was given for a vacancy, the most frequent first."""
    codes = NotForMe.objects.filter(vacancy=vacancy, voided_at__isnull=True).values_list(
        "reason_code", flat=True
    )
    words = dict(reasons_to_decline())
    return [(words.get(code, code), count) for code, count in Counter(codes).most_common()]


def why_put_aside_told(vacancy: Vacancy) -> list[tuple[str, int]]:
    """Return the same for the firm itself, over all places; nothing before enough people said so to name nobody."""
    with system_scope("告诉企业求职者为什么不来，不说是谁"):
        reasons = why_put_aside(vacancy)
    return reasons if sum(count for _, count in reasons) >= LEAST_TO_TELL else []


def applications_of(person_id: uuid.UUID) -> list[Application]:
    """Return a person's introductions with their steps, the newest first; four queries however many."""
    rows = list(Introduction.objects.filter(person_id=person_id, withdrawn_at__isnull=True).order_by("-id"))
    return _applications(rows)


def application_of(person_id: uuid.UUID, introduction_id: uuid.UUID) -> Application | None:
    """Return one introduction of the person, None when there is none or it is somebody else's."""
    rows = Introduction.objects.filter(id=introduction_id, person_id=person_id, withdrawn_at__isnull=True)
    return next(iter(_applications(list(rows))), None)


def _applications(rows: list[Introduction]) -> list[Application]:
    vacancies = _vacancies(row.vacancy_id for row in rows)
    steps: dict[uuid.UUID, list[IntroductionStep]] = {row.id: [] for row in rows}
    taken = IntroductionStep.objects.filter(introduction_id__in=list(steps), voided_at__isnull=True)
    for step in taken.order_by("happened_on", "recorded_at"):
        steps[step.introduction_id].append(step)
    hires = hires_by_introduction(rows)
    return [
        Application(row, vacancies[row.vacancy_id], tuple(steps[row.id]), hires.get(row.id)) for row in rows
    ]


def _vacancies(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Vacancy]:
    """Return vacancies the person was shown to or put aside, also when they are public no more."""
    with system_scope("本人看自己应聘过的岗位"):
        found: dict[uuid.UUID, Vacancy] = Vacancy.objects.in_bulk(list(set(ids)))
        return found
