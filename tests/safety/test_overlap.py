"""Two rows that exclude each other may not hold on one day; both engines refuse, whatever writes them."""

from __future__ import annotations

import datetime
import itertools

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.sand_table import World, build_world

from baigong.domains.commissioners.models import Assignment
from baigong.domains.statuses.models import Status
from baigong.foundation import clock
from baigong.foundation.facts.append_only import fact_models
from baigong.foundation.facts.overlap import period_models
from baigong.foundation.scope import enter, system_scope

DAY = datetime.date(2026, 3, 1)


def days(number: int) -> datetime.date:
    return DAY + datetime.timedelta(days=number)


def status(world: World, start: int, end: int | None, key: str = "1.1.1.1", **said: str) -> Status:
    firm = world.firms[key]
    return Status.objects.create(
        party_id=firm.id,
        starts_on=days(start),
        ends_before=None if end is None else days(end),
        place_path=firm.place_path,
        county_id=firm.county_id,
        **({"code": "key-enterprise"} | said),
    )


@pytest.fixture
def world(db):
    return build_world()


def refused(write) -> bool:
    try:
        with transaction.atomic():
            write()
    except DatabaseError as error:
        assert "overlap" in str(error)
        return True
    return False


def test_every_kind_of_period_declares_what_excludes_what():
    assert {model.__name__ for model in period_models()} >= {"Status", "PartyLink", "Assignment", "Agreement"}
    assert set(period_models()) <= set(fact_models())
    assert Status.NO_OVERLAP and Assignment.NO_OVERLAP


def test_a_status_holds_once_at_a_time(world):
    with system_scope("试验"):
        status(world, 0, 10)
        assert refused(lambda: status(world, 9, 20))
        assert refused(lambda: status(world, 5, None))
        status(world, 10, None)  # the day the first ends the second begins
        status(world, 0, None, key="1.1.1.2")  # another subject
        assert Status.objects.count() == 3


def test_grades_of_one_set_exclude_each_other_and_others_do_not(world):
    with system_scope("试验"):
        status(world, 0, None, code="grade-aaa", exclusive_group="grade")
        assert refused(lambda: status(world, 1, None, code="grade-aa", exclusive_group="grade"))
        status(world, 1, None, code="four-above")


def test_what_is_voided_or_superseded_excludes_nothing_and_cannot_come_back(world):
    with system_scope("试验"):
        first = status(world, 0, None)
        Status.objects.filter(id=first.id).update(voided_at=clock.now())
        second = status(world, 0, None)
        assert refused(lambda: Status.objects.filter(id=first.id).update(voided_at=None))
        Status.objects.filter(id=second.id).update(superseded_at=clock.now())
        Status.objects.filter(id=first.id).update(voided_at=None)


def test_a_row_out_of_sight_still_excludes(world):
    """An officer of one place must not be able to write over what another place holds."""
    with system_scope("试验"):
        first = status(world, 0, None)
        elsewhere = world.places["2.1.1.1"]
    with enter(world.scope_at("2.1.1.1")):
        assert not Status.objects.filter(id=first.id).exists()
        assert refused(
            lambda: Status.objects.create(
                party_id=first.party_id,
                code=first.code,
                starts_on=DAY,
                place_path=elsewhere.path,
                county_id=elsewhere.county_id,
            )
        )


def test_without_the_trigger_both_rows_would_stand(world):
    """The twin: it is the database that refuses, and without it nothing would."""
    with system_scope("试验"), transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'statuses_status_no_overlap%'")
                for (name,) in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{name}"')
            else:
                cursor.execute("SET LOCAL ROLE NONE")  # the application's role may not drop it
                cursor.execute("DROP TRIGGER statuses_status_no_overlap ON statuses_status")
        status(world, 0, 10)
        status(world, 5, None)
        assert Status.objects.count() == 2
        transaction.set_rollback(True)


class AnyPeriods(TestCase):
    """Whatever periods are asked for in whatever order, those that stand never share a day."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), min_size=2, max_size=8))
    def test_no_two_share_a_day(self, asked: list[tuple[int, int]]) -> None:
        world = build_world()
        with system_scope("试验"):
            for start, length in asked:
                fits = not Status.objects.filter(
                    starts_on__lt=days(start + length), ends_before__gt=days(start)
                ).exists()
                assert refused(lambda at=start, long=length: status(world, at, at + long)) != fits
            rows = list(Status.objects.values_list("starts_on", "ends_before"))
        for (one, end), (other, _) in itertools.permutations(rows, 2):
            assert not one <= other < end
