"""Messy files by how they are laid out: sheets, rows, merges and what else a workbook carries, each with one cause."""

from __future__ import annotations

from collections.abc import Callable

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from baigong.foundation.exchange.tests.messy_cells import READ, ROWS, Case
from baigong.foundation.exchange.tests.messy_tables import PHONE, saved, with_parts, workbook


def hidden_row_and_column(page: Worksheet) -> None:
    page.row_dimensions[3].hidden = True
    page.column_dimensions["B"].hidden = True


def filtered(page: Worksheet) -> None:
    page.auto_filter.ref = "A1:B3"
    page.auto_filter.add_filter_column(0, ["王五"])
    page.row_dimensions[3].hidden = True


def protected(page: Worksheet) -> None:
    page.protection.set_password("1234")
    page.protection.enable()


def formatted(page: Worksheet) -> None:
    page.conditional_formatting.add("A1:B900", ColorScaleRule(start_type="min", end_type="max"))


def validated(page: Worksheet) -> None:
    page.add_data_validation(DataValidation("list", formula1='"王五,赵六"', sqref="A1:A1048576"))


def commented(page: Worksheet) -> None:
    page["A2"].comment = Comment("本人不在家", "村会计")


def linked(page: Worksheet) -> None:
    page["A2"].hyperlink = "mailto:wangwu@example.cn"


def grouped(page: Worksheet) -> None:
    page.row_dimensions.group(2, 3, hidden=True)
    page.freeze_panes = "B2"


def merged(*ranges: str) -> Callable[[Worksheet], None]:
    return lambda page: [page.merge_cells(each) for each in ranges][0]


def hidden_sheet() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["姓名"])
    book.active.append(["王五"])
    page = book.create_sheet("旧名单")
    page.append(["姓名"])
    page.append(["赵六"])
    page.sheet_state = "hidden"
    return saved(book)


def empty_sheet_first() -> bytes:
    book = openpyxl.Workbook()
    page = book.create_sheet("名单")
    for row in ROWS:
        page.append(row)
    return saved(book)


def chart_sheet() -> bytes:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.create_chartsheet("图")
    return saved(book)


def odd_sheet_name() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "=2026 'x'!（最终版）"
    for row in ROWS:
        book.active.append(row)
    return saved(book)


def circular_names(body: bytes) -> bytes:
    names = b'<definedNames><definedName name="a">b</definedName><definedName name="b">a</definedName></definedNames>'
    return body.replace(b"</sheets>", b"</sheets>" + names)


def rich() -> bytes:
    data = workbook(["姓名", "电话"], ["RICHTEXT", PHONE], ["赵六", PHONE])
    runs = '<r><t>王</t></r><r><rPr><b/></rPr><t>五</t></r><rPh sb="0" eb="1"><t>wangwu</t></rPh>'
    return with_parts(
        data, {"xl/worksheets/sheet1.xml": lambda body: body.replace(b"<t>RICHTEXT</t>", runs.encode())}
    )


def formula(value: str, kind: str = "") -> bytes:
    """A workbook whose name is worked out by a formula with this result."""
    cell = f'<c r="A2"{kind}><f>B1</f><v>{value}</v></c>'.encode()
    data = workbook(["姓名", "备注"], ["FORMULA", "好"])

    def put(body: bytes) -> bytes:
        start = body.index(b'<c r="A2"')
        return body[:start] + cell + body[body.index(b"</c>", start) + 4 :]

    return with_parts(data, {"xl/worksheets/sheet1.xml": put})


def far_from_the_corner() -> bytes:
    rows: list[list[object]] = [[] for _ in range(29)]
    return workbook(*rows, [None, None, None, "姓名", "电话"], [None, None, None, "王五", PHONE])


SHEETS: tuple[Case, ...] = (
    ("a hidden sheet beside", hidden_sheet, "王五 / 赵六"),
    ("a hidden row and a hidden column", lambda: workbook(*ROWS, then=hidden_row_and_column), READ),
    ("rows taken away by a filter", lambda: workbook(*ROWS, then=filtered), READ),
    ("a sheet locked with a password", lambda: workbook(*ROWS, then=protected), READ),
    ("colours by rule", lambda: workbook(*ROWS, then=formatted), READ),
    ("choices for a million rows", lambda: workbook(*ROWS, then=validated), READ),
    ("a remark pinned to a cell", lambda: workbook(*ROWS, then=commented), READ),
    ("an address behind a name", lambda: workbook(*ROWS, then=linked), READ),
    ("rows folded away, panes frozen", lambda: workbook(*ROWS, then=grouped), READ),
    ("an empty sheet before the list", empty_sheet_first, READ),
    ("a sheet that is a chart", chart_sheet, READ),
    ("a sheet with a name like a formula", odd_sheet_name, READ),
    (
        "names that define each other",
        lambda: with_parts(workbook(*ROWS), {"xl/workbook.xml": circular_names}),
        READ,
    ),
    (
        "a picture of the village",
        lambda: with_parts(workbook(*ROWS), {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + b"x" * 99}),
        READ,
    ),
    (
        "the store of a pivot table",
        lambda: with_parts(
            workbook(*ROWS), {"xl/pivotCache/pivotCacheRecords1.xml": b"<pivotCacheRecords/>"}
        ),
        READ,
    ),
    (
        "a printer's settings",
        lambda: with_parts(workbook(*ROWS), {"xl/printerSettings/printerSettings1.bin": b"\x00\x01" * 99}),
        READ,
    ),
    ("a name written in two hands, with its sound", rich, READ),
    ("a formula with a text for its result", lambda: formula("王五", ' t="str"'), "王五 好"),
    ("a formula that went wrong", lambda: formula("#N/A", ' t="e"'), "?姓名 / 好 !formula_error"),
    ("a heading and nothing beneath", lambda: workbook(["姓名", "电话"]), ""),
    (
        "the same heading twice",
        lambda: workbook(["姓名", "电话", "电话"], ["王五", PHONE, PHONE]),
        "?电话 / ?电话 / 王五",
    ),
    ("a list far from the corner", far_from_the_corner, f"王五 {PHONE}"),
    (
        "a title, a date and a unit above",
        lambda: workbook(["劳动力名单"], ["填报单位：东村", None, "单位：人"], *ROWS, then=merged("A1:D1")),
        READ,
    ),
    (
        "a line of numbers below the heading",
        lambda: workbook(["姓名", "电话", "备注"], [1, 2, 3], ["王五", PHONE, "好"]),
        f"王五 {PHONE} 好",
    ),
    (
        "the heading again on every page",
        lambda: workbook(*ROWS, ["姓名", "电话"], ["孙七", PHONE]),
        f"{READ} / 孙七 {PHONE}",
    ),
    (
        "a total at the end",
        lambda: workbook(["姓名", "家庭人数（人）"], ["王五", 3], ["合  计", 3]),
        "王五 3人",
    ),
    ("signatures at the end", lambda: workbook(*ROWS, ["村主任（签字）：", "填表人：孙七"]), READ),
    (
        "a town merged over its people",
        lambda: workbook(["现居镇村", "姓名"], ["柳塘镇", "王五"], [None, "赵六"], then=merged("A2:A3")),
        "王五 柳塘镇 / 赵六 柳塘镇",
    ),
    (
        "a figure merged over its people",
        lambda: workbook(["家庭人数（人）", "姓名"], [3, "王五"], [None, "赵六"], then=merged("A2:A3")),
        "王五 3人 / 赵六",
    ),
    (
        "headings in two merged rows",
        lambda: workbook(
            ["姓名", "基本信息", None],
            [None, "电话", "学历"],
            ["王五", PHONE, "初中"],
            then=merged("A1:A2", "B1:C1"),
        ),
        f"王五 {PHONE} 71",
    ),
    (
        "groups of people under numbered lines",
        lambda: workbook(
            ["姓名", "电话", "备注"], ["一、东村"], ["王五", PHONE], ["二、西村"], ["赵六", PHONE]
        ),
        READ,
    ),
    (
        "columns of ticks under one heading",
        lambda: workbook(
            ["姓名", "备注（打√）", None],
            [None, "党员", "退役"],
            ["王五", "√", None],
            then=merged("A1:A2", "B1:C1"),
        ),
        "王五 党员",
    ),
    (
        "a name in bold red, crossed out",
        lambda: workbook(
            *ROWS, then=lambda page: setattr(page["A2"], "font", Font(strike=True, color="FFFF0000"))
        ),
        READ,
    ),
)
