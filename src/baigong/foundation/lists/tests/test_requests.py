"""A question that is not understood is refused; one that is understood never shows more (reliability 16)."""

from __future__ import annotations

import string

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baigong.foundation.lists import (
    Filter,
    FilterKind,
    ListDefinition,
    ListRequest,
    ListRequestError,
    Sort,
    page_of,
)
from baigong.foundation.lists.cursor import Cursor, write_cursor
from baigong.foundation.lists.tests.supply_list import SUPPLY
from baigong.foundation.scope import enter

READ_ONCE = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("agee=3", "unknown"),
        ("state__in=seeking", "unknown"),
        ("person_id=1", "unknown"),
        ("state=working", "value"),
        ("state=seeking&state=working", "value"),
        ("education=ten", "value"),
        ("education=3.5", "value"),
        ("education=99999999999999999999", "value"),
        ("education=%201", "value"),
        ("education=1&education=2", "repeated"),
        ("group=%00", "value"),
        ("group=123456", "value"),
        ("pay_to=1e9", "value"),
        ("pay_to=99999999999999999999", "value"),
        ("since=2021-13-01", "value"),
        ("contact=maybe", "value"),
        ("place=../", "value"),
        ("place=0001", "value"),
        ("place=%25/", "value"),
        ("sort=full_name", "sort"),
        ("sort=pay.up", "sort"),
        ("sort=pay.", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1.5", "page"),
        ("page=%EF%BC%91", "page"),
        ("page=1000000", "page"),
        ("after=zzz", "cursor"),
        ("after=%E5%90%8E", "cursor"),
        ("after=W10", "cursor"),
        ("page=1&after=zzz", "position"),
        ("of=5", "position"),
        ("page=1&of=0", "page"),
        ("page=1&of=x", "page"),
    ],
)
def test_refused_in_words(query, code):
    with pytest.raises(ListRequestError) as refusal:
        ListRequest.from_query(SUPPLY, QueryDict(query))
    assert refusal.value.code == code
    assert str(refusal.value).endswith("。") and " " not in str(refusal.value).replace("“ 1”", "")


def test_empty_fields_of_a_form_and_keys_of_others_are_no_filters():
    request = ListRequest.from_query(SUPPLY, QueryDict("state=&education=&name=x&sort="), also=("name",))
    assert request.values == ()
    assert not request.condition
    assert (request.sort.code, request.is_descending) == ("recorded", True)


def test_links_keep_filters_and_order():
    request = ListRequest.from_query(SUPPLY, QueryDict("state=seeking&state=student&sort=pay.desc"))
    again = ListRequest.from_query(SUPPLY, QueryDict(request.query_string(page=3)))
    assert (again.values, again.sort, again.is_descending, again.page) == (
        request.values,
        request.sort,
        True,
        3,
    )


def test_a_cursor_of_another_order_is_refused(city):
    with enter(city.scope(city.top)):
        word = page_of(SUPPLY, ListRequest.from_query(SUPPLY, {"sort": "pay"}), size=5).next
    ListRequest.from_query(SUPPLY, {"sort": "pay", "after": word})
    for other in ({"sort": "pay.desc"}, {"sort": "contact"}, {}):
        with pytest.raises(ListRequestError):
            ListRequest.from_query(SUPPLY, {**other, "after": word})


@pytest.mark.parametrize("value", ["x", "9" * 30, True, ["1"], None])
def test_a_forged_cursor_is_refused_or_is_only_a_position(value):
    word = write_cursor(Cursor("surveyed", True, value, "00000000-0000-7000-8000-000000000000"))
    with pytest.raises(ListRequestError):
        ListRequest.from_query(SUPPLY, {"sort": "surveyed", "after": word})


VALUES = st.one_of(
    st.sampled_from(
        ["seeking", "student", "yes", "no", "1", "3", "2021-05-12", "-1", "0", "5000", "last", "%", "_"]
    ),
    st.text(max_size=8),
    st.text(string.ascii_letters + string.digits + "/_-", max_size=40),
)
KEYS = [each.code for each in SUPPLY.filters]


@READ_ONCE
@given(query=st.dictionaries(st.sampled_from([*KEYS, "sort", "page", "after", "before"]), VALUES, max_size=4))
def test_whatever_is_typed_the_answer_lies_inside_the_scope(city, query):
    inside = {row.pk for row in city.expected(city.counties[0])}
    with enter(city.scope(city.counties[0])):
        try:
            request = ListRequest.from_query(SUPPLY, query)
        except ListRequestError as refusal:
            assert refusal.code
            return
        page = page_of(SUPPLY, request, size=500)
    assert set(page.ids) <= inside
    assert page.total <= len(inside)
    asked = {key for key in KEYS if query.get(key)}
    assert {key for key, _ in request.values} == asked  # nothing that was typed was overlooked


@READ_ONCE
@given(key=st.sampled_from(KEYS), value=VALUES.filter(bool))
def test_a_filter_never_adds_rows(city, key, value):
    with enter(city.scope(city.top)):
        everything = set(page_of(SUPPLY, ListRequest.from_query(SUPPLY, {}), size=500).ids)
        try:
            request = ListRequest.from_query(SUPPLY, {key: value})
        except ListRequestError:
            return
        assert set(page_of(SUPPLY, request, size=500).ids) <= everything


@READ_ONCE
@given(word=st.text(max_size=60))
def test_no_word_breaks_the_reading_of_a_cursor(word):
    if not word:
        return
    with pytest.raises(ListRequestError):
        ListRequest.from_query(SUPPLY, {"after": word})


def test_sabotage_an_overlooked_filter_would_show_more(city, monkeypatch):
    """Twin: where unknown keys are passed over instead of refused, a typing error shows the whole list."""
    with enter(city.scope(city.top)):
        right = page_of(SUPPLY, ListRequest.from_query(SUPPLY, {"state": "seeking"})).total
        wrong = page_of(SUPPLY, ListRequest.from_query(SUPPLY, {"stat": "seeking"}, also=("stat",))).total
    assert wrong > right


def test_a_declaration_that_cannot_work_is_refused():
    def declare(sorts, filters=()):
        return ListDefinition(name="x", model=SUPPLY.model, sorts=sorts, filters=filters)

    for sorts in ((), SUPPLY.sorts * 2, (SUPPLY.sorts[0],) * 2):
        with pytest.raises(ValueError):
            declare(sorts)
    with pytest.raises(ValueError):
        declare(SUPPLY.sorts, (Filter("page", "页", "state"),))
    with pytest.raises(ValueError):
        declare((Sort("pay", "要价", "pay_from_fen_month"),), (Filter("p", "地", "state", FilterKind.PLACE),))
