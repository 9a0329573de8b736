"""Workbooks the desk hands out: masked, marked, counted, written down; large ones wait for a second person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from django.db.models import Q

from baigong.domains.policies.handing_out import limits_at
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import OCCUPATION_GROUPS, REGISTER, register_page
from baigong.faces.desk.people_rows import UNKNOWN, rows_of
from baigong.foundation import clock
from baigong.foundation.access.standing import Standing
from baigong.foundation.exchange.handouts import Asked, Handed, Limits, Stamp, hand_out
from baigong.foundation.lists import ListRequest
from baigong.foundation.lists.cursor import read_cursor
from baigong.foundation.sheets.book import Written
from baigong.foundation.sheets.writer import SheetOut, write_workbook

_GROUPS = dict(OCCUPATION_GROUPS)
MOST_ROWS = 10_000
PIECE = 500
HEADINGS = (
    "姓名",
    "联系电话",
    "镇村",
    "就业状态",
    "求职工种",
    "职业大类",
    "学历",
    "期望月薪（元）",
    "摸排日期",
    "下次联系",
)


class TooManyError(ValueError):
    """More rows than one workbook hands out."""


def limits_of(standing: Standing) -> Limits:
    """Return the figures of handing out in force at somebody's place today."""
    return limits_at(place_path_of(standing), clock.today())


def place_path_of(standing: Standing) -> str:
    """Return the path of the place somebody works for, "" for nowhere in particular."""
    return standing.scope.places[0] if standing.scope.places else ""


def workbook_of_people(asked: ListRequest, narrow: Q | None, standing: Standing) -> Handed:
    """Return the register a request shows as a masked workbook; the audit says who took how many rows.

    :raises TooManyError: for more than `MOST_ROWS` rows.
    :raises HandoutError: when the day's rows are used up.
    """
    entries = entries_asked(asked, narrow)
    labels = {each.code: each.label for each in REGISTER.filters}
    chosen = "；".join(f"{labels[code]}：{value}" for code, value in asked.values) or "没有筛选"

    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        sheet = SheetOut(
            "求职人员",
            HEADINGS,
            (_cells(row) for row in rows_of(entries)),
            kinds=("text", "code", "text", "text", "text", "text", "text", "integer", "date", "date"),
        )
        facts = {**stamp.manifest, "地方": standing.place_label, "筛选": chosen}
        return write_workbook(stream, [sheet], watermark=stamp.watermark, manifest=facts, mark=stamp.mark)

    return hand_out(
        Asked(
            by=standing.scope.actor,
            label=standing.scope.label,
            title="求职人员",
            purpose="导出脱敏的求职人员清单",
            act="people.export",
            object_kind="registration",
            object_ids=[entry.id for entry in entries],
            place_path=place_path_of(standing),
            detail={"filters": [list(pair) for pair in asked.values]},
        ),
        limits_of(standing),
        write,
    )


def entries_asked(asked: ListRequest, narrow: Q | None) -> list[Registration]:
    """Return all rows of the register a request shows.

    :raises TooManyError: for more than `MOST_ROWS` rows.
    """
    if register_page(asked, narrow=narrow, size=PIECE).is_total_capped:
        raise TooManyError(f"超过{MOST_ROWS}人，不能一次导出。请先选镇村或工种，缩小以后再导出。")
    return list(_all(asked, narrow))


def _all(asked: ListRequest, narrow: Q | None) -> Iterator[Registration]:
    while True:
        page = register_page(asked, narrow=narrow, size=PIECE)
        yield from page.rows
        if not page.next:
            return
        column = REGISTER.column(asked.sort.column)
        asked = replace(
            asked, page=None, after=read_cursor(page.next, column=column, key=REGISTER.model._meta.pk)
        )


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    entry: Registration = row["entry"]
    pay = entry.pay_from_fen_month
    return (
        row["name"],
        row["phone"],
        entry.place.name,
        entry.get_state_display(),
        entry.occupation_text,
        _GROUPS.get(entry.occupation_group) or UNKNOWN,
        row["education"],
        pay // 100 if pay else None,
        entry.surveyed_on,
        entry.next_contact_on,
    )
