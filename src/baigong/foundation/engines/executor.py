"""Runs migrations so that one broken off at any moment is as if it had never begun."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration


class WholeExecutor(MigrationExecutor):
    """Applies a migration and writes down that it is applied in one transaction.

    Django commits the tables first when an index or a reference was put off to the end; killed before the note,
    the next run would make the same table again and stop. A migration with `atomic = False` has operations that
    bear being run again (`foundation.engines.operations`).
    """

    def apply_migration(
        self, state: Any, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        if not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        # On SQLite references are set aside before a transaction begins or not at all.
        self.connection.disable_constraint_checking()
        try:
            with transaction.atomic(self.connection.alias):
                return super().apply_migration(state, migration, fake, fake_initial)
        finally:
            self.connection.enable_constraint_checking()
