"""Which rows of a sheet are its heading, how deep it is, and what it says of each column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .cells import EMPTY, Cell, compact_text
from .headings import read_heading
from .values import looks_like_value

Row = Sequence[Cell]

SEARCHED_ROWS = 40
_DEEPEST_HEADING = 3
LONGEST_HEADING = 40
_LONGEST_GROUP = 20
_NOTE = re.compile(
    r"(?:注|备注|说明|填表说明|填表人|填报人|制表人|制表|审核人|审核|负责人|单位负责人|联系电话|联系人|填报单位"
    r"|填报日期|填表日期|填表时间|填报时间|单位|日期|报送单位|盖章|备查)(?:\(.*\))?[:：].*|.*\(盖章\).*|注\d.*|第\d+页.*"
)
# Who signs beneath a table, with or without a name behind the colon; or a remark that is all in brackets.
_SIGNATURE = re.compile(
    r"[^:]{0,10}(?:人|员|者|领导|书记|主任|站长|所长|局长|镇长|经理|单位|部门|日期|时间|电话|公章|盖章|签章|签字|签名)(?:\(.{0,6}\))?:.{0,30}"
    r"|.{0,12}\((?:签字|签名|签章|公章|盖章)\):?.{0,20}|\(.{6,}\)"
)
_UNIT = re.compile(r"\(单位:[^()]{1,8}\)")


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


def filled_texts(row: Row) -> list[str]:
    """The texts of the row's filled cells."""
    return [cell.text.strip() for cell in row if not cell.is_empty]


def heading_row(rows: Sequence[Row], candidates: Sequence[int], cores: frozenset[str]) -> int | None:
    """The row that bears most known headings, else the first that could be a heading at all, else None."""
    knowing = [(number, _known_share(rows[number], cores)) for number in candidates]
    best = max(knowing, key=lambda pair: (pair[1], -pair[0]))
    if best[1] >= 2:
        return best[0]
    width = _usual_width([rows[number] for number in candidates])
    for number in candidates:
        if _could_be_heading(rows[number], width):
            return number
    return best[0] if best[1] == 1 and width == 1 else None


def _known_share(row: Row, cores: frozenset[str]) -> int:
    """How many different known headings the row bears; a row of values bears none."""
    texts = filled_texts(row)
    if any(looks_like_value(text) for text in texts):
        return 0
    return len({core for text in texts if (core := read_heading(text).core) in cores})


def _usual_width(rows: Sequence[Row]) -> int:
    widths = Counter(len(filled_texts(row)) for row in rows)
    return max(widths, key=lambda width: (widths[width] * min(width, 4), width))


def _could_be_heading(row: Row, width: int) -> bool:
    texts = filled_texts(row)
    if (
        len(texts) < 2
        or len(texts) * 2 < width
        or any(cell.kind != "text" for cell in row if not cell.is_empty)
    ):
        return False
    if len(set(texts)) * 3 < len(texts) * 2 or any(is_note(text) for text in texts):
        return False
    return all(len(text) <= LONGEST_HEADING and not looks_like_value(text) for text in texts)


def is_note(text: str) -> bool:
    """Whether the text is what people write around a table (填表人：王五, 村书记（签字）：)."""
    plain = compact_text(text).replace("：", ":")
    plain = (
        _UNIT.sub("", plain) or plain
    )  # 缺口数(单位:人) is a heading, (单位:人) alone stands above a table
    return bool(_NOTE.fullmatch(plain) or _SIGNATURE.fullmatch(plain))


def heading_depth(rows: Sequence[Row], top: int, merges: Sequence[Merge]) -> int:
    """How many rows the heading has, one to three."""
    depth = 1
    while depth < _DEEPEST_HEADING and top + depth < len(rows):
        if not _continues_heading(
            rows[top + depth - 1], rows[top + depth], _starting(merges, top + depth - 1)
        ):
            break
        depth += 1
    return depth


def names_groups(upper: Row, row: Row) -> bool:
    """Whether the row above names groups of columns (基本信息 | | | 户主 | )."""
    texts = filled_texts(upper)
    if len(texts) < 2 or len(texts) >= len(filled_texts(row)) or len(set(texts)) < 2:
        return False
    return not any(looks_like_value(text) or is_note(text) or len(text) > _LONGEST_GROUP for text in texts)


def _starting(merges: Sequence[Merge], row: int) -> list[Merge]:
    return [merge for merge in merges if merge.top <= row <= merge.bottom]


def _continues_heading(upper: Row, lower: Row, merges: Sequence[Merge]) -> bool:
    """Whether `lower` splits columns of `upper`: it stands under gaps or merged cells."""
    below = [column for column, cell in enumerate(lower) if not cell.is_empty]
    if not below or any(lower[column].kind != "text" for column in below):
        return False
    texts = [lower[column].text.strip() for column in below]
    if any(looks_like_value(text) or len(text) > LONGEST_HEADING for text in texts):
        return False
    spread = {
        column
        for merge in merges
        if merge.right > merge.left
        for column in range(merge.left, merge.right + 1)
    }
    if spread:
        return set(below) <= spread
    gaps = [column for column in below if column >= len(upper) or upper[column].is_empty]
    alone = [column for column, cell in enumerate(upper) if not cell.is_empty and column not in below]
    return bool(gaps) and bool(alone) and _are_split(upper, below, gaps)


def _are_split(upper: Row, below: Sequence[int], gaps: Sequence[int]) -> bool:
    """Every column below is a gap above or the first column of a spread heading whose gaps follow at once."""
    return all(column in gaps or column + 1 in gaps for column in below) and not upper[0].is_empty


def joined_headings(
    rows: Sequence[Row], heading_rows: Sequence[int], merges: Sequence[Merge]
) -> tuple[str, ...]:
    """One text per column, the rows of the heading joined by /."""
    width = max(len(row) for row in rows)
    while width > 1 and all(cell_at(row, width - 1).is_empty for row in rows):
        width -= 1
    levels = [
        _spread(rows, number, width, merges, is_last=number == heading_rows[-1]) for number in heading_rows
    ]
    headings = []
    for column in range(width):
        parts: list[str] = []
        for level in levels:
            text = (
                re.sub(r"\s+", "", level[column])
                if re.search("[\u4e00-\u9fff]", level[column])
                else level[column]
            )
            if text and text not in parts:
                parts.append(text)
        headings.append("/".join(parts))
    return tuple(headings)


def _spread(
    rows: Sequence[Row], number: int, width: int, merges: Sequence[Merge], *, is_last: bool
) -> list[str]:
    """The heading row with merged cells, or gaps behind a spread heading, filled from the first."""
    texts = [cell_at(rows[number], column).text.strip() for column in range(width)]
    for merge in merges:
        if merge.top <= number <= merge.bottom:
            text = cell_at(rows[merge.top], merge.left).text.strip()
            for column in range(merge.left, min(merge.right + 1, width)):
                texts[column] = texts[column] or text
    if is_last or any(merge.top <= number <= merge.bottom for merge in merges):
        return texts
    below = rows[number + 1]
    for column in range(1, width):
        if not texts[column] and not cell_at(below, column).is_empty:
            texts[column] = texts[column - 1]
    return texts


def cell_at(row: Row, column: int) -> Cell:
    """The cell, an empty one behind the row's end."""
    return row[column] if column < len(row) else EMPTY
