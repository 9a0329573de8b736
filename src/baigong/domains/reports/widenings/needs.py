"""Shortages with who serves the firm, who asked and when again (LG-17, LG-20, LG-24)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Min

from baigong.domains.codes.selectors import official
from baigong.domains.commissioners.selectors import answerers
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.shortages.selectors import last_reports
from baigong.domains.shortages.services import missing_facts
from baigong.domains.users.actors import actors_named
from baigong.foundation import clock
from baigong.kernels.codes import education_rank
from baigong.kernels.periods import week_of, whole_months

_FIGURES_DAYS = "need-figures-days"
_LONG_MONTHS = "long-gap-months"


def quarter_of(day: datetime.date) -> str:
    return f"{day.year}年第{(day.month + 2) // 3}季度"


def _find(rows: Sequence[Row], on: datetime.date) -> Found:
    needs = list(Need.objects.filter(id__in=ids_of(rows)).select_related("place"))
    reports = last_reports([need.id for need in needs])
    served = answerers({need.organisation_id for need in needs}, on)
    people = actors_named({report.reported_by for report in reports.values() if report.reported_by})
    known: dict[str, int | None] = {}
    wide = {}
    for need in needs:
        report = reports.get(need.id)
        commissioner = served.get(need.organisation_id)
        if need.place_path not in known:
            known[need.place_path] = _figure(_FIGURES_DAYS, need.place_path, on)
        wide[need.id] = {
            "grid_label": need.place.name,
            "education_label": _education(need.education_rank),
            "missing_labels": missing_facts(need) or None,
            "commissioner_name": commissioner.name if commissioner else None,
            "commissioner_office": commissioner.office if commissioner else None,
            **_asked(report, known[need.place_path]),
            "surveyor_label": people[report.reported_by].name if report and report.reported_by else None,
        }
    return wide


def _asked(report: NeedReport | None, days: int | None) -> dict[str, Any]:
    if report is None:
        return {}
    again = report.reported_on + datetime.timedelta(days=days) if days is not None else None
    return {
        "employees": report.employees,
        "quarter_label": quarter_of(report.reported_on),
        "reported_week_label": week_of(report.reported_on).label,
        "next_contact_on": again,
    }


def _figure(name: str, place_path: str, on: datetime.date) -> int | None:
    """Return a number of the plan or the office at a place, None where neither has one."""
    try:
        return int(parameter_at(name, place_path, on))
    except KeyError:
        return None


def _education(rank: int) -> str | None:
    """Return the schooling asked for at least, by the groups of the official table; None where none is asked for."""
    groups = [code for code in official("education") if code.parent is None]
    return "或".join(code.label for code in groups if rank and education_rank(code.code) == rank) or None


NEEDS = Widening(
    {
        "grid_label": "网格（镇村）",
        "education_label": "学历要求",
        "missing_labels": "四清还缺",
        "employees": "现有职工（人）",
        "commissioner_name": "用工服务专员",
        "commissioner_office": "专员所在单位",
        "quarter_label": "摸排季度",
        "reported_week_label": "了解周次",
        "surveyor_label": "摸排（填报）人",
        "next_contact_on": "下次联系期限",
    },
    _find,
)


def _week(rows: Sequence[Row], on: datetime.date) -> Found:
    """Whether each need was reported in the week of `on`."""
    week = week_of(on)
    reports = NeedReport.objects.filter(
        need_id__in=ids_of(rows), voided_at__isnull=True, reported_on__gte=week.starts_on,
        reported_on__lt=week.ends_before,
    )  # fmt: skip
    told = set(reports.values_list("need_id", flat=True))
    return {key: {"week_label": week.label, "reported_this_week": key in told} for key in ids_of(rows)}


def _how_long(rows: Sequence[Row], on: datetime.date) -> Found:
    """How long each shortage has been open, and whether the plan at the place calls that long (BZ-9b, M04.10).

    It counts from the first report, or from the day it was struck off and opened again, to the day it was struck off.
    """
    needs = list(Need.objects.filter(id__in=ids_of(rows)))
    firsts = dict(
        NeedReport.objects.filter(need_id__in=ids_of(rows), voided_at__isnull=True)
        .order_by()
        .values_list("need_id")
        .annotate(Min("reported_on"))
    )
    limits: dict[str, int | None] = {}
    wide = {}
    for need in needs:
        first = min(firsts.get(need.id, on), clock.day_of(need.recorded_at))
        since = need.reopened_on or first
        months = whole_months(since, min(need.closed_on or on, on))
        if need.place_path not in limits:
            limits[need.place_path] = _figure(_LONG_MONTHS, need.place_path, on)
        limit = limits[need.place_path]
        wide[need.id] = {
            "open_since": since,
            "open_months": months,
            "is_long_gap": None if limit is None else months >= limit,
        }
    return wide


LENGTH = Widening(
    {"open_since": "缺工开始", "open_months": "缺了几个月", "is_long_gap": "长期缺工"}, _how_long
)
WEEK = Widening({"week_label": "周次", "reported_this_week": "本周已报"}, _week)
