"""One firm's labour by month from four sources: demand, market, insurance, unemployment register (HA-1a, M04.3).

What a department or the firm reported as a number goes first; else the rows kept here are counted. A source that
said nothing of a month has no figure: nothing is no nought.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from baigong.domains.measurements.models import Measurement
from baigong.domains.parties.selectors import identities_of
from baigong.domains.placements.models import Engagement, InsuranceSpan
from baigong.domains.shortages.models import NeedReport
from baigong.domains.statuses.models import Status
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.foundation.facts.models import Source
from baigong.kernels.periods import Month

MONTHS = 6
DEMAND, MARKET, INSURED, UNEMPLOYED = (
    "hiring-demand",
    "market-recruited",
    "insured-headcount",
    "unemployment-registered",
)
SOURCES = ((DEMAND, "招聘需求"), (MARKET, "市场招聘"), (INSURED, "参保人数"), (UNEMPLOYED, "失业登记"))
UNEMPLOYED_STATUS = "registered-unemployed"
_LIVE = Q(voided_at__isnull=True, superseded_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people, where it comes from and the day it was known or recorded."""

    number: int
    source: str
    on: datetime.date


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month: a figure for each of `SOURCES`, None where one said nothing; `change` is of insured heads."""

    month: Month
    figures: tuple[Figure | None, ...]
    change: int | None


Found = dict[tuple[str, Month], Figure]


def monitoring_of(organisation_id: UUID, on: datetime.date) -> list[MonthLine]:
    """Return a firm's last months, the newest first; six queries, however much is recorded."""
    keys, now = identities_of(organisation_id), Month.of(on)
    months = [now.shift(-back) for back in range(MONTHS + 1)]
    found: Found = {}
    for source in (_demand, _market, _insured, _unemployed, _measured):  # the last goes over the others
        found.update(source(keys, months))
    return [_line(month, found, is_over=month < now) for month in months[:MONTHS]]


def _line(month: Month, found: Found, *, is_over: bool) -> MonthLine:
    """A month that is not over is compared with none: its insurance comes in later."""
    here, before = found.get((INSURED, month)), found.get((INSURED, month.previous))
    change = here.number - before.number if is_over and here and before else None
    return MonthLine(month, tuple(found.get((code, month)) for code, _ in SOURCES), change)


def _measured(keys: Collection[UUID], months: list[Month]) -> Found:
    """Return what was reported as a number of a whole month; of two series the later recorded."""
    rows = Measurement.objects.filter(
        _LIVE,
        organisation_id__in=keys,
        indicator__in=[code for code, _ in SOURCES],
        period_starts_on__gte=months[-1].first_day,
    )
    found = {}
    for row in rows.order_by("recorded_at", "id"):
        words = row.series or Source(row.source).label
        figure = Figure(int(row.number), words, clock.day_of(row.recorded_at))
        found[row.indicator, Month.of(row.period_starts_on)] = figure
    return found


def _demand(keys: Collection[UUID], months: list[Month]) -> Found:
    """Return what the firm lacked at the end of each month, by the last report of every need in it."""
    rows = NeedReport.objects.filter(
        _LIVE,
        organisation_id__in=keys,
        headcount_open__isnull=False,
        reported_on__gte=months[-1].first_day,
    )
    last: dict[tuple[Month, UUID], tuple[int, str, datetime.date]] = {}
    for row in rows.order_by("reported_on", "recorded_at", "id"):
        words = f"用工摸排（{row.get_contact_way_display()}）"
        last[Month.of(row.reported_on), row.need_id] = (row.headcount_open, words, row.reported_on)
    by_month = defaultdict(list)
    for (month, _), said in last.items():
        by_month[month].append(said)
    return {(DEMAND, month): _added(said) for month, said in by_month.items()}


def _added(said: list[tuple[int, str, datetime.date]]) -> Figure:
    _, words, on = max(said, key=lambda each: each[2])
    return Figure(sum(number for number, _, _ in said), words, on)


def _market(keys: Collection[UUID], months: list[Month]) -> Found:
    """Return how many places the firm advertised at some time in each month."""
    rows = Vacancy.objects.filter(organisation_id__in=keys, withdrawn_at__isnull=True, headcount__gt=0)
    rows = rows.exclude(closed_on__lt=months[-1].first_day)
    said = list(rows.values_list("headcount", "recorded_at", "closed_on"))
    found = {}
    for month in months:
        held = [
            (headcount, "岗位", clock.day_of(recorded_at))
            for headcount, recorded_at, closed_on in said
            if clock.day_of(recorded_at) < month.ends_before
            and (closed_on is None or closed_on >= month.first_day)
        ]
        if held:
            found[MARKET, month] = _added(held)
    return found


def _insured(keys: Collection[UUID], months: list[Month]) -> Found:
    """Return how many people the firm paid insurance for in each month, each once."""
    rows = InsuranceSpan.objects.filter(
        _LIVE, employer_id__in=keys, first_month__lte=_number(months[0])
    ).values_list("person_id", "first_month", "months", "source", "recorded_at")
    people: dict[Month, set[UUID]] = defaultdict(set)
    told: dict[Month, tuple[datetime.date, str]] = {}
    for person_id, first, count, source, recorded_at in rows:
        said = (clock.day_of(recorded_at), str(source))
        for month in _months_of(first, count, months):
            people[month].add(person_id)
            told[month] = max(told.get(month, said), said)
    return {
        (INSURED, month): Figure(len(people[month]), f"参保月份（{Source(source).label}）", day)
        for month, (day, source) in told.items()
    }


def _number(month: Month) -> int:
    return month.year * 100 + month.month


def _months_of(first: int, count: int, months: list[Month]) -> Iterator[Month]:
    start = Month(first // 100, first % 100)
    yield from (month for month in months if 0 <= start.months_until(month) < count)


def _unemployed(keys: Collection[UUID], months: list[Month]) -> Found:
    """Return how many who worked or were insured here were registered unemployed in each month."""
    worked = Engagement.objects.filter(employer_id__in=keys, voided_at__isnull=True).values("person_id")
    paid = InsuranceSpan.objects.filter(_LIVE, employer_id__in=keys).values("person_id")
    rows = Status.objects.filter(
        _LIVE, Q(party_id__in=worked) | Q(party_id__in=paid), code=UNEMPLOYED_STATUS,
        starts_on__gte=months[-1].first_day,
    )  # fmt: skip
    said: dict[Month, list[tuple[int, str, datetime.date]]] = defaultdict(list)
    for starts_on, source, recorded_at in rows.values_list("starts_on", "source", "recorded_at"):
        words = f"人员身份（{Source(source).label}）"
        said[Month.of(starts_on)].append((1, words, clock.day_of(recorded_at)))
    return {(UNEMPLOYED, month): _added(each) for month, each in said.items()}
