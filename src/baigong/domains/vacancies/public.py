"""Published vacancies for anybody: read only, in the public's scope, an allow-list of columns.

Nothing here takes the caller's scope: an officer who opens the portal sees what a stranger sees.
A vacancy that is closed, withdrawn or not yet published does not exist here.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import Any

import numpy as np

from baigong.domains.places.enums import COUNTY_KINDS, PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.vacancies.public_distance import HowFar
from baigong.domains.vacancies.public_index import Mask, PublicIndex
from baigong.domains.vacancies.public_order import cursor_of, in_order, page_number, position, window
from baigong.domains.vacancies.public_preference import Preference
from baigong.domains.vacancies.public_reading import microseconds, public_index
from baigong.domains.vacancies.public_rows import (
    LISTED,
    PublicVacancy,
    listed_in_order,
    published,
    summaries,
)
from baigong.domains.vacancies.public_search import VacancySearch
from baigong.domains.vacancies.public_text import public_line, public_text
from baigong.foundation import clock
from baigong.foundation.scope import enter, public_scope

PAGE_SIZE = 20
_DETAILED = (
    *LISTED, "description", "workplace_text", "education_rank", "skill_level", "certificates", "updated_at",
    "organisation_id", "occupation_codes", "occupation_group", "video_link", "interviews_remotely",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicVacancyDetail:
    """One vacancy with all a stranger may read of it."""

    summary: PublicVacancy
    description: str
    workplace_text: str
    education_rank: int
    skill_level: int | None
    certificates: tuple[str, ...]
    video_link: str
    interviews_remotely: bool | None
    updated_at: datetime.datetime
    employer_id: uuid.UUID
    place_path: str
    occupation_codes: tuple[str, ...]
    occupation_group: str


@dataclass(frozen=True, slots=True)
class PublicPage:
    """One page of a search.

    `total_without` says how many there are when one condition is given up, `total_only` when it alone is
    kept. `is_headcount_partial`: some of them do not say how many people they want. `how_far` says how far each
    lies from the place asked for, if one was; `is_origin_known` whether that place has a point; `unmeasured` how many
    were left out of a search within kilometres because nobody knows how far they lie. `put_first` names the groups
    that put a vacancy before others, when that was asked.
    """

    vacancies: tuple[PublicVacancy, ...]
    total: int
    headcount: int
    is_headcount_partial: bool
    total_without: dict[str, int]
    total_only: dict[str, int]
    previous: str | None
    next: str | None
    number: int | None
    how_far: dict[uuid.UUID, HowFar]
    is_origin_known: bool
    unmeasured: int
    put_first: dict[uuid.UUID, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place strangers may choose: a county or zone, or a town with the name of its county."""

    key: str
    name: str
    path: str
    county: str


@dataclass(frozen=True, slots=True)
class PublicCount:
    """How many vacancies are open under one label, and for how many people."""

    label: str
    key: str
    vacancies: int
    headcount: int


@dataclass(frozen=True, slots=True)
class PublicOverview:
    """What is open now: in all, by county, and under which titles most people are wanted."""

    vacancies: int
    headcount: int
    is_headcount_partial: bool
    with_lodging: int
    counties: tuple[PublicCount, ...]
    titles: tuple[PublicCount, ...]


def search_public(search: VacancySearch, *, after: str = "", before: str = "") -> PublicPage:
    """Return one page of a search; the statements are as many however many vacancies there are.

    :raises ListRequestError: for a position that cannot be read or belongs to another order.
    """
    cursor = cursor_of(after or before, search.order)
    index = public_index()
    conditions, preference = search.conditions(index), Preference.of(index, search)
    counts, found = _counts(index, conditions)
    chosen, values = in_order(index, search.order, found, preference.ranks)
    begin, end = window(index, chosen, values, cursor, PAGE_SIZE, is_after=bool(after))
    with enter(public_scope()):
        vacancies = listed_in_order([index.ids[at] for at in chosen[begin:end]])
    number = page_number(cursor, begin, is_after=bool(after))

    def at_row(at: int) -> str:
        return position(index, search.order, int(chosen[at]), values, number)

    return PublicPage(
        vacancies=vacancies,
        total=len(chosen),
        headcount=int(index.columns["people"][found].sum()),
        is_headcount_partial=not index.columns["stated"][found].all(),
        previous=at_row(begin) if begin else None,
        next=at_row(end - 1) if end < len(chosen) else None,
        number=number,
        how_far=preference.how_far(chosen[begin:end]),
        is_origin_known=preference.is_origin_known,
        unmeasured=preference.unmeasured(_but(index, conditions, "within")) if "within" in conditions else 0,
        put_first=preference.put_first(chosen[begin:end]),
        **counts,
    )


def public_vacancy(vacancy_id: uuid.UUID) -> PublicVacancyDetail | None:
    """Return one published vacancy, or None for whatever is not published, exists or not."""
    with enter(public_scope()):
        row = published().filter(pk=vacancy_id).values(*_DETAILED).first()
        if row is None:
            return None
        (summary,) = summaries([row])
    return PublicVacancyDetail(
        summary=summary,
        description=public_text(row["description"]),
        workplace_text=public_line(row["workplace_text"]),
        education_rank=row["education_rank"],
        skill_level=row["skill_level"],
        certificates=tuple(public_line(str(each)) for each in row["certificates"]),
        video_link=row["video_link"],
        interviews_remotely=row["interviews_remotely"],
        updated_at=row["updated_at"],
        employer_id=row["organisation_id"],
        place_path=row["place_path"],
        occupation_codes=tuple(row["occupation_codes"]),
        occupation_group=row["occupation_group"],
    )


def first_public(search: VacancySearch, limit: int) -> tuple[PublicVacancy, ...]:
    """Return the first vacancies of a search in its order."""
    index = public_index()
    _, found = _counts(index, search.conditions(index))
    chosen, _ = in_order(index, search.order, found, Preference.of(index, search).ranks)
    with enter(public_scope()):
        return listed_in_order([index.ids[at] for at in chosen[:limit]])


def newest_public(limit: int) -> tuple[PublicVacancy, ...]:
    """Return the vacancies published last, the newest first."""
    return first_public(VacancySearch(), limit)


def public_overview(title_count: int) -> PublicOverview:
    """Return the figures of the first page, counted when asked."""
    index = public_index()
    shown = index.published(microseconds(clock.now()))
    counties, titles = index.counted("counties", shown), index.counted("titles", shown)[:title_count]
    names = dict(Place.objects.filter(key__in=[key for key, *_ in counties]).values_list("key", "name"))
    return PublicOverview(
        vacancies=int(shown.sum()),
        headcount=int(index.columns["people"][shown].sum()),
        is_headcount_partial=not index.columns["stated"][shown].all(),
        with_lodging=int((shown & index.columns["lodging"]).sum()),
        counties=tuple(PublicCount(names[key], key, *counts) for key, *counts in counties if key in names),
        titles=tuple(PublicCount(public_line(key), public_line(key), *counts) for key, *counts in titles),
    )


def trade_counts(search: VacancySearch, trades: Iterable[str]) -> dict[str, int]:
    """Return how many vacancies a search finds under each of these trades in place of its own."""
    index = public_index()
    conditions = replace(search, trade="").conditions(index)
    _, found = _counts(index, conditions)
    return {
        trade: int((found & VacancySearch(trade=trade).conditions(index)["trade"]).sum()) for trade in trades
    }


def counts_by_place(paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return for each place how many vacancies are open at or below it, and for how many people."""
    index = public_index()
    shown = index.published(microseconds(clock.now()))
    open_at = index.counted("places", shown)
    found: dict[str, tuple[int, int]] = {}
    for path in paths:
        below = [(rows, people) for at, rows, people in open_at if at.startswith(path)]
        found[path] = (sum(rows for rows, _ in below), sum(people for _, people in below))
    return found


def public_places() -> tuple[PublicPlace, ...]:
    """Return counties, each followed by its towns, in the order of their codes."""
    kinds = (*COUNTY_KINDS, PlaceKind.TOWN)
    places = list(Place.objects.filter(kind__in=kinds, valid_to__isnull=True).order_by("code", "path"))
    counties = [place for place in places if place.kind in COUNTY_KINDS]
    ordered: list[PublicPlace] = []
    for county in counties:
        ordered.append(PublicPlace(county.key, county.name, county.path, ""))
        ordered += [
            PublicPlace(place.key, place.name, place.path, county.name)
            for place in places
            if place.kind == PlaceKind.TOWN and place.county_id == county.key
        ]
    return tuple(ordered)


def _but(index: PublicIndex, conditions: dict[str, Mask], left: str) -> Mask:
    """Return where all conditions but one hold."""
    masks = (mask for name, mask in conditions.items() if name != left)
    return reduce(and_, masks, index.published(microseconds(clock.now())))


def _counts(index: PublicIndex, conditions: dict[str, Mask]) -> tuple[dict[str, Any], Mask]:
    """Return what is found without each condition and by each alone, and where all hold."""
    shown = index.published(microseconds(clock.now()))
    failing = np.zeros(len(shown), dtype=np.uint8)
    for mask in conditions.values():
        failing += ~mask
    found: Mask = shown & (failing == 0)
    total, nearly = int(found.sum()), shown & (failing == 1)
    return {
        "total_without": {name: total + int((nearly & ~mask).sum()) for name, mask in conditions.items()},
        "total_only": {name: int((shown & mask).sum()) for name, mask in conditions.items()},
    }, found
