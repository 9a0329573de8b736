"""No page asks the database once per row (reliability test 104).

Every route of the walk is asked with a few rows of every kind and with ten times as many; it may not ask the database
one question more. Forms that answer with a list or a workbook are sent too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.safety.drawing import policies
from tests.safety.many_rows import OWN, add_rows
from tests.safety.test_idor import QUESTIONS
from tests.safety.test_non_interference import READ_BY_SENDING
from tests.safety.walking import POSTS, PUBLIC_AT, Route, Walk, routes, undone

from baigong.domains.commissioners import own_firms
from baigong.domains.policies.selectors import parameter_at
from baigong.foundation import clock

FEW, TEN_TIMES = 1, 10
# Who looks: the widest view of each face, and whoever is let in nowhere else.
LOOKERS = (
    "county_officer", "employer", "seeker", "agency", "school", "department", "auditor", "security_officer",
    "administrator", "village_officer", "",
)  # fmt: skip
# The most questions one page may ask, whatever it shows.
MOST = 50
CARELESS = "desk/commissioners/held/"
# Said around what is undone and, on PostgreSQL, whenever the scope changes; no questions.
_NO_QUESTION = re.compile(r"^(SELECT set_config|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO)", re.IGNORECASE)
_VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+\b")
Asked = tuple[str, str, str]
Counts = dict[Asked, Counter[str]]


@dataclass
class Counted:
    """The questions of every route with few rows and with many; of one list also where each row asks for itself."""

    few: Counts = field(default_factory=dict)
    many: Counts = field(default_factory=dict)
    careless_few: Counts = field(default_factory=dict)
    careless_many: Counts = field(default_factory=dict)


def counted(walk: Walk, only: str = "") -> Counts:
    """Return the questions of every route, by the method, the route and who asked."""
    found: Counts = {}
    for method, sent in (("GET", None), ("POST", READ_BY_SENDING)):
        for route, roles in policies(method):
            if (sent is None or route.where in sent) and only in ("", route.where):
                for role in lookers(route, roles):
                    body = None if sent is None else sent[route.where]
                    found[method, route.where, role] = questions(walk, route, role, body)
    return found


def lookers(route: Route, roles: tuple[str, ...]) -> list[str]:
    """Return who asks: whoever sees most, and the commissioner where firms are a commissioner's own."""
    found = [role for role in LOOKERS if role in roles]
    return found[:1] + ["commissioner"] * (route.where in (CARELESS, "desk/"))


def questions(walk: Walk, route: Route, role: str, body: dict[str, str] | None) -> Counter[str]:
    at = PUBLIC_AT if route.is_public and "place_key" not in route.ids else OWN
    address = walk.address(route, at) + QUESTIONS.get(route.where, "")
    client = walk.client(role, POSTS[role][0])
    with undone(), CaptureQueriesContext(connection) as seen:
        answer: Any = client.get(address) if body is None else client.post(address, body)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return Counter(
        _VALUES.sub("?", query["sql"]) for query in seen if not _NO_QUESTION.match(query["sql"].lstrip())
    )


def per_row(few: Counts, many: Counts) -> dict[Asked, str]:
    """Return where more rows meant more questions, and the question asked oftener."""
    return {
        asked: f"{few[asked].total()}→{many[asked].total()}：{(many[asked] - few[asked]).most_common(1)}"
        for asked in few
        if many[asked].total() > few[asked].total()
    }


def careless(walk: Walk) -> Counts:
    """Ask for the firms a post serves where each row asks what the plan at its place says."""

    class EachForItself(dict[str, Any]):
        def __missing__(self, path: str) -> Any:
            return parameter_at(own_firms.FIGURES_DAYS, path, clock.today())

    with pytest.MonkeyPatch.context() as change:
        change.setattr(own_firms, "parameter_by_place", lambda *asked: EachForItself())
        return counted(walk, CARELESS)


@pytest.fixture(scope="module")
def counted_before() -> list[Counted]:
    return []


@pytest.fixture
def twice(walk: Walk, counted_before: list[Counted]) -> Counted:
    """Count once for all tests; whoever asks first waits."""
    if not counted_before:
        found = Counted()
        for asked, asked_carelessly, first, count in (
            (found.few, found.careless_few, 0, FEW),
            (found.many, found.careless_many, FEW, FEW * (TEN_TIMES - 1)),
        ):
            add_rows(walk, count, first)
            counted(walk, "jobs/")  # what the public pages keep in memory is made anew
            asked.update(counted(walk))
            asked_carelessly.update(careless(walk))
        counted_before.append(found)
    return counted_before[0]


def test_no_route_asks_once_per_row(twice: Counted) -> None:
    assert per_row(twice.few, twice.many) == {}
    asked = {(method, where) for method, where, _ in twice.few}
    assert asked == {("GET", route.where) for route in routes("GET")} | {
        ("POST", where) for where in READ_BY_SENDING
    }


def test_no_page_asks_more_than_a_page_may(twice: Counted) -> None:
    assert {asked: count.total() for asked, count in twice.many.items() if count.total() > MOST} == {}


def test_twin_rows_that_ask_for_themselves_are_found(twice: Counted) -> None:
    """Sabotage twin: on one page each row asks for what it needs, as that page once did."""
    found = per_row(twice.careless_few, twice.careless_many)
    assert {where for _, where, _ in found} == {CARELESS}
