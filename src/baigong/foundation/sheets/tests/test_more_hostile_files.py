"""More files that must be refused, or that claim what they do not hold: the causes the first table leaves out.

A row names its cause, how the file is made, and what becomes of it: a code and words of the sentence, or the
texts that are read when the claim is harmless. Every one goes the whole way: precheck, then the child.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from baigong.foundation.sheets.errors import SheetError
from baigong.foundation.sheets.reader import read_workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CELL = '<c r="A1" t="inlineStr"><is><t>x</t></is></c>'


def sheet(body: str = f'<row r="1">{CELL}</row>', *, tail: str = "") -> str:
    return f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>{tail}</worksheet>'


def link(number: int, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"{more}/>'


def links(*each: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(each)}</Relationships>'


SHEET_LINK = link(1, "worksheet", "worksheets/sheet1.xml")


def book_xml(sheets: str = '<sheet name="S" sheetId="1" r:id="r1"/>', more: str = "") -> str:
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets>{more}</workbook>'


def book(
    sheet_xml: str | bytes = sheet(),
    *,
    xml: str = book_xml(),
    rels: str = links(SHEET_LINK),
    more: dict[str, str | bytes] | None = None,
) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", links(link(1, "officeDocument", "xl/workbook.xml")))
        archive.writestr("xl/workbook.xml", xml)
        archive.writestr("xl/_rels/workbook.xml.rels", rels)
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml)
        for name, body in (more or {}).items():
            archive.writestr(name, body)
    return target.getvalue()


def with_strings(sheet_xml: str, strings: str) -> bytes:
    rels = links(SHEET_LINK, link(2, "sharedStrings", "sharedStrings.xml"))
    return book(sheet_xml, rels=rels, more={"xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>'})


def value(text: str, kind: str = "") -> bytes:
    return book(sheet(f'<row r="1"><c r="A1"{kind}><v>{text}</v></c></row>'))


def false_directory(offset: int) -> bytes:
    """The archive with a false place of its directory."""
    data = bytearray(book())
    struct.pack_into("<I", data, data.rfind(b"PK\x05\x06") + 16, offset)
    return bytes(data)


def long_sizes(size: int) -> bytes:
    """An archive whose directory tells a part's size in the long form (zip64), and lies."""
    data = book()
    name = b"xl/worksheets/sheet1.xml"
    place = data.rfind(name)
    entry = bytearray(data[place - 46 : place])
    struct.pack_into("<I", entry, 24, 0xFFFFFFFF)
    extra = struct.pack("<HHQ", 1, 8, size)
    struct.pack_into("<H", entry, 30, len(extra))
    end = data.rfind(b"PK\x05\x06")
    tail = bytearray(data[end:])
    length = struct.unpack_from("<I", tail, 12)[0]
    struct.pack_into("<I", tail, 12, length + len(extra))
    rest = data[place + len(name) : end]
    return data[: place - 46] + bytes(entry) + name + extra + rest + bytes(tail)


def many_sheets(count: int) -> bytes:
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, count + 1))
    return book(xml=book_xml(names))


def linked_to_disk() -> bytes:
    """A part that is a symbolic link, as an archiver would unpack it onto the disk."""
    target = io.BytesIO(book())
    with zipfile.ZipFile(target, "a") as archive:
        entry = zipfile.ZipInfo("xl/media/image1.png")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return target.getvalue()


def behind_other_bytes() -> bytes:
    return b"PK" + b"\x00" * 40 + book()


Case = tuple[str, Callable[[], bytes], str, str]
REFUSED: tuple[Case, ...] = (
    ("a size told in the long form", lambda: long_sizes(1 << 40), "too_large_unpacked", "解开后太大"),
    (
        "a part with a place on the disk for its name",
        lambda: book(more={"/etc/cron.d/x": "x"}),
        "strange_path",
        "名字不对",
    ),
    (
        "a part named with strokes of another system",
        lambda: book(more={"xl\\..\\x": "x"}),
        "strange_path",
        "另存为",
    ),
    (
        "a query kept with its table",
        lambda: book(more={"xl/queryTables/queryTable1.xml": "<a/>"}),
        "connections",
        "外部数据",
    ),
    (
        "a form's control",
        lambda: book(more={"xl/ctrlProps/ctrlProp1.xml": "<a/>"}),
        "embedded_object",
        "控件",
    ),
    ("a dialogue of old macros", lambda: book(more={"xl/dialogsheets/sheet1.xml": "<a/>"}), "macros", "有宏"),
    ("a script beside the sheets", lambda: book(more={"customUI/run.js": "x"}), "macros", "不收带宏"),
    ("a directory that points behind the end", lambda: false_directory(1 << 30), "broken_archive", "不完整"),
    ("the end of the directory cut off", lambda: book()[:-30], "broken_archive", "重新保存"),
    ("a list without its workbook", lambda: book(rels=links()), "unreadable", "损坏"),
    (
        "a sheet that says it lies elsewhere",
        lambda: book(rels=links(link(1, "worksheet", "../../../etc/passwd"))),
        "unreadable",
        "读不出来",
    ),
    (
        "a sheet to be fetched from the net",
        lambda: book(rels=links(link(1, "worksheet", "http://x.example/s.xml", ' TargetMode="External"'))),
        "unreadable",
        "读不出来",
    ),
    (
        "a text with a number nobody gave",
        lambda: with_strings(sheet('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'), "<si><t>x</t></si>"),
        "unreadable",
        "读不出来",
    ),
    (
        "a cell that stands nowhere",
        lambda: book(sheet('<row r="1"><c r="1A"><v>1</v></c></row>')),
        "unreadable",
        "读不出来",
    ),
    ("a tag never closed", lambda: book(sheet("<row r='1'><c>" * 3)), "unreadable", "读不出来"),
    (
        "a shared text of forty thousand characters",
        lambda: with_strings(
            sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), f"<si><t>{'x' * 40_000}</t></si>"
        ),
        "cell_too_long",
        "删短",
    ),
    (
        "a cell of ten million characters in a text table",
        lambda: b"a,b\n" + b"x" * (10 << 20) + b",c\n",
        "cell_too_long",
        "格超过",
    ),
    ("noughts among the letters", lambda: "姓名,电话\n王\x00五,1\n".encode(), "binary", "控制字符"),
    (
        "UTF-16 without its mark and with noughts doubled",
        lambda: "姓名,电话\n".encode("utf-32"),
        "binary|undecodable",
        "。",
    ),
    (
        "a web page that begins with a blank and a mark",
        lambda: b"\xef\xbb\xbf  \n<HTML><table>",
        "html",
        "网页",
    ),
    ("a mail of several parts", lambda: b"MIME-Version: 1.0\nX: y\n", "html", "网页存档"),
    (
        "a picture of vectors",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "html",
        "网页",
    ),
    ("a moving picture", lambda: b"GIF89a\x01\x00", "image", "图片"),
)
HARMLESS: tuple[tuple[str, Callable[[], bytes], list[list[str]]], ...] = (
    (
        "a claim of seventeen thousand million cells",
        lambda: book(sheet().replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')),
        [["x"]],
    ),
    (
        "names that define each other",
        lambda: book(
            xml=book_xml(
                more="<definedNames><definedName name='a'>b</definedName>"
                "<definedName name='b'>a</definedName></definedNames>"
            )
        ),
        [["x"]],
    ),
    (
        "a hundred thousand names",
        lambda: book(
            xml=book_xml(
                more="<definedNames>"
                + "".join(f"<definedName name='n{n}'>S!$A$1</definedName>" for n in range(100_000))
                + "</definedNames>"
            )
        ),
        [["x"]],
    ),
    (
        "rules of colour for every cell",
        lambda: book(
            sheet(
                tail='<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="1">'
                "<formula>1</formula></cfRule></conditionalFormatting>" * 500
            )
        ),
        [["x"]],
    ),
    (
        "choices over the whole sheet",
        lambda: book(
            sheet(
                tail='<dataValidations count="1"><dataValidation type="list" sqref="A1:XFD1048576">'
                '<formula1>"a,b"</formula1></dataValidation></dataValidations>'
            )
        ),
        [["x"]],
    ),
    (
        "a password on the sheet, not on the file",
        lambda: book(sheet(tail='<sheetProtection password="CC1A" sheet="1"/>')),
        [["x"]],
    ),
    (
        "a link in a cell that would run a script",
        lambda: book(
            sheet(tail='<hyperlinks><hyperlink ref="A1" display="javascript:alert(1)"/></hyperlinks>')
        ),
        [["x"]],
    ),
    (
        "attributes by the ten thousand on one tag",
        lambda: book(
            sheet(
                f"<row r='1' {' '.join(f'a{n}=_1_' for n in range(10_000)).replace('_', chr(34))}>{CELL}</row>"
            )
        ),
        [["x"]],
    ),
    (
        "ten thousand tags inside each other",
        lambda: book(sheet(tail="<extLst>" + "<ext>" * 10_000 + "</ext>" * 10_000 + "</extLst>")),
        [["x"]],
    ),
    (
        "a space of names for every tag",
        lambda: book(
            sheet(
                tail="<extLst>" + "".join(f'<e{n}:x xmlns:e{n}="u{n}"/>' for n in range(5_000)) + "</extLst>"
            )
        ),
        [["x"]],
    ),
    (
        "an opening that says another tongue's words",
        lambda: book(sheet().replace('version="1.0"', 'version="1.0" standalone="yes"')),
        [["x"]],
    ),
    ("a symbolic link for a picture", linked_to_disk, [["x"]]),
    ("the same sheet under three hundred names", lambda: many_sheets(300), [["x"]]),
    (
        "rows in falling order",
        lambda: book(sheet(f'<row r="2">{CELL.replace("A1", "A2")}</row><row r="1">{CELL}</row>')),
        [["x"], ["x"]],
    ),
    ("a number beyond all numbers", lambda: value("1e999"), [["inf"]]),
    ("junk before the archive", behind_other_bytes, [["x"]]),
    ("a number that is a word", lambda: value("abc"), [["abc"]]),
    (
        "characters below the blank inside a part",
        lambda: book(sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>\x01</t></is></c></row>')),
        [["\x01"]],
    ),
    (
        "a formula that names a share of the net, with its last result",
        lambda: book(
            sheet("<row r='1'><c r='A1' t='str'><f>'\\\\10.0.0.1\\s\\[x.xls]S'!A1</f><v>y</v></c></row>")
        ),
        [["y"]],
    ),
    ("a remark behind the archive", lambda: book()[:-2] + struct.pack("<H", 3) + b"abc", [["x"]]),
)


@pytest.mark.parametrize(("cause", "make", "code", "words"), REFUSED, ids=[case[0] for case in REFUSED])
def test_a_hostile_file_is_refused_with_its_sentence(
    cause: str, make: Callable[[], bytes], code: str, words: str
) -> None:
    with pytest.raises(SheetError) as refusal:
        read_workbook(make(), name="名单.xlsx")
    assert refusal.value.code in code.split("|"), refusal.value.sentence
    assert words in refusal.value.sentence
    assert refusal.value.sentence.endswith("。")


@pytest.mark.parametrize(("cause", "make", "texts"), HARMLESS, ids=[case[0] for case in HARMLESS])
def test_a_claim_that_harms_nobody_is_read(
    cause: str, make: Callable[[], bytes], texts: list[list[str]]
) -> None:
    rows = read_workbook(make(), name="名单.xlsx").sheets[0].rows
    assert [[cell.text for cell in row] for row in rows] == texts


def test_no_two_files_share_a_cause_nor_their_bytes() -> None:
    causes = [case[0] for case in (*REFUSED, *HARMLESS)]
    assert len(set(causes)) == len(causes) >= 40
    assert len({make() for _, make, *_ in (*REFUSED, *HARMLESS)}) == len(causes)
