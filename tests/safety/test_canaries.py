"""Canary people go through the whole product; no byte of theirs may stand anywhere it leaves a trace (test 30).

Looked through: database with its log of changes, the database server's own messages, rows as text, sealed files,
temporary files, what the command line writes, backups, logs, sign-in and attempt stores, cookies. The keys alone are
left out.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DataError, connection
from django.urls import resolve
from tests.safety import canaries
from tests.safety.canaries import Evidence, Journey
from tests.safety.canaries_seeking import seekers_own_way
from tests.safety.off_the_way import NOT_ON_THE_WAY, SEEKERS
from tests.safety.traces import Finder, ServerMessages, Sieve, bytes_left, ends_of, files_left, forms_of
from tests.safety.walking import routes

from baigong.domains.cases import concerned, steps
from baigong.domains.places.models import Place
from baigong.foundation.jobs import leases
from baigong.foundation.jobs.models import Job
from baigong.foundation.logs import FaultFormatter
from baigong.foundation.scope import system_scope

OTHERS = range(canaries.PEOPLE, canaries.PEOPLE + 4)
OTHER_FIRMS = range(canaries.FIRMS, canaries.FIRMS + 2)
STORES = {"access_attempts", "django_session", "jobs_job", "audit_auditentry", "exchange_import_row", "日志"}
# An invitation to agree to, a share that rests on a yes: both come from a firm, whose way leads through them.
NOT_BY_THEMSELVES = {
    "POST me/applications/<uuid:introduction_id>/agree/",
    "POST me/consent/<uuid:share_id>/withdraw/",
}


@pytest.fixture
def few(transactional_db: None) -> Iterator[Journey]:
    """A few other people, so that what a twin spills is not taken for a trace of the first."""
    journey = canaries.begin(OTHERS, OTHER_FIRMS)
    with canaries.listening(journey):
        canaries.bring_in(journey, "workers", canaries.supply_rows(journey.people))
        yield journey


def found_in(
    left: Iterator[tuple[str, bytes]] | list[tuple[str, bytes]], values: list[str]
) -> dict[str, set[str]]:
    sieve = Sieve(values)
    return {name: found for name, data in left if (found := sieve.values_in(data))}


def test_nothing_of_a_canary_is_left(evidence: Evidence) -> None:
    names = {name for name, _ in evidence.left}
    assert names >= STORES
    assert any(f"{settings.BAIGONG_BACKUP_FOLDER}/" in name for name in names)
    assert connection.vendor != "postgresql" or any(name.endswith("server.log") for name in names)
    assert found_in(evidence.left, evidence.journey.values) == {}
    megabytes = sum(len(data) for _, data in evidence.left) // 1_000_000
    print(
        f"{len(evidence.journey.people)} canary people, {len(evidence.left)} pieces, {megabytes} MB: 0 hits"
    )


def test_the_way_leads_through_every_page_and_deed(evidence: Evidence) -> None:
    gone = {
        f"{answer.method} {resolve(answer.address.partition('?')[0]).route}"
        for answer in evidence.journey.answers
    }
    known = {f"{method} {route.where}" for route in routes() for method in route.methods}
    assert known - gone == set(NOT_ON_THE_WAY)
    assert set(evidence.journey.ids) >= {each.values["full_name"] for each in evidence.journey.people}
    assert all(evidence.journey.key_of(each) for each in evidence.journey.firms)


def test_nothing_is_left_of_people_who_come_by_themselves(
    few: Journey, settings: Any, tmp_path: Path
) -> None:
    """Every deed of a job-seeker's own rooms: sign-up, certificate, messages, application, copy, erasure (B23)."""
    settings.BAIGONG_DEMO, settings.BAIGONG_ERASURE_FILE = True, str(tmp_path / "erasures.txt")
    firms = canaries.firm_rows(few.firms[:1], "电焊工", "5", "6000-8000", "试镇")
    canaries.bring_in(few, "vacancies", firms)
    values = [*few.values, *seekers_own_way(few, canaries.person(OTHERS.stop))]
    left = [*bytes_left(), ("日志", few.log.getvalue().encode())]
    assert found_in(left, values) == {}
    assert found_in([("名单", (tmp_path / "erasures.txt").read_bytes())], values) == {}
    gone = {f"{each.method} {resolve(each.address.partition('?')[0]).route}" for each in few.answers}
    own = {where for where, reason in NOT_ON_THE_WAY.items() if reason == SEEKERS and " me/" in where}
    assert own - gone == NOT_BY_THEMSELVES


def test_a_number_in_a_word_of_the_person_is_found(few: Journey, settings: Any, monkeypatch: Any) -> None:
    """Sabotage twin: what somebody types of himself is kept as it was typed, and not sealed."""
    settings.BAIGONG_DEMO = True
    canaries.bring_in(few, "vacancies", canaries.firm_rows(few.firms[:1], "电焊工", "5", "6000-8000", "试镇"))
    monkeypatch.setattr(concerned, "without_numbers", str)
    monkeypatch.setattr(
        concerned,
        "Step",
        lambda kind, on, text="", *, said="": steps.Step(kind, on, f"{text}{said}"),
    )
    seekers_own_way(few, canaries.person(OTHERS.stop))
    said = few.people[0].values
    assert found_in(bytes_left(), few.values)["cases_case_step"] == {said["phone"], said["identity_number"]}


def test_a_value_is_found_in_each_of_its_writings() -> None:
    """Sabotage twin: one value written aside, in each of the forms, and what is only like it."""
    canary = canaries.person(OTHERS[0])
    sieve = Sieve(canary.values.values())
    for value in canary.values.values():
        for form in (*forms_of(value), *ends_of(value)):
            for before in (b"", b"\x01\x02", b"\x01\x02\x03\x04\x05"):
                assert sieve.values_in(before + form + b"\x03") == {value}, form
    figures = canary.values["phone"][-8:].encode()
    assert sieve.values_in(b"ab" + figures) == sieve.values_in(figures[1:]) == set()
    code = (
        f"6-{canary.values['birth_date'][-8:][::-1]}".encode()
    )  # an occupation's, read backwards a day's end
    assert sieve.values_in(code) == set()


def test_a_careless_column_and_a_careless_file_are_found(few: Journey) -> None:
    """Sabotage twin: one value in a plain column, one file put aside."""
    name, number = few.people[0].values["full_name"], few.people[1].values["identity_number"]
    with system_scope("不小心写成明文"):
        Place.objects.filter(id=few.county.id).update(name=name)
    aside = Path(settings.VAR_FOLDER) / "aside.tmp"
    aside.write_bytes(number[:20].encode("utf-16-le"))
    try:
        found = found_in(bytes_left(), few.values)
        files = {str(path) for path in files_left()}
    finally:
        aside.unlink()
    assert found.pop(str(aside)) == {number}
    assert found["places_place"] == {name}
    assert connection.vendor != "sqlite" or any(found.get(file) == {name} for file in files)


def test_a_log_that_quotes_faults_is_found(few: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: logging's own way of writing a fault."""
    monkeypatch.setattr(FaultFormatter, "formatException", logging.Formatter.formatException)
    canaries.fail_in_a_page(few)
    assert found_in([("日志", few.log.getvalue().encode())], few.values) == {
        "日志": set(few.people[1].values.values())
    }


def test_a_job_that_keeps_what_its_fault_said_is_found(few: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the message of the fault stands in `last_error`."""
    monkeypatch.setattr(leases, "describe", str)
    canaries.fail_in_background(few)
    assert Job.objects.filter(quarantined_at__isnull=False).count() == 1
    assert found_in(bytes_left(), few.values)["jobs_job"] == set(few.people[0].values.values())


def test_a_text_is_searched_as_in_would_search_it() -> None:
    """Sabotage twin of the quick search through answers: every value alone, side by side, and what is only like it."""
    values = [value for number in OTHERS for value in canaries.person(number).values.values()]
    finder = Finder(values)
    assert all(finder.values_in(f"一{value}二") == {value} for value in values)
    assert finder.values_in("".join(values)) == set(values)
    assert finder.values_in(" ".join(value[:-1] for value in values)) == set()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="只有PostgreSQL服务器另有一份报错日志")
def test_a_statement_that_fails_over_somebody_is_found_in_the_servers_messages(few: Journey) -> None:
    """Sabotage twin: a value in the clear in a statement that breaks is quoted by the server."""
    server = ServerMessages()
    name = canaries.person(OTHERS.stop).values["full_name"]
    with system_scope("写错的一句"), pytest.raises(DataError):
        connection.cursor().execute("SELECT 1 / (length(%s) - length(%s))", [name, name])
    assert set().union(*found_in(server.pieces(), [name]).values()) == {name}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="只有PostgreSQL服务器另有一份改动日志")
def test_a_value_that_went_through_the_servers_log_of_changes_is_found(few: Journey) -> None:
    """Sabotage twin: what stood in a row for a moment only is still in the log."""
    server = canaries.ServerLog()
    name = canaries.person(OTHERS.stop).values["full_name"]
    with system_scope("只写了一会儿"):
        for written in (name, "试县"):
            Place.objects.filter(id=few.county.id).update(name=written)
    assert set().union(*found_in(server.pieces(), [name]).values()) == {name}
