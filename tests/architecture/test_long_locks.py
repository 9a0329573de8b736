"""No migration after the named state keeps people from a table that grows with the people in it (reliability 91)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, migrations, models
from django.db.migrations import AddIndex
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from baigong.foundation.engines.operations import AddConstraintBeside, AddIndexBeside

NAMED = Path(__file__).resolve().parents[2] / "docs" / "upgrade-from.toml"
# Tables of some hundreds or thousands of rows whatever the city: held for a moment, nobody notices.
SMALL = {
    "codes.code", "places.place", "policies.policyitem", "policies.packversion", "parameters.parametervalue",
    "users.user", "users.post",
}  # fmt: skip
# Operations that were looked at: what they hold, and why that is short.
REVIEWED: dict[tuple[str, str], str] = {
    (
        "cases",
        "0002_participants",
    ): "cases come by the list, some hundreds a county: read through in a moment",
    (
        "cases",
        "0004_words_sealed_and_aid_plans",
    ): "cases, and what people wrote of them, are some hundreds a county: read through in a moment",
}


def harm_of(operation: Any, before: ProjectState, app: str) -> str:
    """Return what an operation would hold for long on a table with a million rows, empty when nothing."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return "; ".join(filter(None, (harm_of(each, before, app) for each in operation.database_operations)))
    if isinstance(operation, migrations.RunPython | migrations.RunSQL):
        return "runs for as long as it likes in one transaction"
    state = _grown(operation, before, app)
    if state is None or isinstance(operation, AddIndexBeside | AddConstraintBeside):
        return ""
    if isinstance(operation, migrations.AddIndex):
        return "builds an index while nobody may write: AddIndexBeside"
    if isinstance(operation, migrations.AddConstraint):
        return "reads the whole table while nobody may write: AddConstraintBeside"
    if isinstance(operation, migrations.AddField):
        return _added(operation.field)
    if isinstance(operation, migrations.AlterField):
        return _altered(state.fields[operation.name], operation.field)
    return ""


def _grown(operation: Any, before: ProjectState, app: str) -> ModelState | None:
    """Return the state of the model when the table was there before and is none of the small ones."""
    name = getattr(operation, "model_name", "")
    label = f"{app}.{name}".lower()
    return None if not name or label in SMALL else before.models.get((app, name.lower()))


def _added(field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.GeneratedField):
        return "writes every row anew"
    if field.unique or field.db_index:
        return "builds an index while nobody may write: AddField without one, then AddIndexBeside"
    return ""


def _altered(old: models.Field[Any, Any], new: models.Field[Any, Any]) -> str:
    if old.get_internal_type() != new.get_internal_type():
        return "writes every row anew"
    if (old.max_length or 0) > (new.max_length or old.max_length or 0):
        return "reads every row to see that it fits"
    if old.null and not new.null:
        return "reads every row to see that none is empty"
    is_indexed = (new.unique and not old.unique) or (new.db_index and not old.db_index)
    return "builds an index while nobody may write" if is_indexed else ""


def harms(app: str, migration: Any, before: ProjectState) -> list[str]:
    """Return what the operations of one migration would hold, in order."""
    found, state, made = [], before.clone(), set()
    for operation in migration.operations:
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name.lower())
        elif getattr(operation, "model_name", "").lower() not in made:
            harm = harm_of(operation, state, app)
            found += [f"{app} {migration.name}: {operation.describe()}: {harm}"] if harm else []
        operation.state_forwards(app, state)
    return found


def test_no_migration_since_the_named_state_keeps_people_from_a_large_table() -> None:
    named = tomllib.loads(NAMED.read_text(encoding="utf-8"))["migrations"]
    loader, found, looked = MigrationLoader(None), [], 0
    for app, name in sorted(loader.graph.nodes):
        whole = apps.get_app_config(app).name
        ours = whole.startswith("baigong.")
        if ours and name > named.get(whole.rpartition(".")[2], "") and (app, name) not in REVIEWED:
            looked += 1
            before = loader.project_state((app, name), at_end=False)
            found += harms(app, loader.get_migration(app, name), before)
    assert found == []
    assert looked > 3


A_FIELD = models.CharField(max_length=20, db_index=True, default="")
CARELESS = {
    "an index": migrations.AddIndex("person", models.Index(fields=["county_id"], name="x")),
    "a constraint": migrations.AddConstraint(
        "person", models.CheckConstraint(condition=~models.Q(county_id="x"), name="x")
    ),
    "a column with an index": migrations.AddField("person", "x", A_FIELD),
    "another type": migrations.AlterField("person", "county_id", models.IntegerField()),
    "a shorter text": migrations.AlterField("person", "county_id", models.CharField(max_length=2)),
    "code of its own": migrations.RunPython(migrations.RunPython.noop),
}


@pytest.mark.parametrize("operation", CARELESS.values(), ids=CARELESS)
def test_twin_what_would_hold_a_large_table_is_told(operation: Any) -> None:
    state = MigrationLoader(None).project_state()
    assert harm_of(operation, state, "parties") != ""


def test_what_holds_nothing_is_not_told() -> None:
    state = MigrationLoader(None).project_state()
    index = models.Index(fields=["county_id"], name="x")
    plain = models.CharField(max_length=20, default="")
    for operation in (AddIndexBeside("person", index), migrations.AddField("person", "x", plain)):
        assert harm_of(operation, state, "parties") == ""


def test_an_index_is_built_beside_the_work_and_anew_after_it_was_broken_off(transactional_db: None) -> None:
    before = MigrationLoader(connection).project_state()
    index = models.Index(fields=["county_id", "id"], name="person_beside")
    operation = AddIndexBeside("person", index)
    after = before.clone()
    operation.state_forwards("parties", after)
    statements: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        statements.append(str(sql))
        return execute(sql, *rest)

    try:
        for _ in range(2):  # the second finds what the first left
            with connection.execute_wrapper(note), connection.schema_editor(atomic=False) as editor:
                operation.database_forwards("parties", editor, before, after)
        with connection.cursor() as cursor:
            there = connection.introspection.get_constraints(cursor, "parties_person")
        assert "person_beside" in there
        with pytest.raises(DatabaseError), connection.schema_editor(atomic=False) as editor:
            AddIndex("person", index).database_forwards(
                "parties", editor, before, after
            )  # twin: Django's own
        is_beside = any("CREATE INDEX CONCURRENTLY" in each for each in statements)
        assert is_beside == (connection.vendor == "postgresql")
    finally:
        with connection.cursor() as cursor:
            cursor.execute('DROP INDEX IF EXISTS "person_beside"')


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite writes the table anew in one transaction"
)
def test_a_constraint_is_asked_beside_the_work_and_anew_after_it_was_broken_off(
    transactional_db: None,
) -> None:
    before = MigrationLoader(connection).project_state()
    condition = models.CheckConstraint(condition=~models.Q(shift="x"), name="vacancy_beside")
    operation, after = AddConstraintBeside("vacancy", condition), before.clone()
    operation.state_forwards("vacancies", after)
    statements: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        statements.append(str(sql))
        return execute(sql, *rest)

    try:
        for _ in range(2):  # the second finds what the first left
            with connection.execute_wrapper(note), connection.schema_editor(atomic=False) as editor:
                operation.database_forwards("vacancies", editor, before, after)
        with connection.cursor() as cursor:
            there = connection.introspection.get_constraints(cursor, "vacancies_vacancy")
        assert "vacancy_beside" in there
        assert [each.rpartition(" ")[2] for each in statements if "NOT VALID" in each] == ["VALID", "VALID"]
        assert sum("VALIDATE CONSTRAINT" in each for each in statements) == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute('ALTER TABLE vacancies_vacancy DROP CONSTRAINT IF EXISTS "vacancy_beside"')
