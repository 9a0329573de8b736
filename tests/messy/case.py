"""One messy file: how it is made and what a careful clerk would say each of its columns means."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class MessyFile:
    """A layout as it comes in from outside, with its truth written before any reading.

    `truth` has one entry per column from the left: the list's field, or None for a column that is none of the
    list's fields, or which nobody could map to one field without asking. Several fields a careful clerk could
    defend stand with a bar between them; a bar with nothing behind it says that leaving the column out is
    defensible too. `rows` counts the rows about a person, a firm's need or a post; titles, notes, totals and
    signatures are not rows. `refusable` marks a layout whose lines are not records (columns are): to refuse it
    with a sentence counts as a question for every column.
    """

    name: str
    list_name: str
    write: Callable[[Path], None]
    truth: tuple[str | None, ...]
    rows: int
    refusable: bool = False


def title(sheet: Worksheet, row: int, text: str, width: int) -> None:
    """A title over the whole width, as such sheets begin."""
    sheet.cell(row, 1, text).alignment = Alignment(horizontal="center")
    sheet.cell(row, 1).font = Font(size=18, bold=True)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
