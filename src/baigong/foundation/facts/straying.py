"""Triggers that keep a fact where it lies: it goes only from an open move's old end to its new one (ADR 0019)."""

from __future__ import annotations

from django.db import models

from baigong.foundation.scope.models import PlacePathField

PLACE = "places.Place"
REFUSAL = "append-only: a row goes to another place only along an open move"
_PATH, _ID = ("old_path", "new_path"), ("old_place_id", "new_place_id")


def movable_columns(model: type[models.Model]) -> dict[str, tuple[str, str]]:
    """Return the columns that say where a row lies, each with the pair of a `PlaceMove` it may change by."""
    found: dict[str, tuple[str, str]] = {}
    for field in model._meta.concrete_fields:
        target = getattr(field.related_model, "_meta", None)
        if isinstance(field, PlacePathField):
            found[field.column] = _PATH
        elif target is not None and target.label == PLACE:
            found[field.column] = _ID
    return found


def _without_leave(movable: dict[str, tuple[str, str]], differs: str) -> str:
    return " OR ".join(
        f'(NEW."{column}" {differs} OLD."{column}" AND NOT EXISTS (SELECT 1 FROM facts_place_move'  # noqa: S608 (own names)
        f' WHERE closed_at IS NULL AND {old} = OLD."{column}" AND {new} = NEW."{column}"))'
        for column, (old, new) in movable.items()
    )


def sqlite_straying_statements(table: str, movable: dict[str, tuple[str, str]]) -> list[str]:
    """Return the statements that keep the rows of `table` where they lie, on SQLite."""
    return [
        f'DROP TRIGGER IF EXISTS "{table}_no_straying"',
        f'CREATE TRIGGER "{table}_no_straying" BEFORE UPDATE ON "{table}"'
        f" WHEN {_without_leave(movable, 'IS NOT')} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ]


def postgresql_straying_statements(table: str, movable: dict[str, tuple[str, str]]) -> list[str]:
    """Return the same for PostgreSQL, where only a function may look into another table."""
    moves = " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in movable)
    return [
        f'CREATE OR REPLACE FUNCTION "{table}_no_straying"() RETURNS trigger LANGUAGE plpgsql AS'
        f" $$ BEGIN IF {_without_leave(movable, 'IS DISTINCT FROM')} THEN RAISE EXCEPTION '{REFUSAL}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        f'DROP TRIGGER IF EXISTS "{table}_no_straying" ON "{table}"',
        f'CREATE TRIGGER "{table}_no_straying" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({moves})'
        f' EXECUTE FUNCTION "{table}_no_straying"()',
    ]
