"""What happened in the city since its lists came in: introductions, answers, hires and their proofs."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from baigong.domains.placements.enums import ProofKind
from baigong.domains.placements.hiring import add_proof, hire, record_insurance
from baigong.domains.placements.matching import match_all
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import introduce, take_step
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.services import report_need
from baigong.domains.users.enums import Role
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.faces.cli.demo import world
from baigong.foundation import clock
from baigong.foundation.facts.models import Certainty, Source

Progress = Callable[[str, Iterable[Any], int], Iterator[Any]]
ROLE = Role.COUNTY_OFFICER
WEEKS = 11
CHUNK = 50


def tell_story(size: world.Size, today: datetime.date, progress: Progress) -> None:
    """Match once, introduce the best pairs over eleven weeks, and follow each to its end so far."""
    source = random.Random(f"{world.SEED}-story")  # noqa: S311 (a demonstration)
    pairs = _pairs(size, today)
    steps = [
        (pair, today - datetime.timedelta(days=7 * WEEKS - 7 * WEEKS * n // max(len(pairs), 1)))
        for n, pair in enumerate(pairs)
    ]
    chunks = [steps[start : start + CHUNK] for start in range(0, len(steps), CHUNK)]
    for chunk in progress("记录介绍、录用和凭据", chunks, len(chunks)):
        with transaction.atomic():
            for pair, day in chunk:
                _follow(pair, day, today, source)
    _report_again(today, source, progress)


def _pairs(size: world.Size, today: datetime.date) -> list[tuple[UUID, UUID, int]]:
    """Return the best pairs, each person once and each vacancy as often as it has places."""
    found = match_all(on=today, top_for_seeker=1, top_for_vacancy=5)
    used: set[str] = set()
    pairs = []
    for key in sorted(found.for_vacancy):
        for other, score in found.for_vacancy.ranked_ids(key)[:2]:
            if other not in used:
                used.add(other)
                pairs.append((UUID(other), UUID(key), score))
    random.Random(f"{world.SEED}-pairs").shuffle(pairs)  # noqa: S311 (a demonstration)
    return pairs[: size.introductions]


def _follow(
    pair: tuple[UUID, UUID, int], day: datetime.date, today: datetime.date, source: random.Random
) -> None:
    registration = Registration.objects.get(id=pair[0])
    vacancy = Vacancy.objects.get(id=pair[1])
    with clock.at(day):
        introduction = introduce(
            by="demo", vacancy=vacancy, registration=registration, on=day, channel="match", score=pair[2]
        )
    later = day + datetime.timedelta(days=source.randint(1, 5))
    if later > today or source.random() < 0.12:
        return
    with clock.at(later):
        _answer(introduction, later, today, source)


def _answer(
    introduction: Introduction, day: datetime.date, today: datetime.date, source: random.Random
) -> None:
    luck = source.random()
    if luck < 0.14:
        take_step(
            by="demo",
            role=ROLE,
            introduction=introduction,
            step="person_refuses",
            on=day,
            refusal_code="person-pay",
        )
        return
    take_step(by="demo", role=ROLE, introduction=introduction, step="interview", on=day)
    if luck < 0.3:
        take_step(
            by="demo",
            role=ROLE,
            introduction=introduction,
            step="employer_refuses",
            on=day,
            refusal_code="employer-skill",
        )
    elif luck < 0.92:
        _hire(introduction, day, today, source)


def _hire(
    introduction: Introduction, day: datetime.date, today: datetime.date, source: random.Random
) -> None:
    engagement = hire(by="demo", role=ROLE, introduction=introduction, on=day)
    signed = day + datetime.timedelta(days=source.randint(0, 10))
    if signed > today or source.random() < 0.15:
        return
    add_proof(
        by="demo",
        engagement=engagement,
        kind=ProofKind.CONTRACT,
        signed_on=signed,
        starts_on=day,
        ends_before=day.replace(year=day.year + 2, day=min(day.day, 28)),
        is_electronic=source.random() < 0.6,
    )
    registered = signed + datetime.timedelta(days=source.randint(1, 12))
    if registered > today or source.random() < 0.15:
        return
    add_proof(
        by="demo",
        engagement=engagement,
        kind=ProofKind.REGISTRATION,
        signed_on=registered,
        source=Source.REGISTER,
        certainty=Certainty.CERTIFIED,
    )
    first = registered.replace(day=1) + datetime.timedelta(days=32)
    months = (today.year - first.year) * 12 + today.month - first.month + 1
    if months >= 1 and source.random() < 0.85:
        record_insurance(
            by="demo", engagement=engagement, first_month=first.year * 100 + first.month, months=months
        )


def _report_again(today: datetime.date, source: random.Random, progress: Progress) -> None:
    """Let a third of the needs be asked about again this month, so that the weeks differ."""
    needs = [need for need in Need.objects.order_by("id") if source.random() < 0.33]
    chunks = [needs[start : start + CHUNK] for start in range(0, len(needs), CHUNK)]
    for chunk in progress("记录走访和再次填报", chunks, len(chunks)):
        with transaction.atomic():
            for need in chunk:
                day = today - datetime.timedelta(days=source.randint(0, 27))
                with clock.at(day):
                    report_need(
                        by="demo",
                        need=need,
                        reported_on=day,
                        contact_way=source.choice(("visit", "call")),
                        values={"headcount": max(0, (need.headcount or 0) + source.randint(-6, 4))},
                    )
