"""What a condition is: tests of single facts, joined by all / any / none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from .errors import PredicateError

Scalar: TypeAlias = str | int | Decimal | bool | date
Kind: TypeAlias = Literal["text", "number", "yes_no", "day"]
Verb: TypeAlias = Literal[
    "is", "in", "has", "at_least", "at_most", "more_than", "less_than", "between", "within", "starts_with",
    "is_known",
]  # fmt: skip
Mode: TypeAlias = Literal["all", "any", "none"]

ORDER_VERBS = frozenset({"at_least", "at_most", "more_than", "less_than", "between"})
TEXT_VERBS = frozenset({"within", "starts_with"})
LIST_VERBS = frozenset({"in", "between"})
PATH_END = "/"


@dataclass(frozen=True, slots=True)
class Moments:
    """The two days a condition may ask about: that of the event, and today."""

    event: date
    today: date


@dataclass(frozen=True, slots=True)
class Test:
    """One fact put to one test. `operands` holds one value, or several for `in` and `between`.

    `day` says when the fact is asked: on the day of the event, today, or on a fixed date.
    """

    __test__ = False  # pytest would take the name for a test class

    subject: str
    verb: Verb
    operands: tuple[Scalar, ...]
    day: Literal["event", "today"] | date = "event"

    def asked_on(self, moments: Moments) -> date:
        """The calendar day on which the fact is looked up."""
        if isinstance(self.day, date):
            return self.day
        return moments.today if self.day == "today" else moments.event


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions joined; an empty `all` or `none` holds, an empty `any` does not."""

    mode: Mode
    parts: tuple[Test | Group, ...]


Predicate: TypeAlias = Test | Group
ALWAYS = Group("all", ())


def subjects(predicate: Predicate) -> frozenset[str]:
    """Every fact or column the condition asks for, so that a loader can check that all are known."""
    if isinstance(predicate, Test):
        return frozenset({predicate.subject})
    return frozenset().union(*(subjects(part) for part in predicate.parts))


def depth(predicate: Predicate) -> int:
    """How many groups lie inside one another; a single test has depth 0."""
    if isinstance(predicate, Test):
        return 0
    return 1 + max((depth(part) for part in predicate.parts), default=0)


def kind_of(value: object) -> Kind | None:
    """The kind of a single value, or nothing when the grammar does not know such values (floats, times)."""
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int | Decimal):
        return "number"
    if isinstance(value, date) and not isinstance(value, datetime):
        return "day"
    return None


def moments_of(on: date | Moments) -> Moments:
    """A single day stands for both the event and today."""
    return on if isinstance(on, Moments) else Moments(on, on)


def wrong_kind(test: Test, value: object) -> PredicateError:
    """The error for a fact whose kind does not fit the test; a pack or a selector must be mended."""
    return PredicateError(
        "wrong-kind",
        test.subject,
        f"“{test.verb}”要和{test.operands!r}比，查到的却是{value!r}，两边不是一类。请改条件，或改这一项的来源。",
    )
