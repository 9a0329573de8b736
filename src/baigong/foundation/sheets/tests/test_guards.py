"""Each guard of the sheets with its twin: the guard is taken away, and the harm it holds off is seen."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile

import pytest

from baigong.foundation.sheets import parts, writer
from baigong.foundation.sheets.errors import SheetError
from baigong.foundation.sheets.limits import DEFAULT, Limits
from baigong.foundation.sheets.precheck import precheck
from baigong.foundation.sheets.reader import _parsed
from baigong.foundation.sheets.writer import SheetOut, write_delimited, write_workbook

_OPEN = Limits(unpacked_bytes=1 << 40, ratio=1 << 30, entries=1 << 30)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _book(sheet: str) -> bytes:
    link = '<Relationships xmlns="{}"><Relationship Id="r1" Type="{}/{}" Target="{}"/></Relationships>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", link.format(_PACKAGE, _OFFICE, "officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            link.format(_PACKAGE, _OFFICE, "worksheet", "worksheets/sheet1.xml"),
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>')
    return target.getvalue()


def _bomb() -> bytes:
    return _book(" " * (220 << 20))


_CORNERS = (
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
)


def test_a_bomb_is_refused_from_its_directory_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _bomb()
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("a part was opened"))
    with pytest.raises(SheetError) as refusal:
        precheck(bomb)
    assert refusal.value.code in ("ratio", "too_large_unpacked")


def test_without_the_directory_guard_the_bomb_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb, unpacked = _bomb(), 0
    assert precheck(bomb, limits=_OPEN) == "xlsx"
    windows = parts._windows

    def counting(archive: zipfile.ZipFile, entry: zipfile.ZipInfo):
        nonlocal unpacked
        for window, fresh in windows(archive, entry):
            unpacked += fresh
            yield window, fresh

    monkeypatch.setattr(parts, "_windows", counting)
    parts.check_parts(bomb, _OPEN)
    assert unpacked > DEFAULT.unpacked_bytes
    assert unpacked > 500 * len(bomb)


def test_a_part_longer_than_the_budget_is_stopped_while_streaming() -> None:
    with pytest.raises(SheetError) as refusal:
        parts.check_parts(_book(" " * (4 << 20)), Limits(unpacked_bytes=1 << 20))
    assert refusal.value.code == "too_large_unpacked"


def test_without_the_scan_the_child_dies_and_the_parent_only_refuses() -> None:
    with pytest.raises(SheetError) as refusal:
        list(_parsed(_book(_CORNERS), "xlsx", DEFAULT, is_checked=False))
    assert refusal.value.code in ("parser_died", "too_many_rows")


def test_without_a_child_the_whole_process_dies() -> None:
    source = (
        "import io, resource, sys, python_calamine\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        "book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))\n"
        "try:\n    book.get_sheet_by_index(0).to_python()\nexcept BaseException:\n    pass\n"
        "print('alive')\n"
    )
    dead = subprocess.run(
        [sys.executable, "-c", source], input=_book(_CORNERS), capture_output=True, check=False
    )
    assert dead.returncode < 0
    assert b"alive" not in dead.stdout


_FORMULA = '=HYPERLINK("http://x","领取补贴")'


def _formulas(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(len(re.findall(rb"<f[ >]", archive.read(name))) for name in archive.namelist())


def _exported() -> bytes:
    target = io.BytesIO()
    write_workbook(target, [SheetOut(_FORMULA, [_FORMULA, "备注"], [[_FORMULA, "@SUM(1)"]])])
    return target.getvalue()


def test_the_export_holds_no_formula() -> None:
    assert _formulas(_exported()) == 0


def test_without_the_string_guard_a_formula_gets_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def unguarded(page, row, column, text, style=None) -> None:
        page.write_formula(row, column, text) if text.startswith("=") else page.write(row, column, text)

    monkeypatch.setattr(writer, "write_text", unguarded)
    assert _formulas(_exported()) == 1


def _csv() -> str:
    target = io.BytesIO()
    write_delimited(target, ["姓名"], [[_FORMULA]])
    return target.getvalue().decode("utf-8-sig")


def test_the_text_table_is_defused_and_without_the_guard_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _csv().splitlines()[1].lstrip('"').startswith("'=")
    monkeypatch.setattr(writer, "for_delimited", str)
    assert _csv().splitlines()[1].lstrip('"').startswith("=")
