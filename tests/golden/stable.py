"""A workbook and a printed page as text that stays the same as long as what people get stays the same."""

from __future__ import annotations

import datetime
import io
import re
from html.parser import HTMLParser
from typing import Any

import openpyxl

# What print.css takes off the paper, what only readers of the screen hear, and what is no text.
OFF_PAPER = {
    "top", "side", "idbar", "mast", "tabs", "bulk", "bar", "no-print", "pager", "nav-menu", "messages", "actions",
    "toast", "summary", "foot", "skip", "crumb", "vh", "stick",
}  # fmt: skip
SILENT = {"script", "style", "svg", "form", "button", "select", "template"}
VOID = {"input", "img", "br", "hr", "meta", "link", "path"}
BLOCKS = {"p", "div", "h1", "h2", "h3", "tr", "section", "header", "footer", "li", "article", "table", "main"}
# What every copy has of its own: the number it is traced by, and stars that say it again.
NUMBER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PRINTED_AT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


def book_text(content: bytes) -> str:
    """Return each sheet of a workbook: its foot, widths and formats, then its rows with the kinds of their values."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    parts = []
    for sheet in book.worksheets:
        widths = [round(sheet.column_dimensions[letter].width, 1) for letter in _letters(sheet)]
        parts += [
            f"== {sheet.title}",
            f"页脚 {sheet.oddFooter.left.text or ''}／{sheet.oddFooter.right.text or ''}",
            f"冻结 {sheet.freeze_panes or ''}　列宽 {widths}",
            *("\t".join(map(_cell_text, row)).rstrip("\t") for row in sheet.iter_rows()),
        ]
    return NUMBER.sub("某编号", "\n".join(parts)).replace("∗", "*") + "\n"


def _letters(sheet: Any) -> list[str]:
    return [openpyxl.utils.get_column_letter(number + 1) for number in range(sheet.max_column)]


def _cell_text(cell: Any) -> str:
    """A text stands as it is; a figure or a day says that it is one, and how it is shown."""
    if cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return cell.value.replace("\n", "⏎")
    value = cell.value.date() if isinstance(cell.value, datetime.datetime) else cell.value
    return f"‹{value} {cell.number_format}›"


class _Paper(HTMLParser):
    """Collects what stands on the paper when a page is printed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        named = dict(attrs)
        is_off = tag in SILENT or bool(OFF_PAPER & set((named.get("class") or "").split()))
        self._open.append(is_off)
        self.pieces.append("\n" if tag in BLOCKS else "\t" if tag in ("td", "th") else "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open:
            self._open.pop()
            self.pieces.append("\n" if tag in BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self.pieces.append(" ".join(data.split()))


def paper_text(page: str) -> str:
    """Return the lines that stand on the paper, cells parted by tabs; the minute of printing is left open."""
    paper = _Paper()
    paper.feed(re.sub(r"^.*?<body[^>]*>", "", page, flags=re.DOTALL))
    lines = "".join(paper.pieces).split("\n")
    return PRINTED_AT.sub("某日某时", "\n".join(line.strip() for line in lines if line.strip())) + "\n"
