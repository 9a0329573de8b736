"""Reading conditions, three-valued answers, and the agreement of columns with the reference."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.kernels.predicates import (
    ALWAYS,
    Moments,
    Predicate,
    PredicateError,
    evaluate,
    evaluate_columns,
    parse,
    parse_all,
    subjects,
)
from baigong.kernels.predicates.tests.any_predicate import KINDS, PREDICATES

DAY = date(2021, 4, 15)


def answer(condition: dict[str, Any], **row: object) -> bool | None:
    return evaluate(parse(condition), row, on=DAY)


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ({"is": "制造业"}, "制造业", True),
        ({"is": "制造业"}, None, None),
        ({"is": True}, False, False),
        ({"in": ["a", "b"]}, "b", True),
        ({"in": [1, 2]}, 3, False),
        ({"has": "20+N"}, ("20+N", "直播"), True),
        ({"has": "20+N"}, (), False),
        ({"has": "20+N"}, None, None),
        ({"at_least": 3}, 3, True),
        ({"at_most": 3}, 4, False),
        ({"more_than": 3}, 3, False),
        ({"less_than": Decimal("21.75")}, 21, True),
        ({"between": [date(2021, 3, 29), date(2021, 6, 30)]}, date(2021, 6, 30), True),
        ({"between": [16, 24]}, 25, False),
        ({"within": "37/16/"}, "37/16/02/", True),
        ({"within": "37/16/"}, "37/160/", False),
        ({"starts_with": "C"}, "C13", True),
        ({"starts_with": "C"}, "c13", False),
        ({"is_known": True}, None, False),
        ({"is_known": False}, None, True),
    ],
)
def test_each_verb(condition: dict[str, Any], value: object, expected: bool | None) -> None:
    assert answer({"fact": "it", **condition}, it=value) is expected


def test_unknown_decides_nothing_and_known_may_decide_alone() -> None:
    old, local = {"fact": "age", "at_least": 50}, {"fact": "local", "is": True}
    assert answer({"any": [old, local]}, age=None, local=True) is True
    assert answer({"any": [old, local]}, age=None, local=False) is None
    assert answer({"all": [old, local]}, age=None, local=False) is False
    assert answer({"none": [old, local]}, age=None, local=False) is None
    assert answer({"none": [old, local]}, age=20, local=False) is True
    assert answer({"none": [old, local]}, age=None, local=True) is False


def test_a_dated_fact_is_asked_on_the_day_the_condition_names() -> None:
    def grade(day: date) -> str:
        return "甲" if day < date(2021, 5, 1) else "乙"

    moments = Moments(event=DAY, today=date(2021, 6, 1))
    row = {"grade": grade}
    assert evaluate(parse({"fact": "grade", "is": "甲"}), row, on=moments) is True
    assert evaluate(parse({"fact": "grade", "is": "甲", "on": "today"}), row, on=moments) is False
    fixed = parse({"fact": "grade", "is": "甲", "on": date(2021, 5, 1)})
    assert evaluate(fixed, row, on=moments) is False
    columns = {"grade": lambda day: np.array([grade(day)])}
    assert list(evaluate_columns(fixed, columns, on=moments)[0]) == [False]


@pytest.mark.parametrize(
    ("condition", "code", "where"),
    [
        ({"is": 1}, "missing-key", "where"),
        ({"fact": "a"}, "missing-key", "where"),
        ({"fact": "a", "column": "b", "is": 1}, "two-keys", "where"),
        ({"fact": "a", "is": 1, "in": [1]}, "two-keys", "where"),
        ({"fact": "a", "is": 1, "whne": 2}, "unknown-key", "where.whne"),
        ({"fact": "", "is": 1}, "no-subject", "where.fact"),
        ({"fact": "a", "is": 1.5}, "wrong-value", "where.is"),
        ({"fact": "a", "is": Decimal("NaN")}, "wrong-value", "where.is"),
        ({"fact": "a", "is": datetime(2021, 4, 1)}, "wrong-value", "where.is"),
        ({"fact": "a", "at_least": "3"}, "wrong-value", "where.at_least"),
        ({"fact": "a", "at_least": True}, "wrong-value", "where.at_least"),
        ({"fact": "a", "in": []}, "wrong-value", "where.in"),
        ({"fact": "a", "in": [1, "b"]}, "mixed-values", "where.in"),
        ({"fact": "a", "in": [1, {"b": 1}]}, "wrong-value", "where.in[1]"),
        ({"fact": "a", "between": [3, 1]}, "wrong-order", "where.between"),
        ({"fact": "a", "between": [1]}, "wrong-value", "where.between"),
        ({"fact": "a", "within": "37/16"}, "wrong-path", "where.within"),
        ({"fact": "a", "starts_with": ""}, "wrong-value", "where.starts_with"),
        ({"fact": "a", "is_known": 1}, "wrong-value", "where.is_known"),
        ({"fact": "a", "is": 1, "on": "tomorrow"}, "wrong-day", "where.on"),
        ({"all": []}, "empty-group", "where.all"),
        ({"all": [{"fact": "a", "is": 1}], "any": []}, "unknown-key", "where.any"),
        ({"any": [{"fact": "a", "is": 1}, 7]}, "not-a-condition", "where.any[1]"),
        ({"all": [{"any": [{"none": [{"all": [{"fact": "a", "is": 1}]}]}]}]}, "too-deep",
         "where.all[0].any[0].none[0].all"),
        ({"any": [{"fact": "a", "is": 1}] * 101}, "too-many", "where.any"),
    ],
)  # fmt: skip
def test_a_wrong_condition_names_its_key(condition: dict[str, Any], code: str, where: str) -> None:
    with pytest.raises(PredicateError) as caught:
        parse(condition)
    assert (caught.value.code, caught.value.where) == (code, where)
    assert caught.value.sentence.endswith("。")


def test_a_list_of_conditions_must_all_hold_and_an_empty_one_always_does() -> None:
    assert parse_all([]) == ALWAYS
    assert evaluate(ALWAYS, {}, on=DAY) is True
    both = parse_all([{"fact": "a", "is": 1}, {"column": "b", "is": 2}])
    assert subjects(both) == {"a", "b"}
    assert evaluate(both, {"a": 1, "b": 3}, on=DAY) is False
    with pytest.raises(PredicateError, match="方括号"):
        parse_all({"fact": "a", "is": 1})


def test_a_misspelt_fact_and_a_wrong_kind_are_errors_and_never_unknown() -> None:
    wrong: list[tuple[str, dict[str, object]]] = [
        ("unknown-fact", {"agee": 3}),
        ("wrong-kind", {"age": "3"}),
        ("wrong-kind", {"age": 1.5}),
        ("wrong-kind", {"age": True}),
    ]
    for kind, row in wrong:
        with pytest.raises(PredicateError) as caught:
            evaluate(parse({"fact": "age", "at_least": 3}), row, on=DAY)
        assert caught.value.code == kind
    with pytest.raises(PredicateError, match="不是一类"):
        evaluate(parse({"fact": "tags", "has": "a"}), {"tags": "abc"}, on=DAY)


def test_floating_columns_are_refused() -> None:
    test = parse({"fact": "pay", "at_least": 3})
    with pytest.raises(PredicateError, match="不是一类"):
        evaluate_columns(test, {"pay": np.array([1.0, 4.0])}, on=DAY)
    with pytest.raises(PredicateError, match="没有“pay”"):
        evaluate_columns(test, {"wage": np.array([1])}, on=DAY)


ROWS = st.lists(
    st.fixed_dictionaries({kind: st.none() | st.sampled_from(values) for kind, values in KINDS.items()}),
    min_size=1,
    max_size=8,
)


def typed_columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    types = {
        "text": ("U", ""),
        "number": ("i8", 0),
        "day": ("M8[D]", np.datetime64("NaT")),
        "flag": ("b1", False),
    }
    columns: dict[str, Any] = {}
    for name, (dtype, filler) in types.items():
        values = [row[name] for row in rows]
        data = np.array([filler if value is None else value for value in values], dtype=dtype)
        columns[name] = data if name == "day" else np.ma.array(data, mask=[value is None for value in values])
    return columns


def object_columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: np.array([row[name] for row in rows] + [None], dtype=object)[:-1] for name in KINDS}


@settings(max_examples=150, deadline=None)
@given(predicate=PREDICATES, rows=ROWS)
def test_columns_agree_with_the_reference(predicate: Predicate, rows: list[dict[str, Any]]) -> None:
    expected = [evaluate(predicate, row, on=DAY) for row in rows]
    for columns in (typed_columns(rows), object_columns(rows)):
        true, unknown = evaluate_columns(predicate, columns, on=DAY)
        got = [None if u else bool(t) for t, u in zip(true, unknown, strict=True)]
        assert got == expected
