"""The firms of a place in this period: which were asked, which are still to be asked (PD-1, BZ-1a)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum

from baigong.domains.canvass.rhythm import Rhythm
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.selectors import ARE_BODIES
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.shortages.selectors import LACKING
from baigong.foundation.scope.conditions import place_range


@dataclass(frozen=True, slots=True)
class FirmStop:
    """One firm: its open needs, how many it lacks, and when it was last asked."""

    firm: Organisation
    open_needs: int
    headcount: int
    asked_on: datetime.date | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class FirmRound:
    """The firms of a place, those to be asked first; `total` and `asked` count all of them."""

    stops: tuple[FirmStop, ...]
    total: int
    asked: int


def firms_to_ask(place_path: str, rhythm: Rhythm, *, limit: int) -> FirmRound:
    """Return the firms standing at a place with what was last heard of them, in three queries."""
    firms = Organisation.objects.filter(
        place_range("place_path", place_path), ARE_BODIES, withdrawn_at__isnull=True
    )
    total = firms.count()
    rows = list(
        _with_last_report(firms).order_by(F("asked_on").asc(nulls_first=True), "name_pinyin", "id")[:limit]
    )
    asked = _with_last_report(firms).filter(asked_on__gte=rhythm.starts_on).count()
    needs = {
        row["organisation_id"]: row
        for row in Need.objects.filter(LACKING, organisation_id__in=[firm.id for firm in rows])
        .values("organisation_id")
        .annotate(count=Count("id"), lacking=Sum("headcount"))
    }
    stops = [_stop(firm, needs.get(firm.id, {}), rhythm) for firm in rows]
    stops.sort(key=lambda stop: (stop.is_asked, -stop.open_needs, stop.asked_on or datetime.date.min))
    return FirmRound(tuple(stops), total, asked)


def _with_last_report(firms: Any) -> Any:
    reports = NeedReport.objects.filter(
        organisation_id=OuterRef("id"), voided_at__isnull=True, superseded_at__isnull=True
    )
    last = reports.values("organisation_id").annotate(on=Max("reported_on")).values("on")
    return firms.annotate(asked_on=Subquery(last))


def _stop(firm: Any, needs: dict[str, Any], rhythm: Rhythm) -> FirmStop:
    is_asked = firm.asked_on is not None and firm.asked_on >= rhythm.starts_on
    return FirmStop(firm, needs.get("count", 0), needs.get("lacking") or 0, firm.asked_on, is_asked)


def asked_in(rhythm: Rhythm) -> Q:
    """Return the condition of live reports within a period."""
    return Q(
        voided_at__isnull=True,
        superseded_at__isnull=True,
        reported_on__gte=rhythm.starts_on,
        reported_on__lt=rhythm.ends_before,
    )
