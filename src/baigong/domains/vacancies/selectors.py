"""Questions officers ask about vacancies. Published ones of other places are no business of a desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from baigong.domains.placements.enums import IntroductionState
from baigong.domains.placements.models import Introduction, declined_invitation, has_left
from baigong.domains.places.enums import TOWN_KINDS
from baigong.domains.places.models import Place
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation.lists import ListDefinition, ListRequest, Page, Sort, page_of
from baigong.foundation.scope.conditions import in_own_places, place_range

VACANCY_LIST = ListDefinition(
    name="desk_vacancies",
    model=Vacancy,
    sorts=(Sort("recorded", "登记时间", "recorded_at", is_descending=True),),
    current=Q(withdrawn_at__isnull=True),
    has_county=True,
    prefetch=("place",),
)

# Whom a firm invited and who has not said yes is not introduced yet, and who said no never was.
_NOT_INTRODUCED = (IntroductionState.INVITED, IntroductionState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class VacancySearch:
    """What an officer narrows the list by; empty fields narrow nothing, None means both."""

    words: str = ""
    town_path: str = ""
    is_open: bool | None = True
    is_public: bool | None = None


@dataclass(frozen=True, slots=True)
class VacancyLine:
    """One vacancy with how many were introduced to it and how many of them work there."""

    vacancy: Vacancy
    introduced: int
    hired: int

    @property
    def still_wanted(self) -> int:
        return max((self.vacancy.headcount or 0) - self.hired, 0)


def desk_vacancy(vacancy_id: UUID) -> Vacancy | None:
    """Return a vacancy of the desk's own places, None when there is no such one."""
    found = Vacancy.objects.filter(in_own_places(), id=vacancy_id, withdrawn_at__isnull=True)
    vacancy: Vacancy | None = found.select_related("place", "organisation").first()
    return vacancy


def vacancy_page(search: VacancySearch, position: Mapping[str, Any]) -> tuple[Page, list[VacancyLine]]:
    """Return one page of the desk's vacancies, newest first, in a constant number of queries.

    :raises ListRequestError: for a position that cannot be read.
    """
    page = page_of(VACANCY_LIST, ListRequest.from_query(VACANCY_LIST, position), narrow=_narrow(search))
    return page, lines_of(page.rows)


def lines_of(vacancies: Iterable[Vacancy]) -> list[VacancyLine]:
    """Return vacancies with the counts of their introductions, in one query."""
    vacancies = list(vacancies)
    rows = Introduction.objects.filter(vacancy_id__in=[each.id for each in vacancies])
    counts = {
        key: (introduced, hired)
        for key, introduced, hired in rows.values_list("vacancy_id").annotate(
            introduced=Count("id", filter=~(Q(state__in=_NOT_INTRODUCED) | declined_invitation())),
            hired=Count("id", filter=Q(state=IntroductionState.HIRED) & ~has_left()),
        )
    }
    return [VacancyLine(each, *counts.get(each.id, (0, 0))) for each in vacancies]


def is_filled() -> Q:
    """Return the condition on vacancies that as many were hired as are wanted, and work there."""
    hired = Introduction.objects.filter(~has_left(), vacancy_id=OuterRef("pk"), state=IntroductionState.HIRED)
    counted = hired.order_by().values("vacancy_id").annotate(n=Count("id")).values("n")
    return Q(headcount__lte=Subquery(counted))


def towns_in_scope() -> list[Place]:
    """Return the towns and parks of the scope's places, by name."""
    towns = Place.objects.filter(in_own_places("path"), kind__in=TOWN_KINDS, valid_to__isnull=True)
    return list(towns.order_by("name", "code"))


def _narrow(search: VacancySearch) -> Q:
    condition = in_own_places()
    for word in search.words.split():
        condition &= Q(title__icontains=word) | Q(employer_name__icontains=word)
    if search.town_path:
        condition &= place_range("place_path", search.town_path)
    if search.is_open is not None:
        condition &= Q(closed_on__isnull=search.is_open)
    if search.is_public is not None:
        condition &= Q(public_since__isnull=not search.is_public)
    return condition
