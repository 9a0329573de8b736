"""The policy of the second wall: what it shows, what it reads, and that it closes when in doubt."""

from __future__ import annotations

import random

import pytest
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from tests.sand_table import build_world

from baigong.domains.parties.models import Person
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.engines.postgresql.base import settings_of
from baigong.foundation.ids import uuid7
from baigong.foundation.scope import Scope, ScopeError, enter, public_scope, system_scope
from baigong.foundation.scope.row_security import (
    APPLICATION_ROLE,
    policies_of,
    policy_of,
    scoped_models,
)

TABLE = Registration._meta.db_table
only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="row-level security is PostgreSQL's"
)


@pytest.mark.parametrize("prefix", ["", "0001", "%/", "0001/,", "0001/,0002/", "_/%", "/"])
def test_a_place_that_is_no_path_is_refused_before_it_reaches_a_policy(prefix):
    """An empty prefix begins every path; a comma would make two places of one."""
    with pytest.raises(ScopeError):
        settings_of(Scope(actor="x", label="x", places=(prefix,)))


def test_settings_without_a_scope_open_nothing():
    assert settings_of(None) == ("none", "", "", "off", "")
    assert settings_of(Scope(actor="x", label="x", places=("0001/", "0002/0003/")))[1] == "0001/,0002/0003/"


def test_policy_reads_prefixes_literally_and_parties_only_on_demand():
    policy = policy_of(Registration)
    assert "LIKE" not in policy + policy_of(Person)
    assert '"place_path" ^@ ANY' in policy
    assert '(scope_has_parties() AND "person_id" = ANY' in policy


def test_what_is_published_opens_reading_and_no_kind_of_writing():
    policies = policies_of(Vacancy)
    assert [name for name, body in policies.items() if "public_since" in body] == ["scope"]
    assert policies["scope"].startswith("FOR SELECT")
    assert policies_of(Person)["scope_delete"] == f"FOR DELETE USING ({policy_of(Person)})"


def seen(places: str, parties: str, condition: str = "TRUE") -> tuple[int, str]:
    """Count a table of two rows under the application's role and these settings, with the plan."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('baigong.places', %s, true),"
            " set_config('baigong.parties', %s, true), set_config('baigong.everything', 'off', true)",
            [APPLICATION_ROLE, places, parties],
        )
        cursor.execute(f"SELECT count(*) FROM policy_test WHERE {condition}")
        (count,) = cursor.fetchone()
        cursor.execute(f"EXPLAIN SELECT count(*) FROM policy_test WHERE {condition}")
        return count, "\n".join(row[0] for row in cursor.fetchall())


@pytest.fixture
def two_rows(db):
    """A bare table behind the very policy of registrations: one row here, one of a party elsewhere."""
    party = uuid7()
    with connection.cursor() as cursor:
        cursor.execute('CREATE TABLE policy_test (place_path varchar(64) COLLATE "C", person_id uuid)')
        cursor.execute(f"GRANT ALL ON policy_test TO {APPLICATION_ROLE}")
        cursor.execute("INSERT INTO policy_test VALUES ('0001/0002/', %s), ('0009/', %s)", [uuid7(), party])
        cursor.execute("ALTER TABLE policy_test ENABLE ROW LEVEL SECURITY")
        cursor.execute(f"CREATE POLICY scope ON policy_test USING ({policy_of(Registration)})")
    return party


@only_postgresql
@pytest.mark.postgresql
def test_nothing_by_default_places_by_prefix_parties_wherever(two_rows):
    assert seen("", "")[0] == 0
    assert seen("0001/", "")[0] == 1
    assert seen("0001/,0009/", "")[0] == 2
    assert seen("0001/0002/0003/", "")[0] == 0
    assert seen("%", "")[0] == 0
    assert seen("0001/", str(two_rows))[0] == 2
    assert seen("", str(two_rows), "place_path < '1'")[0] == 1
    assert seen("", str(uuid7()))[0] == 0


@only_postgresql
@pytest.mark.postgresql
def test_unset_settings_show_nothing(two_rows):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APPLICATION_ROLE}")
        cursor.execute("SELECT count(*) FROM policy_test")
        assert cursor.fetchone() == (0,)


@only_postgresql
@pytest.mark.postgresql
def test_an_officer_s_plan_reads_no_column_of_parties(two_rows):
    """This is what lets a list come from an index alone; twin: with a party the column is compared."""
    assert "person_id" not in seen("0001/", "")[1]
    assert "person_id" in seen("0001/", str(two_rows))[1]


@only_postgresql
@pytest.mark.postgresql
def test_a_plan_kept_from_an_officer_never_opens_more_to_a_party(two_rows):
    """The one thing a cached plan can get wrong is to hide a party's own row until it is planned anew."""
    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan")
        cursor.execute("PREPARE kept AS SELECT count(*) FROM policy_test")
        counts = []
        for places, parties in (
            ("0001/", ""),
            ("", str(two_rows)),
            ("", ""),
            ("0009/", ""),
            ("", str(uuid7())),
        ):
            with transaction.atomic():
                cursor.execute(
                    "SELECT set_config('role', %s, true), set_config('baigong.places', %s, true),"
                    " set_config('baigong.parties', %s, true)",
                    [APPLICATION_ROLE, places, parties],
                )
                cursor.execute("EXECUTE kept")
                counts.append(cursor.fetchone()[0])
                cursor.execute("SELECT set_config('role', 'none', true)")
        cursor.execute("DEALLOCATE kept")
        cursor.execute("RESET plan_cache_mode")
    assert counts[0] == 1
    assert counts[1] <= 1
    assert counts[2:] == [0, 1, 0]


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def lasting_world(transactional_db):
    """The same world committed, so that every transaction of a test is a real one."""
    return build_world()


def ask(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def alter(*statements: str) -> None:
    """Change tables in a transaction that has just filled them."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


def rows_under_the_role(table: str) -> int:
    """Count a table as the application's role that was given no setting at all."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APPLICATION_ROLE}")
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        (count,) = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE NONE")
    return count


@only_postgresql
@pytest.mark.postgresql
@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.label)
def test_every_scoped_table_stands_behind_all_its_policies(db, model):
    table = model._meta.db_table
    switches = ask("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table)
    assert switches == [(True, True)]
    found = ask("SELECT policyname, cmd, permissive FROM pg_policies WHERE tablename = %s", table)
    assert sorted(found) == [
        ("scope", "SELECT", "PERMISSIVE"),
        ("scope_delete", "DELETE", "PERMISSIVE"),
        ("scope_insert", "INSERT", "PERMISSIVE"),
        ("scope_update", "UPDATE", "PERMISSIVE"),
    ]


@only_postgresql
@pytest.mark.postgresql
def test_without_settings_no_table_shows_a_row_that_is_there(world):
    filled = []
    for model in scoped_models():
        with system_scope("数一数"):
            filled += [model] if model.objects.exists() else []
        assert rows_under_the_role(model._meta.db_table) == 0, model
    assert {Person, Registration, Vacancy} <= set(filled)


@only_postgresql
@pytest.mark.postgresql
def test_twin_with_the_policies_off_the_rows_appear(world):
    table = Registration._meta.db_table
    alter(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    assert rows_under_the_role(table) == len(world.registrations)


def cross(scope: Scope, manner: str) -> int:
    """Ask, in one manner, for every row without the managers' wall; return how many are not the scope's."""
    query = f"SELECT count(*) FILTER (WHERE NOT place_path ^@ %s), count(*) FROM {TABLE}"
    with enter(scope):
        if manner == "alone":
            ((foreign, all_seen),) = ask(query, scope.places[0])
        elif manner == "rolled back":
            with transaction.atomic():
                ((foreign, all_seen),) = ask(query, scope.places[0])
                transaction.set_rollback(True)
        else:
            with transaction.atomic():
                ask("SELECT 1")
                with pytest.raises(DatabaseError), transaction.atomic():
                    ask("SELECT 1 / 0")
                ((foreign, all_seen),) = ask(query, scope.places[0])
    assert all_seen > 0
    return foreign


@only_postgresql
@pytest.mark.postgresql
def test_two_scopes_on_one_connection_never_see_each_other(lasting_world):
    chosen = random.Random(7)
    scopes = [lasting_world.scope_at("1.1"), lasting_world.scope_at("2")]
    crossings = 0
    for _ in range(5_000):
        manner = chosen.choice(("alone", "rolled back", "after an error"))
        crossings += cross(chosen.choice(scopes), manner)
    assert crossings == 0
    assert ask("SELECT current_setting('baigong.places', true), current_user = session_user") == [("", True)]


@only_postgresql
@pytest.mark.postgresql
def test_twin_a_scope_kept_on_the_connection_is_seen_by_the_next(lasting_world, monkeypatch):
    """Sabotage: the connection believes the next reader's scope is applied already."""
    with transaction.atomic():
        assert cross(lasting_world.scope_at("2"), "alone") == 0
        monkeypatch.setattr(connections["default"], "_apply", lambda scope: None)
        assert cross(lasting_world.scope_at("1.1"), "alone") > 0


@pytest.fixture
def published(world):
    with system_scope("发布"):
        Vacancy.objects.filter(id=world.vacancies["1.1.1.1"].id).update(public_since=clock.now())
    return world


CHANGES = {
    "update": "UPDATE vacancies_vacancy SET title = '改' WHERE public_since IS NOT NULL RETURNING id",
    "delete": "DELETE FROM vacancies_vacancy WHERE public_since IS NOT NULL RETURNING id",
    "lock": "SELECT id FROM vacancies_vacancy WHERE public_since IS NOT NULL FOR UPDATE",
}


@only_postgresql
@pytest.mark.postgresql
@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_a_published_row_is_read_by_all_and_changed_by_its_own(published, statement):
    for scope in (public_scope(), published.scope_at("2")):
        with enter(scope):
            assert ask("SELECT count(*) FROM vacancies_vacancy WHERE public_since IS NOT NULL") == [(1,)]
            assert ask(statement) == []
    with enter(published.scope_at("1.1")):
        assert len(ask(CHANGES["update"])) == 1


@only_postgresql
@pytest.mark.postgresql
def test_a_published_row_is_not_put_into_a_foreign_place(published):
    """Nor can one's own row be moved out of sight by publishing it."""
    own, far = published.vacancies["1.1.1.1"], published.places["2.1.1.1"]
    with (
        enter(published.scope_at("1.1")),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        ask("UPDATE vacancies_vacancy SET place_path = %s WHERE id = %s RETURNING id", far.path, own.id)


@only_postgresql
@pytest.mark.postgresql
def test_twin_one_condition_for_reading_and_writing_lets_anybody_change_it(published):
    condition = policy_of(Vacancy)
    alter(
        *(f"DROP POLICY {name} ON vacancies_vacancy" for name in policies_of(Vacancy)),
        f"CREATE POLICY scope ON vacancies_vacancy USING ({condition}) WITH CHECK ({condition})",
    )
    with enter(public_scope()):
        assert len(ask(CHANGES["update"])) == 1
