"""A list goes out only with its entry in the audit, and its making keeps nobody from writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from baigong.foundation.audit.errors import NotAuditable
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.exporting import Exporter, ListExport, export_list
from baigong.foundation.exchange.handouts import Handed, HandoutError, Limits, traced
from baigong.foundation.exchange.models import HandoutState
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.reader import read_workbook

pytestmark = pytest.mark.django_db(transaction=True)


LIMITS = Limits(alone_rows=100, day_rows=1_000, hours=24)


def exported(rows: Any, *, by: str = "officer", form: str = "csv", limits: Limits = LIMITS) -> Handed:
    listed = ListExport("sample", "样表", ["名"], rows, "sample")
    with system_scope("test"):
        return export_list(listed, form=form, place_path="7a/", exporter=Exporter(by, by, "核对", limits))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_is_made_outside_any_transaction(form: str) -> None:
    seen = []

    def rows(place_path: str) -> Iterator[tuple[str, list[Any]]]:
        for number in range(3):
            seen.append(connection.in_atomic_block)
            yield str(number), [f"甲{number}"]

    assert exported(rows, form=form).content
    assert seen == [False, False, False]
    entry = AuditEntry.objects.get(act="exchange.export")
    assert (entry.count, entry.detail["rows"], entry.by) == (3, 3, "officer")


def test_without_its_entry_no_byte_leaves() -> None:
    with pytest.raises(NotAuditable):
        exported(lambda place_path: iter([("1", ["甲"])]), by=" ")
    assert not AuditEntry.objects.exists()


def test_a_list_that_breaks_half_way_leaves_neither_entry_nor_byte() -> None:
    def rows(place_path: str) -> Iterator[tuple[str, list[Any]]]:
        yield "1", ["甲"]
        raise LookupError

    with pytest.raises(LookupError):
        exported(rows)
    assert not AuditEntry.objects.exists()


def masked(count: int) -> Any:
    return lambda place_path: ((str(n), [f"139****{n:04d}"]) for n in range(count))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_by_command_is_marked_counted_and_agreed_to_like_any_other(form: str) -> None:
    """Reliability 35: its mark names the exporter, above the limit it waits, the day has an end."""
    made = exported(masked(60), form=form)
    assert made.content is not None
    text = read_workbook(made.content, name="a").sheets[0].rows
    with system_scope("test"):
        [(row, evidence)] = traced(cell.text for line in text for cell in line)
    assert row.id == made.row.id and evidence.agree == evidence.of == 240
    assert exported(masked(101), form=form).row.state == HandoutState.WAITING
    with pytest.raises(HandoutError, match="一天最多1000行"):
        exported(masked(10_000_000), form=form)


def test_without_the_limit_a_city_leaves_in_one_file() -> None:
    """Sabotage twin."""
    assert exported(masked(900), limits=Limits(10_000, 10_000, 24)).content is not None


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_who_acts_at_the_machine_waits_for_nobody_and_is_counted(form: str) -> None:
    listed = ListExport("sample", "样表", ["电话"], masked(900), "sample")
    with system_scope("test"):
        made = export_list(listed, form=form, place_path="7a/", exporter=Exporter("cli", "命令行", "核对"))
    assert made.content is not None and made.row.row_count == 900
    assert AuditEntry.objects.get(act="exchange.export").count == 900
