"""Migrate a filled database of the earlier state, killed in the middle again and again, and each time simply run again.

The role says who migrates: `careful` is the house, `careless` is Django alone, which notes a migration as applied after
its tables are committed. Prints what became of it, as JSON.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
NOTED = r'INSERT INTO "django_migrations"'
WRITES = re.compile(r"\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE)\b")


@dataclass(frozen=True)
class Point:
    """Death comes before the statement that fits for that many times while this migration is applied."""

    app: str
    migration: str
    before: str
    times: int = 1


ORDINARY = (
    Point("exchange", "0004_certainty_of_an_import", NOTED),
    Point("exchange", "0005_handouts", "CREATE INDEX", 2),
    Point("exchange", "0005_handouts", NOTED),
    Point("seekers", "0002_retention", "CREATE", 2),
)
BESIDE = {
    "postgresql": (
        Point("placements", "0004_links_are_encrypted", "ADD CONSTRAINT"),
        Point("placements", "0004_links_are_encrypted", "VALIDATE"),
        Point("placements", "0004_links_are_encrypted", "VALIDATE", 2),
        Point("placements", "0004_links_are_encrypted", NOTED),
    ),
    "sqlite": (
        Point("placements", "0004_links_are_encrypted", "DROP TABLE"),
        Point("placements", "0004_links_are_encrypted", "RENAME TO", 2),
        Point("placements", "0004_links_are_encrypted", NOTED),
    ),
}
AFTERWARDS = (Point("", "", "CREATE TRIGGER", 60),)
HARM = Point("exchange", "0005_handouts", NOTED)


def apart(deed: Callable[[], None]) -> int:
    """Do it in a process of its own; returns how that ended, below nothing when it was killed."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            deed()
        except BaseException as error:
            print(type(error).__name__, error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def migrate(role: str, point: Point | None = None) -> None:
    """Migrate, and die at the point; up to its migration where it names one."""
    from django.core.management import call_command
    from django.core.management.commands import migrate as django_own
    from django.db import connection

    now, met = [("", "")], [0]

    def note(_: Any, action: str, migration: Any = None, fake: bool = False) -> None:
        if action == "apply_start":
            now[0] = (migration.app_label, migration.name)
        elif action == "apply_success":
            now[0] = ("", "")

    def die(execute: Any, sql: Any, *rest: Any) -> Any:
        text = str(sql)
        if point and now[0] == (point.app, point.migration) and WRITES.match(text):
            met[0] += bool(re.search(point.before, text))
            if met[0] == point.times:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    django_own.Command.migration_progress_callback = note  # type: ignore[assignment,method-assign]
    command: Any = "migrate" if role == "careful" else django_own.Command()
    targets = [point.app, point.migration] if point and point.app else []
    with connection.execute_wrapper(die):
        call_command(command, *targets, verbosity=0, interactive=False)


def careful() -> dict[str, Any]:
    """Kill an upgrade with rows at every point, run it to its end, and tell what became of it."""
    from django.db import connection

    from tests.schema_dump import schema
    from tests.upgrading import compared, contents, fill_earlier

    columns = fill_earlier()
    before = contents(columns)
    points = (*ORDINARY, *BESIDE[connection.vendor], *AFTERWARDS)
    ends = [apart(lambda point=point: migrate("careful", point)) for point in points]  # type: ignore[misc]
    last = apart(lambda: migrate("careful"))
    tables = connection.introspection.django_table_names()
    is_whole = {"killed": ends, "last": last, "schema": schema(tables), "tables": tables}
    return {**is_whole, **compared(columns, before)}


def careless() -> dict[str, Any]:
    """Kill Django's own way between the tables and the note of them, and run it again."""
    ends = [apart(lambda: migrate("careless", HARM)), apart(lambda: migrate("careless", HARM))]
    return {"killed": ends[:1], "last": ends[1]}


def main(role: str) -> None:
    from tests.upgrading import set_up

    set_up()
    json.dump(careful() if role == "careful" else careless(), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
