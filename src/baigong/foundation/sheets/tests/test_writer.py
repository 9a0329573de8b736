"""What goes out: texts stay texts, equal content gives equal bytes, what comes back is what went."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.foundation.sheets.neutral import file_name, is_dangerous, sheet_name
from baigong.foundation.sheets.reader import read_workbook
from baigong.foundation.sheets.returns import (
    ErrorRow,
    ErrorSheet,
    Problem,
    write_error_workbook,
    write_template,
)
from baigong.foundation.sheets.writer import SheetOut, write_delimited, write_workbook
from baigong.kernels.recognition import PROBLEM_HEADING, ROW_KEY_HEADING, Field, Layout, find_table, recognise

_OPENERS = "=+-@\t\r\n\x00＝＋－＠\"' \ufeff|%"
_TEXTS = st.builds(
    str.__add__, st.text(_OPENERS, max_size=3), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)


def workbook(*sheets: SheetOut, **more) -> bytes:
    target = io.BytesIO()
    write_workbook(target, sheets, **more)
    return target.getvalue()


@given(st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=40), _TEXTS)
@settings(max_examples=25, deadline=None)
def test_nothing_that_goes_out_is_a_formula(rows: list[tuple[str, str]], title: str) -> None:
    data = workbook(
        SheetOut(title, rows[0], rows, heading_rows=[rows[-1]]), watermark=title, manifest={title: title}
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(
            re.search(rb"<f[ >/]", archive.read(name)) for name in archive.namelist() if "sheet" in name
        )
    for page in openpyxl.load_workbook(io.BytesIO(data)):
        assert not is_dangerous(page.title)
        for row in page.iter_rows():
            assert all(cell.data_type in ("s", "n", "inlineStr") and cell.data_type != "f" for cell in row)


@given(st.lists(_TEXTS, min_size=1, max_size=30), _TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_text_table_holds_nothing_that_runs(texts: list[str], heading: str) -> None:
    target = io.BytesIO()
    assert write_delimited(target, [heading], [[text] for text in texts]).rows == len(texts)
    cells = re.findall(r'(?:^|\r\n)("?)((?:[^"]|"")*?)\1(?=\r\n|$)', target.getvalue().decode("utf-8-sig"))
    assert not [cell for _, cell in cells if runs(cell)]


def runs(cell: str) -> bool:
    """Whether a program may run a cell, said without the guard: its first sign that is no blank and no quote."""
    first = cell.strip().strip('"“”‘’\ufeff\u200b ')[:1]
    return not cell.startswith("'") and unicodedata.normalize("NFKC", first) in ("=", "+", "-", "@", "|", "%")


def test_phones_negative_figures_and_names_come_back_as_they_went() -> None:
    texts = [
        "+8613800138000",
        "-12",
        "=张三",
        "@李四",
        "－五",
        "'王六",
        "011-1234",
        "370101199001011237",
        "𠮷㐂䶮",
    ]
    target = io.BytesIO()
    write_delimited(target, ["值"], [[text] for text in texts])
    for data in (workbook(SheetOut("表", ["值"], [[text] for text in texts])), target.getvalue()):
        rows = read_workbook(data, name="值").sheets[0].rows
        assert [row[0].text for row in rows[1:]] == texts
        assert {row[0].kind for row in rows} == {"text"}


def test_values_keep_their_type_and_long_numbers_their_digits() -> None:
    row = [
        370101199001011237,
        12,
        Decimal("12.50"),
        date(2026, 1, 5),
        date(1899, 5, 1),
        True,
        None,
        "x" * 40_000,
    ]
    data = workbook(
        SheetOut("表", list("abcdefgh"), [row], kinds=["code", "integer", "yuan", "date", "date"])
    )
    cells = read_workbook(data, name="x").sheets[0].rows[1]
    assert [(cell.text, cell.kind) for cell in cells[:7]] == [
        ("370101199001011237", "text"), ("12", "number"), ("12.5", "number"), ("2026-01-05", "date"),
        ("1899-05-01", "text"), ("是", "text"), ("", "empty"),
    ]  # fmt: skip
    assert len(cells[7].text) == 32_767


def test_the_same_content_gives_the_same_bytes_and_counts_its_rows() -> None:
    def make(target: io.BytesIO):
        sheet = SheetOut(
            "缺工企业",
            ["企业", "人数"],
            (["甲", n] for n in range(50)),
            kinds=["text", "integer"],
            notes={0: "照执照"},
            choices={0: ["甲", "乙"]},
        )
        return write_workbook(target, [sheet], watermark="石桥县 & 秦专员", manifest={"范围": "石桥县"})

    first, second = io.BytesIO(), io.BytesIO()
    assert make(first) == make(second)
    assert first.getvalue() == second.getvalue()
    assert make(io.BytesIO()).rows == 50
    pages = openpyxl.load_workbook(first).worksheets
    assert [page.title for page in pages] == ["缺工企业", "导出说明"]
    assert pages[0]["A1"].comment.text.strip() == "照执照"
    assert pages[0].oddFooter.left.text == "石桥县 && 秦专员"
    assert pages[1]["B2"].value == "50"


def test_names_of_sheets_and_files_are_harmless() -> None:
    assert sheet_name("a/b:c*?[x]") == "a b c   x"
    assert sheet_name("", frozenset()) == "表"
    assert sheet_name("石桥县", frozenset({"石桥县"})) == "石桥县 2"
    assert len(sheet_name("长" * 99, frozenset({"长" * 31}))) == 31
    assert sheet_name("=1+1").startswith("表")
    assert file_name("../../etc/passwd", ".xlsx") == "etcpasswd.xlsx"
    assert file_name("\u202egpj.exe", ".csv") == "gpj.exe.csv"
    assert file_name("=cmd", ".csv") == "表=cmd.csv"
    assert len(file_name("名" * 300, ".xlsx").encode()) <= 200
    assert file_name(" ", ".csv") == "导出.csv"


_LAYOUT = Layout(
    "workers",
    "人力资源供给清单",
    (
        Field("name", "姓名", required=True),
        Field("identity_number", "身份证号", "identity_number"),
        Field("education", "学历", "education"),
        Field("sex", "性别", "choice", choices=("男", "女")),
    ),
)


def test_rejected_rows_come_back_mended_under_their_keys() -> None:
    target = io.BytesIO()
    rows = [ErrorRow("k1", ["张三", "1101", "初中"], [Problem(1, "少了14位。"), Problem(None, "重复。")]),
            ErrorRow("k2", ["", "=1", "x"], [Problem(0, "没有姓名。")])]  # fmt: skip
    assert write_error_workbook(target, [ErrorSheet("第一张", ["姓名", "身份证号", "学历"], rows)]).rows == 2
    page = openpyxl.load_workbook(target).active
    assert page["B2"].comment.text.strip() == "少了14位。"
    assert page["B2"].fill.fgColor.rgb != page["A2"].fill.fgColor.rgb
    assert page["B2"].number_format == "@"
    assert page.column_dimensions["E"].hidden
    assert page["D2"].value == "少了14位。重复。"
    page["B2"] = "110199199003070119"
    mended = io.BytesIO()
    page.parent.save(mended)
    sheet = read_workbook(mended.getvalue(), name="x").sheets[0]
    table = find_table(sheet.rows, known=["姓名", "身份证号"])
    assert table is not None and table.headings[3:] == (PROBLEM_HEADING, ROW_KEY_HEADING)
    assert [sheet.rows[row][4].text for row in table.data_rows] == ["k1", "k2"]
    guesses = recognise(table.headings, sheet.rows[1:2], _LAYOUT)
    assert [guess.certainty for guess in guesses] == ["sure", "sure", "sure", "ignored", "ignored"]


def test_the_template_is_recognised_without_a_question() -> None:
    target = io.BytesIO()
    write_template(target, _LAYOUT)
    book = openpyxl.load_workbook(target)
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]] == ["姓名（必填）", "身份证号", "学历", "性别"]
    assert page["B1"].comment is not None
    assert {rule.formula1 for rule in page.data_validations.dataValidation} >= {'"男,女"'}
    first, explanations = read_workbook(target.getvalue(), name="x").sheets
    table = find_table(first.rows, known=["姓名", "学历"])
    assert table is not None
    assert [guess.taken and guess.taken.name for guess in recognise(table.headings, [], _LAYOUT)] == [
        "name", "identity_number", "education", "sex",
    ]  # fmt: skip
    assert find_table(explanations.rows, known=["姓名", "学历", "性别", "身份证号"]) is not None
