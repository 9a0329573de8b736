"""Keeps what people typed from becoming a formula in somebody else's spreadsheet program."""

from __future__ import annotations

import re
from unicodedata import normalize

# A text that begins so, also behind quotes, blanks or a byte order mark, may be run as a formula.
_DANGEROUS = re.compile(r"[\s\ufeff\u200b\"'“”‘’]*[=+\-@\t\r\n\x00|%＝＋－＠]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FILE_NAME_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LONGEST_CELL = 32_767
_LONGEST_SHEET_NAME = 31
_LONGEST_FILE_NAME = 200  # bytes in UTF-8


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet program might take the text for a formula."""
    return _DANGEROUS.match(text) is not None


def writable(text: str) -> str:
    """The text without characters that no file can hold, cut to what a cell can hold."""
    plain = _UNWRITABLE.sub("", text)
    return plain if len(plain) <= LONGEST_CELL else plain[: LONGEST_CELL - 1] + "…"


def for_delimited(text: str) -> str:
    """The text for a CSV cell, behind an apostrophe (our reader takes it off) if a program might run it."""
    plain = writable(text)
    return f"'{plain}" if is_dangerous(plain) else plain


def sheet_name(text: str, taken: frozenset[str] = frozenset()) -> str:
    """A sheet name every program opens: no forbidden signs, no formula, 31 characters, not used yet."""
    plain = _SHEET_NAME_FORBIDDEN.sub(" ", writable(text)).strip().strip("'").strip() or "表"
    if is_dangerous(plain) or plain.lower() == "history":
        plain = f"表 {plain}"
    plain = plain[:_LONGEST_SHEET_NAME]
    number, name = 2, plain
    while name.casefold() in taken:
        ending = f" {number}"
        name, number = plain[: _LONGEST_SHEET_NAME - len(ending)] + ending, number + 1
    return name


def file_name(text: str, suffix: str) -> str:
    """A file name from any text: no folders, no hidden or turning signs, no formula, at most 200 bytes."""
    plain = _FILE_NAME_FORBIDDEN.sub("", normalize("NFC", writable(text))).strip(" .") or "导出"
    if is_dangerous(plain):
        plain = f"表{plain}"
    encoded = plain.encode("utf-8")[: _LONGEST_FILE_NAME - len(suffix)]
    return encoded.decode("utf-8", errors="ignore") + suffix
