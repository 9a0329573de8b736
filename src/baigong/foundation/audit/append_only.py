"""Tables that only grow: triggers on both engines, laid by a migration operation.

`AppendOnly("AuditEntry", may_fill=("sequence",), may_clear=("before_sealed",))` forbids DELETE and every
UPDATE except filling a NULL column of `may_fill` and nulling a column of `may_clear`. SQLite must run with
`recursive_triggers=ON`, or REPLACE deletes unseen. A later migration that rebuilds the table on SQLite drops
the triggers: repeat the operation after it (`guarded_tables` tells). TRUNCATE on PostgreSQL is not the
application role's to give.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps.registry import Apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_PREFIX = "append_only_"
_MESSAGE = "append-only table"


class AppendOnly(Operation):
    """Lay the triggers of one model's table."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, may_fill: Sequence[str] = (), may_clear: Sequence[str] = ()) -> None:
        self.model_name, self.may_fill, self.may_clear = model_name, tuple(may_fill), tuple(may_clear)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        options = {"model_name": self.model_name, "may_fill": self.may_fill, "may_clear": self.may_clear}
        return type(self).__name__, [], options

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The triggers are no part of the models' state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = self._model(to_state.apps, app_label)
        statements = _drop(schema_editor.connection.vendor, model._meta.db_table)
        statements += self._create(schema_editor.connection.vendor, model)
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = self._model(from_state.apps, app_label)._meta.db_table
        for statement in _drop(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Let {self.model_name} only grow"

    def _model(self, registry: Any, app_label: str) -> type[models.Model]:
        apps: Apps = registry
        return apps.get_model(app_label, self.model_name)

    def _create(self, vendor: str, model: type[models.Model]) -> list[str]:
        differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
        parts = []
        for column in model._meta.local_concrete_fields:
            changed = f'NEW."{column.column}" {differs} OLD."{column.column}"'
            if column.name in self.may_fill:
                changed += f' AND OLD."{column.column}" IS NOT NULL'
            if column.name in self.may_clear:
                changed += f' AND NEW."{column.column}" IS NOT NULL'
            parts.append(f"({changed})")
        maker = _sqlite if vendor == "sqlite" else _postgresql
        return maker(model._meta.db_table, " OR ".join(parts))


def guarded_tables(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """Return the tables whose triggers stand (both of them, and enabled)."""
    if connection.vendor == "sqlite":
        query = (
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%%'"
        )
    else:
        query = (
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE 'append_only_%%' AND t.tgenabled <> 'D'"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [])
        rows = cursor.fetchall()
    names = {name for _, name in rows}
    return frozenset(table for table, _ in rows if {_name(table, "update"), _name(table, "delete")} <= names)


@contextlib.contextmanager
def lowered(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Run the block with all such triggers off; for the emptying of a test database, never in the product."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%%'",
                [],
            )
            kept = cursor.fetchall()
        downs, ups = [f'DROP TRIGGER "{name}"' for name, _ in kept], [sql for _, sql in kept]
    else:
        tables = sorted(guarded_tables(connection))
        downs = [f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in tables]
        ups = [f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in tables]
    _run(connection, downs)
    try:
        yield
    finally:
        _run(connection, ups)


def _run(connection: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            connection.check_constraints()  # a table with deferred checks waiting cannot be altered
        for statement in statements:
            cursor.execute(statement)


def _name(table: str, what: str) -> str:
    return f"{_PREFIX}{table}_{what}"


def _drop(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{_name(table, what)}"' for what in ("update", "delete")]
    return [
        *(f'DROP TRIGGER IF EXISTS "{_name(table, what)}" ON "{table}"' for what in ("update", "delete")),
        f'DROP FUNCTION IF EXISTS "{_name(table, "refuse")}"()',
    ]


def _sqlite(table: str, changed: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    return [
        f'CREATE TRIGGER "{_name(table, "update")}" BEFORE UPDATE ON "{table}" WHEN {changed} {refuse}',
        f'CREATE TRIGGER "{_name(table, "delete")}" BEFORE DELETE ON "{table}" {refuse}',
    ]


def _postgresql(table: str, changed: str) -> list[str]:
    function = f'"{_name(table, "refuse")}"()'
    run = f"EXECUTE FUNCTION {function}"
    return [
        f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f'CREATE TRIGGER "{_name(table, "update")}" BEFORE UPDATE ON "{table}" '
        f"FOR EACH ROW WHEN ({changed}) {run}",
        f'CREATE TRIGGER "{_name(table, "delete")}" BEFORE DELETE ON "{table}" FOR EACH ROW {run}',
    ]
