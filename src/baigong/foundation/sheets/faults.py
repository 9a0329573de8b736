"""Where formulas went wrong (#N/A, #REF!): the parser shows such cells as empty, so they are found apart."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

_FAULTY = re.compile(
    rb'<(?:\w+:)?c\b(?=[^<>]{0,200} t="e")[^<>]{0,200}? r="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}>'
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Places = frozenset[tuple[int, int]]


def faulty_places(window: bytes) -> set[tuple[int, int]]:
    """Row and column (from 0) of the cells of a piece of a sheet that hold an error."""
    if b't="e"' not in window:
        return set()
    return {(int(row) - 1, column_number(letters.decode())) for letters, row in _FAULTY.findall(window)}


def column_number(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def by_sheet_name(data: bytes, by_part: dict[str, set[tuple[int, int]]]) -> dict[str, Places]:
    """The faults of each part under the name of its sheet; parts were searched for declarations before."""
    if not any(by_part.values()):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 (no declarations inside)
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 (as above)
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    found: dict[str, Places] = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        part = targets.get(sheet.get(_LINK, ""), "").removeprefix("/xl/")
        found[sheet.get("name", "")] = frozenset(by_part.get(f"xl/{part}", set()))
    return found
