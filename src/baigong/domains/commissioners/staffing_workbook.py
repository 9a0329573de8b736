"""Who is at work where, as a workbook that is handed out like every other (M01.4, reliability 35)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import IO

from baigong.domains.commissioners.staffing import StaffLine
from baigong.domains.places.models import Place
from baigong.foundation.exchange.handouts import Asked, Handed, Limits, Stamp, hand_out
from baigong.foundation.sheets.book import ColumnKind, Value, Written
from baigong.foundation.sheets.writer import SheetOut, write_workbook

HEADINGS = (
    "地方", "级别", "县（市、区）", "在岗（人）", "其中服务专员（人）", "至少（人）", "还差（人）", "身份和职级",
)  # fmt: skip
KINDS: tuple[ColumnKind, ...] = (
    "text", "text", "text", "integer", "integer", "integer", "integer", "text",
)  # fmt: skip


def hand_out_staffing(
    lines: Sequence[StaffLine], place: Place, on: datetime.date, *, by: str, label: str, limits: Limits
) -> Handed:
    """Return the lines as a workbook, or that it waits for a second person; every line counts as a row.

    :raises HandoutError: when the day's rows are used up.
    """
    sheet = SheetOut("专员配备", HEADINGS, list(map(_cells, lines)), kinds=KINDS)

    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        facts = {"地区": place.name, "截至": str(on), **stamp.manifest}
        return write_workbook(stream, [sheet], watermark=stamp.watermark, manifest=facts, mark=stamp.mark)

    asked = Asked(
        by=by, label=label, title="专员配备", purpose="导出各镇村专员配备", act="staffing.workbook",
        object_kind="place", object_ids=[line.place.id for line in lines], place_path=place.path,
    )  # fmt: skip
    return hand_out(asked, limits, write)


def _cells(line: StaffLine) -> Sequence[Value]:
    return (
        line.place.name, line.place.get_kind_display(), line.county_name, line.staff, line.commissioners,
        line.least, line.short if line.least is not None else None, line.ranks_text,
    )  # fmt: skip
