"""An address as a square code that a telephone reads, drawn as one path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it; readers need them


@dataclass(frozen=True, slots=True)
class SquareCode:
    """`side` in modules, the white edge included; `path` is the SVG path of the black ones."""

    side: int
    path: str


@lru_cache(maxsize=256)
def square_code(address: str) -> SquareCode:
    """Return the code of an address, legible with an eighth of it dirty."""
    made = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    made.add_data(address.encode())
    made.make(fit=True)
    rows = made.get_matrix()
    runs = [
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_black in enumerate(row)
        if is_black
    ]
    return SquareCode(len(rows) + 2 * QUIET, "".join(runs))
