"""What was read is checked without being read again, and stays in memory for no other file and no longer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sample_list import ROWS

from baigong.foundation.exchange import last_reading, pipeline, services
from baigong.foundation.exchange.models import BatchState, ImportBatch
from baigong.foundation.exchange.reading import SheetTable
from baigong.foundation.ids import uuid7
from baigong.kernels.recognition.cells import Cell
from baigong.kernels.recognition.tables import Table

pytestmark = pytest.mark.django_db(transaction=True)
CHOSEN = {0: ["name", None]}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    last_reading.take(uuid7())
    yield
    last_reading.take(uuid7())


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of each file the parser was asked for."""
    asked: list[str] = []
    read = pipeline.read_tables

    def note(data: bytes, *, name: str, layout: Any) -> list[SheetTable]:
        asked.append(name)
        return read(data, name=name, layout=layout)

    monkeypatch.setattr(pipeline, "read_tables", note)
    return asked


def _tables(rows: int = 3) -> list[SheetTable]:
    return [SheetTable(0, "表", [[Cell("甲")] for _ in range(rows)], Table((0,), ("姓名",), (1, 2)))]


def _read(batch: ImportBatch) -> ImportBatch:
    pipeline.read_batch(batch)
    services.choose_columns(by="officer", batch=batch, chosen=CHOSEN)
    return batch


def test_the_check_takes_what_was_read(upload: Any, readings: list[str]) -> None:
    batch = pipeline.check_batch(_read(upload()))
    assert batch.state == BatchState.CHECKED and batch.counts["new"] == ROWS
    assert readings == ["样表.csv"]


def test_another_process_reads_anew(upload: Any, readings: list[str]) -> None:
    batch = _read(upload())
    last_reading.take(uuid7())  # the other process has nothing
    assert pipeline.check_batch(batch).counts["new"] == ROWS
    assert len(readings) == 2


def test_a_file_read_in_between_takes_its_place(upload: Any, readings: list[str]) -> None:
    first = _read(upload())
    second = _read(upload("姓名,镇村\n乙,柳塘镇\n".encode()))
    assert pipeline.check_batch(second).counts["new"] == 1
    assert pipeline.check_batch(first).counts["new"] == ROWS
    assert len(readings) == 3


def test_it_is_handed_out_once_and_only_to_its_file() -> None:
    file, tables = uuid7(), _tables()
    last_reading.keep(file, tables)
    assert last_reading.take(uuid7()) is None and last_reading.take(file) is None
    last_reading.keep(file, tables)
    assert last_reading.take(file) is tables and last_reading.take(file) is None


def test_a_very_large_table_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_reading, "MOST_ROWS", 2)
    file = uuid7()
    last_reading.keep(file, _tables(3))
    assert last_reading.take(file) is None


def test_it_is_forgotten_after_its_time_but_a_later_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_reading, "KEPT_SECONDS", 0.05)
    file = uuid7()
    last_reading.keep(file, _tables())
    end = time.monotonic() + 10
    while last_reading._kept is not None and time.monotonic() < end:
        time.sleep(0.01)
    assert last_reading._kept is None and last_reading.take(file) is None
    last_reading.keep(file, later := _tables())
    last_reading._drop(_tables())  # the clock of one that was taken meanwhile
    assert last_reading.take(file) is later
