"""Honest but messy files: read whole, every row in its place, every character as it was."""

from __future__ import annotations

import codecs
import datetime
import io
import random
import resource
import socket
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from tests.real_data import real_file

from baigong.foundation.sheets import confine
from baigong.foundation.sheets.delimited import decode, find_delimiter
from baigong.foundation.sheets.errors import SheetError
from baigong.foundation.sheets.limits import DEFAULT
from baigong.foundation.sheets.reader import read_workbook
from baigong.kernels.recognition import find_table


def made(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def texts(data: bytes, name: str = "名单.csv") -> list[list[str]]:
    return [[cell.text for cell in row] for row in read_workbook(data, name=name).sheets[0].rows]


def test_cells_keep_their_place_their_kind_and_their_merges() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        page = book.active
        page["C3"] = "缺工清单"
        page.merge_cells("C3:E3")
        page["C5"], page["D5"], page["E5"] = 11010119900307123, 0.1 + 0.2, datetime.date(2026, 1, 5)
        page["A9"], page["B9"], page["C9"] = "=张三", True, datetime.datetime(2026, 1, 5, 8, 30)
        page["A9"].data_type = "s"
        book.create_sheet("藏着").sheet_state = "hidden"

    first, second = read_workbook(made(fill), name="x.xlsx").sheets
    assert [len(row) for row in first.rows] == [0, 0, 3, 0, 5, 0, 0, 0, 3]
    assert (first.merges[0].top, first.merges[0].left, first.merges[0].right) == (2, 2, 4)
    number, sum_, day = first.rows[4][2:]
    assert number.has_lost_digits and number.kind == "number" and len(number.text) == 17
    assert (sum_.text, day.text, day.kind) == ("0.3", "2026-01-05", "date")
    assert [(cell.text, cell.kind) for cell in first.rows[8]] == [
        ("=张三", "text"), ("TRUE", "bool"), ("2026-01-05 08:30:00", "date"),
    ]  # fmt: skip
    assert (second.name, second.is_hidden, second.rows) == ("藏着", True, [])


def test_error_values_are_marked() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write_formula(0, 0, "=1/0", None, "#DIV/0!")
        page.write_formula(0, 1, "=1+1", None, 2)
    row = read_workbook(target.getvalue(), name="x.xlsx").sheets[0].rows[0]
    assert [(cell.text, cell.kind) for cell in row] == [("#错误", "formula_error"), ("2", "number")]


def test_a_million_empty_styled_rows_are_no_reason_to_refuse() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page, style = book.add_worksheet(), book.add_format({"bold": True})
        page.write_string(0, 0, "姓名")
        for row in (*range(1, 3000), 1_048_575):
            page.write_blank(row, 3, None, style)
    assert texts(target.getvalue()) == [["姓名"]]


@pytest.mark.parametrize("seed", range(5))
def test_every_encoding_is_read_right_or_refused(seed: int) -> None:
    """400 tables in six encodings: the text comes back as it was, rare characters included."""
    draw = random.Random(seed)
    names = "张王李赵丽娟建国𠮷㐂䶮犇喆赟龘"
    for _ in range(80):
        rows = [
            ["".join(draw.choices(names, k=draw.randint(2, 4))), draw.choice(["男", "女"]), "镇北村三组"]
            for _ in range(draw.randint(1, 12))
        ]
        text = "\r\n".join(",".join(row) for row in [["姓名", "性别", "住址"], *rows]) + "\r\n"
        for name in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
            assert decode(text.encode(name)) == text, name
        plain = text.translate(str.maketrans("𠮷㐂䶮", "吉喜龚"))
        assert decode(plain.encode("gbk")) == plain


def test_mixed_texts_are_refused_never_garbled() -> None:
    draw = random.Random(7)
    for _ in range(200):
        lines = [
            f"{draw.choice('张王李赵')}建国,{draw.randint(1, 99)},镇北村三组河东路口东侧"
            for _ in range(draw.randint(2, 30))
        ]
        coded = [line.encode() for line in lines]
        odd = draw.randrange(len(coded))
        coded[odd] = lines[odd].encode("gb18030")
        with pytest.raises(SheetError) as refusal:
            decode(b"\n".join(coded))
        assert f"第{odd + 1}行" in refusal.value.sentence


def refused_line(data: bytes) -> str:
    with pytest.raises(SheetError) as refusal:
        decode(data)
    assert refusal.value.code == "undecodable"
    return refusal.value.sentence.partition("行")[0]


@pytest.mark.parametrize(
    ("name", "mark"),
    [("utf-8", codecs.BOM_UTF8), ("gb18030", b""), ("utf-16-le", codecs.BOM_UTF16_LE),
     ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-16-le", b""), ("utf-16-be", b"")],
    ids=lambda given: given if isinstance(given, str) else given.hex() or "no mark",
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(name: str, mark: bytes) -> None:
    """A file cut within a character, or with bytes that are none: no � takes the place of what stood there."""
    lines = ["姓名,性别,住址", *(f"王𠮷{number},女,镇北村三组" for number in range(9)), "𠮷"]
    whole = mark + "\n".join(lines).encode(name)
    assert decode(whole).split("\n") == lines
    cut = whole[:-2] if name.startswith("utf-16") else whole[:-1]
    assert refused_line(cut) == "第11"
    wrong = "\ud800".encode(name, "surrogatepass") if name.startswith("utf-16") else b"\xff"
    first, rest = ("\n".join(lines[:4]), "\n" + "\n".join(lines[4:]))
    assert refused_line(mark + first.encode(name) + wrong + rest.encode(name)) == "第4"


@pytest.mark.parametrize(
    ("delimiter", "name"), [(",", "comma"), ("\t", "tab"), (";", "semicolon"), ("，", "wide"), ("|", "bar")]
)
def test_the_separator_is_found(delimiter: str, name: str) -> None:
    rows = [
        ["缺工企业清单"],
        ["企业名称", "岗位", "备注"],
        ["甲公司", "焊工", "急, 三人"],
        ["乙公司", "电工", ""],
    ]
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in rows]
    text = "\n".join(delimiter.join(row) for row in quoted)
    assert find_delimiter(text) == delimiter, name
    assert texts(text.encode())[2] == ["甲公司", "焊工", "急, 三人"]


def test_excels_text_trick_and_our_own_apostrophe_are_undone() -> None:
    data = '="00123",\'+8613800138000,\'=1+1,O\'Neil,"两行\n内容"\n'.encode()
    assert texts(data) == [["00123", "+8613800138000", "=1+1", "O'Neil", "两行\n内容"]]


def test_thirty_thousand_rows_are_read_in_bounded_memory() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for row in range(30_000):
            page.write_row(
                row, 0, [f"张{row}", f"3701{row:014d}", f"138{row:08d}", "初中", "焊工", row, "镇北村"]
            )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()
    assert len(read_workbook(target.getvalue(), name="大.xlsx").sheets[0].rows) == 30_000
    assert time.monotonic() - start < 30
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < DEFAULT.memory_bytes


def test_the_child_has_neither_files_to_write_nor_a_network(tmp_path: Path) -> None:
    source = (
        "import sys, socket, errno; sys.path.insert(0, sys.argv[1])\n"
        "from baigong.foundation.sheets.confine import confine\n"
        "from baigong.foundation.sheets.limits import DEFAULT\n"
        "import os, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); confine(DEFAULT)\n"
        "try:\n    open(sys.argv[2], 'wb', buffering=0).write(b'x' * 10); print('wrote')\n"
        "except OSError: print('no file')\n"
        "try:\n    socket.create_connection(('127.0.0.1', int(sys.argv[3])), 2); print('connected')\n"
        "except OSError: print('no network')\n"
        "print(os.environ.get('BAIGONG_CHILD_NETWORK', 'left'))\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = str(Path(confine.__file__).parents[3])
        run = subprocess.run(
            [sys.executable, "-I", "-c", source, place, str(tmp_path / "f"), str(server.getsockname()[1])],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    answers = run.stdout.split("\n")
    assert answers[0] == "no file"
    if answers[2] == "kept":
        pytest.skip("this host lets no process leave its network")
    assert answers[1] == "no network"


_FILES = {
    "job_ads_factories_2020.csv": [1603],
    "job_ads_government_template_2025.xlsx": [415],
    "job_ads_multi_sheet_2020.xlsx": [0, 500, 501, 500, 500, 499],
    "shortage_occupations_gbk.csv": [3999],
}


@pytest.mark.parametrize("name", _FILES)
def test_real_files_are_accounted_for_row_by_row(name: str) -> None:
    sheets = read_workbook(real_file(name).read_bytes(), name=name).sheets
    assert [max(len(sheet.rows) - 1, 0) for sheet in sheets] == _FILES[name]
    for sheet in sheets:
        table = find_table(sheet.rows, merges=sheet.merges)
        if table is None:
            assert not sheet.rows
            continue
        assert table.heading_rows == (0,)
        assert len(table.data_rows) + len(table.skipped) + len(table.heading_rows) == len(sheet.rows)
        common = sum("\u4e00" <= sign <= "\u9fff" for row in sheet.rows for cell in row for sign in cell.text)
        strange = sum(sign in "锟斤拷鍖�" for row in sheet.rows for cell in row for sign in cell.text)
        assert strange * 10_000 < common
