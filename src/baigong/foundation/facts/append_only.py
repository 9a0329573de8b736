"""Database triggers that make a fact's row unchangeable, on both engines, after every migration.

One thing may happen to a fact all the same: a sealed personal value, and its fingerprint, may be emptied when a
person asks to be erased (PIPL 47). It may never become another value.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections, models

from baigong.foundation.facts.models import Fact
from baigong.foundation.facts.straying import (
    movable_columns,
    postgresql_straying_statements,
    sqlite_straying_statements,
)
from baigong.foundation.privacy.fields import BlindIndexField, EncryptedTextField

REFUSAL = "append-only: void the row and enter it again"
PERMITS = "rotation_permit"
"""The table in which a re-sealing names the one ciphertext that may take the place of another (ADR 0018)."""


def fact_models() -> list[type[models.Model]]:
    """Return every concrete model whose rows are facts."""
    return [model for model in apps.get_models() if issubclass(model, Fact)]


def frozen_columns(model: type[models.Model]) -> list[str]:
    """Return the columns of `model` that no UPDATE may change.

    A model may allow more than the common ones by naming them in its own MAY_CHANGE.
    """
    may_change = set(model.MAY_CHANGE)  # type: ignore[attr-defined]  # chosen by fact_models
    guarded_apart = {*sealed_columns(model), *movable_columns(model)}
    fields = [field for field in model._meta.concrete_fields if field.name not in may_change]
    return [field.column for field in fields if field.column not in guarded_apart]


def sealed_columns(model: type[models.Model]) -> list[str]:
    """Return the columns that hold ciphertexts: they change only by a permitted re-sealing."""
    return [field.column for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def sqlite_sealed_statements(table: str, column: str) -> list[str]:
    """Return the statements that let a sealed column of `table` change by permit only, on SQLite."""
    permitted = (
        f'SELECT 1 FROM "{PERMITS}" AS permit'  # noqa: S608 (own names)
        f" WHERE permit.table_name = '{table}' AND permit.column_name = '{column}'"
        f' AND permit.row_key = CAST(OLD.id AS TEXT) AND permit.was = OLD."{column}"'
        f' AND permit.becomes = NEW."{column}"'
    )
    return [
        f'DROP TRIGGER IF EXISTS "{table}_{column}_reseal"',
        f'CREATE TRIGGER "{table}_{column}_reseal" BEFORE UPDATE ON "{table}"'
        f' WHEN NEW."{column}" IS NOT NULL AND NEW."{column}" IS NOT OLD."{column}"'
        f" AND NOT EXISTS ({permitted})"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ]


_ONLY_RESEALED = f"""
CREATE OR REPLACE FUNCTION baigong_only_resealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE old_value bytea; new_value bytea;
BEGIN
  EXECUTE format('SELECT ($1).%I, ($2).%I', TG_ARGV[0], TG_ARGV[0]) INTO old_value, new_value USING OLD, NEW;
  IF NOT EXISTS (SELECT 1 FROM {PERMITS} AS permit WHERE permit.table_name = TG_TABLE_NAME
      AND permit.column_name = TG_ARGV[0] AND permit.row_key = OLD.id::text
      AND permit.was = old_value AND permit.becomes = new_value) THEN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$"""  # noqa: S608 (own names)


def postgresql_sealed_statements(table: str, column: str) -> list[str]:
    """Return the statements that let a sealed column of `table` change by permit only, on PostgreSQL."""
    return [
        _ONLY_RESEALED,
        f'DROP TRIGGER IF EXISTS "{table}_{column}_reseal" ON "{table}"',
        f'CREATE TRIGGER "{table}_{column}_reseal" BEFORE UPDATE ON "{table}" FOR EACH ROW'
        f' WHEN (NEW."{column}" IS NOT NULL AND NEW."{column}" IS DISTINCT FROM OLD."{column}")'
        f" EXECUTE FUNCTION baigong_only_resealed('{column}')",
    ]


def erasable_columns(model: type[models.Model]) -> frozenset[str]:
    """Return the columns of sealed personal values, which may be emptied and never altered."""
    personal = (EncryptedTextField, BlindIndexField)
    return frozenset(field.column for field in model._meta.concrete_fields if isinstance(field, personal))


def _changed(columns: list[str], erasable: frozenset[str], differs: str) -> str:
    return " OR ".join(
        f'(NEW."{column}" IS NOT NULL AND NEW."{column}" {differs} OLD."{column}")'
        if column in erasable
        else f'NEW."{column}" {differs} OLD."{column}"'
        for column in columns
    )


def sqlite_statements(table: str, columns: list[str], erasable: frozenset[str] = frozenset()) -> list[str]:
    """Return the statements that guard `table` on SQLite."""
    changed = _changed(columns, erasable, "IS NOT")
    return [
        f'DROP TRIGGER IF EXISTS "{table}_no_update"',
        f'DROP TRIGGER IF EXISTS "{table}_no_delete"',
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" WHEN {changed}'
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}"'
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ]


def postgresql_statements(
    table: str, columns: list[str], erasable: frozenset[str] = frozenset()
) -> list[str]:
    """Return the statements that guard `table` on PostgreSQL."""
    changed = _changed(columns, erasable, "IS DISTINCT FROM")
    return [
        "CREATE OR REPLACE FUNCTION baigong_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f'DROP TRIGGER IF EXISTS "{table}_no_update" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{table}_no_delete" ON "{table}"',
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({changed})'
        " EXECUTE FUNCTION baigong_append_only()",
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" FOR EACH ROW'
        " EXECUTE FUNCTION baigong_append_only()",
    ]


def install_append_only(sender: Any = None, using: str = "default", **_: Any) -> None:
    """Put every fact's table under guard; runs after each migration."""
    if sender is not None and sender.label != "facts":
        return
    connection = connections[using]
    statements_for = sqlite_statements if connection.vendor == "sqlite" else postgresql_statements
    sealed_for = sqlite_sealed_statements if connection.vendor == "sqlite" else postgresql_sealed_statements
    straying_for = (
        sqlite_straying_statements if connection.vendor == "sqlite" else postgresql_straying_statements
    )
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in fact_models():
            if model._meta.db_table in existing:
                table = model._meta.db_table
                statements = statements_for(table, frozen_columns(model), erasable_columns(model))
                for column in sealed_columns(model):
                    statements += sealed_for(table, column)
                statements += straying_for(table, movable_columns(model))
                for statement in statements:
                    cursor.execute(statement)
