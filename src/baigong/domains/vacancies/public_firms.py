"""Firms as strangers see them: only those with an open post, by what their advertisements say."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from baigong.domains.codes.selectors import entry_of
from baigong.domains.parties.models import Organisation
from baigong.domains.statuses.selectors import parties_in, parties_with
from baigong.domains.vacancies.public_reading import microseconds, public_index
from baigong.domains.vacancies.public_rows import LISTED, PublicVacancy, published, summaries
from baigong.foundation import clock
from baigong.foundation.scope import enter, public_scope, system_scope
from baigong.kernels.phrases import fold

FIRMS_ON_A_PAGE = 30
# Whose posts come first where that is asked for (BZ-5b, AH-3.1b); groups every plan knows.
FIRST_GROUPS = ("key-enterprise", "major-project")


@dataclass(frozen=True, slots=True)
class PublicFirm:
    """A firm with open posts. Name and place are those of its newest advertisement."""

    id: uuid.UUID
    name: str
    place_label: str
    industry: str
    vacancies: int
    headcount: int


@dataclass(frozen=True, slots=True)
class PublicFirms:
    """One page of the firms that hire, those that want most people first."""

    firms: tuple[PublicFirm, ...]
    total: int
    page: int
    pages: int


def hiring_firms(*, name: str = "", place_path: str = "", page: int = 1) -> PublicFirms:
    """Return a page of firms with open posts; a page beyond the last is the last."""
    index = public_index()
    shown = index.published(microseconds(clock.now()))
    if name:
        wanted = fold(name)
        shown = shown & index.where("names", lambda each: wanted in fold(each))
    if place_path:
        shown = shown & index.where("places", lambda path: path.startswith(place_path))
    counted = index.counted("employers", shown)
    pages = max(1, -(-len(counted) // FIRMS_ON_A_PAGE))
    page = min(max(1, page), pages)
    part = counted[(page - 1) * FIRMS_ON_A_PAGE : page * FIRMS_ON_A_PAGE]
    return PublicFirms(_firms(part), len(counted), page, pages)


def hiring_firm(firm_id: uuid.UUID) -> PublicFirm | None:
    """Return one firm, or None for whatever has no open post, exists or not."""
    index = public_index()
    shown = index.published(microseconds(clock.now())) & index.where("employers", lambda key: key == firm_id)
    return next(iter(_firms(index.counted("employers", shown))), None)


def firms_in_group(code: str, on: datetime.date) -> frozenset[uuid.UUID]:
    """Return the firms that hold a status on a day; whoever reads learns of them only by their open posts."""
    with system_scope("公开专区里的单位"):
        return parties_with(code, on)


def firms_put_first(on: datetime.date) -> dict[uuid.UUID, tuple[str, ...]]:
    """Return the firms whose posts come first on a day, each with the groups that put it there."""
    with system_scope("公开岗位里排在前面的单位"):
        return parties_in(FIRST_GROUPS, on)


def _firms(counted: list[tuple[uuid.UUID, int, int]]) -> tuple[PublicFirm, ...]:
    keys = [key for key, *_ in counted]
    newest: dict[uuid.UUID, PublicVacancy] = {}
    with enter(public_scope()):
        rows = list(
            published().filter(organisation_id__in=keys).order_by("public_since", "id")
            .values(*LISTED, "organisation_id")
        )  # fmt: skip
        last = {row["organisation_id"]: row for row in rows}
        for row, shown in zip(last.values(), summaries(last.values()), strict=True):
            newest[row["organisation_id"]] = shown
    industry = _industries(newest)
    return tuple(
        PublicFirm(key, newest[key].employer_name, newest[key].place_label, industry[key], count, people)
        for key, count, people in counted
        if key in newest
    )


def _industries(keys: dict[uuid.UUID, PublicVacancy]) -> dict[uuid.UUID, str]:
    """Return the industry of firms that advertise; of the firm's row nothing else is read."""
    with system_scope("公开招聘单位所属行业"):
        codes = dict(Organisation.objects.filter(id__in=list(keys)).values_list("id", "industry_code"))
    return {key: found.label if (found := entry_of("industry", codes.get(key, ""))) else "" for key in keys}
