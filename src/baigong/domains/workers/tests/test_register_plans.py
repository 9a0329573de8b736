"""The plan behind a page of the desk's own register, on both engines: an index alone, the one for the scope.

`REGISTER` is what the desk reads and what benchmarks/lists.py measures; a sort or a filter added to it is tried here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import REGISTER
from baigong.foundation.lists import FilterKind, ListRequest, Sort, page_of, paging
from baigong.foundation.lists.explaining import entries_of, explain, index_of, reads_only_index
from baigong.foundation.lists.planning import ground_of
from baigong.foundation.lists.tests.small_city import City, build_city
from baigong.foundation.scope import Scope, enter

IS_POSTGRESQL = connection.vendor == "postgresql"
ASKED = {"state": "seeking", "group": "6", "education": "5"}
PLACE = "place"
Asked = tuple[str, Sort, ListRequest]


@pytest.fixture
def large_city(transactional_db: None) -> City:
    """Enough rows for PostgreSQL to think about; VACUUM makes the map that index-only scans need."""
    city = build_city()
    city.enter_many(6_000 if IS_POSTGRESQL else 2_000, seed=5)
    if IS_POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    return city


def requests(place: str = "") -> Iterator[Asked]:
    """Every order in both directions, alone and with each filter, on page 1 and beyond it; all within a place."""
    filters: list[dict[str, str]] = [{}, *({code: value} for code, value in ASKED.items())]
    for sort, direction, chosen in itertools.product(REGISTER.sorts, ("asc", "desc"), filters):
        query = {**chosen, "sort": f"{sort.code}.{direction}"} | ({PLACE: place} if place else {})
        name = f"{sort.code} {direction} {' '.join(chosen) or 'alone'}"
        first = ListRequest.from_query(REGISTER, query)
        yield name, sort, first
        after = page_of(REGISTER, first, size=20).next
        yield f"{name}, next", sort, ListRequest.from_query(REGISTER, {**query, "after": after})


def faults_of(scope: Scope, prefix: str, place: str = "") -> list[str]:
    """Return what is wrong with the plans of all requests in a scope; `prefix` begins the index's name."""
    faults = []
    is_searched = prefix == "reg_place"
    with enter(scope):
        for name, sort, request in requests(place):
            entries = entries_of(REGISTER, request)
            expected = {prefix} if is_searched else {prefix + sort.column}
            if IS_POSTGRESQL:  # which of its indexes it takes hangs on the statistics of a table this small
                if "Seq Scan on workers_registration" in explain(entries):
                    faults.append(f"{name}: reads the table whole\n{explain(entries)}")
                continue
            if not reads_only_index(entries) or index_of(entries) not in expected:
                faults.append(f"{name}: wanted {expected} alone\n{explain(entries)}")
            elif not is_searched and _sorts(entries):
                faults.append(f"{name}: sorts\n{explain(entries)}")
    return faults


def _sorts(entries: Any) -> bool:
    plan = explain(entries)
    return "TEMP B-TREE" in plan or "Sort" in plan


def test_every_filter_of_the_register_is_tried_here() -> None:
    """And every column an order or a filter reads stands in each of the indexes, which is what covers them."""
    assert {each.code for each in REGISTER.filters} == {*ASKED, PLACE}
    assert [each.code for each in REGISTER.filters if each.kind is FilterKind.PLACE] == [PLACE]
    filtered = {each.column for each in REGISTER.filters}
    indexes = {index.name: set(index.fields) for index in Registration._meta.indexes}
    for sort in REGISTER.sorts:
        for name in (f"reg_{sort.column}", f"reg_county_{sort.column}", "reg_place"):
            assert filtered | {sort.column} <= indexes[name], name


def test_city_county_and_village_read_only_their_index(large_city: City) -> None:
    scopes = {
        "reg_": large_city.top,
        "reg_county_": large_city.counties[1],
        "reg_place": large_city.villages[3],
    }
    whole = large_city.scope(large_city.top)
    for prefix, place in scopes.items():
        assert faults_of(large_city.scope(place), prefix)[:1] == []
        if place is not large_city.top:  # the same place, chosen on the page by somebody of the city
            assert faults_of(whole, prefix, place.path)[:1] == []


def test_two_towns_of_a_county_walk_the_order_of_their_county(large_city: City) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL chooses between two indexes by its statistics")
    assert faults_of(large_city.scope(*large_city.towns[:2]), "reg_county_")[:1] == []


def test_totals_read_only_an_index(large_city: City) -> None:
    """A table this small is as quickly read whole: PostgreSQL's choice says nothing about a million rows."""
    if IS_POSTGRESQL:
        pytest.skip(
            "PostgreSQL chooses by its statistics; benchmarks/lists.py looks at its plans over a million rows"
        )
    for place in (large_city.top, large_city.counties[1], large_city.villages[3]):
        with enter(large_city.scope(place)):
            for name, _, request in requests():
                counted = entries_of(REGISTER, request, limit=paging.COUNTED_TO + 1)
                assert reads_only_index(counted), f"{name}\n{explain(counted)}"
                exact = ground_of(REGISTER, request).rows.order_by().values("pk")
                assert reads_only_index(exact), f"{name}\n{explain(exact)}"


def test_a_filter_no_index_carries_is_noticed(large_city: City) -> None:
    """Twin: the same questions say so when a plan goes to the table."""
    with enter(large_city.scope(large_city.top)):
        request = ListRequest.from_query(REGISTER, {})
        assert reads_only_index(entries_of(REGISTER, request))
        strayed = replace(request, condition=Q(surveyor="x"))
        assert not reads_only_index(entries_of(REGISTER, strayed))
