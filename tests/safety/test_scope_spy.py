"""The spy on the whole suite sees what has no mark, and lets pass only what is named with its reason (test 17)."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest
from django.db import connection, models
from django.db.models import Count
from tests.safety.walking import OBJECTS_AT
from tests.sand_table import World, build_world
from tests.scope_spy import PAIRS, REVIEWED, ROOT, ScopeSpy, faults_of, scoped_tables

from baigong.domains.parties.models import Organisation, Person
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation.exchange.models import ImportRow
from baigong.foundation.scope import enter
from baigong.foundation.scope.conditions import mark_of

TABLE = "workers_registration"
MARKED = f'SELECT "id" FROM "{TABLE}" WHERE ("place_path" = %s) {mark_of(TABLE)}'
BARE = f'SELECT "id" FROM "{TABLE}" WHERE "place_path" = %s'


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def seen_by_a_spy(question: object) -> list[str]:
    """Return what a spy of its own finds while a question is asked."""
    spy = ScopeSpy(reviewed={})
    with connection.execute_wrapper(spy):
        question()  # type: ignore[operator]  # any callable
    assert spy.looked_at
    return [fault.split(",")[0] for fault in spy.found]


def plain_rows(model: type[models.Model]) -> models.QuerySet[models.Model]:
    return models.QuerySet(model)


def test_the_whole_suite_is_watched(scope_spy: ScopeSpy, world: World) -> None:
    assert scope_spy in connection.execute_wrappers
    before = scope_spy.looked_at
    with enter(world.scope_at("1.1")):
        Registration.objects.count()
    assert scope_spy.looked_at > before


def test_questions_through_the_managers_pass(world: World) -> None:
    def ask() -> None:
        with enter(world.scope_at("1.1")):
            list(Registration.objects.select_related("person"))
            list(Vacancy.objects.values("title").annotate(n=Count("id")))
            world.firms[OBJECTS_AT[0]].refresh_from_db()
            list(world.firms[OBJECTS_AT[0]].vacancies.all())
            list(Organisation.objects.prefetch_related("vacancies"))
            Vacancy.objects.filter(organisation__in=Organisation.objects.all()).update(title="铣工")

    assert seen_by_a_spy(ask) == []


@pytest.mark.parametrize("way", ["read", "count", "update", "delete", "raw"])
def test_a_plain_manager_is_found(world: World, way: str) -> None:
    """Twin: the same table, asked by a query set that forgot the scope."""
    rows = plain_rows(ImportRow)
    ways = {
        "read": lambda: list(rows),
        "count": rows.count,
        "update": lambda: rows.update(number=1),
        "delete": lambda: rows._raw_delete("default"),
        "raw": lambda: list(rows.raw("SELECT * FROM exchange_import_row")),
    }
    assert seen_by_a_spy(ways[way]) == ["exchange_import_row without its mark"]


def test_a_joined_table_that_nobody_reviewed_is_found(world: World) -> None:
    """Twin: a count over rows that are joined reaches vacancies the officer may not see."""

    def ask() -> None:
        with enter(world.scope_at("1.1")):
            list(Organisation.objects.annotate(n=Count("vacancies")))

    assert seen_by_a_spy(ask) == ["parties_organisation joins vacancies_vacancy"]


def test_an_exception_that_is_not_reviewed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twin: without its pair, the commonest join of all is found."""
    sql = f'SELECT 1 FROM "{TABLE}" INNER JOIN "parties_person" ON (1=1) WHERE (2=2) {mark_of(TABLE)}'
    assert faults_of(sql) == ()
    monkeypatch.delitem(PAIRS, f"{TABLE} parties_person")
    faults_of.cache_clear()
    assert faults_of(sql) == (f"{TABLE} joins parties_person",)
    faults_of.cache_clear()


@pytest.mark.parametrize(
    "sql",
    [
        BARE,
        f"{MARKED} UNION {BARE}",
        f"SELECT COUNT(*) FROM ({BARE}) subquery",
        f'SELECT 1 FROM "places_place" WHERE "id" IN ({BARE})',
        f"SELECT 1 FROM ({MARKED}) one, ({BARE}) two",
        f"WITH found AS ({BARE}) SELECT * FROM found",
        f"INSERT INTO aside {BARE}",
        f'UPDATE "{TABLE}" SET "place_path" = %s',
        f'UPDATE "{TABLE}" SET "place_path" = %s WHERE "id" IN ({BARE})',
        f'DELETE FROM "{TABLE}" WHERE "id" IN (%s)',
        f"select * from {TABLE} where id = %s",
        f"SELECT '/*scope:{TABLE}*/' FROM \"{TABLE}\"",
    ],
)
def test_every_shape_without_a_mark_is_found(sql: str) -> None:
    """Twin: a mark elsewhere in the statement, or inside a text, does not stand for the one that is missing."""
    assert f"{TABLE} without its mark" in faults_of(sql)


@pytest.mark.parametrize(
    "sql",
    [
        MARKED,
        f"{MARKED} UNION {MARKED}",
        f"SELECT COUNT(*) FROM ({MARKED}) subquery",
        f'UPDATE "{TABLE}" SET "place_path" = %s WHERE "id" IN ({MARKED})',
        f'DELETE FROM "{TABLE}" WHERE "id" IN ({MARKED})',
        f'INSERT INTO "{TABLE}" ("id") VALUES (%s)',
        f'SELECT EXTRACT(YEAR FROM "{TABLE}"."recorded_at") FROM "{TABLE}" WHERE (1=1) {mark_of(TABLE)}',
        f"SELECT '(FROM {TABLE}' FROM places_place",
    ],
)
def test_every_shape_with_its_mark_passes(sql: str) -> None:
    assert faults_of(sql) == ()


def test_every_exception_names_what_is_there_and_why() -> None:
    assert {table for pair in PAIRS for table in pair.split()} <= scoped_tables()
    assert all(reason.strip() for reason in (*PAIRS.values(), *REVIEWED.values()))
    assert [entry for entry in REVIEWED if not _is_there(*entry.split())] == []
    assert Person._meta.db_table in scoped_tables()


def _is_there(file: str, function: str) -> bool:
    path = ROOT / file
    if file.startswith("django/"):
        found = importlib.util.find_spec(file.removesuffix(".py").replace("/", "."))
        path = Path(found.origin) if found and found.origin else path
    names = {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}
    return function in names
