"""What happened with one firm: needs, reports, vacancies, introductions and hires on one line of time."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from baigong.domains.parties.selectors import identities_of
from baigong.domains.parties.timeline import Entry, newest_first
from baigong.domains.placements.models import Engagement, IntroductionStep
from baigong.domains.shortages.enums import StrikeOffKind
from baigong.domains.shortages.models import Need, NeedReport, StrikeOffStep
from baigong.domains.users.actors import actors_named
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.timeline import hire_entries, step_entries
from baigong.foundation import clock
from baigong.foundation.audit.changes import changes_of

KINDS = (("", "全部"), ("report", "联系"), ("vacancy", "岗位"), ("introduction", "介绍"), ("hire", "到岗"))


def firm_timeline(organisation_id: UUID, *, kind: str = "") -> list[Entry]:
    """Return a firm's entries as the scope sees them; `kind` keeps one sort of them (see `KINDS`).

    What was recorded of the same firm under another key, before the two were merged, is told too.
    """
    keys = identities_of(organisation_id)
    makers = {
        "report": lambda: [*_reports(keys), *_needs(organisation_id)],
        "vacancy": lambda: _vacancies(organisation_id),
        "introduction": lambda: step_entries(
            IntroductionStep.objects.filter(organisation_id__in=keys), of_firm=True
        ),
        "hire": lambda: hire_entries(Engagement.objects.filter(employer_id__in=keys), of_firm=True),
    }
    wanted = [kind] if kind in makers else list(makers)
    return newest_first([entry for name in wanted for entry in makers[name]()])


def _needs(organisation_id: UUID) -> list[Entry]:
    entries = []
    found = Need.objects.filter(organisation_id=organisation_id, withdrawn_at__isnull=True)
    needs = list(found.order_by("id"))
    for need in needs:
        day = clock.day_of(need.recorded_at)
        entries.append(Entry(day, "缺工", f"登记缺工“{need.label}”", "", "", "need", str(need.id)))
    return entries + _struck_off(needs) + _said_filled(needs)


def _said_filled(needs: Sequence[Need]) -> list[Entry]:
    """Return what was said before a need was struck off: filled by the firm's word, taken back, refused and why."""
    labels = {need.id: need.label for need in needs}
    told = (StrikeOffKind.SAID_FILLED, StrikeOffKind.TAKEN_BACK, StrikeOffKind.REFUSED)
    rows = StrikeOffStep.objects.filter(need_id__in=labels, kind__in=told, voided_at__isnull=True)
    steps = list(rows.order_by("recorded_at", "id"))
    names = actors_named(step.source_id for step in steps)
    entries = []
    for step in steps:
        lacking = f"还缺{step.headcount}人。" if step.headcount else ""
        detail = f"{lacking}{step.words}（{names[step.source_id].name}）"
        words = f"“{labels[step.need_id]}”{step.get_kind_display()}"
        entries.append(Entry(step.happened_on, "缺工", words, detail))
    return entries


def _struck_off(needs: Sequence[Need]) -> list[Entry]:
    """Return when each need was struck off or reopened, by whom and why, as its history tells it."""
    labels = {str(need.id): need.label for need in needs}
    deeds: dict[tuple[UUID, str], dict[str, Any]] = defaultdict(dict)
    rows = changes_of(
        "shortages.need", labels, ("closed_on", "closed_reason", "reopened_on", "reopened_reason")
    )
    for row in rows:
        deeds[row.entry_id, row.object_id] |= {row.field: row.after, "by": row.by}
    names = actors_named(str(deed["by"]) for deed in deeds.values())
    entries = []
    for (_, key), deed in deeds.items():
        verb, word = ("closed", "销号") if deed.get("closed_on") else ("reopened", "重开")
        if day := deed.get(f"{verb}_on"):
            on = datetime.date.fromisoformat(str(day))
            detail = f"{deed.get(f'{verb}_reason') or ''}（{names[str(deed['by'])].name}）"
            entries.append(Entry(on, "缺工", f"“{labels[key]}”{word}", detail))
    return entries


def _reports(keys: set[UUID]) -> list[Entry]:
    rows = NeedReport.objects.filter(
        organisation_id__in=keys, voided_at__isnull=True, superseded_at__isnull=True
    )
    entries = []
    for row in rows.select_related("need").order_by("-reported_on", "-recorded_at"):
        count = "人数没有说" if row.headcount_open is None else f"还缺{row.headcount_open}人"
        staff = f"在岗{row.employees}人" if row.employees is not None else ""
        pay = f"月薪{row.pay_from_fen_month // 100}元起" if row.pay_from_fen_month else ""
        detail = "，".join(part for part in (staff, pay) if part)
        entries.append(
            Entry(row.reported_on, row.get_contact_way_display(), f"{row.need.label}：{count}", detail)
        )
    return entries


def _vacancies(organisation_id: UUID) -> list[Entry]:
    entries = []
    for row in Vacancy.objects.filter(organisation_id=organisation_id, withdrawn_at__isnull=True).order_by(
        "-id"
    ):
        day = clock.day_of(row.recorded_at)
        shown = "已公开" if row.public_since else "未公开"
        entries.append(
            Entry(day, "岗位", f"登记岗位“{row.title}”{row.headcount}人", shown, "", "vacancy", str(row.id))
        )
        if row.closed_on:
            entries.append(Entry(row.closed_on, "岗位", f"“{row.title}”关闭", row.closed_reason))
    return entries
