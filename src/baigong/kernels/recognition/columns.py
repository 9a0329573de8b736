"""What each column of a foreign table is, judged by its heading and by its values, with the reason in words.

A wrong column silently taken is worse than a question: a column is taken only when its heading is a
known one (or the office has confirmed it before) and its values do not speak against it. Everything
that is merely similar is asked, with the suggestion put forward.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from .cells import EMPTY, Cell, compact_text
from .fields import Field, FieldKind, Layout
from .headings import Heading, parted, pay_unit, read_heading
from .names import (
    VAGUE,
    Near,
    differs_harmlessly,
    near_fields,
    needless,
    proven_by_check_digits,
    remark_doubt,
)
from .readers import is_blank
from .values import evidence, is_ticked, looks_like_value, strong_kinds, suggests, unit_contradiction

Certainty = Literal["sure", "likely", "asked", "ignored"]

PROBLEM_HEADING = "问题"
ROW_KEY_HEADING = "行标识"
_OWN_HEADINGS = {
    compact_text(PROBLEM_HEADING): "这是上次退回时写的原因，不用再读。",
    compact_text(ROW_KEY_HEADING): "这是退回时的行标识，用来认出原来那一行。",
}
_SERIAL_HEADINGS = frozenset({"序号", "编号", "行号", "no", "no.", "id", "序列", "#"})
_LEAST_SHARE = Fraction(1, 2)
_TICK_WORDS = re.compile("打[√✓勾]|[√✓]|勾选")
_SIDEWAYS_NAMES, _SIDEWAYS_LENGTH = 3, 40
_SIDEWAYS = (
    "这张表是横着排的：项目名竖着写在左边，一列才是一条。请在表格软件里复制、选择性粘贴时勾“转置”，再传一次。"
)
_KIND_NAMES: dict[FieldKind, str] = {
    "identity_number": "身份证号",
    "credit_code": "统一社会信用代码",
    "phone": "手机号",
    "date": "日期",
    "month": "月份",
    "integer": "整数",
    "pay": "工资",
    "education": "学历",
    "skill": "技能等级",
    "place": "地名",
    "occupation": "工种",
    "choice": "规定的选项",
    "text": "文字",
}


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column (counted from 0) was taken for.

    sure and likely: take it as `field`. asked: `field` is only the suggestion (or None) and a person
    decides. ignored: a serial number, an empty column, or one of our own. `unit` is the unit its heading names.
    `answer` is what a tick in the column says; several such columns may be one field.
    """

    column: int
    heading: str
    field: Field | None
    certainty: Certainty
    why: str
    alternatives: tuple[str, ...] = ()
    unit: str = ""
    answer: str = ""

    @property
    def taken(self) -> Field | None:
        """The field the column is read as without asking; None if it must be asked or is ignored."""
        return self.field if self.certainty in ("sure", "likely") else None


def heading_key(heading: str) -> str:
    """The key under which an office's confirmed choice for a heading is remembered."""
    return compact_text(heading)


def recognise(
    headings: Sequence[str],
    sample: Sequence[Sequence[Cell]],
    layout: Layout,
    remembered: Mapping[str, str | None] | None = None,
) -> tuple[ColumnGuess, ...]:
    """Judge every column of a table.

    sample: some data rows (200 are plenty). remembered: what people at this office have confirmed, from
    `heading_key` to a field's name, or to None for a column they said to leave out.
    """
    columns = [
        [row[place] if place < len(row) else EMPTY for row in sample] for place in range(len(headings))
    ]
    guesses = [
        _guess(place, heading, columns[place], layout, remembered or {})
        for place, heading in enumerate(headings)
    ]
    if _lies_on_its_side(headings, columns, layout):
        return tuple(replace(guess, certainty="asked", field=None, why=_SIDEWAYS) for guess in guesses)
    if any(field.kind == "pay" for field in layout.fields):
        guesses = _with_pay_units(guesses, columns)
    return tuple(_ask_rivals(guesses))


def _lies_on_its_side(headings: Sequence[str], columns: Sequence[Sequence[Cell]], layout: Layout) -> bool:
    """Whether the names of the fields run down a column and not along the heading."""
    names = {read_heading(name).core for field in layout.fields for name in (field.label, *field.aliases)}
    along = len({core for text in headings if (core := read_heading(text).core) in names})
    down = max(
        (len({core for cell in cells[:_SIDEWAYS_LENGTH] if (core := read_heading(cell.text).core) in names}))
        for cells in columns[:2] or [[]]
    )
    return down >= _SIDEWAYS_NAMES and down > along


def _guess(
    place: int, text: str, cells: Sequence[Cell], layout: Layout, remembered: Mapping[str, str | None]
) -> ColumnGuess:
    heading = read_heading(text)
    blank = ColumnGuess(place, text, None, "ignored", "", unit=heading.unit)
    if (own := _OWN_HEADINGS.get(compact_text(text))) is not None:
        return replace(blank, why=own)
    key = heading_key(text)
    if key in remembered and text:
        return _recalled(blank, remembered[key], cells, layout)
    is_empty = all(is_blank(cell) for cell in cells)
    says_tick = is_ticked(cells) or (is_empty and _TICK_WORDS.search(text))
    if heading.upper and says_tick and (ticked := _ticked(blank, heading, layout)) is not None:
        return ticked
    near = near_fields(heading, layout)
    exact = [each.field for each in near if each.is_exact]
    names = tuple(each.field.name for each in near)
    if len(exact) == 1:
        return _known(replace(blank, field=exact[0], alternatives=names[1:]), heading, cells, layout)
    if len(exact) > 1:
        return replace(
            blank,
            field=exact[0],
            certainty="asked",
            alternatives=names,
            why=f"“{text}”可以是好几项，请选一项。",
        )
    return _unknown(blank, heading, cells, layout, near)


def _recalled(blank: ColumnGuess, name: str | None, cells: Sequence[Cell], layout: Layout) -> ColumnGuess:
    field = next((each for each in layout.fields if each.name == name), None)
    if field is None:
        return replace(blank, why="上次选的是不读这一列。")
    doubt = _contradiction(blank, field, cells)
    if doubt is not None:
        return replace(blank, field=field, certainty="asked", why=doubt)
    return replace(blank, field=field, certainty="sure", why=f"上次确认过，这一列是“{field.label}”。")


def _known(guess: ColumnGuess, heading: Heading, cells: Sequence[Cell], layout: Layout) -> ColumnGuess:
    """A heading the list knows: taken unless its remarks, its vagueness or its values speak against it."""
    field = guess.field
    assert field is not None
    doubt = remark_doubt(heading, field) or _contradiction(guess, field, cells)
    if doubt is not None:
        by_values = tuple(each.name for each in _fields_by_values(cells, layout) if each != field)
        return replace(guess, certainty="asked", why=doubt, alternatives=by_values or guess.alternatives)
    if heading.core in VAGUE and field.kind not in strong_kinds(cells):
        return replace(
            guess, certainty="asked", why=f"“{guess.heading}”说得太笼统，请看一眼是不是“{field.label}”。"
        )
    if all(is_blank(cell) for cell in cells):
        return replace(guess, certainty="sure", why=f"标题就是“{field.label}”，这一列没有内容。")
    return replace(guess, certainty="sure", why=f"标题是“{field.label}”的叫法，内容也像。")


def _contradiction(guess: ColumnGuess, field: Field, cells: Sequence[Cell]) -> str | None:
    """The sentence for values that cannot be the field's, or None."""
    found = evidence(cells, field)
    if found.share is None:
        return None
    proven = [kind for kind in strong_kinds(cells) if kind != field.kind]
    if proven and (field.kind == "text" or found.share < Fraction(9, 10)):
        return f"标题是“{field.label}”，内容却像{_KIND_NAMES[proven[0]]}。请看一眼。"
    if field.kind == "text":
        return _name_doubt(field, cells)
    if found.share < _LEAST_SHARE:
        misfits = found.count - int(found.share * found.count)
        return f"标题是“{field.label}”，{found.count}行里{misfits}行不像{_KIND_NAMES[field.kind]}。请看一眼。"
    if field.kind == "pay":
        return _pay_doubt(guess.unit, cells)
    return None


def _name_doubt(field: Field, cells: Sequence[Cell]) -> str | None:
    if "name" not in field.name:
        return None
    values = [cell for cell in cells if not is_blank(cell)]
    odd = sum(cell.kind != "text" or looks_like_value(cell.text) for cell in values)
    return f"标题是“{field.label}”，内容却多是数字。请看一眼。" if odd * 2 > len(values) else None


def _pay_doubt(unit: str, cells: Sequence[Cell]) -> str | None:
    if unit:
        return unit_contradiction(cells, unit)
    if unit_contradiction(cells, "元/月") is not None:
        return "这一列只有数，没写单位，看不出是元还是千元、按月还是按天。请选单位。"
    return None


def _reworded(guess: ColumnGuess, heading: Heading, cells: Sequence[Cell], layout: Layout) -> ColumnGuess:
    """A heading that says what a known one says in other words: as certain as the other, but shown as likely."""
    assert guess.field is not None
    if heading.last in VAGUE and guess.field.kind not in strong_kinds(cells):
        return replace(guess, certainty="asked", why=f"“{guess.heading}”像“{guess.field.label}”。请看一眼。")
    judged = _known(guess, heading, cells, layout)
    if judged.certainty != "sure":
        return judged
    return replace(judged, certainty="likely", why=f"标题和“{guess.field.label}”是一个意思，内容也不矛盾。")


def _ticked(blank: ColumnGuess, heading: Heading, layout: Layout) -> ColumnGuess | None:
    """A column of ticks under a merged heading: the upper row is the field, the lower row what a tick says."""
    near = near_fields(read_heading(parted(heading.text)[0]), layout)
    meant = [each.field for each in near if each.is_exact or each.is_meant]
    if len(meant) != 1:
        return None
    field, answer = meant[0], heading.last
    guess = replace(blank, field=field, certainty="likely", answer=answer)
    if field.kind == "text" or evidence([Cell(answer)], field).share == 1:
        return replace(guess, why=f"打勾的列：勾上就是“{field.label}”写着“{answer}”。")
    return replace(
        guess, certainty="asked", why=f"打勾的列，像“{field.label}”，但没有“{answer}”这一项。请看一眼。"
    )


def _unknown(
    blank: ColumnGuess, heading: Heading, cells: Sequence[Cell], layout: Layout, near: Sequence[Near]
) -> ColumnGuess:
    """A heading the list does not know: the same in other words is taken, the merely similar is asked."""
    if heading.core in _SERIAL_HEADINGS and not strong_kinds(cells):
        return replace(blank, why="这是序号，不用读。")
    meant = [each.field for each in near if each.is_meant]
    if len(meant) == 1:
        names = tuple(each.field.name for each in near[1:4])
        return _reworded(replace(blank, field=meant[0], alternatives=names), heading, cells, layout)
    if (proven := _proven(heading, cells, near)) is not None:
        why = f"标题接近“{proven.label}”，内容也校验得上。"
        return replace(blank, field=proven, certainty="likely", why=why)
    if needless(heading):
        return replace(blank, why=f"认得“{blank.heading}”，这张清单用不上，不读。")
    if near:
        best = near[0].field
        names = tuple(each.field.name for each in near[1:4])
        why = f"标题像“{best.label}”，但不一样。请看一眼。"
        return replace(blank, field=best, certainty="asked", why=why, alternatives=names)
    return _strange(blank, cells, layout)


def _proven(heading: Heading, cells: Sequence[Cell], near: Sequence[Near]) -> Field | None:
    """The field a similar heading means because its values prove it; None where they prove nothing."""
    kinds = strong_kinds(cells)
    for each in near:
        is_harmless = each.field.kind in kinds and differs_harmlessly(heading, each.field)
        if is_harmless or (each is near[0] and proven_by_check_digits(heading, each, kinds)):
            return each.field
    return None


def _strange(blank: ColumnGuess, cells: Sequence[Cell], layout: Layout) -> ColumnGuess:
    """A heading like nothing known: its values may suggest a field, and somebody is asked."""
    by_values = _fields_by_values(cells, layout)
    if by_values:
        kind = _KIND_NAMES[by_values[0].kind]
        names = tuple(field.name for field in by_values[1:])
        title = f"标题“{blank.heading}”没见过" if blank.heading else "这一列没有标题"
        why = f"{title}，内容像{kind}。请看一眼。"
        return replace(blank, field=by_values[0], certainty="asked", why=why, alternatives=names)
    if all(is_blank(cell) for cell in cells):
        return replace(blank, why="这一列没有内容。")
    if not blank.heading or re.fullmatch(r"第\d+列", blank.heading):
        return replace(blank, certainty="asked", why="这一列没有标题，请选它是什么，或者不读。")
    return replace(
        blank, certainty="asked", why=f"没见过“{blank.heading}”这个列名。请选它是什么，用不上就不导入。"
    )


def _fields_by_values(cells: Sequence[Cell], layout: Layout) -> list[Field]:
    kinds = [kind for kind in strong_kinds(cells) if kind != "date"]
    proven = [field for kind in kinds for field in layout.fields if field.kind == kind]
    return proven or [field for field in layout.fields if suggests(cells, field)]


def _with_pay_units(guesses: Sequence[ColumnGuess], columns: Sequence[Sequence[Cell]]) -> list[ColumnGuess]:
    """A column of units (万/月) beside the figures: the pay is asked, with the contradiction if any."""
    unit_columns = [guess.column for guess in guesses if _holds_pay_units(columns[guess.column])]
    if not unit_columns:
        return list(guesses)
    units = columns[unit_columns[0]]
    return [_beside_units(guess, columns[guess.column], units, unit_columns) for guess in guesses]


def _holds_pay_units(cells: Sequence[Cell]) -> bool:
    values = [cell for cell in cells if not is_blank(cell)]
    return bool(values) and sum(pay_unit(cell.text) is not None for cell in values) * 10 >= len(values) * 8


def _beside_units(
    guess: ColumnGuess, cells: Sequence[Cell], units: Sequence[Cell], unit_columns: Sequence[int]
) -> ColumnGuess:
    if guess.column in unit_columns:
        return replace(guess, field=None, certainty="ignored", why="这一列是工资的单位，随工资那一列一起看。")
    if guess.field is None or guess.field.kind != "pay":
        return guess
    groups: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell, unit in zip(cells, units, strict=True):
        groups[unit.text].append(cell)
    doubts = (unit_contradiction(group, unit) for unit, group in sorted(groups.items()))
    doubt = next((each for each in doubts if each is not None), None)
    return replace(guess, certainty="asked", why=doubt or "工资的单位写在另一列，请看一眼合起来对不对。")


def _ask_rivals(guesses: Sequence[ColumnGuess]) -> list[ColumnGuess]:
    """Where several columns claim one field, a known heading goes before a similar one; equals are asked."""
    sure = Counter(guess.field.name for guess in guesses if guess.field and guess.certainty == "sure")
    claims = Counter(guess.taken.name for guess in guesses if guess.taken and not guess.answer)
    ticked = {guess.field.name for guess in guesses if guess.taken and guess.field and guess.answer}
    settled = []
    for guess in guesses:
        rivals = claims[guess.field.name] if guess.taken and guess.field else 0
        rivals += guess.taken is not None and guess.taken.name in ticked and claims[guess.taken.name] > 0
        if guess.field and rivals > 1 and not (guess.certainty == "sure" and sure[guess.field.name] == 1):
            why = f"有{rivals}列都像“{guess.field.label}”，请选一列。"
            guess = replace(guess, certainty="asked", why=why)
        settled.append(guess)
    return settled
