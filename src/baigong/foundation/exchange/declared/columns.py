"""Columns of a declared list: what a cell is called, how it is read into the model and shown again."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from baigong.foundation.exchange.choosing import YES_NO, choice
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Field, FieldKind
from baigong.kernels.recognition.readers import is_blank

ReadCell = Callable[[RowReader, str], Any]
ShowValue = Callable[[Any], Any]
FEN = 100
DAY = datetime.timedelta(days=1)
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,4})?")
_SEPARATORS = re.compile(r"[、,，;；/\s]+")
_LARGEST_YUAN = Decimal(1_000_000_000)


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field a list recognises, the attribute it fills, and how the value is read and shown.

    `choices` are the stored values with their words; `options` the same where the column's codes may grow, and
    `options_on` the same as they were worded on a day.
    `show` turns a stored value into what a ledger or screen prints. `is_sealed`: the value is personal and
    appears masked everywhere. `unit` stands behind the heading of a figure. `ledger_kind` is how a ledger may
    print it.
    """

    field: Field
    attribute: str
    read: ReadCell
    show: ShowValue = _as_it_is
    is_sealed: bool = False
    unit: str = ""
    ledger_kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    options: Callable[[], Mapping[str, str]] | None = None
    options_on: Callable[[datetime.date], Mapping[str, str]] | None = None

    def shown_on(self, value: Any, on: datetime.date) -> Any:
        """Return what a ledger or screen prints of a value that was recorded of a day, in that day's words."""
        if self.options_on is None:
            return self.show(value)
        return self.options_on(on).get(value, value) or None

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def heading(self) -> str:
        return f"{self.field.label}（{self.unit}）" if self.unit else self.field.label


def text_column(
    name: str,
    label: str,
    *aliases: str,
    longest: int = 120,
    required: bool = False,
    is_sealed: bool = False,
    hint: str = "",
    kind: FieldKind = "text",
) -> Column:
    """Return a column of words, at most `longest` characters; `kind` is what its cells usually look like."""
    field = Field(name, label, kind, aliases, required=required, hint=hint)
    return Column(field, name, lambda reader, at: reader.text(at, longest=longest), is_sealed=is_sealed)


def date_column(
    name: str, label: str, *aliases: str, required: bool = False, may_be_future: bool = False, hint: str = ""
) -> Column:
    """Return a column of days."""
    field = Field(name, label, "date", aliases, required=required, hint=hint)
    return Column(
        field, name, lambda reader, at: reader.date(at, allow_future=may_be_future), ledger_kind="date"
    )


def last_day_column(
    name: str, label: str, *aliases: str, attribute: str = "ends_before", hint: str = ""
) -> Column:
    """Return a column that says the last day of a period, kept as the first day after it."""
    field = Field(name, label, "date", aliases, hint=hint or "空着就是还没有结束")
    return Column(field, attribute, _day_after, lambda day: day - DAY if day else None, ledger_kind="date")


def _day_after(reader: RowReader, name: str) -> datetime.date | None:
    day = reader.date(name, allow_future=True)
    return day + DAY if day else None


def integer_column(
    name: str, label: str, *aliases: str, unit: str = "", required: bool = False, most: int = 10_000_000
) -> Column:
    """Return a column of whole numbers from nought to `most`."""
    field = Field(name, label, "integer", aliases, required=required)
    return Column(
        field, name, lambda reader, at: reader.integer(at, most=most), unit=unit, ledger_kind="integer"
    )


def decimal_column(name: str, label: str, *aliases: str, unit: str = "", required: bool = False) -> Column:
    """Return a column of numbers with at most four decimals."""
    field = Field(name, label, "text", aliases, required=required)
    return Column(field, name, _decimal, plain_number, unit=unit)


def plain_number(number: Decimal) -> Decimal:
    """Return the same number without noughts at its end (120.5000 → 120.5, 800.0000 → 800)."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def money_column(name: str, label: str, *aliases: str, attribute: str, required: bool = False) -> Column:
    """Return a column in which people write yuan and the model keeps fen."""
    field = Field(name, label, "text", aliases, required=required)
    return Column(field, attribute, _fen, unit="元", ledger_kind="money")


def choice_column(
    name: str,
    label: str,
    choices: Sequence[tuple[str, str]],
    *aliases: str,
    required: bool = False,
    attribute: str = "",
    hint: str = "",
) -> Column:
    """Return a column that says one of a few things, written by their labels."""
    values = {said: value for value, said in choices}
    labels = dict(choices)
    field = Field(
        name, label, "choice", aliases, required=required, choices=tuple(labels.values()), hint=hint
    )
    return Column(
        field,
        attribute or name,
        lambda reader, at: choice(reader, at, values) or "",
        lambda value: labels.get(value, value) or None,
        choices=tuple(choices),
    )


def code_column(
    name: str,
    label: str,
    codes: Callable[[], Mapping[str, str]],
    *aliases: str,
    required: bool = False,
    attribute: str = "",
    hint: str = "",
    codes_on: Callable[[datetime.date], Mapping[str, str]] | None = None,
) -> Column:
    """Return a column whose words come from a code list (code → label) that an office may add to.

    `codes_on` is the list as it was worded on a day: a row is shown in the words of the day it tells of.
    """
    field = Field(name, label, "text", aliases, required=required, hint=hint)

    def read(reader: RowReader, at: str) -> str:
        known = codes()
        said = {text: code for code, text in known.items()} | {code: code for code in known}
        return choice(reader, at, said) or ""

    return Column(
        field,
        attribute or name,
        read,
        lambda value: codes().get(value, value) or None,
        options=codes,
        options_on=codes_on,
    )


def words_column(name: str, label: str, *aliases: str, hint: str = "") -> Column:
    """Return a column of several words in one cell, kept as a list."""
    field = Field(name, label, "text", aliases, hint=hint or "几项之间用顿号隔开")
    return Column(field, name, _words, lambda words: tuple(words or ()), ledger_kind="list")


def yes_no_column(name: str, label: str, *aliases: str, attribute: str) -> Column:
    """Return a column that says yes or no; empty is not known."""
    field = Field(name, label, "choice", aliases, choices=tuple(YES_NO))
    said = {**YES_NO, "有": True, "无": False, "√": True, "×": False}
    return Column(field, attribute, lambda reader, at: choice(reader, at, said), ledger_kind="yes_no")


def _words(reader: RowReader, name: str) -> list[str]:
    return [word for word in _SEPARATORS.split(reader.text(name, longest=300)) if word]


def _decimal(reader: RowReader, name: str) -> Decimal | None:
    if is_blank(reader.cell(name)):
        return None
    text = reader.text(name, longest=40).replace(",", "").replace("，", "")
    bare = text.rstrip("元人天小时次场家个%％").strip()
    if not _NUMBER.fullmatch(bare):
        label = reader.layout.field(name).label
        reader.wrong(name, "number", f"“{text[:20]}”不是一个数。{label}请只填数字，小数最多四位。")
        return None
    return Decimal(bare)


def _fen(reader: RowReader, name: str) -> int | None:
    if is_blank(reader.cell(name)):
        return None
    text = reader.text(name, longest=40).replace(",", "").replace("，", "").removesuffix("元")
    scale = Decimal(10_000) if text.endswith("万") else Decimal(1)
    try:
        yuan = Decimal(text.removesuffix("万").strip()) * scale
    except InvalidOperation:
        yuan = Decimal(-1)
    fen = yuan * FEN if yuan.is_finite() else Decimal(-1)
    if not 0 <= yuan <= _LARGEST_YUAN or fen != fen.to_integral_value():
        label = reader.layout.field(name).label
        reader.wrong(name, "money", f"“{text[:20]}”不是金额。{label}请填元，最多两位小数，如12000.50。")
        return None
    return int(fen)
