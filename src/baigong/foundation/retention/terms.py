"""A term as the register of personal fields words it, read into a figure: “服务终止后三年” is 36 months.

So the register says how long something is kept and no other place repeats the figure (reliability 127).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from baigong.kernels.periods import add_months

_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_MONTHS = {"年": 12, "个月": 1}
_TERM = re.compile(r"(?P<since>.+?)后(?P<amount>[零一二两三四五六七八九十\d]+)(?P<unit>年|个月|天|日)")


class TermError(ValueError):
    """A term that names no figure."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long something is kept after an event: so many months, or so many days."""

    since: str
    months: int = 0
    days: int = 0

    def ends(self, day: datetime.date) -> datetime.date:
        """Return the first day on which what began on a day is over its term."""
        return add_months(day, self.months) + datetime.timedelta(days=self.days)

    def latest_over(self, on: datetime.date) -> datetime.date:
        """Return the latest day whose term is over on a day; what came after it is kept still."""
        day = add_months(on, -self.months) - datetime.timedelta(days=self.days)
        while self.ends(day + datetime.timedelta(days=1)) <= on:  # months are not of one length
            day += datetime.timedelta(days=1)
        while self.ends(day) > on:
            day -= datetime.timedelta(days=1)
        return day


def read_term(text: str) -> Term:
    """Read a term.

    :raises TermError: when the words name no event and figure.
    """
    found = _TERM.fullmatch(text)
    if found is None:
        raise TermError(f"保存期限“{text}”读不出从什么时候起、留多久。请写成“服务终止后三年”这样。")
    amount = _figure(found["amount"])
    if found["unit"] in _MONTHS:
        return Term(found["since"], months=amount * _MONTHS[found["unit"]])
    return Term(found["since"], days=amount)


def _figure(text: str) -> int:
    """Read a whole number below one hundred, in digits or in words."""
    if text.isdecimal():
        return int(text)
    tens, has_tens, ones = text.rpartition("十")
    if has_tens:
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return _DIGITS[text]
