"""Any condition over four facts, one of each kind: shared by the tests of all three readings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from baigong.kernels.predicates import Group, Predicate, Test

TEXTS = ["", "C", "C1", "c1", "37/16/", "37/16/1/", "37/160/", "甲"]
DAYS = [date(2021, 3, 29), date(2021, 4, 15), date(2021, 6, 30)]
NUMBERS = [-2, 0, 1, 3, 4]
KINDS: dict[str, list[Any]] = {"text": TEXTS, "number": NUMBERS, "day": DAYS, "flag": [True, False]}


def _tests_of(kind: str) -> st.SearchStrategy[Test]:
    value = st.sampled_from(KINDS[kind])
    one = st.tuples(value)
    shapes = [
        st.builds(Test, st.just(kind), st.sampled_from(["is"]), one),
        st.builds(Test, st.just(kind), st.just("in"), st.lists(value, min_size=1, max_size=3).map(tuple)),
        st.builds(Test, st.just(kind), st.just("is_known"), st.tuples(st.booleans())),
    ]
    if kind in ("number", "day"):
        verbs = st.sampled_from(["at_least", "at_most", "more_than", "less_than"])
        shapes.append(st.builds(Test, st.just(kind), verbs, one))
        pair = st.tuples(value, value).map(sorted).map(tuple)
        shapes.append(st.builds(Test, st.just(kind), st.just("between"), pair))
    if kind == "number":
        halves = st.tuples(st.sampled_from([Decimal("0.5"), Decimal("3.0")]))
        shapes.append(
            st.builds(Test, st.just(kind), st.sampled_from(["is", "at_least", "less_than"]), halves)
        )
    if kind == "text":
        starts = st.tuples(st.sampled_from(["C", "c", "37/16", "甲"]))
        shapes.append(st.builds(Test, st.just(kind), st.just("starts_with"), starts))
        shapes.append(st.builds(Test, st.just(kind), st.just("within"), st.tuples(st.just("37/16/"))))
    return st.one_of(shapes)


PREDICATES: st.SearchStrategy[Predicate] = st.recursive(
    st.sampled_from(list(KINDS)).flatmap(_tests_of),
    lambda inner: st.builds(
        Group, st.sampled_from(["all", "any", "none"]), st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=6,
)
