"""Addresses of vacancies: those for machines that index the site, and what remains of those that came down."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable

from django.db.models import Count, Max

from baigong.domains.places.models import Place
from baigong.domains.vacancies.models import PublicAddress, Vacancy
from baigong.domains.vacancies.public import first_public
from baigong.domains.vacancies.public_rows import PublicVacancy, published
from baigong.domains.vacancies.public_search import VacancySearch
from baigong.foundation.scope import enter, public_scope


def alike(
    codes: Iterable[str], group: str, place_path: str, limit: int, *, beside: uuid.UUID | None = None
) -> tuple[PublicVacancy, ...]:
    """Return public vacancies of the same occupation, else of the same group, the nearest first.

    :param beside: the vacancy they stand beside, itself left out.
    """
    found: dict[uuid.UUID, PublicVacancy] = {}
    for trade in (*codes, group):
        if trade and len(found) <= limit:
            search = VacancySearch(trade=trade, order="near", near_path=place_path)
            found |= {each.id: each for each in first_public(search, limit + 1) if each.id not in found}
    if beside is not None:
        found.pop(beside, None)
    return tuple(found.values())[:limit]


def alike_to_gone(vacancy_id: uuid.UUID, limit: int) -> tuple[PublicVacancy, ...] | None:
    """Return what resembles a vacancy that was public once; None when it never was, or is public now."""
    address = PublicAddress.objects.filter(pk=vacancy_id).first()
    if address is None:
        return None
    with enter(public_scope()):
        if published().filter(pk=vacancy_id).exists():
            return None
    county = Place.objects.filter(key=address.county_id).values_list("path", flat=True).first() or ""
    return alike(address.occupation_codes, address.occupation_group, county, limit)


def note_addresses(vacancies: Iterable[Vacancy]) -> None:
    """Remember that these vacancies are or were public; called by the verbs that publish and take down."""
    PublicAddress.objects.bulk_create(
        [
            PublicAddress(
                vacancy_key=each.id,
                occupation_codes=each.occupation_codes,
                occupation_group=each.occupation_group,
                county_id=each.county_id,
            )
            for each in vacancies
        ],
        update_conflicts=True,
        unique_fields=["vacancy_key"],
        update_fields=["occupation_codes", "occupation_group", "county_id"],
    )


def public_count() -> tuple[int, datetime.datetime | None]:
    """Return how many vacancies are public, and when one of them changed last."""
    with enter(public_scope()):
        found = published().aggregate(count=Count("id"), last=Max("updated_at"))
    return found["count"], found["last"]


def public_addresses(limit: int, *, skip: int = 0) -> list[tuple[uuid.UUID, datetime.datetime]]:
    """Return key and last change of published vacancies, newest first, for machines that index the site."""
    with enter(public_scope()):
        rows = published().order_by("-public_since", "-id").values_list("id", "updated_at")
        return list(rows[skip : skip + limit])


def last_published() -> datetime.datetime | None:
    """Return when a vacancy was last published."""
    with enter(public_scope()):
        found: datetime.datetime | None = published().aggregate(last=Max("public_since"))["last"]
        return found
