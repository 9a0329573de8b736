"""Reads one row's cells by the kinds its layout declares, and gathers what is wrong instead of stopping."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from typing import TypeVar

from baigong.foundation.exchange.contract import Problem, RowIn
from baigong.kernels.codes import recognise_education, recognise_skill_level
from baigong.kernels.codes.recognising import NO_REQUIREMENT
from baigong.kernels.identity.credit import CreditCode
from baigong.kernels.identity.numbers import IdentityNumber
from baigong.kernels.pay import Pay, parse_pay
from baigong.kernels.recognition import readers
from baigong.kernels.recognition.cells import EMPTY, Cell
from baigong.kernels.recognition.errors import CellError
from baigong.kernels.recognition.fields import Layout

_Value = TypeVar("_Value")

# A village's list says the same few things thousands of times.
_parse_pay = functools.lru_cache(maxsize=8192)(parse_pay)
_education = functools.lru_cache(maxsize=4096)(recognise_education)
_skill_level = functools.lru_cache(maxsize=4096)(recognise_skill_level)


class RowReader:
    """One row being read. A value that cannot be read is None and has its problem in `problems`."""

    def __init__(self, row: RowIn, layout: Layout, on: datetime.date) -> None:
        self.row, self.layout, self.on = row, layout, on
        self.problems: list[Problem] = []

    @property
    def has_error(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    @property
    def is_blank(self) -> bool:
        """Whether the row says nothing; where a required column is missing altogether, nobody can tell."""
        if any(field.required and field.name not in self.row.cells for field in self.layout.fields):
            return False
        return all(readers.is_blank(cell) for cell in self.row.cells.values())

    def cell(self, name: str) -> Cell:
        return self.row.cells.get(name, EMPTY)

    def wrong(self, name: str, code: str, sentence: str, *, is_error: bool = True) -> None:
        self.problems.append(Problem(name, code, sentence, is_error))

    def text(self, name: str, *, longest: int = 120) -> str:
        cell = self.row.cells.get(name)
        if cell is None or cell is EMPTY:
            return ""
        try:
            return readers.read_text(cell, longest=longest) or ""
        except CellError as error:
            self.wrong(name, error.code, error.sentence)
            return ""

    def date(self, name: str, *, allow_future: bool = False) -> datetime.date | None:
        return self._read(name, lambda cell: readers.read_date(cell, on=self.on, allow_future=allow_future))

    def day_or_aside(self, name: str) -> datetime.date | None:
        """Return the day of a cell that may be empty; one that names a month only is set aside with a warning."""
        if self.month_alone(name) is None:
            return self.date(name)
        sentence = f"“{self.cell(name).text[:20]}”只写了月份，没写哪一天：这一格先空着。知道的话请补上日。"
        self.wrong(name, "month_only", sentence, is_error=False)
        return None

    def month_alone(self, name: str) -> tuple[int, int] | None:
        """Return the year and month of a cell that names no day in it."""
        return readers.month_alone(self.cell(name), on=self.on)

    def integer(self, name: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        return self._read(name, lambda cell: readers.read_integer(cell, least=least, most=most))

    def phone(self, name: str) -> str:
        found = self._read(name, readers.read_phone)
        return found.number if found else ""

    def identity_number(self, name: str) -> IdentityNumber | None:
        return self._read(name, lambda cell: readers.read_identity_number(cell, on=self.on))

    def credit_code(self, name: str) -> CreditCode | None:
        return self._read(name, readers.read_credit_code)

    def pay(self, name: str) -> Pay | None:
        """Return the pay a text promises; what cannot be read is a warning and stays as text."""
        cell = self.cell(name)
        if readers.is_blank(cell):
            return None
        pay = _parse_pay(cell.text)
        if pay.kind == "unknown":
            self.wrong(name, "pay", f"“{cell.text[:30]}”看不出每月多少钱，先按原文留着。", is_error=False)
        return pay

    def education(self, name: str, *, as_requirement: bool = False) -> str:
        return self._coded(name, lambda text: _education(text, as_requirement=as_requirement), "学历")

    def skill_level(self, name: str, *, as_requirement: bool = False) -> int | None:
        code = self._coded(name, lambda text: _skill_level(text, as_requirement=as_requirement), "技能等级")
        return int(code) if code else None

    def require(self, name: str, value: object) -> None:
        """Note that a required field is empty or says 无 or —, unless its cell has a problem of its own."""
        is_said = value and not readers.is_blank(self.cell(name))
        if not is_said and not any(problem.field == name for problem in self.problems):
            self.wrong(name, "missing", f"{self.layout.field(name).label}没有填。")

    def _coded(self, name: str, recognise: Callable[[str], str | None], what: str) -> str:
        cell = self.cell(name)
        if readers.is_blank(cell):
            return ""
        code = recognise(cell.text)
        if code is None:
            self.wrong(name, "code", f"“{cell.text[:20]}”看不出是哪一级{what}，先空着。", is_error=False)
        return "" if code in (None, NO_REQUIREMENT) else str(code)

    def _read(self, name: str, read: Callable[[Cell], _Value | None]) -> _Value | None:
        try:
            return read(self.cell(name))
        except CellError as error:
            self.wrong(name, error.code, error.sentence)
            return None
