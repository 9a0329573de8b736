"""How honest but messy tables are made, and what an import of a small list of people reads from them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from baigong.foundation.exchange.contract import RowIn
from baigong.foundation.exchange.reading import described, guess_columns, read_tables, rows_in
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.identity import mint_test_identity_number
from baigong.kernels.recognition.fields import Field, Layout

ON = date(2026, 4, 1)
LAYOUT = Layout(
    "people",
    "名单",
    (
        Field("full_name", "姓名", required=True),
        Field("number", "身份证号", "identity_number"),
        Field("phone", "联系电话", "phone", ("电话",)),
        Field("day", "摸排日期", "date"),
        Field("count", "家庭人数", "integer"),
        Field("pay", "期望月薪", "pay"),
        Field("place", "现居镇村", "place"),
        Field("education", "学历", "education"),
        Field("note", "备注"),
    ),
)
NUMBER = mint_test_identity_number("370283", date(1990, 3, 7), 12, "male")
NUMBER_IN_X = mint_test_identity_number("370283", date(1990, 3, 7), 3, "male")
PHONE = "13800138000"


def read(data: bytes, name: str = "名单.csv") -> str:
    """What is read, as text: rows are parted by / , values by blanks; ?x asks about a column, !x refuses a cell.

    A question with a suggestion is answered with it, as a person would who sees the column.
    """
    said: list[str] = []
    for table in read_tables(data, name=name, layout=LAYOUT):
        guesses = guess_columns(table, LAYOUT, {})
        said += [f"?{guess.heading}" for guess in guesses if guess.certainty == "asked"]
        columns = described(table, guesses)["columns"]
        fields = [column["suggested"] for column in columns if column["suggested"]]
        for column in columns:
            if fields.count(column["suggested"]) == 1:
                column["field"] = column["suggested"]
        said += [_row(row) for row in rows_in(table, columns, LAYOUT)]
    return " / ".join(said)


def _row(row: RowIn) -> str:
    reader = RowReader(row, LAYOUT, ON)
    number, pay = reader.identity_number("number"), reader.pay("pay")
    values: Sequence[object] = (
        reader.text("full_name"),
        number.number18 if number else "",
        reader.phone("phone"),
        reader.date("day") or "",
        "" if (count := reader.integer("count")) is None else f"{count}人",
        f"{pay.from_fen_month or ''}-{pay.to_fen_month or ''}分" if pay else "",
        reader.text("place"),
        reader.education("education"),
        reader.text("note", longest=400),
        *(f"!{problem.code}" for problem in reader.problems),
    )
    return " ".join(str(value) for value in values if value != "")


def one(heading: str, value: object) -> bytes:
    """A workbook of one person with one thing known of him, stored as a spreadsheet stores it."""
    return workbook(["姓名", heading], ["王五", value])


def workbook(*rows: Sequence[object], then: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    if then is not None:
        then(page)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    book.save(stream := io.BytesIO())
    return stream.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The workbook with further parts, or with parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = parts.get(name)
            body = old.read(name)
            new.writestr(name, change(body) if callable(change) else body)
        for name, body in parts.items():
            if not callable(body):
                new.writestr(name, body)
    return target.getvalue()
