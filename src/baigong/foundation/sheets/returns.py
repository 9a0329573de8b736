"""The two workbooks that go to a village and come back: the empty template and the rows to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from baigong.kernels.recognition import PROBLEM_HEADING, ROW_KEY_HEADING, Field, FieldKind, Layout

from .book import Book, Written, add_choices, write_note, write_text

_TINT = {"bg_color": "#FDE2DE", "num_format": "@", "text_wrap": True}
_PLAIN = {"num_format": "@"}
_HEAD = {"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "border": 1}
_EDUCATION = ("小学", "初中", "高中", "中专", "技校", "大专", "本科", "硕士研究生", "博士研究生")
_SKILL = ("初级工", "中级工", "高级工", "技师", "高级技师")
_HINTS: dict[FieldKind, str] = {
    "identity_number": "18位，按文本填写，末位可为X。",
    "credit_code": "营业执照上的18位代码。",
    "phone": "11位手机号，或带区号的座机。",
    "date": "写成2026-01-05。",
    "integer": "只填整数，不写“约”“左右”。",
    "pay": "如6000-8000元/月、6-8千、面议、200元/天。",
    "education": "从下拉里选。",
    "skill": "从下拉里选；没有就空着。",
    "place": "写到乡镇或村，如某镇某村。",
    "occupation": "写平常的叫法，如电焊工。",
    "choice": "从下拉里选。",
}
_WIDTHS: dict[FieldKind, int] = {
    "identity_number": 22,
    "credit_code": 22,
    "phone": 15,
    "integer": 10,
    "date": 13,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row; `column` counted from 0, None if it concerns the whole row."""

    column: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """A rejected row as it came in. `key` finds it again when the mended file comes back."""

    key: str
    cells: Sequence[str]
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class ErrorSheet:
    """The rejected rows of one sheet under their own headings."""

    title: str
    headings: Sequence[str]
    rows: Iterable[ErrorRow]


def write_error_workbook(stream: IO[bytes], sheets: Sequence[ErrorSheet]) -> Written:
    """Write the rejected rows with the reason beside each, to be mended and sent again.

    Faulty cells are tinted and carry their reason as a note; the column 问题 says all of them, the hidden
    column 行标识 carries the keys. Every cell is text, so that numbers survive the mending.
    """
    book, rows = Book(), 0
    for sheet in sheets:
        rows += _write_error_sheet(book, sheet)
    return book.close(stream, rows)


def _write_error_sheet(book: Book, sheet: ErrorSheet) -> int:
    page = book.sheet(sheet.title)
    width = len(sheet.headings)
    page.set_column(0, max(width - 1, 0), 16, book.style(**_PLAIN))
    page.set_column(width, width, 48, book.style(**_PLAIN))
    page.set_column(width + 1, width + 1, 10, book.style(**_PLAIN), {"hidden": True})
    for column, heading in enumerate((*sheet.headings, PROBLEM_HEADING, ROW_KEY_HEADING)):
        write_text(page, 0, column, heading, book.style(**_HEAD))
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        _write_error_row(book, page, count, width, row)
    page.freeze_panes(1, 0)
    return count


def _write_error_row(book: Book, page: object, number: int, width: int, row: ErrorRow) -> None:
    faulty: dict[int, list[str]] = {}
    for problem in row.problems:
        if problem.column is not None:
            faulty.setdefault(problem.column, []).append(problem.sentence)
    plain, tint = book.style(**_PLAIN), book.style(**_TINT)
    for column in range(width):
        text = row.cells[column] if column < len(row.cells) else ""
        if column not in faulty:
            write_text(page, number, column, text, plain)
            continue
        write_text(page, number, column, text or " ", tint)
        write_note(page, number, column, "".join(faulty[column]))
    write_text(page, number, width, "".join(problem.sentence for problem in row.problems), tint)
    write_text(page, number, width + 1, row.key, plain)


def write_template(
    stream: IO[bytes], layout: Layout, *, choices: Mapping[str, Sequence[str]] | None = None
) -> Written:
    """Write the empty workbook of a list: headings with remarks, choices, explanations.

    choices: more choices by field name (the towns of a county).
    """
    book = Book()
    page = book.sheet(layout.label)
    for column, field in enumerate(layout.fields):
        page.set_column(column, column, _WIDTHS.get(field.kind, 18), book.style(**_PLAIN))
        required = "（必填）" if field.required else ""
        write_text(page, 0, column, f"{field.label}{required}", book.style(**_HEAD))
        if hint := hint_of(field):
            write_note(page, 0, column, hint)
        add_choices(book, page, (1, column), (choices or {}).get(field.name) or choices_of(field))
    page.freeze_panes(1, 0)
    _write_explanations(book, layout)
    return book.close(stream, 0)


def hint_of(field: Field) -> str:
    """How a column is filled in, in one sentence."""
    return field.hint or _HINTS.get(field.kind, "")


def choices_of(field: Field) -> Sequence[str]:
    """What may be picked in a column; empty where anything may be written."""
    return field.choices or {"education": _EDUCATION, "skill": _SKILL}.get(field.kind, ())


def _write_explanations(book: Book, layout: Layout) -> None:
    page = book.sheet("填写说明")
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 10)
    page.set_column(2, 2, 70)
    for row, field in enumerate(layout.fields):
        write_text(page, row, 0, f"{row + 1}. {field.label}", book.style(**_PLAIN))
        write_text(page, row, 1, "必填" if field.required else "可不填", book.style(**_PLAIN))
        write_text(page, row, 2, hint_of(field) or "照实填写。", book.style(**_PLAIN))
