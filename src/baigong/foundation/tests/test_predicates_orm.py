"""The database filter agrees with the reference: exactly the rows whose answer is True come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Q
from hypothesis import given, settings

from baigong.foundation.predicates_orm import to_q
from baigong.kernels.predicates import Group, Predicate, PredicateError, Test, evaluate, parse
from baigong.kernels.predicates.tests.any_predicate import KINDS, PREDICATES

DAY = date(2021, 4, 15)
COLUMNS = {"text": "words", "number": "amount", "day": "happened_on", "flag": "is_local"}
ROWS: list[dict[str, Any]] = [
    dict(zip(KINDS, values, strict=True))
    for values in product(
        *([None, *some] for some in (KINDS["text"], [0, 3, 4], KINDS["day"], [True, False]))
    )
]


class Sample(models.Model):
    words = models.CharField(max_length=50, null=True)
    amount = models.BigIntegerField(null=True)
    happened_on = models.DateField(null=True)
    is_local = models.BooleanField(null=True)

    class Meta:
        app_label = "predicates_sample"
        managed = False
        db_table = "predicates_sample"


@pytest.fixture
def table(db: None) -> Iterator[None]:
    collation = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE predicates_sample (id bigint PRIMARY KEY, words varchar(50){collation},"
            " amount bigint, happened_on date, is_local boolean)"
        )
    Sample.objects.bulk_create(
        Sample(id=number, **{COLUMNS[name]: value for name, value in row.items()})
        for number, row in enumerate(ROWS)
    )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE predicates_sample")


def found(condition: Q) -> set[int]:
    return set(Sample.objects.filter(condition).values_list("id", flat=True))


def expected(predicate: Predicate) -> set[int]:
    return {number for number, row in enumerate(ROWS) if evaluate(predicate, row, on=DAY) is True}


def asks_a_fraction(predicate: Predicate) -> bool:
    if isinstance(predicate, Group):
        return any(asks_a_fraction(part) for part in predicate.parts)
    return Decimal("0.5") in predicate.operands


def test_the_database_agrees_with_the_reference(table: None) -> None:
    @settings(max_examples=150, deadline=None)
    @given(predicate=PREDICATES)
    def agree(predicate: Predicate) -> None:
        if asks_a_fraction(predicate):
            with pytest.raises(PredicateError, match="整数"):
                to_q(predicate, COLUMNS)
        else:
            assert found(to_q(predicate, COLUMNS)) == expected(predicate)

    agree()


def test_none_does_not_return_the_unknown(table: None) -> None:
    predicate = Group("none", (Test("number", "at_least", (3,)),))
    right = expected(predicate)
    assert found(to_q(predicate, COLUMNS)) == right
    assert not any(ROWS[number]["number"] is None for number in right)


def test_a_negation_left_to_django_would_return_the_unknown(table: None) -> None:
    """The harm the separate compilation of falsehood prevents."""
    naive = found(~Q(amount=3))
    assert any(ROWS[number]["number"] is None for number in naive)
    assert naive != expected(Group("none", (Test("number", "is", (3,)),)))


@pytest.mark.parametrize(
    "condition",
    [
        {"fact": "tags", "has": "直播"},
        {"fact": "unheard_of", "is": 1},
        {"fact": "number", "is": 1, "on": date(2021, 4, 1)},
    ],
)
def test_what_no_column_can_answer_is_refused(condition: dict[str, Any]) -> None:
    with pytest.raises(PredicateError) as caught:
        to_q(parse(condition), {**COLUMNS, "tags": "words"})
    assert caught.value.code == "not-a-column"
