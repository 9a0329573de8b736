"""A file whose headings and cells are hostile stays text on every page of its import (reliability test 112).

What it lets in goes through the house's own reading; what it refuses is quoted beside the reason.
"""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.template import base
from django.test import Client
from django.utils import html as escaping
from tests.safety.payloads import PAYLOADS
from tests.safety.test_csp import OFFICER, OWN, faults_of
from tests.safety.walking import Walk

from baigong.domains.parties.models import Organisation
from baigong.domains.shortages.models import Need
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation.exchange import pipeline
from baigong.foundation.exchange.contract import spec_of
from baigong.foundation.exchange.models import BatchState, ImportBatch
from baigong.foundation.exchange.services import choose_columns, start_commit, upload_file
from baigong.foundation.scope import enter
from baigong.foundation.sheets.writer import SheetOut, write_workbook
from baigong.kernels.identity import mint_test_identity_number
from baigong.kernels.recognition.cells import clean_text

LISTS = ("workers", "shortages", "vacancies")
TEXTS = [text for text in dict.fromkeys(clean_text(each)[:40] for each in PAYLOADS) if len(text) > 4]
BORN = datetime.date(1990, 5, 6)


def workbook(list_name: str) -> bytes:
    """Return a workbook whose every cell, heading and sheet name is hostile, numbers of people apart."""
    fields = [field for field in spec_of(list_name).layout.fields if field.kind != "place"]
    fields = [field for field in fields if field.name not in ("county", "credit_code")]
    headings = [field.label for field in fields] + [each.replace("\x00", "") for each in PAYLOADS[:24]]
    rows = []
    for number, text in enumerate(TEXTS):
        named = {field.name: text for field in fields}
        if "identity_number" in named and number % 2:
            named["identity_number"] = mint_test_identity_number("371600", BORN, 300 + number, "male")
            named["phone"] = "13900007002"
        if list_name == "shortages" and number % 2:
            named |= {"headcount": "3", "employees": "9", "reported_on": ""}
        if list_name == "vacancies" and number % 2:
            named["headcount"] = "3"
        rows.append([*named.values(), *([text] * 24)])
    stream = io.BytesIO()
    write_workbook(stream, [SheetOut("<svg onload=__xss>", tuple(headings), rows)])
    return stream.getvalue()


def brought_in(walk: Walk, list_name: str) -> list[tuple[str, Any]]:
    """Bring the file in step by step, and return the pages of its import at every step."""
    place, client, pages = walk.world.places[OWN], walk.client(*OFFICER), []
    with enter(walk.world.scope_at("1.1")):
        batch = upload_file(
            by="test",
            list_name=list_name,
            place_id=place.id,
            place_path=place.path,
            county_id=place.county_id,
            file_name="<svg onload=__xss>.xlsx",
            data=workbook(list_name),
            in_background=False,
        )
        pipeline.read_batch(batch)
    pages += looked_at(client, batch, "columns/")
    with enter(walk.world.scope_at("1.1")):
        batch.refresh_from_db()
        columns = {sheet["index"]: [each["field"] for each in sheet["columns"]] for sheet in batch.columns}
        choose_columns(by="test", batch=batch, chosen=columns, in_background=False)
        pipeline.check_batch(batch)
    pages += looked_at(client, batch, "", "?page=2", "?outcome=wrong")
    with enter(walk.world.scope_at("1.1")):
        batch.refresh_from_db()
        start_commit(by="test", batch=batch, in_background=False)
        pipeline.commit_batch(batch, by="test")
        assert ImportBatch.objects.get(id=batch.id).state == BatchState.DONE
    return pages + looked_at(client, batch, "", "undo/") + [("imports", client.get("/desk/imports/"))]


def looked_at(client: Client, batch: ImportBatch, *ends: str) -> list[tuple[str, Any]]:
    return [(end, client.get(f"/desk/imports/{batch.id}/{end}")) for end in ends]


def faults_of_pages(pages: list[tuple[str, Any]]) -> list[str]:
    assert {response.status_code for _, response in pages} == {200}
    return [f"{where}：{fault}" for where, page in pages for fault in faults_of(page.content.decode())]


@pytest.mark.parametrize("list_name", LISTS)
def test_a_hostile_file_stays_text_on_the_pages_of_its_import(walk: Walk, list_name: str) -> None:
    pages = brought_in(walk, list_name)
    assert faults_of_pages(pages) == []
    quoted = "".join(page.content.decode() for _, page in pages)
    assert sum(escaping.escape(text) in quoted for text in TEXTS) >= len(TEXTS) // 2


def test_what_a_hostile_file_let_in_stays_text(walk: Walk) -> None:
    """Rows of all three lists as the house's own reading kept them, on the pages about each."""
    for list_name in LISTS:
        brought_in(walk, list_name)
    with enter(walk.world.scope_at("1.1")):
        current = Registration.objects.filter(superseded_at__isnull=True, voided_at__isnull=True)
        addresses = [
            *(f"/desk/firms/{each}/" for each in Organisation.objects.values_list("id", flat=True)),
            *(f"/desk/vacancies/{each}/" for each in Vacancy.objects.values_list("id", flat=True)),
            *(f"/desk/people/{each}/" for each in current.values_list("id", flat=True)),
        ]
        let_in = Need.objects.filter(label__contains="__xss").count()
    client = walk.client(*OFFICER)
    pages = [(address, client.get(address)) for address in addresses]
    hostile = [(where, page) for where, page in pages if "__xss" in page.content.decode()]
    assert let_in >= 10 and len(hostile) >= 30
    assert faults_of_pages(hostile) == []


def test_without_escaping_a_hostile_file_breaks_the_pages(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: templates that escape nothing."""
    monkeypatch.setattr(base, "conditional_escape", str)
    monkeypatch.setattr(escaping, "conditional_escape", str)
    assert len(faults_of_pages(brought_in(walk, "workers"))) >= 10
