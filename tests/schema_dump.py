"""Everything a database says of its tables, as lines in a fixed order: two schemas are equal when these are."""

from __future__ import annotations

from django.db import connection

_SQLITE = "SELECT tbl_name, type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_POSTGRESQL = (
    "SELECT table_name::text, 'column', column_name::text, concat_ws(' ', data_type, character_maximum_length,"
    " collation_name, is_nullable, column_default, identity_generation, generation_expression)"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, 'constraint', conname::text,"
    " concat_ws(' ', pg_get_constraintdef(oid), convalidated, condeferrable, condeferred)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT indrelid::regclass::text, 'index', indexrelid::regclass::text,"
    " concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid, indisready)"
    " FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace = 'public'::regnamespace",
    "SELECT tgrelid::regclass::text, 'trigger', tgname::text, pg_get_triggerdef(oid)"
    " FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT tablename::text, 'policy', policyname::text, concat_ws(' ', cmd, roles, qual, with_check)"
    " FROM pg_policies WHERE schemaname = 'public'",
    "SELECT relname::text, 'row security', '', concat_ws(' ', relrowsecurity, relforcerowsecurity)"
    " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
)


def schema(tables: list[str] | None = None) -> list[str]:
    """Return a line for every column, constraint, index, trigger and policy, of these tables or of all."""
    lines = []
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else (_SQLITE,):
            cursor.execute(statement)
            lines += [
                " | ".join(map(str, row)) for row in cursor.fetchall() if not tables or row[0] in tables
            ]
    return sorted(lines)
