"""Files that must be refused. Each row names one cause no other row shares, the code and the sentence.

Everything is made here; no file is kept. Every one goes the whole way: precheck, then the child.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable

import pytest

from baigong.foundation.sheets.errors import SheetError
from baigong.foundation.sheets.limits import DEFAULT, Limits
from baigong.foundation.sheets.reader import read_workbook
from baigong.foundation.sheets.tests.hostile_parts import (
    DOCTYPE,
    GBK_LINE,
    LAUGHS,
    MERGES,
    ODDLY_SPELT,
    OLE,
    PLAIN,
    SPARSE,
    UTF8_LINE,
    UTF16,
    book,
    book_parts,
    doubled,
    formula,
    merged,
    overlapping,
    pack,
    patched_sizes,
    shared_string_flood,
    sheet,
    text_cell,
    with_flag,
    wrong_checksum,
)

Case = tuple[str, Callable[[], bytes], str, str]
CASES: tuple[Case, ...] = (
    ("packed a thousand to one", lambda: book(" " * 12_000_000), "ratio", "压得太紧"),
    (
        "300 MB declared in the directory",
        lambda: patched_sizes(book(), "xl/worksheets/sheet1.xml", 300 << 20, local_too=False),
        "too_large_unpacked",
        "解开后太大",
    ),
    (
        "a part longer than both headers say",
        lambda: patched_sizes(book(sheet("<row/>" * 9000)), "xl/worksheets/sheet1.xml", 90, local_too=True),
        "broken_archive",
        "文件不完整",
    ),
    (
        "2,001 parts",
        lambda: pack(book_parts() | {f"xl/media/{n}.txt": "" for n in range(2001)}),
        "too_many_entries",
        "个部件",
    ),
    ("two entries over the same bytes", overlapping, "overlap", "互相重叠"),
    ("the same part twice", doubled, "doubled_entry", "同名的部件"),
    ("a zip with a password", lambda: with_flag(book(), 1), "encrypted", "压缩包加了密码"),
    (
        "a workbook with an opening password",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
        "打开密码",
    ),
    (".xls of 2003", lambda: OLE, "old_format", "旧格式"),
    (".xlsb", lambda: book(**{"xl__workbook.bin": b"\x83"}), "binary_workbook", ".xlsb"),
    (".xlsm with a macro project", lambda: book(**{"xl__vbaProject.bin": b"\xcc"}), "macros", "有宏"),
    ("a sheet of old macros", lambda: book(**{"xl__macrosheets__sheet1.xml": "<x/>"}), "macros", "不收带宏"),
    (
        ".ods",
        lambda: pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
        "open_document",
        ".ods",
    ),
    ("a Word document", lambda: pack({"word/document.xml": "<a/>"}), "word", "Word文档"),
    ("slides", lambda: pack({"ppt/presentation.xml": "<a/>"}), "slides", "演示文稿"),
    ("a zip of other files", lambda: pack({"名单.csv": "a,b"}), "archive", "解压后"),
    (
        "a web page named .xlsx",
        lambda: b"<html><table><tr><td>1</td></tr></table></html>",
        "html",
        "这是网页",
    ),
    (
        "a saved web archive",
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",
        "html",
        "网页存档",
    ),
    (
        "XML spreadsheet of 2003",
        lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "xml_spreadsheet",
        "XML表格",
    ),
    ("some XML", lambda: b'<?xml version="1.0"?><data><row/></data>', "xml", "XML文件"),
    ("a SYLK file", lambda: b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\nE\r\n", "sylk", "SYLK"),
    ("rich text", lambda: b"{\\rtf1 hello}", "rich_text", "RTF"),
    ("a PDF", lambda: b"%PDF-1.7\n", "pdf", "PDF"),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n", "image", "这是图片"),
    ("a photograph", lambda: b"\xff\xd8\xff\xe0JFIF", "image", "这是照片"),
    ("a RAR archive", lambda: b"Rar!\x1a\x07\x00", "archive", "RAR"),
    ("a 7z archive", lambda: b"7z\xbc\xaf\x27\x1c", "archive", "7z"),
    ("a gz archive", lambda: b"\x1f\x8b\x08\x00", "archive", "gz"),
    ("a Windows program", lambda: b"MZ\x90\x00", "program", "这是程序"),
    ("a Linux program", lambda: b"\x7fELF\x02", "program", "没有收下"),
    ("a database", lambda: b"SQLite format 3\x00", "database", "数据库"),
    ("nothing at all", lambda: b"", "empty_file", "文件是空的"),
    ("only blank lines", lambda: b"\r\n \r\n", "empty_file", "一行也没有"),
    ("an upload cut in half", lambda: book()[:400], "broken_archive", "重新保存"),
    ("a wrong checksum inside", wrong_checksum, "broken_archive", "打不开"),
    ("an uncommon packing", lambda: pack(book_parts(), method=zipfile.ZIP_BZIP2), "compression", "压缩方式"),
    (
        "a part that climbs out of its folder",
        lambda: book(**{"..__..__etc__cron": "x"}),
        "strange_path",
        "名字不对",
    ),
    ("an outer entity in the sheet", lambda: book(sheet("", head=DOCTYPE)), "doctype", "外部声明"),
    ("entities that multiply", lambda: book(**{"xl__sharedStrings.xml": LAUGHS}), "doctype", "没有打开"),
    ("a declaration hidden in UTF-16", lambda: book(UTF16), "part_encoding", "少见的编码"),
    (
        "a part in another encoding",
        lambda: book(PLAIN.replace("UTF-8", "gb2312").encode()),
        "part_encoding",
        "另存为.xlsx",
    ),
    (
        "a link to another workbook",
        lambda: book(**{"xl__externalLinks__externalLink1.xml": "<a/>"}),
        "external_links",
        "别的文件",
    ),
    (
        "a live link to a program",
        lambda: book(**{"xl__links.xml": "<ddeLink ddeService='cmd'/>"}),
        "external_links",
        "别的程序",
    ),
    (
        "a formula that starts a program",
        lambda: book(formula("cmd|' /C calc'!A0")),
        "external_links",
        "公式会调用",
    ),
    (
        "a formula that fetches from the net",
        lambda: book(formula('WEBSERVICE("http://x")')),
        "external_links",
        "粘贴为数值",
    ),
    (
        "an embedded object",
        lambda: book(**{"xl__embeddings__oleObject1.bin": b"\xd0\xcf"}),
        "embedded_object",
        "嵌了别的文件",
    ),
    ("a control with code", lambda: book(**{"xl__activeX__activeX1.xml": "<a/>"}), "embedded_object", "控件"),
    (
        "a connection to a database",
        lambda: book(**{"xl__connections.xml": "<a/>"}),
        "connections",
        "外部数据",
    ),
    ("a workbook in the workbook", lambda: book(**{"xl__other.xlsx": b"PK"}), "nested", "套着压缩包"),
    (
        "a zip under an innocent name",
        lambda: book(**{"xl__media__image1.png": pack({"a": "b"})}),
        "nested",
        "复制到新表",
    ),
    ("two cells in opposite corners", lambda: book(SPARSE), "too_wide_or_long", "之外"),
    (
        "a cell in column 201",
        lambda: book(sheet(f'<row r="1">{text_cell("GS1")}</row>')),
        "too_wide_or_long",
        "第200列",
    ),
    (
        "a cell in row 200,001",
        lambda: book(sheet(f'<row r="200001">{text_cell("B200001")}</row>')),
        "too_wide_or_long",
        "第200000行",
    ),
    (
        "opposite corners, spelt to pass a scan",
        lambda: book(ODDLY_SPELT),
        "parser_died|too_many_rows|too_large",
        "。",
    ),
    ("20,001 merged ranges", lambda: book(MERGES), "too_many_merges", "合并单元格超过"),
    (
        "merges that lie on each other",
        lambda: merged("A1:XFD1048576", "B2:XFD1048576", rows=3),
        "overlapping_merges",
        "互相重叠",
    ),
    (
        "one merge over 100 columns and 50,000 rows",
        lambda: merged("A1:XFD1048576", rows=50_000, last="CV50000"),
        "too_many_merges",
        "盖住的格子太多",
    ),
    (
        "a cell in column 16,384",
        lambda: book(sheet(f'<row r="1">{text_cell("A1")}{text_cell("XFD1")}</row>')),
        "too_wide_or_long",
        "第200列之外",
    ),
    (
        "a sheet that is no XML",
        lambda: book('<worksheet><sheetData><row r="1"><c r="A1"'),
        "unreadable",
        "文件损坏",
    ),
    (
        "a workbook without its sheet",
        lambda: pack({k: v for k, v in book_parts().items() if "sheet1" not in k}),
        "unreadable",
        "读不出来",
    ),
    ("one long string in 3,200 cells", shared_string_flood, "too_much_text", "文字太多"),
    ("a formula never worked out", lambda: book(formula("1+1", "")), "no_result", "没有算出结果"),
    ("a formula with an empty figure", lambda: book(formula("A2*2", "<v/>")), "no_result", "打开、保存一次"),
    (
        "a cell of 40,000 characters",
        lambda: book(sheet(f'<row r="1">{text_cell("A1", "x" * 40_000)}</row>')),
        "cell_too_long",
        "超过32767个字",
    ),
    (
        "bytes that are no encoding",
        lambda: "姓名,电话\n张三,1\n".encode() + b"\xff\xff\xfe,2\n",
        "undecodable",
        "第3行",
    ),
    ("UTF-8 and GBK lines mixed", lambda: UTF8_LINE * 3 + GBK_LINE + UTF8_LINE, "undecodable", "第4行"),
    (
        "UTF-8 cut inside a character",
        lambda: UTF8_LINE * 2 + "王五".encode()[:-1],
        "undecodable",
        "怕读成乱码",
    ),
    (
        "UTF-16 with half a character",
        lambda: "姓名,电话\n张三,1".encode("utf-16") + b"\x31",
        "undecodable",
        "认不出",
    ),
    ("control characters", lambda: b"a,b\n\x01\x02,c\n", "binary", "控制字符"),
    (
        "a quote that never closes",
        lambda: b'a,b\n"1,2\n' + b"3,4\n" * 20_000,
        "cell_too_long",
        "引号没有配对",
    ),
    ("a CSV of 201 columns", lambda: b"a," * 200 + b"a\n", "too_many_columns", "超过200列"),
    ("a CSV of 200,001 lines", lambda: b"a,b\n" * 200_001, "too_many_rows", "超过200000行"),
)


@pytest.mark.parametrize(("cause", "make", "code", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_hostile_file_is_refused_with_its_sentence(
    cause: str, make: Callable[[], bytes], code: str, words: str
) -> None:
    with pytest.raises(SheetError) as refusal:
        read_workbook(make(), name="名单.xlsx")
    assert refusal.value.code in code.split("|"), refusal.value.sentence
    assert words in refusal.value.sentence
    assert refusal.value.sentence.endswith("。")


def test_no_two_files_share_a_cause() -> None:
    assert len(CASES) >= 60
    assert len({case[0] for case in CASES}) == len(CASES)
    assert len({(case[2], case[3]) for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file_bytes=100), "file_too_large"),
        (Limits(wall_seconds=0), "parser_died"),
    ],
    ids=["larger than the door", "out of time"],
)
def test_a_good_file_is_refused_where_its_cost_is_over_the_limit(limits: Limits, code: str) -> None:
    assert read_workbook(book(), name="好.xlsx").sheets[0].rows[0][0].text == "x"
    with pytest.raises(SheetError) as refusal:
        read_workbook(book(), name="好.xlsx", limits=limits)
    assert refusal.value.code == code


def test_a_file_that_needs_more_memory_than_the_child_has_is_refused() -> None:
    cells = (
        "".join(f"<c><v>{row * column * 7919 % 99_991}</v></c>" for column in range(100))
        for row in range(9_000)
    )
    many = book(sheet("".join(f"<row>{row}</row>" for row in cells)))
    assert len(read_workbook(many, name="大.xlsx").sheets[0].rows) == 9_000
    with pytest.raises(SheetError) as refusal:
        read_workbook(many, name="大.xlsx", limits=Limits(memory_bytes=64 << 20))
    assert refusal.value.code in ("parser_died", "too_large")


def test_default_limits_are_those_promised() -> None:
    assert (DEFAULT.unpacked_bytes, DEFAULT.ratio, DEFAULT.entries) == (200 << 20, 100, 2_000)
    assert (DEFAULT.memory_bytes, DEFAULT.processor_seconds) == (512 << 20, 120)
