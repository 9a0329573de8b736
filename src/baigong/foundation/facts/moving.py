"""Taking rows along when places are redrawn: which columns say where a row lies, and moving them in chunks.

Nothing is listed by hand: whatever has a `PlacePathField` or refers to a place is found in the models'
declarations. What remains to be done is what still lies at an open move's old end, so a run that was killed
goes on by looking again. The caller has entered a scope that sees every row, and commits chunk by chunk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Coalesce

from baigong.foundation import clock
from baigong.foundation.facts.models import Fact, MovedRow, PlaceMove
from baigong.foundation.facts.straying import PLACE
from baigong.foundation.scope.models import PlacePathField

CHUNK = 500
# Texts with a path that are no PlacePathField; evidence (audit) keeps the place of its time.
PLAIN_PATHS = {("files.StoredFile", "place_path"), ("jobs.Job", "place_path")}
_APART = {"places", "facts"}  # the tree with its history, and the moves themselves


@dataclass(frozen=True, slots=True)
class Column:
    """One column that says where a row lies: by its path, or by the place's id."""

    model: type[models.Model]
    name: str
    is_path: bool

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def follows_mergers(self) -> bool:
        """Whether rows go along into the place another one ends in; a figure set for one place does not."""
        return not getattr(self.model, "STAYS_WITH_PLACE", False)

    def rows(self) -> models.QuerySet[Any]:
        return self.model._base_manager.all()

    def ends(self, move: PlaceMove) -> tuple[Any, Any]:
        """Return what the column says before the move and after it."""
        if self.is_path:
            return move.old_path, move.new_path
        return move.old_place_id, move.new_place_id


def place_columns() -> list[Column]:
    """Return every column of every table that says where a row lies."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label in _APART or not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            target = getattr(field.related_model, "_meta", None)
            is_path = isinstance(field, PlacePathField) or (model._meta.label, field.name) in PLAIN_PATHS
            if is_path:
                found.append(Column(model, field.name, is_path=True))
            elif target is not None and target.label == PLACE:
                found.append(Column(model, field.attname, is_path=False))
    return found


def counted(moves: Iterable[PlaceMove]) -> dict[str, int]:
    """Return table.column → how many rows the moves would take along, tables without any left out."""
    listed = list(moves)
    counts: dict[str, int] = {}
    for column in place_columns():
        count = sum(remaining(column, move).count() for move in listed)
        if count:
            counts[f"{column.table}.{column.name}"] = count
    return counts


def remaining(column: Column, move: PlaceMove) -> models.QuerySet[Any]:
    """Return the rows a move has still to take along; rows a rule held back are not among them."""
    old, new = column.ends(move)
    rows = column.rows()
    if old == new or (move.is_merger and not column.follows_mergers):
        return rows.none()
    if move.is_undoing:
        return rows.filter(pk__in=[_key(column, entry.row_id) for entry in _journal(column, move)])
    held = MovedRow.objects.filter(
        move=move, table=column.table, column=column.name, is_held=True, returned_at__isnull=True
    )
    return rows.filter(**{column.name: old}).exclude(pk__in=[_key(column, row.row_id) for row in held])


def _journal(column: Column, move: PlaceMove) -> models.QuerySet[MovedRow]:
    """Return what the reform took along the other way and has not given back."""
    return MovedRow.objects.filter(
        move__reform_id=move.reform_id,
        move__is_undoing=False,
        move__old_path=move.new_path,
        move__new_path=move.old_path,
        table=column.table,
        column=column.name,
        is_held=False,
        returned_at__isnull=True,
    ).order_by("id")


def _key(column: Column, row_id: str) -> Any:
    return column.model._meta.pk.to_python(row_id)


def in_work(moves: Iterable[PlaceMove]) -> Iterator[tuple[Column, PlaceMove]]:
    """Yield each column with each move that has rows in it; posts come last, so that nobody's sight runs ahead."""
    listed = list(moves)
    for column in sorted(place_columns(), key=lambda each: getattr(each.model, "MOVES_LAST", False)):
        ends = {column.ends(move)[0] for move in listed}
        if ends:
            present = set(
                column.rows().filter(**{f"{column.name}__in": ends}).values_list(column.name, flat=True)
            )
            yield from ((column, move) for move in listed if column.ends(move)[0] in present)


@transaction.atomic
def move_chunk(column: Column, move: PlaceMove, *, size: int = 0) -> int:
    """Take up to `size` rows along, each with its `MovedRow`, and return how many were dealt with."""
    if move.is_undoing:
        return _return_chunk(column, move, size or CHUNK)
    waiting = remaining(column, move).order_by("pk").values_list("pk", flat=True)
    keys = list(waiting.select_for_update()[: size or CHUNK])
    if not keys:
        return 0
    held = _write_all(column, move, keys)
    MovedRow.objects.bulk_create(
        MovedRow(move=move, table=column.table, column=column.name, row_id=str(key), is_held=key in held)
        for key in keys
    )
    return len(keys)


def _return_chunk(column: Column, move: PlaceMove, size: int) -> int:
    """Take back what went along; a row that is gone or went elsewhere since has nothing to be taken back."""
    entries = list(_journal(column, move)[:size])
    held = _write_all(column, move, [_key(column, entry.row_id) for entry in entries])
    returned = [entry.id for entry in entries]
    MovedRow.objects.filter(id__in=returned).update(returned_at=clock.now())
    MovedRow.objects.bulk_create(
        MovedRow(move=move, table=column.table, column=column.name, row_id=str(key), is_held=True)
        for key in held
    )
    return len(entries)


def _write_all(column: Column, move: PlaceMove, keys: list[Any]) -> set[Any]:
    """Move these rows and return the keys of those a rule of their table kept where they are."""
    try:
        with transaction.atomic():
            _write(column, move, keys)
    except IntegrityError:
        return _one_by_one(column, move, keys)
    return set()


def _one_by_one(column: Column, move: PlaceMove, keys: list[Any]) -> set[Any]:
    """Move a chunk row by row and return the keys a rule of the table keeps from following."""
    held: set[Any] = set()
    for key in keys:
        try:
            with transaction.atomic():
                _write(column, move, [key])
        except IntegrityError:
            held.add(key)
    return held


def _write(column: Column, move: PlaceMove, keys: list[Any]) -> None:
    old, new = column.ends(move)
    rows = column.rows().filter(pk__in=keys, **{column.name: old})
    names = {field.name for field in column.model._meta.concrete_fields}
    carries_county = column.is_path and "county_id" in names and not issubclass(column.model, Fact)
    if carries_county and move.old_county_id != move.new_county_id:
        # A fact keeps the county in which it was recorded; what goes on living is of its county of today.
        rows.filter(county_id=move.old_county_id).update(county_id=move.new_county_id)
    rows.update(**{column.name: new})


def close_moves(reform_id: UUID) -> None:
    """Take the leave back: from here on the triggers refuse again."""
    PlaceMove.objects.filter(reform_id=reform_id, closed_at__isnull=True).update(closed_at=clock.now())


def way_of(path: Any) -> Coalesce:
    """Return the expression for where a place's rows are being moved from or to, null when nothing moves.

    Who serves the place sees both ends while a reform runs, so that nobody loses sight of a row half-way.
    """
    opened = PlaceMove.objects.filter(closed_at__isnull=True)
    going = opened.filter(old_path=path, is_undoing=False).values("new_path")[:1]
    returning = opened.filter(new_path=path, is_undoing=True, is_merger=False).values("old_path")[:1]
    return Coalesce(models.Subquery(going), models.Subquery(returning))


def recorded_at_path(table: str, row_id: str, path: str, *, as_of: Any) -> str:
    """Return the path at which a row lay at an instant, told back from the path at which it lies now."""
    moved = MovedRow.objects.filter(table=table, row_id=row_id, is_held=False, moved_at__gt=as_of)
    ends = moved.filter(returned_at__isnull=True).order_by("moved_at", "id")
    first = ends.select_related("move").first()
    return first.move.old_path if first is not None and first.column.endswith("path") else path
