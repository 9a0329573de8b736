"""The index of this process, kept as new as the table: built when first asked, then only what changed."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Coalesce

from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.public_index import IndexRow, PublicIndex
from baigong.foundation.freshness.reader import Reader
from baigong.foundation.scope import enter, public_scope

TOPIC = "public-vacancies"
# What readers hold of a vacancy; changes of other columns are not noted.
WATCHED = (
    "public_since", "withdrawn_at", "closed_on", "title", "employer_name", "benefits", "workplace_text",
    "description", "occupation_codes", "occupation_group", "headcount", "pay_from_fen_month",
    "pay_to_fen_month", "pay_text", "education_rank", "skill_level", "certificates", "shift", "has_lodging",
    "place_path", "county_id", "organisation", "video_link", "interviews_remotely",
)  # fmt: skip
_COLUMNS = (
    "id", "public_since", "pay_key", "headcount", "occupation_group", "occupation_codes", "shift",
    "has_lodging", "place_path", "county_id", "organisation_id", "certificates", "skill_level",
    "title", "employer_name", "benefits", "workplace_text",
)  # fmt: skip
# More changes than this at once, and reading everything is quicker than looking for each.
MOST_CHANGED = 500


class Keeper:
    """Holds the present index; one thread renews it while the others go on with what is there."""

    def __init__(self) -> None:
        self._reader = Reader(TOPIC)
        self._lock = threading.Lock()
        self._index: PublicIndex | None = None

    def index(self) -> PublicIndex:
        if self._lock.acquire(blocking=self._index is None):
            try:
                self._index = self._renewed(self._reader.news())
            except BaseException:
                self._reader, self._index = Reader(TOPIC), None
                raise
            finally:
                self._lock.release()
        return self._index or self.index()

    def _renewed(self, changed: set[str] | None) -> PublicIndex:
        held = self._index
        if held is not None and changed is not None and not changed:
            return held
        with enter(public_scope()):
            if held is None or changed is None or len(changed) > MOST_CHANGED or held.is_worn:
                return PublicIndex.of(list(_rows(_readable())))
            keys = [uuid.UUID(key) for key in changed]
            return held.renewed(keys, list(_rows(_readable().filter(pk__in=keys))))


def _readable() -> QuerySet[Any]:
    """Return what is published now or from a moment already fixed."""
    found: QuerySet[Any] = Vacancy.objects.filter(
        public_since__isnull=False, withdrawn_at__isnull=True, closed_on__isnull=True
    )
    return found


def _rows(asked: QuerySet[Any]) -> Iterable[IndexRow]:
    pay = Coalesce("pay_from_fen_month", "pay_to_fen_month", 0, output_field=BigIntegerField())
    rows = asked.annotate(pay_key=pay).values_list(*_COLUMNS).iterator(chunk_size=5_000)
    for key, since, pay_key, people, group, codes, shift, lodging, path, county, employer, *asked_for in rows:
        certificates, skill_level, *words = asked_for
        yield IndexRow(
            id=key,
            public_since=microseconds(since),
            pay=pay_key,
            headcount=people,
            group=group,
            codes=tuple(codes),
            shift=shift,
            has_lodging=lodging is True,
            place_path=path,
            county_id=county,
            employer_id=employer,
            employer_name=words[1],
            title=words[0],
            text="\t".join(words),
            certificates=tuple(str(each) for each in certificates),
            skill_level=skill_level,
        )


def microseconds(moment: Any) -> int:
    """Return a moment as whole microseconds since 1970."""
    return int(moment.timestamp()) * 1_000_000 + int(moment.microsecond)


_keeper = Keeper()


def public_index() -> PublicIndex:
    """Return the index of this process as it stands now."""
    return _keeper.index()
