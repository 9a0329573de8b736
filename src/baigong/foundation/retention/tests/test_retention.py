"""Every rule clears what is over its term and nothing else, counts the same beforehand, and is audited."""

from __future__ import annotations

import datetime
import os
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from baigong.foundation import clock
from baigong.foundation.access.models import IdempotencyKey
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.backup import retention as backup_retention
from baigong.foundation.backup.keeping import backups_kept
from baigong.foundation.files.services import store
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.privacy.catalogue import personal_fields
from baigong.foundation.retention import rules as declared
from baigong.foundation.retention.rules import rule, rules
from baigong.foundation.retention.services import clear_due, dry_run
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.django_db]
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> Path:
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    settings.BAIGONG_BACKUP_FOLDER = tmp_path / "backups"
    return tmp_path


def due() -> dict[str, int]:
    with system_scope("test"):
        return {each.name: count for each, count in dry_run()}


def cleared() -> dict[str, int]:
    with system_scope("test"):
        return clear_due()


def sessions() -> tuple[Any, Any]:
    rows = [
        Session.objects.create(session_key=name, session_data="", expire_date=clock.now() + days * DAY)
        for name, days in (("old", -1), ("new", 1))
    ]
    return rows[0], rows[1]


def keys() -> tuple[Any, Any]:
    rows = [
        IdempotencyKey.objects.create(
            key=uuid.uuid4(), owner="t", path="/", body_hash="", created_at=clock.now() - days * DAY
        )
        for days in (8, 6)
    ]
    return rows[0], rows[1]


def jobs() -> tuple[Any, Any]:
    rows = [enqueue("audit.seal", {}, key=name) for name in ("old", "new")]
    for job, days in zip(rows, (91, 89), strict=True):
        Job.objects.filter(pk=job.pk).update(done_at=clock.now() - days * DAY)
    return rows[0], rows[1]


def files() -> tuple[Any, Any]:
    rows = [
        store(b"x", kind="t", original_name="t", by="t", expires_at=clock.now() + days * DAY)
        for days in (-1, 1)
    ]
    return rows[0], rows[1]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("access.sessions", sessions),
        ("access.idempotency", keys),
        ("jobs.rows", jobs),
        ("files.expired", files),
    ],
)
def test_a_rule_clears_what_is_over_its_term_and_says_so_before_and_after(name: str, make: Any) -> None:
    old, new = make()
    assert due()[name] == 1
    assert type(old)._default_manager.filter(pk=old.pk).exists(), "a dry run touches nothing"
    assert cleared()[name] == 1 and due()[name] == 0
    assert not type(old)._default_manager.filter(pk=old.pk).exists()
    assert type(new)._default_manager.filter(pk=new.pk).exists()
    [entry] = [each for each in AuditEntry.objects.filter(act="retention.clear") if each.object_ids == [name]]
    assert entry.detail == {"rows": 1} and entry.by == "retention" and entry.purpose


def test_a_stopped_job_waits_for_a_person_however_old(db: None) -> None:
    job = enqueue("audit.seal", {}, key="stopped")
    Job.objects.filter(pk=job.pk).update(quarantined_at=clock.now() - 400 * DAY)
    cleared()
    assert Job.objects.filter(pk=job.pk).exists()


def test_counted_attempts_go_when_their_time_is_over() -> None:
    cache.clear()
    cache.set("a", 1, timeout=60)
    cache.set("b", 1, timeout=600)
    with clock.at(clock.now() + datetime.timedelta(minutes=5)):
        assert due()["access.attempts"] == 1
        assert cleared()["access.attempts"] == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_attempts", [])
        assert cursor.fetchone()[0] == 1


def test_content_without_a_row_goes_after_a_day(folders: Path) -> None:
    orphan = folders / "files" / "ab" / f"{uuid.uuid4().hex}.sealed"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    assert due()["files.orphans"] == 0
    os.utime(orphan, (0, 0))
    assert due()["files.orphans"] == 1 and cleared()["files.orphans"] == 1 and not orphan.exists()


def test_old_backups_go_but_the_newest_always_stay(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_retention, "ALWAYS_KEPT", 2)
    for day in range(1, 5):
        (folders / "backups" / f"baigong-2026010{day}T010000Z").mkdir(parents=True)
    (folders / "backups" / "something else").mkdir()
    with clock.at(datetime.date(2026, 3, 1)):
        assert due()["backup.old"] == 2 and cleared()["backup.old"] == 2
    assert [each.name[8:16] for each in backups_kept()] == ["20260104", "20260103"]
    assert (folders / "backups" / "something else").exists()


def test_a_rule_that_fails_keeps_no_other_from_running_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared, "_rules", dict(declared._rules))

    def fail() -> int:
        raise OSError("disk")

    rule("a.first", label="坏的", term="试验", due=lambda: 0, clear=fail)
    old, _ = jobs()
    with pytest.raises(OSError, match="disk"):
        cleared()
    assert not Job.objects.filter(pk=old.pk).exists()


def test_without_the_rule_nothing_ever_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the owner declares nothing."""
    monkeypatch.setattr(
        declared, "_rules", {name: each for name, each in declared._rules.items() if name != "jobs.rows"}
    )
    old, _ = jobs()
    cleared()
    assert Job.objects.filter(pk=old.pk).exists()


def test_a_rule_covers_only_fields_that_are_there() -> None:
    known = {field.name for field in personal_fields()}
    assert {name for each in rules() for name in each.covers} <= known
