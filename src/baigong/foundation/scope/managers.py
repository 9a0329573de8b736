"""Managers that cannot be asked outside a scope."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import models

from baigong.foundation import clock
from baigong.foundation.scope.conditions import condition_for
from baigong.foundation.scope.current import Scope, current_scope
from baigong.foundation.scope.declaration import ScopedBy

_Model = TypeVar("_Model", bound=models.Model)
# An officer's page asks of some twenty tables; those of a few hundred officers are remembered.
QUESTIONS_KEPT = 4_000


class ScopedManager(models.Manager[_Model]):
    """The default and the base manager of every scoped model: related objects are scoped too."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[_Model]:
        model: Any = self.model
        queryset: models.QuerySet[_Model] = super().get_queryset()
        queryset.query = _scoped(model, model.scoped_by, current_scope(), clock.today()).chain()
        return queryset


@lru_cache(maxsize=QUESTIONS_KEPT)
def _scoped(model: Any, declaration: ScopedBy, scope: Scope, today: datetime.date) -> Any:
    """Return the question "all rows the scope sees today", built once: building costs more than most answers.

    :param today: shares begin and end by the day.
    """
    condition = condition_for(declaration, scope, model._meta.db_table)
    return models.QuerySet(model).filter(condition).query
