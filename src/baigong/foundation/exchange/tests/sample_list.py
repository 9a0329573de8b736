"""A list whose effects go into a table that forgives nothing: a row let in twice shows as two."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

from django.db import connection

from baigong.foundation.exchange.contract import (
    Applied,
    ImportContext,
    Outcome,
    RowIn,
    RowPlan,
    UndoResult,
    register_list,
)
from baigong.foundation.scope import Scope
from baigong.kernels.recognition.fields import Field, Layout

LAYOUT = Layout("sample", "样表", (Field("name", "姓名", required=True), Field("town", "镇村")))
ROWS = 30
CHUNK = 7  # five chunks
PLACE = "7a/"
SCOPE = Scope(actor="officer", label="经办人", places=(PLACE,))


def csv_file(rows: int = ROWS) -> bytes:
    lines = ["姓名,镇村", *(f"甲{number:03},柳塘镇" for number in range(rows))]
    return "\n".join(lines).encode()


class SampleList:
    """`die_at` ends the process in the middle of that chunk, counted from 0 within one process."""

    name, title, layout = "sample", "样表", LAYOUT

    def __init__(self) -> None:
        self.die_at = int(os.environ.get("EXCHANGE_TEST_DIE_AT", "-1"))
        self.chunks = 0
        self.by: list[str] = []

    def plan(self, rows: Sequence[RowIn], context: ImportContext) -> list[RowPlan]:
        return [RowPlan(row.number, Outcome.NEW, key=row.cells["name"].text) for row in rows]

    def apply(self, plans: Sequence[RowPlan], context: ImportContext) -> list[Applied]:
        self._write("in", [plan.number for plan in plans])
        self.by.append(context.by)
        return [Applied(plan.number, "sample", f"row-{plan.number}") for plan in plans]

    def undo(self, rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]:
        self._write("out", [row.number for row in rows])
        self.by.append(context.by)
        return [UndoResult(row.number, is_taken_back=True) for row in rows]

    def _write(self, what: str, numbers: Sequence[int]) -> None:
        half = len(numbers) // 2
        with connection.cursor() as cursor:
            for place, number in enumerate(numbers):
                if place == half and self.chunks == self.die_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                cursor.execute(
                    "INSERT INTO exchange_test_effect (what, number) VALUES (%s, %s)", [what, number]
                )
        self.chunks += 1


SAMPLE = SampleList()
register_list(SAMPLE)
