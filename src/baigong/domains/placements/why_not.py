"""Why a named person is not on a vacancy's list, or a named vacancy not on a person's (SD-2.1.2b, AH-2.1.2b).

Whoever can be named gets an answer: also somebody who looks for no work now, who was introduced already, or a post that
is closed. What keeps a pair from the lists whatever its score is said first; score and rank stand beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, Value, When

from baigong.domains.parties.selectors import persons_with_tokens
from baigong.domains.placements.enums import OPEN_STATES
from baigong.domains.placements.matching import LOOKING, score_and_ranks
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import EMPLOYER_CHANNEL
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.kernels.matching import WhyNot

NAMES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Absence:
    """What keeps a pair from both lists whatever its score: in a word or two, and in a sentence."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NamedPair:
    """The answer for one named pair; `may_be_introduced` is false while an introduction is open or the post closed."""

    answer: WhyNot
    absences: tuple[Absence, ...]
    may_be_introduced: bool


def why_not_here(registration: Registration, vacancy: Vacancy, *, on: datetime.date) -> NamedPair:
    """Return why a named pair is not on the lists, and the score, the rank or the mending it has."""
    introduced = _introduced(registration, vacancy)
    found = (_not_looking(registration), _closed(vacancy), _told(introduced))
    is_open = vacancy.closed_on is None and vacancy.withdrawn_at is None
    return NamedPair(
        score_and_ranks(registration, vacancy, on=on),
        tuple(absence for absence in found if absence is not None),
        is_open and (introduced is None or introduced.state not in OPEN_STATES),
    )


def _not_looking(registration: Registration) -> Absence | None:
    if registration.state in LOOKING:
        return None
    state = registration.get_state_display()
    return Absence(state, f"{state_since(registration)}起登记为“{state}”，现在不找工作，名单里没有。")


def state_since(registration: Registration) -> datetime.date:
    """Return since when a person's entries on this list say the present state without a break.

    It is the day of the survey that first said so, or the day it was written down where no new survey did.
    """
    # What was late when it came in was superseded at once and says nothing of a change.
    on_time = Q(superseded_at__isnull=True) | Q(superseded_at__gt=F("recorded_at"))
    entries = Registration.objects.filter(
        on_time,
        person_id=registration.person_id,
        place_id=registration.place_id,
        supply_list=registration.supply_list,
        voided_at__isnull=True,
    )
    first = registration
    for earlier in entries.order_by("-recorded_at", "-id"):
        if earlier.state != registration.state:
            is_surveyed = first.surveyed_on > earlier.surveyed_on
            return first.surveyed_on if is_surveyed else clock.day_of(first.recorded_at)
        first = earlier
    return first.surveyed_on


def _closed(vacancy: Vacancy) -> Absence | None:
    if vacancy.closed_on is None:
        return None
    why = f"（{vacancy.closed_reason}）" if vacancy.closed_reason else ""
    return Absence("岗位已关闭", f"岗位{vacancy.closed_on}关闭{why}，不再找人。")


def _introduced(registration: Registration, vacancy: Vacancy) -> Introduction | None:
    """Return the pair's newest introduction in sight, an open one before any other."""
    rows = Introduction.objects.filter(person_id=registration.person_id, vacancy_id=vacancy.id)
    found = list(rows.order_by("-introduced_on", "-id"))
    return next((each for each in found if each.state in OPEN_STATES), found[0] if found else None)


def _told(introduction: Introduction | None) -> Absence | None:
    if introduction is None:
        return None
    did = "企业已邀请过" if introduction.channel == EMPLOYER_CHANNEL else "已介绍过"
    state = introduction.get_state_display()
    return Absence(did, f"{did}（{introduction.introduced_on}，{state}），名单里不再列。")


def registered_named(words: Sequence[str]) -> list[Registration]:
    """Return people on the supply lists whose name has every token (see `tokens_of_name`); at most ten.

    Who looks for work stands first; who does not is found too, for the answer is why not.

    :raises ValueError: for a word that is no token.
    """
    if not words:
        return []
    current = Registration.objects.filter(superseded_at__isnull=True, voided_at__isnull=True)
    rows = current.filter(persons_with_tokens(words)).select_related("person", "place")
    return list(rows.order_by(_first(Q(state__in=LOOKING)), "id")[:NAMES_SHOWN])


def vacancies_named(typed: str) -> list[Vacancy]:
    """Return vacancies in sight whose title or firm holds every word typed; at most ten, open ones first.

    Those are the desk's own, also closed ones, and what other places have published: a person's list has them too.
    """
    rows = Vacancy.objects.filter(withdrawn_at__isnull=True)
    for word in typed.split():
        rows = rows.filter(Q(title__icontains=word) | Q(employer_name__icontains=word))
    ordered = rows.order_by(_first(Q(closed_on__isnull=True)), "-recorded_at", "-id")
    return list(ordered[:NAMES_SHOWN]) if typed.split() else []


def vacancy_in_sight(vacancy_id: UUID) -> Vacancy | None:
    """Return a vacancy of the desk's own places or a published one, None when there is no such one."""
    found: Vacancy | None = Vacancy.objects.filter(id=vacancy_id, withdrawn_at__isnull=True).first()
    return found


def _first(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())
