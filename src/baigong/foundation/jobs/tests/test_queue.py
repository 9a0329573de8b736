"""Asking for work: the outbox promise, idempotent keys, ids only, schedules."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.db import connections, transaction

from baigong.foundation import clock
from baigong.foundation.ids import uuid7
from baigong.foundation.jobs import errors, queue, registry, schedules
from baigong.foundation.jobs.context import refuse_inside_transaction
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.tests import sample_handlers  # noqa: F401 (registers the kinds)
from baigong.foundation.jobs.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


class Interrupted(Exception):
    pass


def test_a_rolled_back_transaction_leaves_no_job_and_no_effect(effects: Any) -> None:
    with pytest.raises(Interrupted), transaction.atomic():
        queue.enqueue("test.once", {}, key="ghost")
        raise Interrupted
    assert Worker().run(until_idle=True) == 0
    assert effects() == []


def test_a_committed_transaction_leaves_exactly_one_effect(effects: Any) -> None:
    with transaction.atomic():
        job = queue.enqueue("test.once", {}, key="real", by=7)
    assert Worker().run(until_idle=True) == 1
    assert effects() == [str(job.pk)]
    job.refresh_from_db()
    assert (job.state, job.result, job.created_by, job.leased_by) == ("已完成", {"made": 1}, "7", "")


def test_twin_an_effect_made_before_the_commit_is_a_ghost() -> None:
    sent: list[str] = []
    with pytest.raises(Interrupted), transaction.atomic():
        sent.append("message")  # sabotage: sent directly, without a job
        raise Interrupted
    assert sent == ["message"]
    with pytest.raises(errors.InsideTransactionError), transaction.atomic():
        refuse_inside_transaction()  # the guard every gateway to the outside calls first
    refuse_inside_transaction()


def test_the_same_key_is_the_same_job_even_when_asked_for_at_once() -> None:
    found: list[object] = []
    gate = threading.Barrier(6)

    def ask() -> None:
        gate.wait()
        with transaction.atomic():
            found.append(queue.enqueue("test.once", {}, key="one").pk)
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == Job.objects.count() == 1


def test_a_key_cannot_stand_for_two_things() -> None:
    queue.enqueue("test.long", {"steps": 1}, key="k")
    with pytest.raises(errors.JobKeyClashError, match="幂等键"):
        queue.enqueue("test.long", {"steps": 2}, key="k")


def test_an_unknown_kind_is_refused_when_asked_for() -> None:
    with pytest.raises(errors.UnknownKindError, match="没有登记过"):
        queue.enqueue("os.system", {}, key="k")
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "value",
    ["张三", "13800001111", 13800001111, "372301199001011230", "a b", "x" * 81, 1.5, {"a": 1}, [["a"]]],
)
def test_arguments_are_ids_only(value: object) -> None:
    with pytest.raises(errors.JobArgumentError, match="只能是编号"):
        queue.enqueue("test.once", {"value": value}, key="k")


def test_ids_pass_as_arguments() -> None:
    identifier = uuid7()
    cleaned = queue.clean_arguments(
        {
            "id": identifier,
            "ids": [1, 2],
            "place": "/3716/371602/",
            "on": datetime.date(2026, 3, 2),
            "none": None,
        }
    )
    assert cleaned == {
        "id": str(identifier), "ids": [1, 2], "place": "/3716/371602/", "on": "2026-03-02", "none": None
    }  # fmt: skip


def test_one_kind_has_one_handler() -> None:
    with pytest.raises(ValueError, match="twice"):
        registry.handler("test.once", lane="short")(lambda context: None)
    assert "test.once" in registry.kinds()


def test_each_period_is_planned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "_schedules", {})
    schedules.schedule("week", "test.once", schedules.weekly(weekday=1, hour=8))
    schedules.schedule("day", "test.once", schedules.daily(hour=2))
    schedules.schedule("seal", "test.once", schedules.every_minutes(10))
    moment = datetime.datetime(2026, 3, 26, 7, 59, tzinfo=clock.CHINA)
    for minutes in (0, 0, 1, 2, 60 * 24):  # twice at once, over a ten-minute border, then a day later
        with clock.at(moment + datetime.timedelta(minutes=minutes)):
            schedules.plan_due()
    keys = sorted(Job.objects.values_list("idempotency_key", flat=True))
    assert keys == [
        "schedule:day:2026-03-26",
        "schedule:day:2026-03-27",
        "schedule:seal:2026-03-25T23:50Z",
        "schedule:seal:2026-03-26T00:00Z",
        "schedule:seal:2026-03-26T23:50Z",
        "schedule:week:2026-W13",
    ]


def test_a_week_begins_when_its_hour_comes() -> None:
    weekly = schedules.weekly(weekday=1, hour=8)
    before = datetime.datetime(2026, 3, 23, 7, 59, tzinfo=clock.CHINA)
    assert weekly(before)[0] == "2026-W12"
    period, due = weekly(before + datetime.timedelta(minutes=1))
    assert (period, due.astimezone(clock.CHINA).hour) == ("2026-W13", 8)


def test_a_waiting_job_can_be_cancelled_and_a_finished_one_not(effects: Any) -> None:
    job = queue.enqueue("test.once", {}, key="k")
    assert queue.cancel(job).state == "已停下"
    assert Worker().run(until_idle=True) == 0
    assert effects() == []
    with pytest.raises(errors.JobStateError, match="已经结束"):
        queue.cancel(job)
