"""What strangers may read of a vacancy: which rows, which columns, in which form."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from baigong.domains.places.selectors import labels_of
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.public_text import public_line
from baigong.foundation import clock

LISTED = (
    "id", "title", "employer_name", "place_path", "county_id", "headcount", "pay_from_fen_month",
    "pay_to_fen_month", "pay_text", "shift", "has_lodging", "benefits", "public_since",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicVacancy:
    """One vacancy as a list shows it; `place_label` names county and town."""

    id: uuid.UUID
    title: str
    employer_name: str
    place_label: str
    headcount: int | None
    pay_from_fen_month: int | None
    pay_to_fen_month: int | None
    pay_text: str
    shift: str
    has_lodging: bool | None
    benefits: str
    public_since: datetime.datetime


def published() -> QuerySet[Any]:
    """Return the vacancies everybody may read now; to be asked inside a scope."""
    found: QuerySet[Any] = Vacancy.objects.filter(
        public_since__lte=clock.now(), withdrawn_at__isnull=True, closed_on__isnull=True
    )
    return found


def listed_in_order(keys: Sequence[uuid.UUID]) -> tuple[PublicVacancy, ...]:
    """Return these vacancies in this order; whatever came down in the meantime is left out."""
    rows = {row["id"]: row for row in published().filter(pk__in=keys).values(*LISTED)}
    return summaries(rows[key] for key in keys if key in rows)


def summaries(rows: Iterable[dict[str, Any]]) -> tuple[PublicVacancy, ...]:
    """Return rows of the columns `LISTED` as strangers read them."""
    listed = list(rows)
    above = {row["id"]: _county_and_town(row["place_path"], row["county_id"]) for row in listed}
    names = labels_of(path for paths in above.values() for path in paths)
    return tuple(
        PublicVacancy(
            id=row["id"],
            title=public_line(row["title"]),
            employer_name=public_line(row["employer_name"]),
            place_label="".join(names.get(path, "") for path in above[row["id"]]),
            headcount=row["headcount"],
            pay_from_fen_month=row["pay_from_fen_month"],
            pay_to_fen_month=row["pay_to_fen_month"],
            pay_text=public_line(row["pay_text"]),
            shift=row["shift"],
            has_lodging=row["has_lodging"],
            benefits=public_line(row["benefits"]),
            public_since=row["public_since"].astimezone(clock.CHINA),
        )
        for row in listed
    )


def _county_and_town(path: str, county_id: str) -> tuple[str, ...]:
    """Return the paths of the county and of what lies directly below it; nothing smaller is published."""
    keys = path.split("/")[:-1]
    start = keys.index(county_id) if county_id in keys else len(keys) - 1
    return tuple("/".join(keys[: end + 1]) + "/" for end in range(start, min(start + 2, len(keys))))
