"""Every page against a plain sort in Python: all orders, both directions, all widths of scope."""

from __future__ import annotations

import itertools

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from baigong.domains.places.models import Place
from baigong.foundation.lists import ListRequest, Page, exact_count, page_of, paging, planning
from baigong.foundation.lists.tests.supply_list import SUPPLY
from baigong.foundation.scope import Scope, ScopeError, enter
from baigong.foundation.scope.conditions import mark_of

ORDERS = [f"{sort.code}.{direction}" for sort in SUPPLY.sorts for direction in ("asc", "desc")]
SIZE = 7


def ask(**query: str) -> Page:
    return page_of(SUPPLY, ListRequest.from_query(SUPPLY, query), size=SIZE)


def in_order(rows, order: str) -> list:
    """The keys as a person would sort them: known values first, ties by key, both in the same direction."""
    code, direction = order.split(".")
    column = SUPPLY.sort(code).column
    is_down = direction == "desc"
    known = [row for row in rows if getattr(row, column) is not None]
    known.sort(key=lambda row: (getattr(row, column), row.pk), reverse=is_down)
    unknown = [row for row in rows if getattr(row, column) is None]
    unknown.sort(key=lambda row: row.pk, reverse=is_down)
    return [row.pk for row in known + unknown]


def pieces(keys: list) -> list[list]:
    return [keys[at : at + SIZE] for at in range(0, len(keys), SIZE)]


@pytest.fixture(params=["city", "county", "town", "village", "two towns"])
def place(request, city):
    """The places of a scope and the rows it sees."""
    chosen = {
        "city": [city.top],
        "county": [city.counties[1]],
        "town": [city.towns[2]],
        "village": [city.villages[5]],
        "two towns": [city.towns[0], city.towns[3]],
    }[request.param]
    return city.scope(*chosen), [row for each in chosen for row in city.expected(each)]


@pytest.mark.parametrize("order", ORDERS)
def test_forwards_backwards_and_jumps_show_the_same_pages(place, order):
    scope, rows = place
    expected = pieces(in_order(rows, order))
    with enter(scope):
        page, seen = ask(sort=order), []
        while True:
            seen.append(list(page.ids))
            assert [row.pk for row in page.rows] == list(page.ids)
            assert (page.total, page.number) == (len(rows), len(seen))
            if page.next is None:
                break
            page = ask(sort=order, after=page.next)
        assert seen == expected
        back = [list(page.ids)]
        while page.previous is not None:
            page = ask(sort=order, before=page.previous)
            back.append(list(page.ids))
        assert back[::-1] == expected
        assert page.number == 1
        assert [list(ask(sort=order, page=str(n)).ids) for n in range(1, len(expected) + 1)] == expected
        jumps = [ask(sort=order, page=str(n), of=str(len(rows))) for n in range(1, len(expected) + 1)]
        assert [list(jump.ids) for jump in jumps] == expected
        assert [jump.next is None for jump in jumps] == [False] * (len(jumps) - 1) + [True]
        last = ask(sort=order, page="last")
        assert (list(last.ids), last.number, last.next) == (expected[-1], len(expected), None)
        beyond = ask(sort=order, page=str(len(expected) + 5))
        assert (beyond.ids, beyond.number) == (last.ids, last.number)


def test_position_stays_right_when_rows_come_and_go(city):
    """A keyset neither repeats nor skips a row because somebody entered another one before it."""
    with enter(city.scope(city.top)):
        first = ask(sort="pay.asc")
        expected = in_order(city.expected(city.top), "pay.asc")[SIZE : 2 * SIZE]
    city.enter_many(30, seed=3)
    with enter(city.scope(city.top)):
        second = list(ask(sort="pay.asc", after=first.next).ids)
    old = [key for key in in_order(city.expected(city.top), "pay.asc") if key not in set(first.ids)]
    assert second == old[old.index(second[0]) :][:SIZE]
    assert set(expected) & set(second) or city.entries
    assert not set(second) & set(first.ids)


def test_filters_narrow_and_combine(city):
    rows = city.expected(city.top)
    with enter(city.scope(city.top)):
        page = ask(state="seeking", education="3")
        two = ask(place=city.towns[1].path, pay_to="5000")
        without = ask(contact="no")
        several = page_of(SUPPLY, ListRequest.from_query(SUPPLY, {"state": ["seeking", "student"]}))
    assert page.total == sum(row.state == "seeking" and row.education_rank >= 3 for row in rows) > 0
    inside = [row for row in city.expected(city.towns[1]) if (row.pay_from_fen_month or 10**9) <= 500_000]
    assert two.total == len(inside) > 0
    assert without.total == sum(row.next_contact_on is None for row in rows) > 0
    assert several.total == sum(row.state in ("seeking", "student") for row in rows) > page.total


def test_place_filter_never_widens_the_scope(city):
    with enter(city.scope(city.counties[0])):
        outside = ask(place=city.counties[1].path)
        above = ask(place=city.top.path)
    assert outside.total == 0
    assert above.total == len(city.expected(city.counties[0]))


def test_narrowed_by_the_caller(city):
    wanted = city.expected(city.top)[:3]
    with enter(city.scope(city.top)):
        request = ListRequest.from_query(SUPPLY, {"sort": "pay"})
        page = page_of(SUPPLY, request, narrow=Q(pk__in=[row.pk for row in wanted]))
    assert list(page.ids) == in_order(wanted, "pay.asc")
    assert page.total == 3


def test_total_is_exact_up_to_a_limit_and_then_says_so(city, monkeypatch):
    rows = len(city.expected(city.top))
    with enter(city.scope(city.top)):
        assert (ask().total_text, ask().is_total_capped) == (str(rows), False)
        monkeypatch.setattr(paging, "COUNTED_TO", 100)
        capped, last = ask(sort="pay"), ask(sort="pay", page="last")
        assert exact_count(SUPPLY, ListRequest.from_query(SUPPLY, {"sort": "pay"})) == rows
    assert (capped.total_text, capped.is_total_capped, capped.number) == ("100+", True, 1)
    assert (last.number, last.first_position, len(last.ids)) == (None, None, SIZE)


def test_a_far_page_tells_the_same_total_as_the_first(city, monkeypatch):
    """Whatever total a jump was offered with, and whichever side of what is counted the list ends."""
    with enter(city.scope(city.top)):
        rows = len(city.expected(city.top))
        for counted in (2 * SIZE, rows - 1, rows, rows + 1):
            monkeypatch.setattr(paging, "COUNTED_TO", counted)
            for sort, of in itertools.product(("recorded", "pay"), (None, rows, SIZE, 10**9)):
                wanted = ask(sort=sort).total_text
                for number in (1, 3, rows // SIZE, rows // SIZE + 1, 1000):
                    jump = {} if of is None else {"of": str(of)}
                    page = ask(sort=sort, page=str(number), **jump)
                    assert page.total_text == wanted and page.ids, (counted, sort, of, number)


def test_words_of_a_page(city):
    with enter(city.scope(city.top)):
        page = ask(page="2")
        assert (page.first_position, page.last_position) == (SIZE + 1, 2 * SIZE)
        assert page.sort_label == "按登记时间从晚到早"
        assert ask(sort="pay").sort_label == "按要价从低到高"


def test_a_wrong_length_only_moves_the_page(city):
    rows = in_order(city.expected(city.top), "recorded.desc")
    with enter(city.scope(city.top)):
        for of in (1, 60, len(rows) - 3, len(rows) + 3, 10**9):
            for number in (1, 5, 30):
                ids = list(ask(page=str(number), of=str(of)).ids)
                assert ids and ids == rows[rows.index(ids[0]) :][: len(ids)]


def test_the_condition_is_spared_only_by_the_top_of_everything(city):
    """With a neighbour in the tree the city's own condition stays; it is not enough to be a top."""
    with enter(city.scope(city.top)):
        assert not planning._area_of((city.top.path,)).is_whole
        assert ask().total == len(city.expected(city.top))
        Place.objects.filter(pk=city.outside.pk).update(path=f"{city.top.path}{city.outside.path}")
        assert planning._area_of((city.top.path,)).is_whole
        assert not planning._area_of((city.counties[0].path,)).is_whole
        assert not planning._area_of((city.top.path, city.counties[0].path)).is_whole


def test_nobody_sees_anything_without_a_place(city):
    with pytest.raises(ScopeError):
        ask()
    with enter(Scope(actor="nobody", label="无")):
        assert ask().total == 0


def test_a_party_sees_its_own_rows_wherever_they_are(city):
    """The condition is then no longer one place, so no county may be assumed."""
    with enter(Scope(actor="p", label="本人", places=(city.villages[0].path,), parties=(city.person.pk,))):
        assert ask().total == sum(row.superseded_at is None for row in city.entries)


def test_every_statement_of_a_page_on_the_table_carries_the_mark(city):
    with enter(city.scope(city.villages[0])), CaptureQueriesContext(connection) as ran:
        ask(state="seeking", sort="pay", page="2")
        ask(sort="pay", page="last")
    on_table = [each["sql"] for each in ran.captured_queries if "workers_registration" in each["sql"]]
    assert len(on_table) >= 6
    assert all(mark_of(SUPPLY.model._meta.db_table) in statement for statement in on_table)


def test_sabotage_without_the_scope_condition_the_neighbour_shows(city, monkeypatch):
    """Twin of the whole file: the condition is what keeps the neighbouring city out."""
    neighbours = {row.pk for row in city.expected(city.outside)}
    query = ListRequest.from_query(SUPPLY, {})
    with enter(city.scope(city.top)):
        assert not neighbours & set(page_of(SUPPLY, query, size=500).ids)
    everything = Scope(actor="system", label="系统", everything=True)
    monkeypatch.setattr(planning, "current_scope", lambda: everything)
    with enter(everything):
        assert neighbours & set(page_of(SUPPLY, query, size=500).ids)
