"""What typing and spreadsheets do to numbers: full-width figures, stray spaces, apostrophes, exponents."""

import re
from unicodedata import normalize

# Spaces of every width, zero-width marks, and the apostrophe that spreadsheets put before text.
_NOISE = re.compile(r"[\s\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff'`‘’]+")
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d{1,20})?[eE]\+?\d{1,3}")
_ROUNDED = re.compile(r"\d{15}0{3}(?:\.0)?")


def compact(text: str) -> str:
    """The text in half-width capitals without spaces, invisible marks and apostrophes."""
    if text.isascii() and text.isalnum():  # most of what is typed: nothing to take away
        return text.upper()
    return _NOISE.sub("", normalize("NFKC", text)).upper()


def looks_like_damaged_number(text: str) -> bool:
    """Whether a spreadsheet has kept an 18-digit number as a quantity and lost its last digits.

    True for 1.10101E+17 and for 18 digits ending in 000: a quantity holds 15 digits only. One true
    number in a thousand also ends so; `parse_identity_number` lets it through if it checks out.
    """
    cleaned = compact(text)
    return bool(_SCIENTIFIC.fullmatch(cleaned) or _ROUNDED.fullmatch(cleaned))


def is_scientific(cleaned: str) -> bool:
    """Whether compacted text is written with an exponent."""
    return _SCIENTIFIC.fullmatch(cleaned) is not None


def length_sentence(name: str, wanted: int, found: int) -> str:
    """Says how many characters too few or too many there are."""
    gap = f"少了{wanted - found}位" if found < wanted else f"多了{found - wanted}位"
    return f"{name}应为{wanted}位，这里是{found}位，{gap}。"
