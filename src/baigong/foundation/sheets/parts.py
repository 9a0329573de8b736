"""Streams the parts of a workbook before the parser sees them: what they hold, not what they claim.

Runs in the child process. Only a window of each part is in memory at a time.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from .errors import SheetError
from .faults import faulty_places
from .limits import Limits

_CHUNK = 1 << 20
_OVERLAP = 4096  # longer than any tag that is looked for
_DECLARATIONS = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_\-]{1,40})[\"']")
_LINK_WORDS = (b"ddeLink", b"oleLink", b"oleObject")
_LINKS = re.compile(rb"<(?:\w+:)?(?:ddeLink|oleLink|oleObject)s?[\s/>]")
_FORMULA_LINK = re.compile(
    rb"<(?:\w+:)?f\b[^>]{0,200}>[^<]{0,200}(?:\bDDE\s*\(|\|\s*'|cmd\s*\||WEBSERVICE\s*\()", re.IGNORECASE
)
# A formula whose result was never worked out: nothing to read there, and nobody would notice.
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]{0,200}/>)\s*</(?:\w+:)?c>"
    # A text result may be empty; a figure may not.
    rb"|<(?:\w+:)?c\b(?![^<>]{0,200}\st\s*=)[^<>]{0,200}>\s*<(?:\w+:)?f\b[^<>]{0,200}>[^<]{0,8000}</(?:\w+:)?f>"
    rb"\s*<(?:\w+:)?v(?:\s*/>|>\s*</)"
)
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s")
# Written as every program writes it, for speed; what is spelt otherwise meets the child's memory limit.
_REFERENCE = rb' r="%s"[^<>]{0,200}(?<!/)>\s*<(?!/)'


def check_parts(data: bytes, limits: Limits) -> dict[str, set[tuple[int, int]]]:
    """Inflate every part once, in a window; `SheetError` for what may not be handed to the parser.

    The answer is where each sheet's part holds error values.
    """
    beyond = re.compile(_REFERENCE % _beyond(limits))
    faults: dict[str, set[tuple[int, int]]] = {}
    left = limits.unpacked_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                sheet = None
                if entry.filename.startswith("xl/worksheets/"):
                    sheet = _SheetCheck(beyond, limits, faults.setdefault(entry.filename, set()))
                left -= _check_part(archive, entry, sheet, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise SheetError("broken_archive", "文件不完整，打不开。请重新保存一次再传。") from error
    return faults


def _beyond(limits: Limits) -> bytes:
    """A pattern of the references behind the last column or the last row that are read."""
    last = limits.columns
    columns = _letters_after(last)
    return rb"(?:(?:%s)\d{1,9}|[A-Z]{1,3}(?:%s))" % (columns, _numbers_after(limits.rows))


def _letters_after(last: int) -> bytes:
    """Two-letter columns after number `last` (A is 1), and every three-letter column."""
    first, second = divmod(last - 1, 26)
    lead, follow = chr(64 + first), chr(65 + second)
    parts = [rb"[A-Z]{3}"]
    if lead < "Z":
        parts.append(f"[{chr(ord(lead) + 1)}-Z][A-Z]".encode())
    if follow < "Z":
        parts.append(f"{lead}[{chr(ord(follow) + 1)}-Z]".encode())
    return b"|".join(parts)


def _numbers_after(last: int) -> bytes:
    """Whole numbers greater than `last`, digit by digit."""
    digits = str(last)
    parts = [rf"[1-9]\d{{{len(digits)},8}}"]
    for place, digit in enumerate(digits):
        if digit < "9":
            parts.append(rf"{digits[:place]}[{int(digit) + 1}-9]\d{{{len(digits) - place - 1}}}")
    return "|".join(parts).encode()


def _check_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, sheet: _SheetCheck | None, left: int
) -> int:
    size = 0
    is_markup = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    for window, fresh in _windows(archive, entry):
        if size == 0:
            _check_opening(window, is_markup=is_markup)
        size += fresh
        if size > left:
            raise SheetError("too_large_unpacked", "文件解开后太大，没有打开。请删去空行，分成几个文件再传。")
        if is_markup:
            _check_markup(window)
        if sheet is not None:
            sheet.look_at(window)
    return size


def _windows(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """The part in pieces, each with the tail of the one before, and the count of new bytes."""
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            yield window, len(chunk)
            tail = window[-_OVERLAP:]


def _check_opening(window: bytes, *, is_markup: bool) -> None:
    if window.startswith(b"PK\x03\x04"):
        raise SheetError("nested", "文件里还套着压缩包，没有打开。请复制到新表再传。")
    if not is_markup:
        return
    named = _ENCODING.search(window[:400])
    is_foreign = named is not None and named[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")
    if window.startswith(_UTF16_MARKS) or is_foreign:
        raise SheetError("part_encoding", "文件内部用了少见的编码。请用表格软件另存为.xlsx后再传。")


def _check_markup(window: bytes) -> None:
    if b"<!" in window and _DECLARATIONS.search(window):
        raise SheetError("doctype", "文件里夹着外部声明，不像正常的表格，没有打开。")
    if any(word in window for word in _LINK_WORDS) and _LINKS.search(window):
        raise SheetError("external_links", "表里引用了别的程序。请全选、粘贴为数值后再传。")


class _SheetCheck:
    """Looks at one sheet's part piece by piece."""

    def __init__(self, beyond: re.Pattern[bytes], limits: Limits, faults: set[tuple[int, int]]) -> None:
        self._beyond = beyond
        self._limits = limits
        self._faults = faults
        self._merges = 0

    def look_at(self, window: bytes) -> None:
        """Refuse what the piece may not hold, and note its error values."""
        limits = self._limits
        self._merges += len(_MERGE.findall(window))
        self._faults |= faulty_places(window)
        if self._merges > limits.merges:
            raise SheetError("too_many_merges", f"合并单元格超过{limits.merges}处。请取消合并后再传。")
        if self._beyond.search(window):
            raise SheetError(
                "too_wide_or_long",
                f"内容排到了第{limits.rows}行或第{limits.columns}列之外。请删去远处的内容，或分成几个文件。",
            )
        if b"f>" in window or b"f " in window or b"f/" in window:
            _check_formulas(window)


def _check_formulas(window: bytes) -> None:
    if _FORMULA_LINK.search(window):
        raise SheetError("external_links", "表里的公式会调用别的程序。请全选、粘贴为数值后再传。")
    if _NO_RESULT.search(window):
        raise SheetError("no_result", "表里的公式没有算出结果。请用表格软件打开、保存一次再传。")
