"""The same conditions over numpy columns: a whole population at once, as two masks.

A column is an array; what is not known is masked (`numpy.ma`), `None` in an object array, `NaT` among days.
Numbers come as integers (fen, months, counts): floating columns are refused, because money must not float.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .errors import PredicateError
from .model import Group, Kind, Moments, Predicate, Test, kind_of, moments_of, wrong_kind
from .reference import holds

Mask: TypeAlias = NDArray[np.bool_]
Column: TypeAlias = NDArray[Any]
Columns: TypeAlias = Mapping[str, Column | Callable[[date], Column]]

_KIND_OF_DTYPE: Mapping[str, Kind] = {"b": "yes_no", "i": "number", "u": "number", "M": "day", "U": "text"}


def evaluate_columns(predicate: Predicate, columns: Columns, *, on: date | Moments) -> tuple[Mask, Mask]:
    """Answer the condition for every row: (true, unknown); a row in neither mask is false."""
    moments = moments_of(on)
    true, false = _evaluate(predicate, columns, moments)
    return true, ~(true | false)


def _evaluate(predicate: Predicate, columns: Columns, moments: Moments) -> tuple[Mask, Mask]:
    if isinstance(predicate, Test):
        return _test(predicate, _look_up(predicate, columns, moments))
    true, false = _join(predicate, columns, moments)
    return true, false


def _join(group: Group, columns: Columns, moments: Moments) -> tuple[Mask, Mask]:
    every = np.ones(_length(columns, moments), dtype=np.bool_)
    some = np.zeros_like(every)
    all_true, all_false, any_true, any_false = every, every.copy(), some, some.copy()
    for part in group.parts:
        true, false = _evaluate(part, columns, moments)
        all_true, all_false = all_true & true, all_false & false
        any_true, any_false = any_true | true, any_false | false
    if group.mode == "all":
        return all_true, any_false
    return (any_true, all_false) if group.mode == "any" else (all_false, any_true)


def _length(columns: Columns, moments: Moments) -> int:
    for column in columns.values():
        return len(column(moments.event) if callable(column) else column)
    return 0


def _look_up(test: Test, columns: Columns, moments: Moments) -> Column:
    if test.subject not in columns:
        raise PredicateError("unknown-fact", test.subject, f"没有“{test.subject}”这一列，请核对名字。")
    column = columns[test.subject]
    return column(test.asked_on(moments)) if callable(column) else column


def _test(test: Test, column: Column) -> tuple[Mask, Mask]:
    unknown = _unknown(column)
    if test.verb == "is_known":
        true = ~unknown if test.operands[0] else unknown
        return true, ~true
    true = _hold(test, column, unknown) & ~unknown
    return true, ~true & ~unknown


def _unknown(column: Column) -> Mask:
    masked = np.array(np.ma.getmaskarray(column), dtype=np.bool_)
    if column.dtype.kind == "M":
        return np.asarray(masked | np.isnat(np.ma.getdata(column)), dtype=np.bool_)
    if column.dtype.kind == "O":
        data = np.ma.getdata(column)
        return masked | np.fromiter((value is None for value in data), np.bool_, len(data))
    return masked


def _hold(test: Test, column: Column, unknown: Mask) -> Mask:
    data = np.ma.getdata(column)
    if column.dtype.kind == "O":
        pairs = zip(data, unknown, strict=True)
        return np.fromiter((not skip and holds(test, value) for value, skip in pairs), np.bool_, len(data))
    if test.verb == "has" or _KIND_OF_DTYPE.get(column.dtype.kind) != kind_of(test.operands[0]):
        raise wrong_kind(test, column.dtype)
    operands = [np.datetime64(each) if isinstance(each, date) else each for each in test.operands]
    return np.asarray(_COMPARE[test.verb](data, operands), dtype=np.bool_)


def _is_any(data: Column, wanted: list[Any]) -> Mask:
    found = np.zeros(len(data), dtype=np.bool_)
    for each in wanted:  # one by one: numpy's isin would turn Decimal and big integers into floats
        found |= np.asarray(data == each, dtype=np.bool_)
    return found


_COMPARE: Mapping[str, Callable[[Any, list[Any]], Any]] = {
    "is": lambda data, wanted: data == wanted[0],
    "in": _is_any,
    "at_least": lambda data, wanted: data >= wanted[0],
    "at_most": lambda data, wanted: data <= wanted[0],
    "more_than": lambda data, wanted: data > wanted[0],
    "less_than": lambda data, wanted: data < wanted[0],
    "between": lambda data, wanted: (data >= wanted[0]) & (data <= wanted[1]),
    "within": lambda data, wanted: np.char.startswith(data, wanted[0]),
    "starts_with": lambda data, wanted: np.char.startswith(data, wanted[0]),
}
