"""The declaration turned into a WHERE clause that carries a mark, so that its absence can be seen."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.expressions import ExpressionWrapper, RawSQL

from baigong.foundation.scope.current import Scope, current_scope
from baigong.foundation.scope.declaration import ScopedBy


def mark_of(table: str) -> str:
    """Return the comment that every scoped statement on `table` carries."""
    return f"/*scope:{table}*/"


class MarkedCondition(ExpressionWrapper):  # type: ignore[type-arg]  # only the stubs are generic
    """A boolean condition rendered with the scope's mark behind it."""

    conditional = True

    def __init__(self, condition: Any, table: str) -> None:
        super().__init__(condition, output_field=models.BooleanField())
        self.table = table

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection)
        return f"({sql}) {mark_of(self.table)}", params

    @property
    def identity(self) -> Any:
        return (*super().identity, ("table", self.table))


def place_range(column: str, prefix: str) -> Q:
    """Return the condition "path starts with prefix" as a range an ordinary index serves.

    Paths end in "/", whose successor in byte order is "0".
    """
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix[:-1] + "0"})


def in_own_places(column: str = "place_path") -> Q:
    """Return the condition that a row lies in the places of the current scope.

    A published vacancy is seen by everybody, a shared firm by who it is shared with: a desk works only on those of
    its own places.
    """
    scope = current_scope()
    if scope.everything:
        return Q()
    condition = Q(pk__in=[])
    for prefix in scope.places:
        condition |= place_range(column, prefix)
    return condition


def condition_for(declaration: ScopedBy, scope: Scope, table: str) -> MarkedCondition:
    """Return the condition under which `scope` sees a row; nothing at all when no axis applies."""
    if scope.everything:
        return MarkedCondition(RawSQL("1=1", ()), table)
    seen = [place_range(declaration.place, prefix) for prefix in scope.places] if declaration.place else []
    if scope.parties:
        seen += [Q(**{f"{column}__in": scope.parties}) for column in declaration.party]
    if declaration.public:
        seen.append(Q(**{f"{declaration.public}__isnull": False}))
    if declaration.share and (scope.places or scope.parties):
        seen.append(Q(pk__in=_shared_ids(declaration.share, scope)))
    together = _narrowed(declaration, scope, _any_of(seen))
    return MarkedCondition(RawSQL("1=0", ()) if together is None else together, table)


def _any_of(seen: list[Q]) -> Q | None:
    together = None
    for each in seen:
        together = each if together is None else together | each
    return together


def _narrowed(declaration: ScopedBy, scope: Scope, seen: Q | None) -> Q | None:
    """Take out what is withheld from everybody but its participants, and what hangs on a row that is not seen."""
    if declaration.withheld:
        named = Q(pk__in=_named_ids(declaration.participants, scope))
        seen = named if seen is None else (Q(**{declaration.withheld: False}) & seen) | named
    if declaration.within and seen is not None:
        column, label = declaration.within
        model: Any = apps.get_model(label)
        whole: Any = models.QuerySet(model).filter(
            condition_for(model.scoped_by, scope, model._meta.db_table)
        )
        hangs_on = Q(**{f"{column}__in": whole.values("pk")})
        seen &= hangs_on | Q(**{f"{column}__isnull": True}) if declaration.within_optional else hangs_on
    return seen


def _named_ids(kind: str, scope: Scope) -> Any:
    from baigong.foundation.scope.models import Participant  # noqa: PLC0415 (models need this module)

    return Participant.open_to(scope, kind).values("object_id")


def _shared_ids(kind: str, scope: Scope) -> Any:
    from baigong.foundation.scope.models import Share  # noqa: PLC0415 (models need this module)

    return Share.open_to(scope, kind).values("object_id")
