"""The triggers that note changes of watched tables, on both engines, after every migration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models

NOTES = "freshness_row_change"


@dataclass(frozen=True, slots=True)
class Watch:
    """A table, the columns readers hold, and which column says that anybody reads the row at all."""

    model: str
    columns: tuple[str, ...]
    shown_by: str


_watches: dict[tuple[str, str], Watch] = {}


def watch(topic: str, model: str, *, columns: tuple[str, ...], shown_by: str) -> None:
    """Have changes of a table noted under `topic`, as long as its column `shown_by` is or was not null.

    A topic may have several tables; a table has one topic.

    :param model: label of the model, “app.Model”; called from `AppConfig.ready`.
    :param columns: names of fields; a change of any other is not noted.
    """
    _watches[topic, model] = Watch(model, columns, shown_by)


def install_triggers(sender: Any = None, using: str = "default", **_: Any) -> None:
    """Set up the triggers of every watched table; runs after each migration."""
    if sender is not None and sender.label != "freshness":
        return
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    statements_for = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        for (topic, _label), entry in _watches.items():
            model = apps.get_model(entry.model)
            if {model._meta.db_table, NOTES} <= existing:
                for statement in statements_for(topic, model, entry):
                    cursor.execute(statement)


def _columns(model: type[models.Model], entry: Watch) -> tuple[list[str], str]:
    fields = [model._meta.get_field(name) for name in (*entry.columns, entry.shown_by)]
    columns = [field.column for field in fields if isinstance(field, models.Field)]
    return columns, columns[-1]


def _sqlite(topic: str, model: type[models.Model], entry: Watch) -> list[str]:
    table, (columns, shown) = model._meta.db_table, _columns(model, entry)
    changed = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in columns)
    when = {
        "INSERT": f'NEW."{shown}" IS NOT NULL',
        "UPDATE": f'(NEW."{shown}" IS NOT NULL OR OLD."{shown}" IS NOT NULL) AND ({changed})',
        "DELETE": f'OLD."{shown}" IS NOT NULL',
    }
    made = []
    for verb, condition in when.items():
        name, side = f"{table}_noted_{verb.lower()}", "OLD" if verb == "DELETE" else "NEW"
        made += [
            f'DROP TRIGGER IF EXISTS "{name}"',
            f'CREATE TRIGGER "{name}" AFTER {verb} ON "{table}" WHEN {condition} BEGIN'  # noqa: S608 (own names)
            f' INSERT INTO "{NOTES}" (topic, "row", stamp, "transaction", noted_at) VALUES'
            f" ('{topic}', {side}.\"id\", lower(hex(randomblob(16))), 0,"
            " CAST(strftime('%s', 'now') AS INTEGER)); END",
        ]
    return made


def _postgresql(topic: str, model: type[models.Model], entry: Watch) -> list[str]:
    table, (columns, shown) = model._meta.db_table, _columns(model, entry)
    changed = " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in columns)
    when = {
        "INSERT": f'NEW."{shown}" IS NOT NULL',
        "UPDATE": f'(NEW."{shown}" IS NOT NULL OR OLD."{shown}" IS NOT NULL) AND ({changed})',
        "DELETE": f'OLD."{shown}" IS NOT NULL',
    }
    made = [
        "CREATE OR REPLACE FUNCTION baigong_note_change() RETURNS trigger LANGUAGE plpgsql AS"  # noqa: S608 (own names)
        " $$ BEGIN"
        f' INSERT INTO "{NOTES}" (topic, "row", stamp, "transaction", noted_at) VALUES (TG_ARGV[0],'
        " replace((CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END)::text, '-', ''),"
        " md5(gen_random_uuid()::text), pg_current_xact_id()::text::bigint,"
        " extract(epoch FROM now())::bigint); RETURN NULL; END $$"
    ]
    for verb, condition in when.items():
        name = f"{table}_noted_{verb.lower()}"
        made += [
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
            f'CREATE TRIGGER "{name}" AFTER {verb} ON "{table}" FOR EACH ROW WHEN ({condition})'
            f" EXECUTE FUNCTION baigong_note_change('{topic}')",
        ]
    return made
