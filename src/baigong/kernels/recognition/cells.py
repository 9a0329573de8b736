"""A spreadsheet cell as read: its text, what the file says it is, and the text made harmless."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

CellKind = Literal["text", "number", "date", "time", "bool", "empty", "formula_error"]

# A quantity in a spreadsheet keeps fifteen digits; what stands behind them is lost for good.
EXACT_DIGITS = 15

_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    r"\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Blanks have become single ones before; a run of them would be tried from each of its places otherwise.
_LINE_ENDS = re.compile(r" ?(?:\r\n|[\r\n\u2028\u2029])\s*")
_TAG_NAMES = (
    "p|br|div|span|li|ul|ol|b|i|u|em|strong|a|font|td|tr|th|table|tbody|h[1-6]|img|script|style|input"
)
_BREAKING_TAG = re.compile(r"</?(?:p|br|div|li|tr|h[1-6])\b[^<>]{0,300}>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_TAG_NAMES})\b[^<>]{{0,300}}>", re.IGNORECASE)
# Full-width figures and letters become plain; 汉字 and Chinese punctuation stay as typed.
_WIDE_FORMS = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
# Most cells: common 汉字, figures, letters. Nothing of it is changed by any cleaning, and one look tells.
_PLAIN = re.compile(r"[0-9A-Za-z.,:()\-/\u4e00-\u9fff，。、：]*")
_COMPACT = re.compile(r"[0-9a-z.,:()\-/\u4e00-\u9fff]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `text` is what the eye sees; `kind` what the file stored; an empty cell has the text ""."""

    text: str
    kind: CellKind = "text"

    @property
    def is_empty(self) -> bool:
        """Whether nothing readable stands in the cell; 　 and invisible marks count as nothing."""
        return self.kind == "empty" or not self.text.strip()

    @property
    def has_lost_digits(self) -> bool:
        """Whether the file holds the cell as a quantity too long to be exact (more than fifteen digits)."""
        return self.kind == "number" and sum(each.isdigit() for each in self.text) > EXACT_DIGITS


EMPTY = Cell("", "empty")


def clean_text(text: str) -> str:
    """The text on its lines, without invisible marks, HTML remains, doubled blanks and full-width figures.

    汉字, rare ones included, and Chinese punctuation are left as typed.
    """
    if _PLAIN.fullmatch(text):
        return text
    plain = text
    if "&" in plain and ";" in plain:
        plain = html.unescape(plain)
    if "<" in plain:
        plain = _TAG.sub("", _BREAKING_TAG.sub("\n", plain))
    plain = _INVISIBLE.sub("", plain).translate(_WIDE_FORMS)
    plain = _LINE_ENDS.sub("\n", _BLANKS.sub(" ", plain))
    return normalize("NFC", plain).strip()


def compact_text(text: str) -> str:
    """The text for comparing only: half width (NFKC), lower case, no blanks and no invisible marks."""
    if _COMPACT.fullmatch(text):
        return text
    return re.sub(r"\s+", "", normalize("NFKC", _INVISIBLE.sub("", text))).casefold()
