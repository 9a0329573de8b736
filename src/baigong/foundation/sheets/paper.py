"""Chinese text on A4 pages as a PDF, for whoever wants paper: no fonts inside, no script, no links.

ReportLab writes it (docs/decisions/0024), in the font every reader brings along for
simplified Chinese, so nothing has to be embedded. The same content gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, MARGIN = 595, 842, 54  # points; 72 are an inch
SIZE, LEADING, HEADING_SIZE = 10, 15, 13
LINES = (HEIGHT - 2 * MARGIN) // LEADING - 1  # the last one says which page this is
FONT = "STSong-Light"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, or a heading; a long one goes on below."""

    text: str
    is_heading: bool = False


def write_paper(title: str, lines: Iterable[Line]) -> bytes:
    """Return the lines as a PDF of as many pages as they need."""
    _bring_font()
    broken = [piece for line in (Line(title, is_heading=True), *lines) for piece in _broken(line)]
    pages = [broken[first : first + LINES] for first in range(0, len(broken), LINES)]
    stream = io.BytesIO()
    canvas = _canvas(stream, title)
    for number, page in enumerate(pages, start=1):
        _draw(canvas, page, f"第{number}页，共{len(pages)}页")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _bring_font() -> None:
    """Register the font, which the library reads as UCS-2: rare characters of names lie beyond that."""
    # The library takes a fifth of a second to load, and few processes ever need it.
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415

    font = UnicodeCIDFont(FONT)
    font.encodingName = "UniGB-UTF16-H"
    registerFont(font)


def _canvas(stream: io.BytesIO, title: str) -> Any:
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    canvas = Canvas(
        stream, pagesize=(WIDTH, HEIGHT), lang="zh-CN", initialFontName=FONT, invariant=1, pageCompression=1
    )
    canvas.setTitle(_printable(title))
    canvas.setAuthor("")
    return canvas


def _broken(line: Line) -> Iterator[Line]:
    """Break a line where the page ends, as Chinese is: no full stop begins one."""
    from reportlab.lib.textsplit import wordSplit  # noqa: PLC0415

    pieces = wordSplit(_printable(line.text), WIDTH - 2 * MARGIN, FONT, _size(line))
    for _, text in pieces or [(0, "")]:
        yield Line(text, line.is_heading)


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _size(line: Line) -> int:
    return HEADING_SIZE if line.is_heading else SIZE


def _draw(canvas: Any, page: Sequence[Line], foot: str) -> None:
    for number, line in enumerate(page):
        canvas.setFont(FONT, _size(line))
        canvas.drawString(MARGIN, HEIGHT - MARGIN - number * LEADING, line.text)
    canvas.setFont(FONT, SIZE)
    canvas.drawString(MARGIN, MARGIN - LEADING, foot)
