"""`migrate` as Django has it, but what was broken off at any moment is simply run again (reliability test 91)."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate as django_own

from baigong.foundation.engines.executor import WholeExecutor


class Command(django_own.Command):
    def handle(self, *arguments: Any, **options: Any) -> str | None:
        django_own.MigrationExecutor = WholeExecutor  # type: ignore[attr-defined]  # it asks its own module
        return super().handle(*arguments, **options)
