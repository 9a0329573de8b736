"""Operations of migrations that let people go on writing: none holds a table while it is read through."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.migrations.operations import AddConstraint, AddIndex
from django.db.models import BaseConstraint


class AddIndexBeside(AddIndex):
    """Build an index while people go on writing, on PostgreSQL; on SQLite at once.

    The migration says `atomic = False` and has this one operation: what was killed is cleared and built anew.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        name = schema_editor.quote_name(self.index.name)
        if schema_editor.connection.vendor != "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}", params=None)
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", params=None)
        schema_editor.add_index(model, self.index, concurrently=True)

    def describe(self) -> str:
        return f"{super().describe()} beside the work"


class AddConstraintBeside(AddConstraint):
    """Ask a condition of a table while people go on writing, on PostgreSQL: of new rows first, then of those there.

    The migration says `atomic = False`, so that the short lock of the first step is gone before the reading of the
    second; what was broken off is cleared and asked anew. On SQLite the table is written anew in one transaction.
    """

    model_name: str
    constraint: BaseConstraint

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        alias = schema_editor.connection.alias
        if not self.allow_migrate_model(alias, model):
            return
        if schema_editor.connection.vendor != "postgresql":
            with transaction.atomic(alias):
                super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        table = schema_editor.quote_name(model._meta.db_table)
        name = schema_editor.quote_name(self.constraint.name)
        asked = self.constraint.create_sql(model, schema_editor)
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}", params=None)
        schema_editor.execute(f"{asked} NOT VALID", params=None)
        schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}", params=None)

    def describe(self) -> str:
        return f"{super().describe()} beside the work"
