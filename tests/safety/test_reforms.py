"""Places are redrawn: no row is lost or seen by more people, however often the run is killed (reliability 23)."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from tests.safety.redrawing import (
    DAY,
    PLAN,
    begin,
    code,
    expected,
    redrawn_world,
    run_to_the_end,
    where_rows_lie,
)
from tests.sand_table import World, officer

from baigong.domains.parties.models import Organisation
from baigong.domains.places import jobs
from baigong.domains.places.models import Place, PlaceEra, Reform, ReformState
from baigong.domains.places.redrawing import ReformPlanError
from baigong.domains.places.reforming import (
    ReformStateError,
    left_over,
    undo_reform,
)
from baigong.domains.places.selectors import place_by_code
from baigong.domains.shortages.models import Need
from baigong.domains.users.models import Post
from baigong.domains.users.standing import standing_for
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import REGISTER
from baigong.faces.cli.invariants import broken_invariants
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.services import record
from baigong.foundation.facts import moving
from baigong.foundation.facts.models import MovedRow, PlaceMove
from baigong.foundation.facts.moving import Column, place_columns
from baigong.foundation.lists import ListRequest
from baigong.foundation.lists.planning import ground_of
from baigong.foundation.scope import Scope, enter, system_scope
from baigong.foundation.scope.models import PlacePathField

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return redrawn_world()


def test_every_row_goes_exactly_where_it_belongs_and_facts_keep_their_county(world: World) -> None:
    before = where_rows_lie()
    reform = begin()
    run_to_the_end()
    assert Reform.objects.get(id=reform.id).state == ReformState.SETTLED
    assert where_rows_lie() == expected(before, world)
    assert not PlaceMove.objects.filter(closed_at__isnull=True).exists()
    with system_scope("test"):
        assert broken_invariants() == []
        firm = Organisation.objects.get(id=world.firms["1.2.1.1"].id)
        assert firm.county_id == world.places["1.1"].key
        assert firm.place_path.startswith(world.places["1.1"].path)
        recorded = Registration.objects.get(id=world.registrations["1.2.1.1"].id)
        assert recorded.county_id == world.places["1.2"].key
    acts = AuditEntry.objects.filter(object_kind="reform").values_list("act", flat=True)
    assert set(acts) == {"places.begin_reform", "places.switch_tree", "places.settle_reform"}


def test_old_names_and_codes_are_found_and_say_where_it_went(world: World) -> None:
    begin()
    run_to_the_end()
    merged = Place.objects.get(id=world.places["1.2.2"].id)
    assert (merged.valid_to, merged.superseded_by_id) == (DAY, world.places["1.2.1"].id)
    assert place_by_code(code("1.2.2")).id == world.places["1.2.1"].id
    assert place_by_code(code("1.2.1")).code == "99010109"
    assert place_by_code("9901010901").id == world.places["1.2.1.1"].id  # codes below follow
    era = PlaceEra.objects.get(place_id=world.places["1.1.1.1"].id)
    assert (era.name, era.path, era.ends_before) == ("地1.1.1.1", world.places["1.1.1.1"].path, DAY)
    assert Place.objects.get(id=world.places["1.1.1.1"].id).name == "新村1"


# --- append-only ----------------------------------------------------------------------------------


def refused(**values: Any) -> bool:
    try:
        with system_scope("test"), transaction.atomic():
            Registration.objects.filter(id=values.pop("id")).update(**values)
    except DatabaseError:
        return True
    return False


def test_a_fact_moves_only_along_an_open_move_and_changes_nothing_else(world: World) -> None:
    fact = world.registrations["1.1.1.1"]
    target, other = world.places["1.1.2"], world.places["2.1.1"]
    assert refused(id=fact.id, place_path=target.path)
    move = PlaceMove.objects.create(
        reform_id=fact.id,
        old_path=fact.place_path,
        new_path=target.path,
        old_place_id=fact.place_id,
        new_place_id=target.id,
        is_merger=True,
    )
    assert refused(id=fact.id, place_path=other.path)
    assert refused(id=fact.id, place_id=other.id)
    assert refused(id=world.registrations["1.1.1.2"].id, place_path=target.path)
    assert refused(id=fact.id, place_path=target.path, county_id="zzzz")
    assert refused(id=fact.id, place_path=target.path, state="employed")
    assert not refused(id=fact.id, place_path=target.path, place_id=target.id)
    move.closed_at = clock.now()
    move.save()
    assert refused(id=fact.id, place_path=fact.place_path)


def test_every_column_that_says_where_a_row_lies_is_known() -> None:
    """A text with a path that no reform takes along would be left behind; evidence keeps the place of its time."""
    evidence = {"audit", "facts", "places"}
    known = {(column.model, column.name) for column in place_columns()}
    for model in apps.get_models():
        if model._meta.app_label in evidence or not model.__module__.startswith("baigong."):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, PlacePathField) or field.name.endswith("place_path"):
                owner = field.model if field.model in apps.get_models() else model
                assert (owner, field.name) in known or (model, field.name) in known, f"{model}.{field.name}"
            elif isinstance(field, models.ForeignKey) and field.related_model is Place:
                assert (model, field.attname) in known


# --- who sees what --------------------------------------------------------------------------------


def seen(world: World, role: str, key: str) -> set[Any]:
    standing = standing_for(world.users[f"{role}-{key}"])
    with enter(standing.scope):
        return set(Registration.objects.values_list("id", flat=True))


def test_nobody_loses_sight_half_way_and_nobody_else_gains_any(world: World, monkeypatch: Any) -> None:
    village = ("village_officer", "1.1.1.1")
    officer(world, "county_officer", "2.1")
    stranger = ("county_officer", "2.1")
    before = {each: seen(world, *each) for each in (village, stranger)}
    assert len(before[village]) == 1
    reform = begin()
    monkeypatch.setattr(moving, "CHUNK", 2)
    with system_scope("test"):
        state, moves = reform.state, list(PlaceMove.objects.order_by("old_path"))
        for column, move in moving.in_work(moves):
            while jobs._chunk(reform, state, column, move):
                for each, rows in before.items():
                    assert seen(world, *each) == rows
    run_to_the_end()
    assert {each: seen(world, *each) for each in before} == before
    with enter(Scope(actor="t", label="t", places=(world.places["1.2"].path,))):
        assert not Registration.objects.exists()  # the county the town left


def test_what_becomes_of_posts_must_be_said_and_an_ended_post_sees_nothing(world: World) -> None:
    silent = PLAN.replace('posts = "move"\n', "")
    with pytest.raises(ReformPlanError, match="在任。请在这一条写posts"):
        begin(silent)
    assert Reform.objects.count() == 0
    clerk = world.users["town_officer-1.2.2"]
    reform = begin(PLAN.replace('"move"\n', '"end"\n'))
    assert standing_for(clerk).scope.places == ()
    with system_scope("test"):
        undo_reform(by="test", reform=reform)
    run_to_the_end()
    assert standing_for(clerk).scope.places == (world.places["1.2.2"].path,)
    with system_scope("test"):
        assert not Post.objects.filter(ends_before__isnull=False).exists()


def test_a_county_finds_what_was_recorded_elsewhere_in_its_lists(world: World) -> None:
    begin()
    run_to_the_end()
    county = Place.objects.get(id=world.places["1.1"].id)

    def listed() -> set[Any]:
        request = ListRequest.from_query(REGISTER, {})
        with enter(Scope(actor="t", label="t", places=(county.path,))):
            return set(ground_of(REGISTER, request).rows.values_list("id", flat=True))

    came = world.registrations["1.2.1.1"].id
    assert came in listed()
    Place.objects.filter(id=county.id).update(is_redrawn=False)  # sabotage twin: the county column as a hint
    assert came not in listed()


def test_one_at_a_time_not_before_its_day_and_no_way_back_after_the_switch(world: World) -> None:
    with pytest.raises(ReformPlanError, match="才生效"):
        begin(PLAN.replace("2021-01-01", "2121-01-01"))
    reform = begin()
    with pytest.raises(ReformStateError, match="还没完成"):
        begin(PLAN.replace("边界调整", "又一次"))
    run_to_the_end()
    with system_scope("test"):
        assert left_over(reform) == 0
        with pytest.raises(ReformStateError, match="请另写一份方案"):
            undo_reform(by="test", reform=reform)


def test_two_rows_that_may_be_there_only_once_are_left_for_people(world: World) -> None:
    """The same person stands on the same list in both towns: which entry counts is not for a program to say."""
    with system_scope("test"):
        target = world.places["1.2.1"]
        Registration.objects.create(
            person=world.persons["1.2.2.1"],
            place=target,
            supply_list="town",
            surveyed_on=DAY,
            place_path=target.path,
            county_id=target.county_id,
        )
    reform = begin()
    run_to_the_end()
    held = MovedRow.objects.get(is_held=True)
    assert (held.table, held.column) == ("workers_registration", "place_id")
    assert Reform.objects.get(id=reform.id).held_count == 1
    with system_scope("test"):
        assert Registration.objects.filter(place_path=world.places["1.2.2"].path).count() == 0
        assert broken_invariants() == []


def test_where_a_row_lay_when_it_was_recorded_can_be_told(world: World) -> None:
    fact, then = world.registrations["1.1.1.1"], clock.now()
    begin()
    run_to_the_end()
    with system_scope("test"):
        now = Registration.objects.get(id=fact.id).place_path
    assert now != fact.place_path
    table = Column(Registration, "place_path", is_path=True).table
    assert moving.recorded_at_path(table, str(fact.id), now, as_of=then) == fact.place_path
    assert moving.recorded_at_path(table, str(fact.id), now, as_of=clock.now()) == now


# By the place of a row before: which places read it since, and which no longer do; worked out by hand from the plan.
READ_SINCE = {
    "1.1.1.1": ({"1.1.2"}, {"1.1.1"}),
    "1.2.1.1": ({"1.1"}, {"1.2"}),
    "1.2.1.2": ({"1.1"}, {"1.2"}),
    "1.2.2": ({"1.1", "1.2.1"}, {"1.2", "1.2.2"}),
    "1.2.2.1": ({"1.1", "1.2.1"}, {"1.2", "1.2.2"}),
    "1.2.2.2": ({"1.1", "1.2.1"}, {"1.2", "1.2.2"}),
}
SEEN_MODELS = (Registration, Need, Vacancy, Organisation)


def readers(world: World) -> dict[tuple[str, Any], set[str]]:
    """Return of every row which places' officers read it, by the places' keys of before."""
    found: dict[tuple[str, Any], set[str]] = {}
    for key, place in world.places.items():
        path = Place.objects.get(id=place.id).path
        is_open = Place.objects.filter(id=place.id, valid_to__isnull=True).exists()
        with enter(Scope(actor="t", label="t", places=(path,) if is_open else ())):
            for model in SEEN_MODELS:
                for row in model.objects.values_list("id", flat=True):
                    found.setdefault((model.__name__, row), set()).add(key)
    return found


def rows_by_place(world: World) -> dict[tuple[str, Any], str]:
    keys = {place.path: key for key, place in world.places.items()}
    with system_scope("test"):
        return {
            (model.__name__, row): keys[path]
            for model in SEEN_MODELS
            for row, path in model.objects.values_list("id", "place_path")
        }


def widened(world: World, lying: dict[tuple[str, Any], str], before: Any) -> list[str]:
    """Return the rows that others read now than the plan, worked out by hand, says."""
    after, found = readers(world), []
    for row, key in lying.items():
        gained, lost = READ_SINCE.get(key, (set(), set()))
        if after.get(row, set()) != (before[row] - lost) | gained:
            found.append(f"{row[0]}@{key}: {sorted(after.get(row, set()) ^ before[row])}")
    return found


def test_nobody_reads_more_than_the_plan_says_and_no_row_lies_nowhere(world: World) -> None:
    """Every kind of row against every place, before and after: the matrix of who sees what, worked out by hand."""
    lying, before = rows_by_place(world), readers(world)
    assert len(lying) > 60
    begin()
    run_to_the_end()
    assert widened(world, lying, before) == []
    with system_scope("test"):
        for model in SEEN_MODELS:
            assert not model.objects.filter(
                models.Q(place_path="") | models.Q(place_path__isnull=True)
            ).exists()
        # Twin: one row that lies where the plan did not bring it is found.
        Vacancy.objects.filter(id=world.vacancies["2.1.1.1"].id).update(
            place_path=Place.objects.get(id=world.places["1.1.2"].id).path
        )
    assert [line.split(":")[0] for line in widened(world, lying, before)] == ["Vacancy@2.1.1.1"]


def test_what_was_done_before_is_read_with_the_unit_of_before(world: World) -> None:
    """The trail is evidence: no reform moves it, and the county a town came to reads what was done there since."""
    town = world.places["1.2.1"]
    before = record(by="t", act="test.deed", object_kind="x", object_ids=[1], place_path=town.path)
    kept = AuditEntry.objects.values().get(id=before.id)
    begin()
    run_to_the_end()
    moved = Place.objects.get(id=town.id)
    assert moved.path != town.path and AuditEntry.objects.values().get(id=before.id) == kept
    since = record(by="t", act="test.deed", object_kind="x", object_ids=[1], place_path=moved.path)
    answers = {}
    for key in ("1.1", "1.2"):
        client = Client()
        client.force_login(officer(world, "auditor", key))
        answers[key] = [
            client.get(f"/oversight/entries/{entry.id}/").status_code for entry in (before, since)
        ]
    assert answers == {"1.1": [404, 200], "1.2": [200, 404]}


def test_a_row_left_behind_and_a_move_left_open_are_found(world: World) -> None:
    """Sabotage twin of the invariants."""
    begin()
    run_to_the_end()
    firm, closed = world.firms["1.2.2.1"], world.places["1.2.2"]
    with system_scope("test"):
        assert broken_invariants() == []
        Organisation.objects.filter(id=firm.id).update(place_path=closed.path)
        assert any("已并走的地方" in each for each in broken_invariants())
        Organisation.objects.filter(id=firm.id).update(place_path="nowhere/")
        assert any("不存在的地方" in each for each in broken_invariants())
        PlaceMove.objects.update(closed_at=None)
        assert any("行却还能搬动" in each for each in broken_invariants())
