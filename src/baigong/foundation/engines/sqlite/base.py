"""SQLite as a database of record: safe pragmas, and a test flush that append-only triggers allow."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base, operations

# Replacing a row fires no delete trigger without recursive_triggers: append-only would be a wish.
PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    " PRAGMA recursive_triggers=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-65536;"
)


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Any, **options: Any) -> list[str]:
        """Empty tables for a test: append-only triggers are taken off and put back around it."""
        statements = super().sql_flush(style, tables, **options)
        if not statements:
            return statements
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        return [*drops, *statements, *(sql for _, sql in triggers)]


# A varchar(n) is only a word here: without a check a text that is too long would be refused in production alone.
_FITS = 'length("%(column)s") <= %(max_length)s'


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    # With an untrusted schema no CHECK may call a function of ours; JSON is validated where it is written.
    data_type_check_constraints = {
        name: check
        for name, check in base.DatabaseWrapper.data_type_check_constraints.items()
        if name != "JSONField"
    } | dict.fromkeys(("CharField", "SlugField"), _FITS)
