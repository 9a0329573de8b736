"""What a firm sees of people: masked candidates for its vacancies, and its own introductions (M05.3).

A firm's scope shows no register of people. The candidates are looked for on behalf of the office at the
vacancy's county, and what leaves this module says no more than a surname, an age in tens, a skill and a wish.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from baigong.domains.codes.selectors import label_of
from baigong.domains.parties.models import Person
from baigong.domains.parties.organisation_keys import county_path
from baigong.domains.parties.selectors import persons_in_sight
from baigong.domains.placements.enums import WAITING_FOR_EMPLOYER, IntroductionState
from baigong.domains.placements.matching import best_for_vacancy, looking_registrations
from baigong.domains.placements.models import Engagement, Introduction, IntroductionStep
from baigong.domains.placements.selectors import hires_by_introduction
from baigong.domains.places.enums import TOWN_KINDS
from baigong.domains.places.selectors import names_above
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation.scope import Scope, current_scope, enter
from baigong.kernels.matching import Explanation

# A group somebody belongs to and the year of birth stay with the office.
_FIRM_READS = ("place", "occupation", "pay", "education", "skill", "certificate", "shift", "lodging")
GROUPS = (("waiting", "等我们答复"), ("invited", "等本人同意"), ("done", "有结果的"), ("all", "全部"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as a firm may see one before the person agrees."""

    registration_id: UUID
    name: str
    age_band: str
    skill: str
    wish: str
    place: str
    score: int = 0
    reasons: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FirmIntroduction:
    """An introduction with who it is about: the person where the firm may see one, else the masked candidate."""

    row: Introduction
    person: Person | None
    candidate: Candidate | None
    hire: Engagement | None = None

    @property
    def name(self) -> str:
        if self.person is not None:
            return str(self.person.full_name)
        return self.candidate.name if self.candidate else "求职者"


def candidates_for(vacancy: Vacancy, *, on: datetime.date) -> list[Candidate]:
    """Return the best people of the county for a vacancy, masked, best first; those already asked left out."""
    with _as_the_office([vacancy]):
        found = best_for_vacancy(vacancy, on=on)
        rows = {each.row.id: each for each in found}
        places = _places(each.row for each in found)
        return [
            _candidate(each.row, on, places, score=each.score, explanation=each.explanation)
            for each in rows.values()
        ]


def candidate_registration(vacancy: Vacancy, registration_id: UUID) -> Registration | None:
    """Return the entry of somebody of the county who looks for work, for inviting; None for anybody else."""
    with _as_the_office([vacancy]):
        rows = looking_registrations().filter(id=registration_id)
        found: Registration | None = rows.select_related("person", "place").first()
        return found


def firm_introductions(
    organisation_id: UUID, *, group: str = "waiting", vacancy_id: UUID | None = None
) -> QuerySet[Introduction]:
    """Return a firm's introductions of a group (see `GROUPS`), the most pressing first."""
    rows = Introduction.objects.filter(organisation_id=organisation_id, withdrawn_at__isnull=True)
    narrowed = {
        "waiting": rows.filter(state__in=WAITING_FOR_EMPLOYER),
        "invited": rows.filter(state=IntroductionState.INVITED),
        "done": rows.exclude(state__in=(*WAITING_FOR_EMPLOYER, IntroductionState.INVITED)),
    }.get(group, rows)
    if vacancy_id:
        narrowed = narrowed.filter(vacancy_id=vacancy_id)
    found: QuerySet[Introduction] = narrowed.select_related("vacancy").order_by(
        "due_on", "-introduced_on", "id"
    )
    return found


def count_by_group(organisation_id: UUID) -> dict[str, int]:
    """Return how many introductions of the firm stand in each group."""
    return {code: firm_introductions(organisation_id, group=code).count() for code, _ in GROUPS}


def firm_introduction(introduction_id: UUID, organisation_id: UUID) -> Introduction | None:
    """Return an introduction of the firm, None when there is no such one or it is another firm's."""
    found = Introduction.objects.filter(
        id=introduction_id, organisation_id=organisation_id, withdrawn_at__isnull=True
    )
    introduction: Introduction | None = found.select_related("vacancy").first()
    return introduction


def with_people(rows: Iterable[Introduction], *, on: datetime.date) -> list[FirmIntroduction]:
    """Return introductions with the people behind them; a constant number of queries however many there are.

    Somebody who has not agreed, or whose leave to be seen has ended, shows as the masked candidate.
    """
    introductions = list(rows)
    agreed = [each.person_id for each in introductions if each.state != IntroductionState.INVITED]
    people = persons_in_sight(agreed)
    hidden = [each for each in introductions if each.person_id not in people]
    candidates = _masked(hidden, on)
    hires = hires_by_introduction(introductions)
    return [
        FirmIntroduction(
            each,
            people.get(each.person_id),
            candidates.get(each.registration_id) if each.registration_id else None,
            hires.get(each.id),
        )
        for each in introductions
    ]


def steps_of_firm(introduction: Introduction) -> list[IntroductionStep]:
    """Return the steps an introduction took, oldest first."""
    steps = IntroductionStep.objects.filter(introduction=introduction, voided_at__isnull=True)
    return list(steps.order_by("happened_on", "recorded_at"))


@contextlib.contextmanager
def _as_the_office(rows: Iterable[Any]) -> Iterator[None]:
    """Read on behalf of the offices at the rows' counties; the asker stays the actor."""
    asker = current_scope()
    counties = tuple({county_path(each.place_path, each.county_id) for each in rows})
    with enter(Scope(asker.actor, asker.label, places=counties, reason="为企业找合适的人")):
        yield


def _masked(introductions: list[Introduction], on: datetime.date) -> dict[UUID, Candidate]:
    """Return the masked candidates behind introductions of one firm, by registration."""
    with _as_the_office(introductions):
        ids = [each.registration_id for each in introductions]
        rows = list(Registration.objects.filter(id__in=ids).select_related("person"))
        places = _places(rows)
        return {row.id: _candidate(row, on, places) for row in rows}


def _places(rows: Iterable[Registration]) -> dict[str, str]:
    return names_above({row.place_path for row in rows}, TOWN_KINDS)


def _candidate(
    row: Registration,
    on: datetime.date,
    places: dict[str, str],
    *,
    score: int = 0,
    explanation: Explanation | None = None,
) -> Candidate:
    surname = str(row.person.full_name).partition("*")[0]
    reasons = explanation.reasons if explanation else ()
    return Candidate(
        row.id,
        f"{surname}某",
        age_band(row.birth_year, on.year),
        label_of("skill_level", str(row.skill_level)) if row.skill_level is not None else "",
        row.occupation_text,
        places.get(row.place_path, ""),
        score,
        tuple(
            (each.name, each.verdict, each.sentence_zh or each.has)
            for each in reasons
            if each.name in _FIRM_READS and (each.maximum or each.verdict != "fits")
        ),
    )


def age_band(birth_year: int | None, year: int) -> str:
    """Return an age in tens, such as 40多岁; empty when nobody asked."""
    age = year - birth_year if birth_year else 0
    if not age:
        return ""
    return "不到20岁" if age < 20 else f"{age // 10 * 10}多岁"
