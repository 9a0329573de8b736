"""Conditions that decide which index serves a list, without ever taking the scope's condition away.

SQLite has no hints, but a term behind a unary plus cannot be used to search an index; PostgreSQL decides from
its statistics, and every comparison used here is leakproof, so that its row policy does not stand in the way.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.expressions import Combinable, Expression, ExpressionWrapper

from baigong.foundation.scope.conditions import MarkedCondition


class ReadOnlyCondition(MarkedCondition):
    """The scope's condition, checked on every entry that is read and never used to choose the index."""

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, params = self.as_sql(compiler, connection)
        return f"+{sql}", params


class Unindexed(ExpressionWrapper):  # type: ignore[type-arg]  # only the stubs are generic
    """A column or condition that SQLite may not look up in an index."""

    def __init__(self, expression: Any, output_field: Any = None) -> None:
        super().__init__(expression, output_field=output_field or models.BooleanField())

    @property
    def conditional(self) -> bool:
        return isinstance(self.output_field, models.BooleanField)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, params = self.as_sql(compiler, connection)
        return f"+({sql})", params


class Beyond(Expression):
    """Rows beyond a position: `(order, key) > (value, key)`, which both engines search in an index."""

    conditional = True

    def __init__(self, columns: tuple[str, ...], values: tuple[Any, ...], *, is_backwards: bool) -> None:
        super().__init__(output_field=models.BooleanField())
        self.columns = columns
        self.values = values
        self.is_backwards = is_backwards
        self.sources: list[Any] = [F(name) for name in columns]

    def get_source_expressions(self) -> list[Any]:
        return self.sources

    def set_source_expressions(self, exprs: Any) -> None:
        self.sources = list(exprs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        names, limits, params = [], [], []
        for source, value in zip(self.sources, self.values, strict=True):
            sql, _ = compiler.compile(source)
            names.append(sql)
            limit, held = compiler.compile(Value(value, output_field=source.output_field))
            limits.append(limit)
            params.extend(held)
        sign = "<" if self.is_backwards else ">"
        return f"({', '.join(names)}) {sign} ({', '.join(limits)})", params


class HasValue(Expression):
    """Rows whose column is known, as a range: SQLite does not search an index for `IS NOT NULL`."""

    conditional = True

    def __init__(self, column: str) -> None:
        super().__init__(output_field=models.BooleanField())
        self.source: Any = F(column)

    def get_source_expressions(self) -> list[Any]:
        return [self.source]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.source,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.source)
        return f"{sql} IS NOT NULL", list(params)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        field = self.source.output_field
        sql, params = compiler.compile(self.source)
        floor, held = compiler.compile(Value(_lowest(field), output_field=field))
        return f"{sql} >= {floor}", [*params, *held]


def _lowest(field: models.Field[Any, Any]) -> Any:
    """Return a value no row of the field's kind lies below."""
    if isinstance(field, models.DateTimeField):
        return datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)
    if isinstance(field, models.DateField):
        return datetime.date.min
    if isinstance(field, models.CharField | models.TextField):
        return ""
    return -(2**63)


def ordered(column: Combinable | str, *, is_descending: bool) -> Any:
    expression = F(column) if isinstance(column, str) else column
    return expression.desc() if is_descending else expression.asc()  # type: ignore[attr-defined]  # every expression here can be ordered
