"""PostgreSQL with the scope set inside every transaction, and nowhere else.

`SET LOCAL` ends with the transaction, so a pooled connection can never carry one reader's sight into the
next reader's request. A statement outside a transaction gets a transaction of its own.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.backends.postgresql import base, creation

from baigong.foundation.scope.current import Scope, ScopeError, active_scope
from baigong.foundation.scope.row_security import APPLICATION_ROLE

_PLACE_PREFIX = re.compile(r"(?:[0-9A-Za-z_-]+/)+")

_APPLY = (
    "SELECT set_config('role', %s, true), set_config('baigong.places', %s, true),"
    " set_config('baigong.parties', %s, true), set_config('baigong.everything', %s, true),"
    " set_config('baigong.actor', %s, true)"
)


def settings_of(scope: Scope | None) -> tuple[str, str, str, str, str]:
    """Return role, place prefixes, parties, the switch for everything and who acts, as the policies read them.

    :raises ScopeError: for a place that is no path; an empty prefix would begin every path there is.
    """
    if scope is None:
        return "none", "", "", "off", ""
    for prefix in scope.places:
        if not _PLACE_PREFIX.fullmatch(prefix):
            raise ScopeError(f"a scope's place must be a path that ends in a slash, not {prefix!r}")
    places = ",".join(scope.places)
    parties = ",".join(str(party) for party in scope.parties)
    return APPLICATION_ROLE, places, parties, "on" if scope.everything else "off", scope.actor


class DatabaseCreation(creation.DatabaseCreation):
    """Drops a test database even while a thread of the suite still holds a connection to it."""

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # the stubs leave it out
            quoted = self.connection.ops.quote_name(test_database_name)
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")


class DatabaseWrapper(base.DatabaseWrapper):
    """Applies the active scope before the first statement of a transaction and whenever it changes."""

    creation_class = DatabaseCreation

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._applied: Scope | None = None
        self._is_applying = False
        self.execute_wrappers.append(self._in_scope)

    def _in_scope(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        wanted = active_scope()
        if self._is_applying or (wanted is None and self._applied is None):
            return execute(sql, params, many, context)
        if not self.in_atomic_block and self.autocommit:
            from django.db.transaction import atomic  # noqa: PLC0415 (Django loads backends before apps)

            with atomic(using=self.alias):
                return self._in_scope(execute, sql, params, many, context)
        if wanted is not self._applied:
            self._apply(wanted)
        return execute(sql, params, many, context)

    def _apply(self, scope: Scope | None) -> None:
        self._is_applying = True
        try:
            with self.cursor() as cursor:
                cursor.execute(_APPLY, settings_of(scope))
        finally:
            self._is_applying = False
        self._applied = scope

    def _set_autocommit(self, autocommit: bool) -> None:
        self._applied = None
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # the stubs leave it out

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # the stubs leave it out
        if self._applied is not None:
            self._apply(self._applied)

    def close(self) -> None:
        self._applied = None
        super().close()
