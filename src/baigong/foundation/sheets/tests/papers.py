"""What stands on the pages of a PDF, read by another library than the one that wrote it."""

from __future__ import annotations

import io

from pypdf import PdfReader
from pypdf.generic import ContentStream


def pages_of(paper: bytes) -> list[list[str]]:
    """Return the lines of each page, the foot last."""
    reader = PdfReader(io.BytesIO(paper), strict=True)
    return [
        [
            operands[0].original_bytes.decode("utf-16-be")
            for operands, operator in ContentStream(page.get_contents(), reader).operations
            if operator == b"Tj"
        ]
        for page in reader.pages
    ]


def words_on(paper: bytes) -> str:
    """Return all lines without the feet, joined as if none had been broken, and without spaces."""
    return as_printed("".join(line for page in pages_of(paper) for line in page[:-1]))


def as_printed(text: str) -> str:
    """Return a text without what leaves no ink: a space where a line ends is not printed."""
    return "".join(letter for letter in text if letter.isprintable() and letter != " ")
