"""Database triggers that refuse two rows of one kind which hold at the same time, on both engines.

PostgreSQL's own exclusion constraint would need an extension; a lock on the compared values taken inside the
trigger makes the comparison as safe, and the function sees every row whatever the scope of who writes.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections, models

from baigong.foundation.facts.models import PeriodFact

REFUSAL = "overlap: such a row holds already at that time"


def period_models() -> list[type[PeriodFact]]:
    """Return every concrete model whose rows hold for a period."""
    return [model for model in apps.get_models() if issubclass(model, PeriodFact)]


def compared_columns(model: type[PeriodFact]) -> list[list[str]]:
    """Return for each declared set the columns that must not be equal in two rows holding at once."""
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return [[columns[name] for name in names] for names in model.NO_OVERLAP]


def _text_columns(model: type[models.Model]) -> set[str]:
    return {field.column for field in model._meta.concrete_fields if isinstance(field, models.CharField)}


def _condition(table: str, columns: list[str], texts: set[str], new: str) -> str:
    """Return the SQL that is true when another living row of the table overlaps the new one."""
    filled = [f'{new}"{name}" IS NOT NULL' for name in columns]
    filled += [f"{new}\"{name}\" <> ''" for name in columns if name in texts]
    same = [f'other."{name}" = {new}"{name}"' for name in columns]
    parts = [
        f"{new}voided_at IS NULL AND {new}superseded_at IS NULL",
        *filled,
        f'EXISTS (SELECT 1 FROM "{table}" AS other WHERE other.id <> {new}id',  # noqa: S608 (names of ours)
        *same,
        "other.voided_at IS NULL AND other.superseded_at IS NULL",
        f"(other.ends_before IS NULL OR other.ends_before > {new}starts_on)",
        f"({new}ends_before IS NULL OR {new}ends_before > other.starts_on))",
    ]
    return " AND ".join(parts)


def sqlite_statements(model: type[PeriodFact]) -> list[str]:
    """Return the statements that guard the model's table on SQLite, whose writers come one after another."""
    table, texts = model._meta.db_table, _text_columns(model)
    statements = []
    for number, columns in enumerate(compared_columns(model)):
        condition = _condition(table, columns, texts, "NEW.")
        for verb in ("INSERT", "UPDATE"):
            name = f"{table}_no_overlap_{number}_{verb.lower()}"
            statements += [
                f'DROP TRIGGER IF EXISTS "{name}"',
                f'CREATE TRIGGER "{name}" AFTER {verb} ON "{table}" WHEN {condition}'
                f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
            ]
    return statements


def postgresql_statements(model: type[PeriodFact]) -> list[str]:
    """Return the statements that guard the model's table on PostgreSQL."""
    table, texts = model._meta.db_table, _text_columns(model)
    checks = []
    for number, columns in enumerate(compared_columns(model)):
        key = " || '/' || ".join(f"coalesce(NEW.\"{name}\"::text, '')" for name in columns)
        checks.append(
            f"PERFORM pg_advisory_xact_lock(hashtextextended('{table}/{number}/' || {key}, 0));"
            f" IF {_condition(table, columns, texts, 'NEW.')} THEN"
            f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'exclusion_violation'; END IF;"
        )
    return [
        f'CREATE OR REPLACE FUNCTION "{table}_no_overlap"() RETURNS trigger LANGUAGE plpgsql'
        f" AS $$ DECLARE seen text := current_setting('baigong.everything', true);"
        f" BEGIN PERFORM set_config('baigong.everything', 'on', true); {' '.join(checks)}"
        f" PERFORM set_config('baigong.everything', coalesce(seen, ''), true); RETURN NULL; END $$",
        f'DROP TRIGGER IF EXISTS "{table}_no_overlap" ON "{table}"',
        f'CREATE TRIGGER "{table}_no_overlap" AFTER INSERT OR UPDATE ON "{table}" FOR EACH ROW'
        f' EXECUTE FUNCTION "{table}_no_overlap"()',
    ]


def install_no_overlap(sender: Any = None, using: str = "default", **_: Any) -> None:
    """Put every table of periods under guard; runs after each migration."""
    if sender is not None and sender.label != "facts":
        return
    connection = connections[using]
    statements_for = sqlite_statements if connection.vendor == "sqlite" else postgresql_statements
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in period_models():
            if model.NO_OVERLAP and model._meta.db_table in existing:
                for statement in statements_for(model):
                    cursor.execute(statement)
