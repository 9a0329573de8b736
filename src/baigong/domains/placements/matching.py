"""Best people for a vacancy, best vacancies for a person, and why not a named one (SD-2.1.2b, AH-2.1.2b).

Reads within the caller's scope only: an officer is shown the people of her own places.

Whose weights count: those of the place of the **vacancy**. The post is what is filled, and its office keeps the score
with the introduction; so both lists, why-not and the introduction give a pair one and the same score, also where
person and post live under different plans (decision 0007).
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from baigong.domains.codes.selectors import entry_of
from baigong.domains.codes.selectors import labels as code_labels
from baigong.domains.placements.known import (
    FirmKnown,
    PersonKnown,
    certificate_key,
    firms_known,
    people_known,
    priority_groups,
)
from baigong.domains.placements.models import Introduction
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import weights_by_place, weights_for
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.selectors import WAITING
from baigong.domains.vacancies.models import Vacancy as VacancyRow
from baigong.domains.workers.enums import Shift, WorkState
from baigong.domains.workers.models import Registration
from baigong.kernels.matching import (
    CommuteTable,
    Explanation,
    Matches,
    Seeker,
    Vacancy,
    WeightsByPlace,
    WhyNot,
    explain,
    match,
    why_not,
)

LOOKING = (WorkState.SEEKING, WorkState.UNEMPLOYED)
SHOWN = 20
_SEEKER_COLUMNS = (
    "id",
    "occupation_codes",
    "place_path",
    "county_id",
    "wish_places",
    "pay_from_fen_month",
    "education_rank",
    "skill_level",
    "birth_year",
    "shift",
    "wants_lodging",
    "person_id",
    "group_codes",
)
_VACANCY_COLUMNS = (
    "id",
    "occupation_codes",
    "place_path",
    "county_id",
    "pay_from_fen_month",
    "pay_to_fen_month",
    "education_rank",
    "skill_level",
    "certificates",
    "headcount",
    "shift",
    "has_lodging",
    "organisation_id",
)


_FIRM, _PATH = _VACANCY_COLUMNS.index("organisation_id"), _VACANCY_COLUMNS.index("place_path")
_NOTHING = PersonKnown()


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a match list: the row on the other side and the explanation of its score."""

    row: Any
    explanation: Explanation

    @property
    def score(self) -> int:
        return self.explanation.score or 0


def looking_registrations() -> Any:
    """Return the current registrations of people who look for work, as far as the scope sees."""
    return Registration.objects.filter(superseded_at__isnull=True, voided_at__isnull=True, state__in=LOOKING)


def open_vacancies() -> Any:
    """Return the open vacancies the scope sees, without those for a need its firm says is filled (待核销, BZ-G1c)."""
    found = VacancyRow.objects.filter(closed_on__isnull=True, withdrawn_at__isnull=True)
    return found.exclude(need_id__in=Need.objects.filter(WAITING).values("id"))


def seeker_from(row: tuple[Any, ...], known: Mapping[UUID, PersonKnown], first: frozenset[str]) -> Seeker:
    """Return the kernel's view of a registration; what nobody asked stays unknown. `first` are priority groups."""
    key, codes, path, county, wishes, pay, education, skill, born, shift, lodging, person_id, groups = row
    person = known.get(person_id, _NOTHING)
    return Seeker(
        id=str(key),
        occupations=tuple(codes),
        place_path=path,
        area=county,
        wish_places=tuple(wishes),
        pay_from_fen=pay,
        education_rank=education or None,
        skill_level=skill,
        certificates=None,
        certificates_checked=person.checked,
        certificates_declared=person.declared,
        is_priority=person.is_priority or not first.isdisjoint(groups),
        birth_year=born,
        shifts=frozenset() if shift in ("", Shift.ANY) else frozenset({shift}),
        wants_lodging=lodging,
    )


def vacancy_from(row: tuple[Any, ...], known: Mapping[tuple[UUID, str], FirmKnown]) -> Vacancy:
    """Return the kernel's view of a vacancy."""
    key, codes, path, county, pay_from, pay_to, education, skill, certificates, headcount, *rest = row
    shift, lodging, firm_id = rest
    firm = known.get((firm_id, path), FirmKnown())
    return Vacancy(
        id=str(key),
        occupations=tuple(codes),
        place_path=path,
        area=county,
        pay_from_fen=pay_from,
        pay_to_fen=pay_to,
        education_rank=education or None,
        skill_level=skill,
        certificates=frozenset(filter(None, map(certificate_key, certificates))),
        headcount=headcount,
        shift=shift or None,
        has_lodging=bool(lodging),
        tier=firm.tier,
        is_key_firm=firm.is_key,
    )


def seekers_in(queryset: Any, on: datetime.date) -> list[Seeker]:
    """Return the kernel's view of registrations, with what is known of their people on a day."""
    known = people_known(queryset.order_by().values("person_id"), on)
    rows = queryset.values_list(*_SEEKER_COLUMNS).iterator(chunk_size=5000)
    first = priority_groups()
    return [seeker_from(row, known, first) for row in rows]


def vacancies_in(queryset: Any, on: datetime.date) -> list[Vacancy]:
    """Return the kernel's view of vacancies, with what the plans make of their firms on a day."""
    rows = list(queryset.values_list(*_VACANCY_COLUMNS).iterator(chunk_size=5000))
    known = firms_known({(row[_FIRM], row[_PATH]) for row in rows}, on)
    return [vacancy_from(row, known) for row in rows]


def seeker_of(registration: Registration, on: datetime.date) -> Seeker:
    """Return the kernel's view of one registration."""
    row = tuple(getattr(registration, name) for name in _SEEKER_COLUMNS)
    return seeker_from(row, people_known([registration.person_id], on), priority_groups())


def post_of(vacancy: VacancyRow, on: datetime.date) -> Vacancy:
    """Return the kernel's view of one vacancy."""
    row = tuple(getattr(vacancy, name) for name in _VACANCY_COLUMNS)
    return vacancy_from(row, firms_known([(vacancy.organisation_id, vacancy.place_path)], on))


def weights_of(vacancies: Iterable[Vacancy]) -> WeightsByPlace:
    """Return the weights that count for these vacancies: those of each one's own place."""
    return weights_by_place({vacancy.place_path for vacancy in vacancies})


def match_all(*, on: datetime.date, top_for_seeker: int = 10, top_for_vacancy: int = SHOWN) -> Matches:
    """Match everybody who looks for work with every open vacancy in scope, both ways."""
    vacancies = vacancies_in(open_vacancies(), on)
    return match(
        seekers_in(looking_registrations(), on),
        vacancies,
        weights_of(vacancies),
        commute=_commute(),
        on=on,
        top_for_seeker=top_for_seeker,
        top_for_vacancy=top_for_vacancy,
    )


def candidates_of(vacancy: VacancyRow) -> Any:
    """Return the registrations a vacancy's list is made of: who looks for work and was not introduced to it yet."""
    introduced = Introduction.objects.filter(vacancy_id=vacancy.id).values("person_id")
    return looking_registrations().exclude(person_id__in=introduced)


def choices_of(registration: Registration) -> Any:
    """Return the vacancies a person's list is made of: the open ones the person was not introduced to yet."""
    introduced = Introduction.objects.filter(person_id=registration.person_id).values("vacancy_id")
    return open_vacancies().exclude(id__in=introduced)


def best_for_vacancy(vacancy: VacancyRow, *, on: datetime.date, limit: int = SHOWN) -> list[Shown]:
    """Return the best people for a vacancy with the reasons of their scores, best first.

    People already introduced to it stand in the list no more.
    """
    asked = post_of(vacancy, on)
    seekers = {seeker.id: seeker for seeker in seekers_in(candidates_of(vacancy), on)}
    weights = weights_for(vacancy.place_path)
    found = match(
        seekers.values(), [asked], weights, commute=_commute(), on=on, top_for_seeker=1, top_for_vacancy=limit
    )
    ranked = found.for_vacancy.ranked_ids(asked.id)
    rows = Registration.objects.select_related("person").in_bulk([UUID(key) for key, _ in ranked])
    labels = labels_for(rows.values(), [vacancy])
    return [
        Shown(rows[UUID(key)], explain(seekers[key], asked, weights, _commute(), on=on, labels=labels))
        for key, _ in ranked
    ]


def best_for_registration(
    registration: Registration,
    *,
    on: datetime.date,
    limit: int = SHOWN,
    leave_out: Iterable[UUID] = (),
) -> list[Shown]:
    """Return the best open vacancies for a registered person, best first; `leave_out` are not wanted.

    Each vacancy is scored with the weights of its own place, as an introduction to it keeps them.
    """
    seeker = seeker_of(registration, on)
    queryset = choices_of(registration).exclude(id__in=list(leave_out))
    vacancies = {vacancy.id: vacancy for vacancy in vacancies_in(queryset, on)}
    weights = weights_of(vacancies.values())
    found = match(
        [seeker],
        vacancies.values(),
        weights,
        commute=_commute(),
        on=on,
        top_for_seeker=limit,
        top_for_vacancy=1,
    )
    ranked = found.for_seeker.ranked_ids(seeker.id)
    rows = VacancyRow.objects.in_bulk([UUID(key) for key, _ in ranked])
    labels = labels_for([registration], rows.values())
    return [
        Shown(rows[UUID(key)], _explained(seeker, vacancies[key], weights, on, labels)) for key, _ in ranked
    ]


def _explained(
    seeker: Seeker, vacancy: Vacancy, weights: WeightsByPlace, on: datetime.date, labels: dict[str, str]
) -> Explanation:
    return explain(seeker, vacancy, weights[vacancy.place_path], _commute(), on=on, labels=labels)


def score_and_ranks(registration: Registration, vacancy: VacancyRow, *, on: datetime.date) -> WhyNot:
    """Return the first hard condition a pair fails and its mending, or its rank on both lists.

    The ranks are those on the lists of `best_for_vacancy` and `best_for_registration`, counted to their ends; for a
    pair that stands on neither (see `why_not`), those it would take.
    """
    posts = vacancies_in(choices_of(registration), on)
    asked = post_of(vacancy, on)
    return why_not(
        seeker_of(registration, on),
        asked,
        weights_of([asked, *posts]),
        _commute(),
        on=on,
        seekers=seekers_in(candidates_of(vacancy), on),
        vacancies=posts,
        labels=labels_for([registration], [vacancy]),
    )


def kept_reasons(explanation: Explanation) -> list[dict[str, Any]]:
    """Return an explanation as it is kept with an introduction: parts that sum to the score, and words."""
    return [
        {
            "name": reason.name,
            "verdict": reason.verdict,
            "points": reason.points,
            "maximum": reason.maximum,
            "sentence": reason.sentence_zh,
        }
        for reason in explanation.reasons
    ]


@functools.lru_cache(maxsize=1)
def _commute() -> CommuteTable:
    return CommuteTable()


def labels_for(registrations: Iterable[Registration], vacancies: Iterable[VacancyRow]) -> dict[str, str]:
    """Return the words for the codes these rows use, under the kernel's keys (`kind:code`)."""
    vacancies = list(vacancies)
    rows: list[Any] = [*registrations, *vacancies]
    codes = {code for row in rows for code in row.occupation_codes}
    entries = {code: entry_of("occupation", code) for code in codes}
    labels = {f"occupation:{code}": entry.label for code, entry in entries.items() if entry}
    counties = Place.objects.filter(key__in={row.county_id for row in rows}).values_list("key", "name")
    for key, name in counties:
        labels[f"area:{key}"] = labels[f"region:{key}"] = name
    labels |= dict(
        (f"place:{path}", name)
        for path, name in Place.objects.filter(path__in={row.place_path for row in rows}).values_list(
            "path", "name"
        )
    )
    named = {certificate_key(each): each for row in vacancies for each in row.certificates}
    labels |= {f"certificate:{key}": each for key, each in named.items()}
    labels |= {f"shift:{code}": label for code, label in Shift.choices}
    for scheme, kind in (("education_rank", "education"), ("skill_level", "skill")):
        labels |= {f"{kind}:{code}": label for code, label in code_labels(scheme).items()}
    return labels
