"""Where an agreement stands: in its list, its filter and a ledger (HA-5b, HA-7a, PD-7a, LG-29, LG-30)."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client
from tests.sand_table import World, build_world, officer

from baigong.domains.agreements.models import Agreement
from baigong.domains.places.declared_rows import declared_rows
from baigong.foundation import clock
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared import declared_lists, enter_row
from baigong.foundation.exchange.declared.entering import EntryRefusedError
from baigong.foundation.facts.period_states import PeriodState, in_state, state_on
from baigong.foundation.scope import system_scope

TODAY, DAY = datetime.date(2026, 3, 20), datetime.timedelta(days=1)
LIST = "/desk/records/agreements/"
LABELS = ("将来的", "在期的", "无期的", "今天到的", "到期的", "解除的")


@pytest.fixture
def world(db: None) -> World:
    made = build_world()
    place = made.places["1.1.1.1"]
    periods: list[dict[str, Any]] = [
        {"starts_on": TODAY + DAY},
        {"starts_on": TODAY, "ends_before": TODAY + 2 * DAY},
        {"starts_on": TODAY - DAY},
        {"starts_on": TODAY - DAY, "ends_before": TODAY + DAY},
        {"starts_on": TODAY - 9 * DAY, "ends_before": TODAY},
        {"starts_on": TODAY - 9 * DAY, "ends_before": TODAY, "ended_reason": "双方商定"},
    ]
    with system_scope("test"):
        for number, (label, period) in enumerate(zip(LABELS, periods, strict=True)):
            Agreement.objects.create(
                kind="shared_employment", label=label, first=made.firms["1.1.1.1"],
                second=made.firms["1.1.1.2"], signed_on=TODAY - (10 + number) * DAY,
                place_path=place.path, county_id=place.county_id, **period,
            )  # fmt: skip
    return made


STATES = {
    "ahead": {"将来的"},
    "holding": {"在期的", "无期的", "今天到的"},
    "expired": {"到期的"},
    "ended": {"解除的"},
}


def test_every_row_stands_in_one_state_and_the_question_agrees(world: World) -> None:
    with system_scope("test"):
        for state in PeriodState.values:
            asked = set(Agreement.objects.filter(in_state(state, TODAY)).values_list("label", flat=True))
            told = {each.label for each in Agreement.objects.all() if state_on(each, TODAY) == state}
            assert asked == told == STATES[state]


def test_the_list_shows_and_asks_it(world: World) -> None:
    client = Client()
    client.force_login(officer(world, "county_officer", "1.1"))
    with clock.at(TODAY):
        everything = client.get(LIST).content.decode()
        assert all(state.label in everything for state in PeriodState)
        assert everything.count('class="name long"') == len(LABELS)
        for state, labels in STATES.items():
            page = client.get(LIST, {"state": state}).content.decode()
            assert page.count('class="name long"') == len(labels)
        assert client.get(LIST, {"state": "drafted"}).status_code == 400


def test_a_ledger_has_it_in_words_and_as_a_code(world: World) -> None:
    with system_scope("test"):
        rows = declared_rows(declared_lists()["agreements"], world.places["1.1"].path, clock.today())
        codes = {row["label"]: (row["period_state"], row["period_state_code"]) for row in rows}
    assert codes["解除的"] == ("提前终止", "ended") and codes["无期的"] == ("有效", "holding")


def test_why_it_ended_early_needs_the_day(world: World) -> None:
    spec, place = declared_lists()["agreements"], world.places["1.1.1.1"]
    firms = world.firms["1.1.1.1"], world.firms["1.1.1.2"]
    said = {
        "kind": "结对服务", "signed_on": "2026-01-05", "first_name": firms[0].name,
        "second_name": firms[1].name, "ended_reason": "双方商定",
    }  # fmt: skip
    context = ImportContext(
        batch_id=uuid.uuid4(),
        by="test",
        place_id=place.id,
        place_path=place.path,
        county_id=place.county_id,
        on=TODAY,
    )
    with system_scope("test"), pytest.raises(EntryRefusedError) as refused:
        enter_row(spec, said, context)
    assert [each.field for each in refused.value.problems] == ["ended_reason"]
