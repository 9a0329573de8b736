"""The auditor's two workbooks, handed out like every other: marked, signed, counted, seconded (reliability 35)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, Any

from baigong.domains.places.models import Place
from baigong.faces.frame.handing_out import HandoutPage
from baigong.faces.oversight.incident_report import Report
from baigong.foundation import clock
from baigong.foundation.access.standing import Standing
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.handouts import Asked, Handed, Stamp, Write, hand_out
from baigong.foundation.sheets.book import Written
from baigong.foundation.sheets.writer import SheetOut, write_workbook

ENTRY_HEADINGS = (
    "时间", "姓名", "账号", "角色", "所在单位", "做了什么", "对象", "对象数", "对象编号", "涉及的地方", "用途",
    "记录编号", "封存序号",
)  # fmt: skip
NOTICE_HEADINGS = ("人员编号", "由哪里通知", "被看次数", "第一次", "最后一次", "看过的字段")


def hand_out_entries(
    rows: Sequence[dict[str, Any]],
    filters: Sequence[str],
    *,
    standing: Standing,
    place: Place,
    page: HandoutPage,
) -> Handed:
    """Return entries of the trail as a workbook, or that it waits for another auditor.

    :raises HandoutError: when the day's rows are used up.
    """
    entries: list[AuditEntry] = [row["entry"] for row in rows]
    asked = Asked(
        by=standing.scope.actor, label=standing.scope.label, title="审计记录", purpose="导出审计记录",
        act="audit.export", object_kind="audit_entry", object_ids=[each.id for each in entries],
        place_path=place.path, detail={"filters": list(filters)}, circle=page.circle,
    )  # fmt: skip
    sheet = SheetOut("审计记录", ENTRY_HEADINGS, list(map(_entry_line, rows)))
    return hand_out(asked, page.limits, _writing([sheet], {"筛选": "、".join(filters) or "没有筛选"}))


def hand_out_incident(report: Report, *, standing: Standing, place: Place, page: HandoutPage) -> Handed:
    """Return the count after an incident and whom to notify, or that it waits; every notice counts as a row.

    :raises HandoutError: when the day's rows are used up.
    """
    asked = Asked(
        by=standing.scope.actor, label=standing.scope.label, title="事件清点", purpose="事件清点和通知名单",
        act="audit.incident_workbook", object_kind="audit_entry", object_ids=[], place_path=place.path,
        detail={"entries": report.incident.entries}, row_count=len(report.notices), circle=page.circle,
    )  # fmt: skip
    summary = [
        *(("何人", name, times) for name, times in report.who),
        *(("何事", name, times) for name, times in report.what),
        *(("由哪里通知", name, persons) for name, persons in report.by_place),
        ("涉及的人", "合计", len(report.notices)),
        ("涉及的单位", "合计", report.firms),
        ("没有记下编号的对象", "合计", report.incident.unlisted),
    ]
    notices = [
        (each.person_id, each.place, each.times, clock.minute_of(each.first_at),
         clock.minute_of(each.last_at), each.fields)
        for each in report.notices
    ]  # fmt: skip
    sheets = [
        SheetOut("事件清点", ("项目", "内容", "数"), summary),
        SheetOut("通知名单", NOTICE_HEADINGS, notices),
    ]
    return hand_out(asked, page.limits, _writing(sheets, {}))


def _writing(sheets: Sequence[SheetOut], facts: Mapping[str, str]) -> Write:
    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        told = {**facts, **stamp.manifest}
        return write_workbook(stream, sheets, watermark=stamp.watermark, manifest=told, mark=stamp.mark)

    return write


def _entry_line(row: dict[str, Any]) -> tuple[Any, ...]:
    found, actor = row["entry"], row["actor"]
    return (
        clock.minute_of(found.at), actor.name, actor.username, actor.role, actor.office, row["act"], row["kind"],
        found.count, "\n".join(found.object_ids[:100]), row["place"], found.purpose, str(found.id),
        found.sequence,
    )  # fmt: skip
