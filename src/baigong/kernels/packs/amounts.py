"""Dated parameters: what a figure was on a day. Yuan in the file become integer fen at this border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .problems import Problem
from .section import NAME, Section

FEN_PER_YUAN = 100
# In the file → in the programme; money changes its unit, the rest keeps its own.
UNITS: Mapping[str, str] = {
    "元": "fen", "元/月": "fen/month", "元/日": "fen/day", "元/小时": "fen/hour", "元/年": "fen/year",
    "%": "percent", "天": "days", "个工作日": "working-days",
    "个月": "months", "小时": "hours", "分钟": "minutes", "周岁": "years",
    "行": "rows", "人": "persons", "家": "organisations", "场": "events", "次": "times", "公里": "kilometres",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A figure from a day on: `value` in `unit` (money: whole fen), by which document and clause."""

    starts_on: date
    value: Decimal
    unit: str
    document: str = ""
    clause: str = ""

    @property
    def fen(self) -> int:
        """The amount in fen; an error for anything that is no money."""
        if not self.unit.startswith("fen"):
            raise ValueError(f"{self.unit} is no money")
        return int(self.value)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named figure through time, oldest value first; a value holds until the next one begins."""

    name: str
    values: tuple[ParameterValue, ...]
    label: str = ""

    def at(self, on: date) -> ParameterValue | None:
        """The value in force on a day; nothing before the first."""
        in_force = [value for value in self.values if value.starts_on <= on]
        return in_force[-1] if in_force else None


def read_parameters(table: dict[str, Any], file: str, problems: list[Problem]) -> dict[str, Parameter]:
    """Read ``parameters.toml``: one ``[[parameter.<name>]]`` for each value through time."""
    whole = Section(table, file, "", problems)
    listed = whole.section("parameter")
    whole.close()
    if listed is None:
        return {}
    found: dict[str, Parameter] = {}
    for name in listed.table:
        if not NAME.fullmatch(name):
            listed.wrong(name, "参数名只能用英文字母、数字和连字符。")
        sections = listed.sections(name)
        label = next((words for each in sections if (words := each.text("label"))), "")
        values = [value for each in sections if (value := _read_value(each))]
        _check_order(listed, name, values)
        found[name] = Parameter(name, tuple(sorted(values, key=lambda value: value.starts_on)), label)
    return found


def _read_value(section: Section) -> ParameterValue | None:
    starts_on, value = section.day("from", required=True), section.number("value")
    unit = section.choice("unit", tuple(UNITS))
    document, clause = section.text("document"), section.text("clause")
    section.close()
    if starts_on is None or value is None or not unit:
        return None
    if UNITS[unit].startswith("fen"):
        value *= FEN_PER_YUAN
        if value != int(value):
            section.wrong("value", "金额最多写到分，即两位小数。")
            return None
    return ParameterValue(starts_on, value, UNITS[unit], document, clause)


def _check_order(listed: Section, name: str, values: list[ParameterValue]) -> None:
    days = [value.starts_on for value in values]
    if len(set(days)) != len(days):
        listed.wrong(name, "同一天起有两个值，请留一个。")
    if len({value.unit for value in values}) > 1:
        listed.wrong(name, "同一个参数前后单位不一样，请改成一种。")


def in_words(value: Decimal, unit: str) -> tuple[str, str]:
    """The figure and the unit as the plan writes them: (210000, "fen/month") → ("2100", "元/月")."""
    written = next((words for words, own in UNITS.items() if own == unit), unit)
    shown = value / FEN_PER_YUAN if unit.startswith("fen") else value
    plain = f"{shown:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain), written
