"""A disk that is full refuses in words, leaves nothing half written, goes on reading and needs no restart (test 88).

SQLite is held to so many pages, at fifty levels; the folder of sealed files refuses at each of its writes.
"""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from tests.sand_table import World, build_world, officer

from baigong.domains.places.models import Place
from baigong.faces.frame.full_disk import is_full
from baigong.foundation import clock
from baigong.foundation.files import chunks
from baigong.foundation.files.models import StoredFile
from baigong.foundation.scope import system_scope

OWN = "1.1.1.1"
LEVELS = 50
KEPT_APART = {"Session"}  # django's own, written beside the deed


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


@pytest.fixture
def client(world: World) -> Client:
    made = Client(raise_request_exception=False)
    made.force_login(officer(world, "village_officer", OWN))
    return made


def counts() -> dict[str, int]:
    with system_scope("数一数每张表"):
        return {
            model.__name__: model._base_manager.count()
            for model in apps.get_models()
            if model.__name__ not in KEPT_APART
        }


def enter_person(client: Client, place: Place, number: int) -> Any:
    said = {
        "place": str(place.id), "on": str(clock.today()), "full_name": "欧阳试满" + "一" * (number % 3),
        "identity_number": "", "phone": f"139{number:08d}", "state": "seeking", "occupation_text": "焊工" * 20,
        "pay_yuan": "6000", "training_need": "", "next_contact_on": "", "birth_year": "1985", "known": "",
    }  # fmt: skip
    return client.post("/survey/people/new/", said)


def hold_at(pages: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {pages}")


def size_in_pages() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        return int(cursor.fetchone()[0])


def filled(client: Client, world: World) -> tuple[list[int], list[str]]:
    """Enter people while the database may grow by a page more each time; return statuses and what went wrong."""
    statuses, faults, place = [], [], world.places[OWN]
    for level in range(LEVELS):
        hold_at(size_in_pages() + level % 10)
        before = counts()
        answer = enter_person(client, place, level)
        after = counts()
        statuses.append(answer.status_code)
        grew = after["Registration"] - before["Registration"]
        if answer.status_code == 302 and (grew != 1 or after["AuditEntry"] == before["AuditEntry"]):
            faults.append(f"{level}: taken and not whole")
        if answer.status_code == 507 and after != before:
            faults.append(f"{level}: refused and half written")
        if answer.status_code not in (302, 507):
            faults.append(f"{level}: {answer.status_code}")
        if client.get("/survey/").status_code != 200:
            faults.append(f"{level}: reading stopped")
    return statuses, faults


@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("postgresql"), reason="SQLite's own limit"
)
def test_a_full_disk_is_a_sentence_and_nothing_is_half_written(client: Client, world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests left free would be filled first
    try:
        statuses, faults = filled(client, world)
        assert faults == [] and 507 in statuses
        hold_at(size_in_pages())
        words = next(
            answer.content.decode()
            for number in range(200)
            if (answer := enter_person(client, world.places[OWN], 100 + number)).status_code == 507
        )
        assert "存储满了" in words and "什么也没有改动" in words
    finally:
        hold_at(1_073_741_823)
    assert (
        enter_person(client, world.places[OWN], 999).status_code == 302
    )  # there is room again, and no restart


def test_a_full_folder_of_files_is_a_sentence_and_leaves_nothing(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    true, data = chunks.SealedWriter._emit, "姓名,电话\n" + "欧阳试满,13900000000\n" * 9000
    folder = Path(settings.BAIGONG_FILE_FOLDER)
    for room in range(4):
        left = [room]

        def emit(self: Any, plain: bytes, *, last: bool, left: list[int] = left) -> None:
            if not left[0]:
                raise OSError(errno.ENOSPC, "No space left on device")
            left[0] -= 1
            true(self, plain, last=last)

        monkeypatch.setattr(chunks.SealedWriter, "_emit", emit)
        files, rows = set(folder.rglob("*.*")), StoredFile.objects.count()
        file = SimpleUploadedFile("x.csv", data.encode())
        said = {"list_name": "workers", "place": str(world.places[OWN].id), "file": file}
        assert client.post("/desk/imports/new/", said).status_code == 507, room
        assert set(folder.rglob("*.*")) == files and StoredFile.objects.count() == rows
    monkeypatch.setattr(chunks.SealedWriter, "_emit", true)
    file = SimpleUploadedFile("x.csv", data.encode())
    said = {"list_name": "workers", "place": str(world.places[OWN].id), "file": file}
    assert client.post("/desk/imports/new/", said).status_code == 302


def test_a_full_disk_is_known_on_every_engine_and_nothing_else_is_taken_for_it() -> None:
    """Twin: other faults stay faults."""

    class Full(Exception):
        sqlstate = "53100"

    def raised(inner: BaseException) -> BaseException:
        try:
            try:
                raise inner
            except BaseException as error:
                raise OperationalError("wrapped") from error
        except OperationalError as error:
            return error

    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    assert all(
        is_full(raised(each)) for each in (full, Full(), OSError(errno.ENOSPC, ""), OSError(errno.EDQUOT, ""))
    )
    others = (
        OSError(errno.EACCES, ""),
        sqlite3.OperationalError("database is locked"),
        DatabaseError(),
        None,
    )
    assert not any(is_full(each) for each in others)
