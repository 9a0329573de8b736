"""The week's table as a workbook: the same figures as the page, and the rows behind the totals, masked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO

from baigong.domains.reports.week import RowBehind, WeekRow, WeekTable, rows_behind
from baigong.foundation import clock
from baigong.foundation.exchange.handouts import Asked, Handed, Limits, Stamp, hand_out
from baigong.foundation.sheets.book import Value, Written
from baigong.foundation.sheets.writer import SheetOut, write_workbook


def hand_out_week(table: WeekTable, *, by: str, label: str, limits: Limits) -> Handed:
    """Return the week's workbook, or that it waits for a second person; `label` is who exports.

    Names are masked as on the page; every need and hire the file names counts as a row.

    :raises HandoutError: when the day's rows are used up.
    """
    needs, hires = rows_behind(table, "total", "", "needs"), rows_behind(table, "total", "", "hires")
    sheets = [
        _figures(f"按{table.division_label}", table.division_label, table, table.by_town),
        _figures("按工种", "工种", table, table.by_trade),
        *([_figures("按园区和开发区", "园区", table, table.by_unit)] if table.by_unit else []),
        SheetOut(
            "缺工明细",
            ("企业", "工种", "缺工人数", "登记日期"),
            map(_need_line, _with_headcounts(table, needs)),
            kinds=("text", "text", "integer", "date"),
        ),
        SheetOut(
            "到岗明细",
            ("姓名", "企业", "用工形式", "到岗日期"),
            map(_hire_line, hires),
            kinds=("text", "text", "text", "date"),
        ),
    ]

    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        facts = {"地区": table.place_label, "周次": table.week.label, **stamp.manifest}
        return write_workbook(stream, sheets, watermark=stamp.watermark, manifest=facts, mark=stamp.mark)

    asked = Asked(
        by=by, label=label, title=f"用工情况周报{table.week.label}", purpose="导出用工情况周报",
        act="reports.week_workbook", object_kind="week", place_path=table.place_path,
        object_ids=[each.row.id for each in (*needs, *hires)], detail={"week": table.week.label},
    )  # fmt: skip
    return hand_out(asked, limits, write)


def _figures(title: str, first: str, table: WeekTable, rows: Iterable[WeekRow]) -> SheetOut:
    return SheetOut(
        title,
        (first, *(measure.label for measure in table.measures)),
        [_figure_line(row, table) for row in (*rows, table.total)],
        kinds=("text", *(["integer"] * len(table.measures))),  # type: ignore[arg-type]  # literals in a list
        heading_rows=(
            (f"{table.place_label}用工情况周报（{table.week.starts_on}至{table.week.last_day}）",),
        ),
    )


def _figure_line(row: WeekRow, table: WeekTable) -> Sequence[Value]:
    return (row.label, *(row.cell(measure.code).value for measure in table.measures))


def _with_headcounts(table: WeekTable, needs: Sequence[RowBehind]) -> list[RowBehind]:
    """Return the needs with the headcounts of the table; a need nobody counted stands with 0."""
    cell = table.total.cell("headcount")
    counted = dict(zip(cell.ids, cell.amounts, strict=True))
    return [RowBehind(each.row, counted.get(each.row.id, 0)) for each in needs]


def _need_line(each: RowBehind) -> Sequence[Value]:
    return each.row.organisation.name, each.row.label, each.amount, clock.day_of(each.row.recorded_at)


def _hire_line(each: RowBehind) -> Sequence[Value]:
    hire = each.row
    return str(hire.person.full_name), hire.employer.name, hire.get_kind_display(), hire.starts_on
