"""Finds the table on a sheet: which rows are heading, data, or something else people put around a table.

No row is dropped: every row of the sheet is heading, data, or `skipped` with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .cells import EMPTY, Cell, compact_text
from .heading_rows import (
    LONGEST_HEADING,
    SEARCHED_ROWS,
    Merge,
    Row,
    cell_at,
    filled_texts,
    heading_depth,
    heading_row,
    is_note,
    joined_headings,
    names_groups,
)
from .headings import read_heading
from .values import looks_like_value

SkipReason = Literal["blank", "title", "note", "repeated_heading", "total", "group", "numbering"]

_LEAST_WIDTH_OF_RECORDS = 4
_LEAST_VALUES = 3
_COVER = re.compile(
    r".*(?:台账|登记表|汇总表?|统计表|调查表|花名册|清单|说明|须知|目录|附件).*|[一二三四五六七八九十]、.*|[(]?\d{1,2}[.、)].*"
)
_TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计|总数|汇总|本页小计|本页合计)(?:[:(].*)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table found. Rows are counted from 0 as on the sheet; `headings` has one text per column.

    `has_heading` is false where the sheet begins with data: then the columns are called 第1列, 第2列…
    """

    heading_rows: tuple[int, ...]
    headings: tuple[str, ...]
    data_rows: tuple[int, ...]
    skipped: dict[int, SkipReason] = field(default_factory=dict)
    has_heading: bool = True

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.headings)


def find_table(
    rows: Sequence[Row], *, merges: Sequence[Merge] = (), known: Collection[str] = ()
) -> Table | None:
    """Find the table of a sheet; None where the sheet has no filled row at all.

    known: headings of the list looked for (labels and aliases); a row that bears two of them is a
    heading before any other.
    """
    filled = [number for number, row in enumerate(rows) if any(not cell.is_empty for cell in row)]
    if not filled:
        return None
    cores = frozenset(read_heading(name).core for name in known)
    top = heading_row(rows, filled[:SEARCHED_ROWS], cores)
    if top is None:
        return _cover(rows, filled) or _without_heading(rows)
    depth = heading_depth(rows, top, merges)
    above = 1 if top > 0 and names_groups(rows[top - 1], rows[top]) else 0
    heading_rows = tuple(range(top - above, top + depth))
    headings = joined_headings(rows, heading_rows, merges)
    return _sorted_rows(rows, heading_rows, headings, _spread_rows(merges, len(headings)))


def _spread_rows(merges: Sequence[Merge], width: int) -> frozenset[int]:
    return frozenset(merge.top for merge in merges if (merge.right - merge.left + 1) * 5 >= width * 3)


def _sorted_rows(
    rows: Sequence[Row], heading_rows: tuple[int, ...], headings: tuple[str, ...], spread: frozenset[int]
) -> Table:
    data: list[int] = []
    skipped: dict[int, SkipReason] = {}
    names = {compact_text(part) for heading in headings for part in heading.split("/")} - {""}
    for number, row in enumerate(rows):
        if number in heading_rows:
            continue
        if number < heading_rows[0]:
            reason = _above(row)
        else:
            reason = _beneath(row, names, len(headings), is_spread=number in spread)
        if reason is None and number == heading_rows[-1] + 1 and _is_numbering(row):
            reason = "numbering"
        if reason is None:
            data.append(number)
        else:
            skipped[number] = reason
    for number in _remarks_between(rows, data, len(headings)):
        data.remove(number)
        skipped[number] = "group"
    return Table(heading_rows, headings, tuple(data), skipped)


def _remarks_between(rows: Sequence[Row], data: Sequence[int], width: int) -> list[int]:
    """Rows with one text alone, in a column that otherwise holds numbers, dates or codes: words between records."""
    if width < _LEAST_WIDTH_OF_RECORDS:
        return []
    alone = {}
    for number in data:
        filled = (column for column, cell in enumerate(rows[number]) if not cell.is_empty)
        only = next(filled, None)
        if only is None or next(filled, None) is not None or looks_like_value(rows[number][only].text):
            continue
        alone[number] = only
    return [number for number, column in alone.items() if _holds_values(rows, data, column, alone)]


def _holds_values(rows: Sequence[Row], data: Sequence[int], column: int, without: Collection[int]) -> bool:
    cells = [cell_at(rows[number], column) for number in data if number not in without]
    values = [looks_like_value(cell.text) for cell in cells if not cell.is_empty]
    return len(values) >= _LEAST_VALUES and sum(values) * 10 >= len(values) * 9


def _above(row: Row) -> SkipReason | None:
    """Why a row above the heading is no data; None if it is data after all, so that nobody is lost."""
    texts = filled_texts(row)
    if not texts:
        return "blank"
    if len(texts) > 2 and sum(looks_like_value(text) for text in texts) >= 2:
        return None
    return "note" if len(set(texts)) > 1 or is_note(texts[0]) else "title"


def _beneath(row: Row, names: set[str], width: int, *, is_spread: bool = False) -> SkipReason | None:
    texts = filled_texts(row)
    if not texts:
        return "blank"
    if len(texts) > 1 and _repeats_heading(texts, names):
        return "repeated_heading"
    if any(_TOTAL.fullmatch(compact_text(text)) for text in texts[:2]):
        return "total"
    if all(is_note(text) for text in texts):
        return "note"
    if width >= 3 and len(set(texts)) == 1:
        return _alone(texts[0], is_spread=is_spread or len(texts) > 2)
    return None


def _repeats_heading(texts: Sequence[str], names: set[str]) -> bool:
    """Whether four in five of the texts are headings; most rows are told by their first few cells."""
    strange = 0
    for text in texts:
        strange += compact_text(text) not in names
        if strange * 5 > len(texts):
            return False
    return True


def _alone(text: str, *, is_spread: bool) -> SkipReason | None:
    """One text alone on its row: a group's name, a note, or a record with one field filled."""
    if len(text) > LONGEST_HEADING or text.startswith(("注", "说明", "备注")):
        return "note"
    return (
        "group" if is_spread or re.fullmatch(r"[(（]?[一二三四五六七八九十]+[)）]?[、.．].*", text) else None
    )


def _is_numbering(row: Row) -> bool:
    """The row 1 | 2 | 3 … (or 甲 | 乙 | 1 | 2) that official forms put beneath the heading."""
    texts = [text for text in filled_texts(row) if text not in ("甲", "乙", "丙", "丁", "栏次")]
    figures = [int(text) for text in texts if re.fullmatch(r"\d{1,2}", text)]
    return (
        len(figures) >= 3
        and len(figures) == len(texts)
        and figures == list(range(figures[0], figures[0] + len(figures)))
    )


def _cover(rows: Sequence[Row], filled: Sequence[int]) -> Table | None:
    """A cover or a sheet of instructions: one text to a row and words that say so; None if it is none."""
    texts = [filled_texts(rows[number]) for number in filled]
    if any(len(each) > 1 or looks_like_value(each[0]) for each in texts):
        return None
    if not any(_COVER.fullmatch(compact_text(each[0])) for each in texts):
        return None
    skipped: dict[int, SkipReason] = {
        number: "note" if number in filled else "blank" for number in range(len(rows))
    }
    width = max(len(row) for row in rows)
    return Table((), tuple(f"第{column}列" for column in range(1, width + 1)), (), skipped, has_heading=False)


def _without_heading(rows: Sequence[Row]) -> Table:
    width = max(len(row) for row in rows)
    headings = tuple(f"第{column}列" for column in range(1, width + 1))
    skipped: dict[int, SkipReason] = {}
    data = []
    for number, row in enumerate(rows):
        reason = _beneath(row, set(), width)
        if reason is None:
            data.append(number)
        else:
            skipped[number] = reason
    return Table((), headings, tuple(data), skipped, has_heading=False)


def filled_rows(rows: Sequence[Row], merges: Sequence[Merge]) -> list[list[Cell]]:
    """The rows with merged words filled down and across (a town's name over its people).

    A merged figure stays in its first row: a headcount over three posts is not three headcounts.
    """
    filled = [row if isinstance(row, list) else list(row) for row in rows]
    for merge in merges:
        if merge.top >= len(filled):
            continue
        cell = cell_at(filled[merge.top], merge.left)
        if cell.is_empty or cell.kind == "number" or re.fullmatch(r"[\d.,]{1,8}[人名个]?", cell.text.strip()):
            continue
        for number in range(merge.top, min(merge.bottom, len(filled) - 1) + 1):
            filled[number] = _filled_row(filled[number], merge, cell)
    return filled


def _filled_row(read: Sequence[Cell], merge: Merge, cell: Cell) -> list[Cell]:
    """A filled copy of the row; rows no merge touches are not copied, which halves what a long list takes."""
    row = list(read)
    row.extend([EMPTY] * (merge.right + 1 - len(row)))
    for column in range(merge.left, merge.right + 1):
        if row[column].is_empty:
            row[column] = cell
    return row
