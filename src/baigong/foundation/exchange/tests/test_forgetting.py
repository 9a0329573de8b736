"""Thirty days after an import has come to rest, nothing is left of what the file said of people."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from sample_list import ROWS

from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange import forgetting, services
from baigong.foundation.exchange.models import BatchState, ImportBatch, ImportRow
from baigong.foundation.exchange.states import ImportStateError
from baigong.foundation.exchange.workbooks import batch_problems_workbook
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.services import destroy
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.schedules import plan_due
from baigong.foundation.jobs.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.timedelta(days=1)


def work() -> None:
    Worker(["import", "short"]).run(until_idle=True)


def fresh(batch: ImportBatch) -> ImportBatch:
    found: ImportBatch = ImportBatch.objects.get(id=batch.id)
    return found


def checked(batch: ImportBatch) -> ImportBatch:
    work()
    services.choose_columns(by="officer", batch=fresh(batch), chosen={})
    work()
    return fresh(batch)


def done(batch: ImportBatch) -> ImportBatch:
    services.start_commit(by="officer", batch=checked(batch))
    work()
    return fresh(batch)


def sealed_values(batch: ImportBatch) -> int:
    """Count the sealed values of the import, in the tables themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(cells) + count(changes) FROM exchange_import_row) + count(file_name)"
            " + count(samples) FROM exchange_import_batch"
        )
        return int(cursor.fetchone()[0])


def after(days: int) -> Any:
    return clock.at(clock.now() + days * DAY)


def test_a_night_after_the_term_clears_it_and_the_counts_stay(upload: Any) -> None:
    batch = done(upload())
    with after(29):
        assert forgetting.forget_expired() == 0
    assert sealed_values(batch) == ROWS + 2
    assert batch_problems_workbook(batch)
    with after(31):
        plan_due()
        Worker(["short"]).run(until_idle=True)  # the sweep of all rooms, in the other lane, may come first
        assert Job.objects.get(kind="exchange.forget").result == {"forgotten": 1}
    assert sealed_values(batch) == 0
    assert not StoredFile.objects.filter(id=batch.file_id).exists()
    assert not list(Path(settings.BAIGONG_FILE_FOLDER).glob(f"??/{batch.file_id}*"))
    found = fresh(batch)
    assert found.state == BatchState.DONE and found.counts == batch.counts
    assert list(ImportRow.objects.values_list("problems", flat=True).distinct()) == [[]]
    assert AuditEntry.objects.get(act="exchange.forget").object_ids == [str(batch.id)]
    with after(40):
        assert forgetting.forget_expired() == 0


def test_what_was_forgotten_can_still_be_taken_back(upload: Any, effects: Any) -> None:
    batch = done(upload())
    with after(31):
        forgetting.forget_expired()
        services.start_undo(by="officer", batch=fresh(batch))
        work()
    assert fresh(batch).state == BatchState.UNDONE
    assert effects("out") == effects("in") == Counter(range(2, ROWS + 2))


@pytest.mark.parametrize("how_far", ["uploaded", "mapping", "checked"])
def test_what_nobody_went_on_with_is_put_aside(upload: Any, how_far: str) -> None:
    batch = upload()
    if how_far != "uploaded":
        work()
    if how_far == "checked":
        checked(batch)
    with after(31):
        assert forgetting.forget_expired() == 1
        assert fresh(batch).state == BatchState.FAILED and "重新上传" in fresh(batch).failure
        assert sealed_values(batch) == 0
        with pytest.raises(ImportStateError):
            services.start_commit(by="officer", batch=fresh(batch))
        work()
        assert fresh(batch).state == BatchState.FAILED


def test_a_commit_that_stopped_and_was_forgotten_cannot_go_on(upload: Any, effects: Any) -> None:
    batch = checked(upload())
    services.start_commit(by="officer", batch=batch)
    stopped = Job.objects.filter(kind="exchange.commit")
    stopped.update(quarantined_at=clock.now(), last_error="WorkerLost")
    with after(31):
        forgetting.forget_expired()
        with pytest.raises(ImportStateError) as refusal:
            services.start_commit(by="officer", batch=fresh(batch))
        assert "不能再入库" in refusal.value.sentence
        stopped.update(quarantined_at=None)
        work()
        assert fresh(batch).state == BatchState.COMMITTING and not effects("in")
        stopped.update(done_at=None, quarantined_at=clock.now())
        services.start_undo(by="officer", batch=fresh(batch))
        work()
        assert fresh(batch).state == BatchState.UNDONE


def test_an_interrupted_night_is_made_up_for(upload: Any, monkeypatch: Any) -> None:
    batch = done(upload())

    def broken(_: ImportBatch) -> None:
        raise InterruptedError

    with after(31), monkeypatch.context() as patch:
        patch.setattr(forgetting, "_clear_rows", broken)
        with pytest.raises(InterruptedError):
            forgetting.forget_expired()
    with after(32):
        assert sealed_values(batch) and forgetting.forget_expired() == 1
    assert sealed_values(batch) == 0


def test_one_that_goes_on_meanwhile_is_left_alone(upload: Any, monkeypatch: Any) -> None:
    batch = checked(upload())
    with after(31):
        stale = fresh(batch)
        services.start_commit(by="officer", batch=fresh(batch))
        assert not forgetting._close(stale)
        work()
    assert fresh(batch).state == BatchState.DONE and sealed_values(batch) == ROWS + 2


def test_without_closing_first_an_import_under_way_loses_its_rows(upload: Any, effects: Any) -> None:
    """The twin: clear without asking whether somebody has gone on meanwhile."""
    batch = checked(upload())
    stale = fresh(batch)
    services.start_commit(by="officer", batch=fresh(batch))
    forgetting._clear_rows(stale)
    work()
    assert fresh(batch).state != BatchState.DONE and not effects("in")


def test_a_file_that_is_gone_is_a_sentence_and_no_stopped_job(upload: Any) -> None:
    batch = upload()
    work()
    services.choose_columns(by="officer", batch=fresh(batch), chosen={})
    destroy(batch.file_id)
    work()
    assert fresh(batch).state == BatchState.FAILED
    assert fresh(batch).failure == "原文件已到期销毁，请重新上传。"
    assert not Job.objects.filter(done_at__isnull=True).exists()
