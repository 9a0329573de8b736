"""How far the canvass has come, as a workbook that is handed out like every other (reliability 35)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from baigong.domains.canvass.coverage import MEASURES, Coverage, Line
from baigong.domains.places.models import Place
from baigong.foundation.exchange.handouts import Asked, Handed, Limits, Stamp, hand_out
from baigong.foundation.sheets.book import ColumnKind, Value, Written
from baigong.foundation.sheets.writer import SheetOut, write_workbook

HEADINGS = ("地方", "级别", *(f"{each.label}（{each.unit}）" for each in MEASURES), "完成（%）")


def hand_out_coverage(table: Coverage, place: Place, *, by: str, label: str, limits: Limits) -> Handed:
    """Return the table as a workbook, or that it waits for a second person; every line counts as a row.

    :raises HandoutError: when the day's rows are used up.
    """
    lines = (table.total, *table.lines)
    numbers: list[ColumnKind] = ["integer"] * (len(MEASURES) + 1)
    sheet = SheetOut("摸排进度", HEADINGS, list(map(_line, lines)), kinds=["text", "text", *numbers])

    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        facts = {"地区": place.name, "期间": table.rhythm.label, **stamp.manifest}
        return write_workbook(stream, [sheet], watermark=stamp.watermark, manifest=facts, mark=stamp.mark)

    asked = Asked(
        by=by, label=label, title=f"摸排进度{table.rhythm.label}", purpose="导出摸排进度",
        act="coverage.workbook", object_kind="place", object_ids=[line.place.id for line in lines],
        place_path=place.path,
    )  # fmt: skip
    return hand_out(asked, limits, write)


def _line(line: Line) -> Sequence[Value]:
    figures = (line.figures[each.code] for each in MEASURES)
    return (line.place.name, line.place.get_kind_display(), *figures, line.percent)
