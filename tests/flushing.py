"""Emptying the database after a test that commits: the guards are put back only where the test took one away.

Django ends every flush as it ends a migration: content types, permissions, and our own triggers and policies are
written anew, which takes ten times as long as the emptying and finds everything in place. Nothing here reads content
types or permissions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connections

_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
_POSTGRESQL = """
SELECT 'trigger', tgrelid::regclass::text, tgname, tgenabled::text || pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'policy', polrelid::regclass::text, polname,
       polcmd::text || polroles::text || coalesce(pg_get_expr(polqual, polrelid), '')
       || coalesce(pg_get_expr(polwithcheck, polrelid), '')
  FROM pg_policy
UNION ALL
SELECT 'table', oid::regclass::text, '', relrowsecurity::text || relforcerowsecurity::text || coalesce(relacl::text, '')
  FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'function', oid::regprocedure::text, '', prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
ORDER BY 1, 2, 3
"""


def guards_of(alias: str) -> list[tuple[Any, ...]]:
    """Return all that guards the tables of a database: triggers, policies, rights, functions."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)
        return [tuple(row) for row in cursor.fetchall()]


class GuardsPutBack:
    """Stands for Django's `emit_post_migrate_signal` after a flush; the first flush of a process asks the real one."""

    def __init__(self, emit: Callable[..., None]) -> None:
        self.emit, self.whole = emit, dict[str, list[tuple[Any, ...]]]()

    def __call__(self, verbosity: int, interactive: bool, db: str, **options: Any) -> None:
        if db in self.whole and guards_of(db) == self.whole[db]:
            return
        self.emit(verbosity, interactive, db, **options)
        self.whole[db] = guards_of(db)
