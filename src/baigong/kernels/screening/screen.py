"""Reading an advertisement against the checks in force: no guess at what was meant, only what is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from baigong.kernels.predicates import evaluate, subjects

from .model import LEVELS, Check, Finding

_AGE = r"[1-9]\d(?:周)?岁"
_AGE_LIMIT = re.compile(
    rf"{_AGE}(?:及)?(?:以下|以内|之内)|(?:不超过|不大于|小于|低于){_AGE}"
    rf"|[1-9]\d(?:(?:周)?岁)?[-~—至到]{{1,2}}{_AGE}|年龄[:：]?(?:要求)?[:：]?[1-9]\d[-~—至到]{{1,2}}[1-9]\d"
)
_PROBATION = re.compile(r"试用期?[:：]?(?:为|是|约)?(\d{1,2}|[一二三四五六七八九十]{1,2}|半)个?(月|年)")
_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九十")}
_BLANK = "\0"
BY_FACTS = "facts"


def screen(
    texts: Mapping[str, str],
    checks: Iterable[Check],
    *,
    on: date,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Return what the checks in force on a day find in an advertisement, blocking ones first, mere notes last.

    texts: the parts of the advertisement by field name. Each check is found at most once a field.
    facts: what is known beside the text; what is not known fails no check.
    """
    checks = [check for check in checks if check.holds_on(on)]
    plain = {field: _plain(text) for field, text in texts.items()}
    found = [
        Finding(check, field, excerpt)
        for check in checks
        if check.finder != BY_FACTS
        for field, text in plain.items()
        if (not check.fields or field in check.fields) and (excerpt := _find(check, text)) is not None
    ]
    found += [
        Finding(check, check.fields[0], "")
        for check in checks
        if check.finder == BY_FACTS and _holds(check, facts, on)
    ]
    return tuple(sorted(found, key=lambda finding: LEVELS.index(finding.check.level)))


def _holds(check: Check, facts: Mapping[str, Any], on: date) -> bool:
    """Whether the check's condition holds for certain; where one of its facts is not known it does not."""
    return subjects(check.where) <= facts.keys() and evaluate(check.where, facts, on=on) is True


def _plain(text: str) -> str:
    """The text in one width and case, without blanks: 限 男 and 限男 are the same words."""
    return re.sub(r"\s+", "", normalize("NFKC", text)).lower()


_plain_word = lru_cache(maxsize=4096)(_plain)


def _find(check: Check, text: str) -> str | None:
    """The words that fail the check; "" where it is their absence; None where the text passes."""
    for phrase in check.unless:
        text = text.replace(_plain_word(phrase), _BLANK)
    return _FINDERS[check.finder](check, text)


def _words(check: Check, text: str) -> str | None:
    return next((word for word in check.words if _plain_word(word) in text), None)


def _empty(check: Check, text: str) -> str | None:
    return None if text.strip(_BLANK) else ""


def _age(check: Check, text: str) -> str | None:
    found = _AGE_LIMIT.search(text)
    return found[0] if found else None


def _probation(check: Check, text: str) -> str | None:
    for found in _PROBATION.finditer(text):
        if check.at_most is not None and _months(found[1], found[2]) > check.at_most:
            return found[0]
    return None


def _months(amount: str, unit: str) -> int:
    """Months of a figure in digits or in words: 六, 十二, 半年."""
    if amount == "半":
        return 6 if unit == "年" else 0
    if amount.isdecimal():
        number = int(amount)
    elif len(amount) == 2:
        number = 10 + _DIGITS[amount[1]] if amount[0] == "十" else 10 * _DIGITS[amount[0]]
    else:
        number = _DIGITS[amount]
    return number * 12 if unit == "年" else number


_FINDERS: Mapping[str, Callable[[Check, str], str | None]] = {
    "words": _words,
    "empty": _empty,
    "age": _age,
    "probation": _probation,
}
