"""The parts hostile workbooks are made of: packed by hand, cut, flagged, declared falsely."""

from __future__ import annotations

import bz2  # noqa: F401 (zipfile needs it to write that kind of packing)
import io
import struct
import warnings
import zipfile

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/></Relationships>'
)
_BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def sheet(body: str, *, head: str = "", tail: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><sheetData>{body}</sheetData>{tail}</worksheet>'
    )


def text_cell(reference: str, text: str = "x") -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


PLAIN = sheet(f'<row r="1">{text_cell("A1")}</row>')


def pack(parts: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return target.getvalue()


def book(sheet_xml: str | bytes = PLAIN, **more: str | bytes) -> bytes:
    """A workbook of one sheet; further parts by name with / written as two underscores."""
    return pack(book_parts(sheet_xml) | {name.replace("__", "/"): body for name, body in more.items()})


def book_parts(sheet_xml: str | bytes = PLAIN) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS.format("xl/workbook.xml", "officeDocument"),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELS.format("worksheets/sheet1.xml", "worksheet"),
        "xl/worksheets/sheet1.xml": sheet_xml,
    }


def patched_sizes(data: bytes, name: str, size: int, *, local_too: bool) -> bytes:
    """The archive with a false unpacked size in its directory, and in the part's own header if wanted."""
    changed = bytearray(data)
    encoded = name.encode()
    for magic, fixed, size_at in ((b"PK\x01\x02", 46, 24), (b"PK\x03\x04", 30, 22)):
        place = data.find(encoded)
        while place >= 0:
            start = place - fixed
            if data[start : start + 4] == magic and (local_too or magic == b"PK\x01\x02"):
                struct.pack_into("<I", changed, start + size_at, size)
            place = data.find(encoded, place + 1)
    return bytes(changed)


def with_flag(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 8] |= bit
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def overlapping() -> bytes:
    """Two directory entries that point at the same bytes."""
    data = bytearray(pack({**book_parts(), "xl/a.xml": "<a/>", "xl/b.xml": "<a/>"}))
    first, second = data.rfind(b"xl/a.xml"), data.rfind(b"xl/b.xml")
    offset = struct.unpack_from("<I", data, first - 46 + 42)[0]
    struct.pack_into("<I", data, second - 46 + 42, offset)
    struct.pack_into("8s", data, data.find(b"xl/b.xml"), b"xl/b.xml")
    return bytes(data)


def doubled() -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore")
        for name, body in (*book_parts().items(), ("xl/workbook.xml", _BOOK)):
            archive.writestr(name, body)
    return target.getvalue()


def wrong_checksum() -> bytes:
    data = pack(book_parts(), method=zipfile.ZIP_STORED)
    place = data.index(b"<t>x</t>")
    return data[: place + 3] + b"y" + data[place + 4 :]


def shared_string_flood() -> bytes:
    """One long string that very many cells point to: small inside, huge when read."""
    row = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c></row>'
    cells = "".join(row.format(number) for number in range(1, 3_201))
    strings = (
        '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<si><t>{'长' * 30_000}</t></si></sst>"
    )
    second = _RELS.format("sharedStrings.xml", "sharedStrings").replace("rId1", "rId2")
    links = _RELS.format("worksheets/sheet1.xml", "worksheet").removesuffix("</Relationships>")
    links += second[second.index("<Relationship ") :]
    parts = book_parts(sheet(cells))
    return pack({**parts, "xl/_rels/workbook.xml.rels": links, "xl/sharedStrings.xml": strings})


def merged(*ranges: str, rows: int, last: str = "C1") -> bytes:
    """A small list of three columns under merges that claim more than there is."""
    tail = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    body = "".join(
        f'<row r="{number}">{text_cell(f"A{number}", "姓名" if number == 1 else f"甲{number}")}'
        f"{text_cell(f'B{number}', '现居镇村') if number == 1 else ''}"
        f"{text_cell(last) if last.endswith(str(number)) and number == rows else ''}</row>"
        for number in range(1, rows + 1)
    )
    return book(sheet(body, tail=f'<mergeCells count="{len(ranges)}">{tail}</mergeCells>'))


SPARSE = sheet(f'<row r="1">{text_cell("A1")}</row><row r="1048576">{text_cell("XFD1048576")}</row>')
ODDLY_SPELT = SPARSE.replace('r="XFD1048576"', "r = 'XFD1048576'").replace(
    '<row r="1048576">', "<row r='1048576'>"
)
DOCTYPE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE sst [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>'
UTF16 = sheet("", head=DOCTYPE).replace("UTF-8", "UTF-16").encode("utf-16")
MERGES = sheet("", tail="<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 20_001 + "</mergeCells>")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
GBK_LINE = "张三,男,某某镇某某村第三小组\n".encode("gb18030")
UTF8_LINE = "李四,女,某某镇某某村第四小组\n".encode()


def formula(text: str, result: str = "<v>1</v>") -> str:
    return sheet(f'<row r="1"><c r="A1"><f>{text}</f>{result}</c></row>')
