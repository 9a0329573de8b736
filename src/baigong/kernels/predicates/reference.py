"""The reference reading of a condition: one row, plain Python, three answers.

`numpy` columns (`columns.py`) and the ORM (`foundation/predicates_orm.py`) must agree with this file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from .errors import PredicateError
from .model import Group, Moments, Predicate, Test, kind_of, moments_of, wrong_kind

# A fact is a value, or a function of the day for facts that change over time; None is "not known".
Row: TypeAlias = Mapping[str, object | Callable[[date], object]]

_COLLECTIONS = (tuple, list, set, frozenset)


def evaluate(predicate: Predicate, row: Row, *, on: date | Moments) -> bool | None:
    """Answer the condition for one row: True, False, or None when what is known does not decide it.

    `on` is the day of the event, and today as well when a single date is given. A fact the row does not
    hold at all raises `PredicateError`: a misspelt name must not pass for "not known".
    """
    return _evaluate(predicate, row, moments_of(on))


def _evaluate(predicate: Predicate, row: Row, moments: Moments) -> bool | None:
    if isinstance(predicate, Group):
        return _join(predicate, row, moments)
    value = _look_up(predicate, row, moments)
    if predicate.verb == "is_known":
        return (value is not None) is predicate.operands[0]
    return None if value is None else holds(predicate, value)


def _join(group: Group, row: Row, moments: Moments) -> bool | None:
    answers = [_evaluate(part, row, moments) for part in group.parts]
    deciding = group.mode != "all"  # one False settles "all"; one True settles "any" and "none"
    if deciding in answers:
        return group.mode == "any"
    if None in answers:
        return None
    return group.mode != "any"


def _look_up(test: Test, row: Row, moments: Moments) -> object:
    if test.subject not in row:
        raise PredicateError("unknown-fact", test.subject, f"没有“{test.subject}”这一项，请核对名字。")
    value = row[test.subject]
    return value(test.asked_on(moments)) if callable(value) else value


def holds(test: Test, value: Any) -> bool:
    """Put one known value to the test; a value of another kind than the operand is an error."""
    if test.verb == "has":
        return _contains(test, value)
    if kind_of(value) is None or kind_of(value) != kind_of(test.operands[0]):
        raise wrong_kind(test, value)
    return _COMPARE[test.verb](value, test.operands)


def _contains(test: Test, value: Any) -> bool:
    if not isinstance(value, _COLLECTIONS):
        raise wrong_kind(test, value)
    wanted = test.operands[0]
    return any(each == wanted and kind_of(each) == kind_of(wanted) for each in value)


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, wanted: bool(value == wanted[0]),
    "in": lambda value, wanted: value in wanted,
    "at_least": lambda value, wanted: bool(value >= wanted[0]),
    "at_most": lambda value, wanted: bool(value <= wanted[0]),
    "more_than": lambda value, wanted: bool(value > wanted[0]),
    "less_than": lambda value, wanted: bool(value < wanted[0]),
    "between": lambda value, wanted: bool(wanted[0] <= value <= wanted[1]),
    "within": lambda value, wanted: value.startswith(wanted[0]),
    "starts_with": lambda value, wanted: value.startswith(wanted[0]),
}
