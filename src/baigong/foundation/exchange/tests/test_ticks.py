"""Columns of ticks become one field of a row, whether recognised or chosen."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from baigong.foundation.exchange import services
from baigong.foundation.exchange.reading import described, guess_columns, read_tables, rows_in
from baigong.foundation.exchange.states import ImportStateError
from baigong.kernels.recognition.fields import Field, Layout

LIST = Layout(
    "people", "名单", (Field("full_name", "姓名"), Field("groups", "重点群体", aliases=("人员类别",)))
)


def ticked_workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "人员类别（打√）", None, None])
    sheet.append([None, "脱贫户", "残疾人", "退役军人"])
    sheet.merge_cells("B1:D1")
    sheet.merge_cells("A1:A2")
    sheet.append(["王建国", "√", None, "√"])
    sheet.append(["李秀英", None, "√", None])
    sheet.append(["张志强", None, None, None])
    book.save(stream := io.BytesIO())
    return stream.getvalue()


def test_what_is_ticked_in_a_row_is_joined_into_its_field() -> None:
    (table,) = read_tables(ticked_workbook(), name="勾.xlsx", layout=LIST)
    columns = described(table, guess_columns(table, LIST, {}))["columns"]
    assert [column["field"] for column in columns] == ["full_name", "groups", "groups", "groups"]
    said = [row.cells["groups"].text for row in rows_in(table, columns, LIST)]
    assert said == ["脱贫户、退役军人", "残疾人", ""]


def test_ticks_may_share_a_field_and_a_written_column_beside_them_may_not() -> None:
    ticks = [{"answer": "脱贫户"}, {"answer": "残疾人"}]
    services._set_fields({"columns": ticks}, ["groups", "groups"])
    assert [column["field"] for column in ticks] == ["groups", "groups"]
    with pytest.raises(ImportStateError, match="同一项"):
        services._set_fields({"columns": [*ticks, {"answer": ""}]}, ["groups", "groups", "groups"])


def test_a_column_first_filled_far_below_is_no_empty_column() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "特殊情况"])
    for number in range(120):
        sheet.append([f"王{number}", "残疾" if number == 100 else None])
    book.save(stream := io.BytesIO())
    (table,) = read_tables(stream.getvalue(), name="长.xlsx", layout=LIST)
    assert guess_columns(table, LIST, {})[1].certainty == "asked"
    assert len(table.sample_rows()) == 41
