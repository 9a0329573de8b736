"""Managers that cannot be asked outside a scope."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from baigong.foundation.scope.conditions import condition_for
from baigong.foundation.scope.current import current_scope

_Model = TypeVar("_Model", bound=models.Model)


class ScopedManager(models.Manager[_Model]):
    """The default and the base manager of every scoped model: related objects are scoped too."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[_Model]:
        model: Any = self.model
        condition = condition_for(model.scoped_by, current_scope(), model._meta.db_table)
        return super().get_queryset().filter(condition)
