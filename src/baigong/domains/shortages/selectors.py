"""Questions about firms short of workers: who lacks whom, what is still unclear, what became of it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from baigong.domains.parties.models import Organisation
from baigong.domains.parties.selectors import ARE_BODIES
from baigong.domains.placements.models import Engagement
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.shortages.services import missing_facts
from baigong.foundation.scope.conditions import in_own_places, place_range

OPEN = Q(closed_on__isnull=True, withdrawn_at__isnull=True)
"""Not struck off: the line is asked about again, reported, closed."""
WAITING = OPEN & Q(filled_on__isnull=False)
"""待核销: the firm says nobody lacks any more, and no office has verified it (BZ-G1c).

It lacks nobody, so no figure counts it among the shortages, nor among what was struck off; the officers' list shows
it with its own count until one of them strikes it off or refuses. Nothing is matched with it meanwhile.
"""
LACKING = OPEN & (Q(headcount__isnull=True) | Q(headcount__gt=0))
"""A shortage that is counted: open, and not last reported with nobody lacking.

A report of 0 says how many are lacking on that day; it strikes nothing off, for that is a deed with evidence and a
verifier (BZ-G1c), and next month the same line may lack somebody again. So the line stays open to be reported or
closed, and no list, ledger or floor counts it meanwhile, as the week never did.
"""
# What rows of lists are made of: the other columns, sealed ones among them, cost more than the rest of a page.
_OF_NEED = (
    "organisation", "label", "headcount", "kind", "skill_level", "skill_text", "pay_from_fen_month",
    "pay_to_fen_month", "filled_on", "closed_on",
)  # fmt: skip
_OF_FIRM = (
    "name", "name_pinyin", "credit_code", "place_path", "county_id", "industry_code", "size_label", "place",
    "place__name",
)  # fmt: skip
_OF_REPORT = ("need", "reported_on", "contact_way", "employees")
SORTS = (("gap", "还缺人数"), ("reported", "最近上报"), ("name", "企业名称"))


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One open need with its figures: `need_count` is what is lacking plus what was filled."""

    need: Need
    done: int
    gap: int
    missing_facts: tuple[str, ...]
    last_report: NeedReport | None

    @property
    def need_count(self) -> int:
        return self.gap + self.done

    @property
    def is_waiting(self) -> bool:
        """Whether the firm says it is filled and nobody has verified it (待核销)."""
        return self.need.filled_on is not None and self.need.closed_on is None


@dataclass(frozen=True, slots=True)
class FirmLine:
    """One organisation short of workers, as a row of the list."""

    organisation: Organisation
    lines: tuple[NeedLine, ...]

    @property
    def done(self) -> int:
        return sum(line.done for line in self.lines)

    @property
    def gap(self) -> int:
        return sum(line.gap for line in self.lines)

    @property
    def need_count(self) -> int:
        return self.gap + self.done

    @property
    def unclear(self) -> int:
        return sum(bool(line.missing_facts) and not line.is_waiting for line in self.lines)

    @property
    def waiting(self) -> int:
        """How many lines the firm says are filled, not verified yet."""
        return sum(line.is_waiting for line in self.lines)

    @property
    def is_short(self) -> bool:
        """Whether somebody is lacking, as figures count it."""
        return any(not line.is_waiting for line in self.lines)

    @property
    def labels(self) -> str:
        return "、".join(dict.fromkeys(line.need.label for line in self.lines))

    @property
    def reported_on(self) -> datetime.date | None:
        return max((line.last_report.reported_on for line in self.lines if line.last_report), default=None)


def unclear_needs(*, limit: int = 50) -> list[Need]:
    """Return the shortages that lack one of the four clear facts, the largest first."""
    return list(_unclear().select_related("organisation").order_by("-headcount", "id")[:limit])


def count_unclear_needs() -> int:
    return int(_unclear().count())


def _unclear() -> Any:
    """The same question as `missing_facts`, asked of the database."""
    lacking = Q(headcount__isnull=True) | Q(kind="") | Q(skill_text="", skill_level__isnull=True)
    no_pay = Q(pay_from_fen_month__isnull=True, pay_to_fen_month__isnull=True)
    return Need.objects.filter(LACKING).filter(lacking | no_pay)


def need_lines(needs: Sequence[Need]) -> list[NeedLine]:
    """Return the figures of needs, in two queries.

    What a report says is lacking already leaves out who had come before it, so only hires after the last
    report lessen the gap; who had come before it and left after it widens the gap again.
    """
    reports = last_reports([need.id for need in needs], columns=_OF_REPORT)
    hires = _hires([need.id for need in needs])
    lines = []
    for need in needs:
        report, found = reports.get(need.id), hires.get(need.id, [])
        working = [hire for hire in found if hire.ends_before is None]
        since = [hire for hire in working if report is None or hire.starts_on >= report.reported_on]
        left = [hire for hire in found if report is not None and hire.left_after(report.reported_on)]
        gap = max((need.headcount or 0) + len(left) - len(since), 0)
        lines.append(NeedLine(need, len(working), gap, missing_facts(need), report))
    return lines


@dataclass(frozen=True, slots=True)
class _Hire:
    """From when to when somebody worked on a need."""

    starts_on: datetime.date
    ends_before: datetime.date | None

    def left_after(self, day: datetime.date) -> bool:
        """Whether somebody who was there before a day was still there on it, and left later."""
        tomorrow = day + datetime.timedelta(days=1)
        return self.starts_on < day and self.ends_before is not None and self.ends_before > tomorrow


def last_reports(ids: Iterable[UUID], *, columns: Sequence[str] = ()) -> dict[UUID, NeedReport]:
    """Return each need's last live report; one row a need is read, however often it was reported.

    :param columns: the only ones that will be asked for; all when empty.
    """
    live = NeedReport.objects.filter(
        need_id=OuterRef("id"), voided_at__isnull=True, superseded_at__isnull=True
    )
    last = live.order_by("-reported_on", "-recorded_at", "-id").values("id")[:1]
    needs = Need.objects.filter(id__in=list(ids)).annotate(last_report_id=Subquery(last))
    rows = NeedReport.objects.filter(id__in=needs.values("last_report_id"))
    rows = rows.only(*columns) if columns else rows
    return {row.need_id: row for row in rows}


def _hires(ids: Iterable[UUID]) -> dict[UUID, list[_Hire]]:
    found: dict[UUID, list[_Hire]] = defaultdict(list)
    rows = Engagement.objects.filter(need_id__in=list(ids), voided_at__isnull=True)
    for need_id, starts_on, ends_before in rows.values_list("need_id", "starts_on", "ends_before"):
        if need_id:
            found[need_id].append(_Hire(starts_on, ends_before))
    return found


def firm_lines(
    *,
    place: str = "",
    sort: str = "gap",
    only_unclear: bool = False,
    only_waiting: bool = False,
    words: str = "",
) -> list[FirmLine]:
    """Return the organisations that lack somebody in the scope, narrowed and sorted; ties go by name.

    Whoever only says that it lacks nobody any more stays on the list until that is verified (`WAITING`).
    """
    needs = Need.objects.filter(WAITING if only_waiting else LACKING | WAITING)
    if place:
        needs = needs.filter(place_range("place_path", place))
    if words:
        needs = needs.filter(
            Q(organisation__name__icontains=words)
            | Q(label__icontains=words)
            | Q(organisation__credit_code=words.upper())
        )
    rows = need_lines(list(needs.only(*_OF_NEED).order_by("id")))
    by_firm: dict[UUID, list[NeedLine]] = defaultdict(list)
    for line in rows:
        by_firm[line.need.organisation_id].append(line)
    firms = Organisation.objects.filter(id__in=by_firm, withdrawn_at__isnull=True)
    firms = firms.select_related("place").only(*_OF_FIRM)
    found = [FirmLine(firm, tuple(by_firm[firm.id])) for firm in firms]
    if only_unclear:
        found = [line for line in found if line.unclear]
    return sorted(found, key=_keys()[sort])


def all_firms(*, place: str = "", words: str = "") -> QuerySet[Organisation]:
    """Return the organisations of the scope's own places by name, short of workers or not; a word may be a trade.

    One elsewhere that is shared for a person's sake is seen with the person, and is not on this list.
    """
    firms = Organisation.objects.filter(in_own_places(), ARE_BODIES, withdrawn_at__isnull=True)
    if place:
        firms = firms.filter(place_range("place_path", place))
    if words:
        short_of = Need.objects.filter(OPEN, label__icontains=words).values("organisation_id")
        named = Q(name__icontains=words) | Q(credit_code=words.upper())
        firms = firms.filter(named | Q(id__in=short_of))
    found: QuerySet[Organisation] = firms.select_related("place").order_by("name_pinyin", "id")
    return found


def lines_of(firms: Sequence[Organisation]) -> list[FirmLine]:
    """Return the rows of some organisations in their order, those without an open need too, in four queries."""
    needs = Need.objects.filter(OPEN, organisation_id__in=[firm.id for firm in firms])
    by_firm: dict[UUID, list[NeedLine]] = defaultdict(list)
    for line in need_lines(list(needs.order_by("id"))):
        by_firm[line.need.organisation_id].append(line)
    return [FirmLine(firm, tuple(by_firm[firm.id])) for firm in firms]


def _keys() -> dict[str, Any]:
    return {
        "gap": lambda line: (-line.gap, line.organisation.name, line.organisation.id),
        "reported": lambda line: (
            -(line.reported_on or datetime.date.min).toordinal(),
            line.organisation.name,
            line.organisation.id,
        ),
        "name": lambda line: (line.organisation.name_pinyin or line.organisation.name, line.organisation.id),
    }


def open_needs_of(organisation_id: UUID) -> list[Need]:
    return list(Need.objects.filter(OPEN, organisation_id=organisation_id).order_by("-headcount", "id"))


def closed_needs_of(organisation_id: UUID, *, limit: int) -> list[Need]:
    """Return the firm's needs that were struck off, the latest first."""
    rows = Need.objects.filter(
        organisation_id=organisation_id, closed_on__isnull=False, withdrawn_at__isnull=True
    )
    return list(rows.order_by("-closed_on", "-id")[:limit])


def is_said_filled(need_id: UUID | None) -> bool:
    """Return whether the firm says that a need is filled and nobody has verified it: nobody is looked for meanwhile."""
    return need_id is not None and bool(Need.objects.filter(WAITING, id=need_id).exists())


def count_waiting_needs() -> int:
    """Return how many needs of the scope are said to be filled and wait to be verified."""
    return int(Need.objects.filter(WAITING).count())


def waiting_needs(*, limit: int) -> list[Need]:
    """Return the needs said to be filled, the longest waiting first."""
    rows = Need.objects.filter(WAITING).select_related("organisation")
    return list(rows.order_by("filled_on", "id")[:limit])


def kept_need_in_sight(need_id: UUID, organisation_id: UUID) -> Need | None:
    """Return a need of the firm, open or struck off; None when there is none in the scope."""
    rows = Need.objects.filter(id=need_id, organisation_id=organisation_id, withdrawn_at__isnull=True)
    found: Need | None = rows.first()
    return found


def need_in_sight(need_id: UUID, organisation_id: UUID) -> Need | None:
    """Return an open need of the firm, or None when there is none in the scope."""
    return Need.objects.filter(OPEN, id=need_id, organisation_id=organisation_id).first()
