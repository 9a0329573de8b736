"""Files that claim more than they hold, or than their name says, are read for what is there."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from baigong.foundation.exchange.reading import SheetTable, read_tables
from baigong.foundation.sheets.tests.hostile_parts import book, merged, sheet, text_cell
from baigong.kernels.recognition import Cell, Field, Layout, Merge, filled_rows, read_date

LAYOUT = Layout("people", "名单", (Field("name", "姓名"), Field("place", "现居镇村")))


def tables(data: bytes, name: str = "名单.xlsx") -> list[SheetTable]:
    return read_tables(data, name=name, layout=LAYOUT)


@pytest.mark.parametrize("count", [1, 3_000], ids=["one", "many"])
def test_a_merge_over_the_whole_sheet_costs_no_more_than_the_sheet(count: int) -> None:
    (table,) = tables(merged(*["A1:XFD1048576"] * count, rows=20))
    assert len(table.rows) == 20 and max(len(row) for row in table.rows) == 2
    assert [row[0].text for row in table.rows[1:]] == [f"甲{number}" for number in range(2, 21)]


def test_a_merge_of_a_town_over_its_people_is_still_filled() -> None:
    town = f'<row r="2">{text_cell("A2", "甲")}{text_cell("B2", "柳塘镇")}</row>'
    rows = "".join(f'<row r="{number}">{text_cell(f"A{number}", "乙")}</row>' for number in (3, 4))
    head = f'<row r="1">{text_cell("A1", "姓名")}{text_cell("B1", "现居镇村")}</row>'
    data = sheet(head + town + rows, tail='<mergeCells count="1"><mergeCell ref="B2:B1048576"/></mergeCells>')
    (table,) = tables(book(data))
    assert [row[1].text for row in table.rows[1:]] == ["柳塘镇"] * 3


def test_without_the_clipping_a_merge_fills_every_column_there_can_be() -> None:
    """The twin: what the claim alone would cost each row of the process that reads the answer."""
    rows = filled_rows([[Cell("姓名")], [Cell("甲")]], [Merge(0, 0, 1_048_575, 16_383)])
    assert [len(row) for row in rows] == [16_384, 16_384]


def test_a_million_empty_styled_rows_are_no_rows() -> None:
    styled = '<row r="{0}" s="1" customFormat="1"/>'
    claims = '<dimension ref="A1:XFD1048576"/>'
    body = f'<row r="1">{text_cell("A1", "姓名")}{text_cell("B1", "现居镇村")}</row>'
    body += f'<row r="2">{text_cell("A2", "甲")}{text_cell("B2", "柳塘镇")}</row>'
    body += "".join(styled.format(number) for number in range(3, 1_048_577))
    data = book(sheet(body).replace("<sheetData>", f"{claims}<sheetData>"))
    assert len(data) < 4 << 20
    (table,) = tables(data)
    assert len(table.rows) == 2


def test_a_text_table_under_a_workbooks_name_is_read_as_what_it_is() -> None:
    (table,) = tables("姓名,现居镇村\n甲,柳塘镇\n".encode("gb18030"), name="名单.xlsx")
    assert (table.name, [cell.text for cell in table.rows[1]]) == ("名单", ["甲", "柳塘镇"])


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904], ids=["1900", "1904"])
def test_days_counted_from_1904_are_the_days_the_eye_sees(epoch: datetime) -> None:
    made = openpyxl.Workbook()
    made.epoch = epoch
    made.active.append(["姓名", "日期"])
    made.active.append(["甲", date(2026, 3, 29)])
    target = io.BytesIO()
    made.save(target)
    (table,) = tables(target.getvalue())
    assert read_date(table.rows[1][1], on=date(2026, 4, 1)) == date(2026, 3, 29)
