"""One table of a file, read key by key; what nobody asked for is a mistake (closed schema)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from baigong.kernels.predicates import ALWAYS, Predicate, PredicateError, parse_all

from .problems import Problem

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,79}", re.ASCII)


class Section:
    """A table with its place in the file; every reading notes a `Problem` instead of raising."""

    def __init__(self, table: object, file: str, at: str, problems: list[Problem]) -> None:
        self.file, self.at, self.problems = file, at, problems
        self.table: dict[str, Any] = table if isinstance(table, dict) else {}
        self.asked: set[str] = set()
        if not isinstance(table, dict):
            self.wrong("", "这里要写成一张表，即[名字]下面写若干行“键=值”。")

    def key(self, name: str) -> str:
        """The full path of a key."""
        return f"{self.at}.{name}" if self.at and name else self.at or name

    def wrong(self, name: str, sentence: str) -> None:
        """Note a mistake at a key of this table."""
        self.problems.append(Problem(self.file, self.key(name), sentence))

    def take(self, name: str, *, required: bool = False) -> Any:
        """The raw value of a key, or nothing."""
        self.asked.add(name)
        if required and name not in self.table:
            self.wrong(name, f"缺“{name}”，请补上。")
        return self.table.get(name)

    def text(self, name: str, *, required: bool = False, default: str = "") -> str:
        """A text; a required one may not be blank."""
        value = self.take(name, required=required)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.wrong(name, "这里要写文字，放在引号里，不能空着。")
            return default
        return value

    def name(self, name: str, *, required: bool = True) -> str:
        """An identifier in Latin letters, digits and hyphens."""
        value = self.text(name, required=required)
        if value and not NAME.fullmatch(value):
            self.wrong(name, f"“{value}”只能用英文字母、数字和连字符。")
            return ""
        return value

    def choice(self, name: str, choices: Sequence[str], *, default: str = "") -> str:
        """One word of a closed list; required when there is no default."""
        value = self.text(name, required=not default, default=default)
        if value and value not in choices:
            self.wrong(name, f"“{value}”不在可写的词里：{'、'.join(choices)}。")
            return default or choices[0]
        return value

    def whole(self, name: str, *, least: int = 0, required: bool = False) -> int | None:
        """A whole number not below `least`."""
        value: object = self.take(name, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.wrong(name, f"这里要写不小于{least}的整数，不加引号。")
            return None
        return value

    def number(self, name: str) -> Decimal | None:
        """An exact number, required."""
        value = self.take(name, required=True)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.wrong(name, "这里要写数字，不加引号。")
            return None
        return Decimal(value)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A calendar day, written bare as 2021-03-29."""
        value: object = self.take(name, required=required)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.wrong(name, "这里要写日期，如2021-03-29，不加引号，不带时刻。")
            return None
        return value

    def yes(self, name: str) -> bool:
        """True or false, false when absent."""
        value = self.take(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name, "这里只能写true或false，不加引号。")
        return value is True

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self.take(name, required=required)
        listed = [value] if isinstance(value, str) else [] if value is None else value
        good = isinstance(listed, list) and all(isinstance(each, str) and each.strip() for each in listed)
        if not good or (required and value is not None and not listed):
            self.wrong(name, "这里要写一列文字，如[“甲”,“乙”]，不能空着。")
            return ()
        return tuple(listed)

    def sections(self, name: str) -> list[Section]:
        """The tables of a `[[name]]` list."""
        value = self.take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, f"这里可有多条，每条用[[{name}]]开头。")
            return []
        at = self.key(name)
        return [
            Section(each, self.file, f"{at}[{number}]", self.problems) for number, each in enumerate(value)
        ]

    def section(self, name: str) -> Section | None:
        """The table of a `[name]` heading, when there is one."""
        value = self.take(name)
        return None if value is None else Section(value, self.file, self.key(name), self.problems)

    def condition(self, name: str) -> Predicate:
        """A list of conditions that must all hold; an absent list always holds."""
        value = self.take(name)
        if value is None:
            return ALWAYS
        try:
            return parse_all(value, at=self.key(name))
        except PredicateError as error:
            self.problems.append(Problem(self.file, error.where, error.sentence))
            return ALWAYS

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for name in self.table:
            if name not in self.asked:
                known = "、".join(sorted(self.asked))
                self.wrong(str(name), f"不认识“{name}”，请删去或改正。这里可写：{known}。")


def once_only(sections: Iterable[Section], name: str) -> None:
    """Note every section whose `name` an earlier one already has."""
    seen: set[Any] = set()
    for section in sections:
        value = section.table.get(name)
        if isinstance(value, str | int):
            if value in seen:
                section.wrong(name, f"“{value}”前面已经写过，请改名或合并。")
            seen.add(value)
