"""The one grammar as a database filter: the rows for which a condition is *true* (unknown is not true).

SQL has its own three-valued logic and Django rewrites negations over NULL in its own way, so nothing is
left to either: truth and falsehood are each compiled on their own, and no condition is ever negated whole.
Only plain columns of the row itself or of a single-valued relation can be asked; facts that are computed,
dated or lists (`has`) belong to the other two readings and are refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Substr
from django.db.models.lookups import Exact

from baigong.foundation.scope.conditions import place_range
from baigong.kernels.predicates import Group, Predicate, PredicateError, Test

_EVERYTHING = {"pk__isnull": False}


def to_q(predicate: Predicate, columns: Mapping[str, str]) -> Q:
    """Compile the condition to a filter; `columns` maps each subject to the path of its column.

    Raises `PredicateError` (code ``not-a-column``) for anything a column cannot answer. Date subjects must
    be date columns, not timestamps.
    """
    return _truth(predicate, columns)


def _truth(predicate: Predicate, columns: Mapping[str, str]) -> Q:
    if isinstance(predicate, Test):
        return _test(predicate, columns, wanted=True)
    if predicate.mode == "none":
        return _all(_each(predicate, columns, _falsehood))
    join = _all if predicate.mode == "all" else _any
    return join(_each(predicate, columns, _truth))


def _falsehood(predicate: Predicate, columns: Mapping[str, str]) -> Q:
    if isinstance(predicate, Test):
        return _test(predicate, columns, wanted=False)
    if predicate.mode == "none":
        return _any(_each(predicate, columns, _truth))
    join = _any if predicate.mode == "all" else _all
    return join(_each(predicate, columns, _falsehood))


def _each(group: Group, columns: Mapping[str, str], compile_part: Callable[..., Q]) -> list[Q]:
    return [compile_part(part, columns) for part in group.parts]


def _all(conditions: list[Q]) -> Q:
    return reduce(and_, conditions) if conditions else Q(**_EVERYTHING)


def _any(conditions: list[Q]) -> Q:
    # An empty Q() would vanish inside an OR instead of being false.
    return reduce(or_, conditions) if conditions else Q(pk__in=[])


def _test(test: Test, columns: Mapping[str, str], *, wanted: bool) -> Q:
    column = columns.get(test.subject)
    if column is None or test.verb == "has" or isinstance(test.day, date):
        raise PredicateError(
            "not-a-column", test.subject, f"“{test.subject}”的“{test.verb}”不能直接在库里查，请改用已有的列。"
        )
    if test.verb == "is_known":
        return Q(**{f"{column}__isnull": test.operands[0] is not wanted})
    known = Q(**{f"{column}__isnull": False})
    held = _COMPARE[test.verb](column, tuple(_whole(test, operand) for operand in test.operands))
    return known & (held if wanted else ~held)


def _whole(test: Test, operand: object) -> object:
    # Columns hold whole numbers (fen, months, heads); Django would cut 0.5 down to 0 without a word.
    if not isinstance(operand, Decimal):
        return operand
    if operand != int(operand):
        raise PredicateError("not-a-column", test.subject, f"库里的列只和整数比，{operand}请改成整数。")
    return int(operand)


def _starts_with(column: str, operands: tuple[Any, ...]) -> Q:
    # Not LIKE: on SQLite it takes capitals and small letters for the same.
    prefix = operands[0]
    return Q(Exact(Substr(F(column), 1, len(prefix)), Value(prefix)))


_COMPARE: Mapping[str, Callable[[str, tuple[Any, ...]], Q]] = {
    "is": lambda column, wanted: Q(**{column: wanted[0]}),
    "in": lambda column, wanted: Q(**{f"{column}__in": wanted}),
    "at_least": lambda column, wanted: Q(**{f"{column}__gte": wanted[0]}),
    "at_most": lambda column, wanted: Q(**{f"{column}__lte": wanted[0]}),
    "more_than": lambda column, wanted: Q(**{f"{column}__gt": wanted[0]}),
    "less_than": lambda column, wanted: Q(**{f"{column}__lt": wanted[0]}),
    "between": lambda column, wanted: Q(**{f"{column}__range": (wanted[0], wanted[1])}),
    "within": lambda column, wanted: place_range(column, wanted[0]),
    "starts_with": _starts_with,
}
