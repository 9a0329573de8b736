"""The administrator's pages: health, jobs, backups, parameters, retention; kinds and counts, nobody's data."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from baigong.domains.policies.selectors import parameter_at
from baigong.faces.oversight.tests.oversight_world import NAME, World, signed_in, text_of
from baigong.faces.oversight.views.backups import nights_of
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.services import record
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import enqueue

PAGES = ("", "health/", "jobs/", "backups/", "restoring/", "feeds/", "parameters/", "retention/")


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(world.administrator)


def stopped(kind: str = "audit.seal", key: str = "k", **args: str) -> Job:
    job = enqueue(kind, args, key=key)
    Job.objects.filter(pk=job.pk).update(
        quarantined_at=clock.now(), last_error="OperationalError", attempts=5
    )
    return job


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_names_nobody_and_writes_nothing(admin: Client, world: World, page: str) -> None:
    before = AuditEntry.objects.count()
    response = admin.get(f"/oversight/{page}")
    assert response.status_code == 200 and NAME not in text_of(response)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", ["officer", "auditor", "security"])
def test_the_machine_is_the_administrators_alone(world: World, name: str) -> None:
    client = signed_in(getattr(world, name))
    for page in PAGES[1:]:
        assert client.get(f"/oversight/{page}").status_code == 403, page
    assert client.post("/oversight/backups/make/").status_code == 403


# --- jobs ------------------------------------------------------------------------------------------


def test_a_stopped_job_is_told_with_its_reason_and_without_its_arguments(admin: Client) -> None:
    stopped("backup.check", name="argument-of-the-job")
    page = text_of(admin.get("/oversight/jobs/"))
    assert "核对备份" in page and "当时数据库用不了" in page and "argument-of-the-job" not in page
    assert "有1个任务停下了" in text_of(admin.get("/oversight/"))


@pytest.mark.parametrize(("button", "state"), [("retry", "等候"), ("discard", "已完成")])
def test_a_stopped_job_is_tried_again_or_put_aside(admin: Client, button: str, state: str) -> None:
    job = stopped()
    admin.post(f"/oversight/jobs/{button}/", {"job": str(job.id)})
    job.refresh_from_db()
    assert job.state == state and job.quarantined_at is None
    assert AuditEntry.objects.get(act=f"jobs.{button}").object_ids == [str(job.id)]


def test_a_stopped_import_is_not_the_administrators_to_discard(admin: Client) -> None:
    job = stopped("exchange.forget")
    said = text_of(admin.post("/oversight/jobs/discard/", {"job": str(job.id)}, follow=True))
    job.refresh_from_db()
    assert "由上传的人" in said and job.quarantined_at is not None


def test_a_job_that_is_not_stopped_stays_as_it_is(admin: Client) -> None:
    job = enqueue("audit.seal", {}, key="running")
    for button in ("retry", "discard"):
        said = text_of(admin.post(f"/oversight/jobs/{button}/", {"job": str(job.id)}, follow=True))
        assert "可能有人刚处理过" in said
    for nonsense in ({}, {"job": "x"}):
        assert "没说清" in text_of(admin.post("/oversight/jobs/retry/", nonsense, follow=True))


# --- backups ---------------------------------------------------------------------------------------


def test_a_backup_is_asked_for_once_and_told_with_its_progress(admin: Client) -> None:
    for _ in range(2):
        admin.post("/oversight/backups/make/")
    assert Job.objects.filter(kind="backup.make").count() == 1
    assert AuditEntry.objects.filter(act="backup.make").count() == 1
    assert "正在排队" in text_of(admin.get("/oversight/backups/"))


@pytest.mark.parametrize("name", ["", "../keys", "baigong-20260101T000000Z", "/etc"])
def test_only_a_backup_that_is_there_is_checked(admin: Client, name: str) -> None:
    said = text_of(admin.post("/oversight/backups/check/", {"name": name}, follow=True))
    assert "没有这份备份" in said and not Job.objects.filter(kind="backup.check").exists()


def test_thirty_nights_are_told_one_by_one(db: None) -> None:
    for days, is_good in ((0, True), (1, False)):
        with clock.at(clock.now() - datetime.timedelta(days=days)):
            record(
                by="system", act="backup.proved", object_kind="backup", object_ids=["b"],
                detail={"is_good": is_good, "code": "" if is_good else "damaged", "rows": 7, "seconds": 3},
            )  # fmt: skip
    nights = nights_of(list(AuditEntry.objects.filter(act="backup.proved").order_by("-at")))
    assert [night["is_good"] for night in nights[:3]] == [True, False, None] and len(nights) == 30
    assert nights[1]["words"] == "备份损坏"


def test_the_guide_names_this_installations_paths(admin: Client, settings: Any) -> None:
    page = text_of(admin.get("/oversight/restoring/"))
    assert str(settings.BAIGONG_KEY_FILE) in page and str(settings.BAIGONG_ANCHOR_FILE) in page
    assert "baigong restore" in page


# --- parameters ------------------------------------------------------------------------------------


def parameter(admin: Client, **changed: str) -> Any:
    form = {
        "parameter": "sights-an-hour", "place": changed.pop("place"), "value": "12",
        "valid_from": str(clock.today()), "document": "测试〔2026〕1号",
    }  # fmt: skip
    return admin.post("/oversight/parameters/", form | changed)


def test_an_offices_own_figure_holds_at_its_place_and_is_voided_with_a_reason(
    admin: Client, world: World
) -> None:
    parameter(admin, place=world.county.path)
    today = clock.today()
    assert parameter_at("sights-an-hour", world.county.path, today) == 12
    assert parameter_at("sights-an-hour", world.other_county.path, today) == 30
    entry = AuditEntry.objects.get(act="parameters.set_value")
    assert entry.place_path == world.county.path
    value = entry.object_ids[0]
    assert "没有作废" in text_of(admin.post("/oversight/parameters/void/", {"value": value}, follow=True))
    assert parameter_at("sights-an-hour", world.county.path, today) == 12
    admin.post("/oversight/parameters/void/", {"value": value, "reason": "录错了"})
    assert parameter_at("sights-an-hour", world.county.path, today) == 30
    again = admin.post("/oversight/parameters/void/", {"value": value, "reason": "录错了"}, follow=True)
    assert "可能刚被作废" in text_of(again)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"value": "很多"}, "数值没看懂"),
        ({"value": "-1"}, "不能是负的"),
        ({"document": " "}, "这一项要填"),
        ({"valid_from": ""}, "这一项要填"),
        ({"parameter": "x"}, "x"),
    ],
)
def test_a_figure_that_does_not_fit_comes_back_as_typed(
    admin: Client, world: World, changed: dict[str, str], sentence: str
) -> None:
    response = parameter(admin, place=world.county.path, **changed)
    assert response.status_code == 422 and sentence in text_of(response)
    assert not AuditEntry.objects.filter(act="parameters.set_value").exists()


def test_a_second_figure_from_the_same_day_is_refused(admin: Client, world: World) -> None:
    parameter(admin, place=world.county.path)
    response = parameter(admin, place=world.county.path, value="13")
    assert response.status_code == 422 and "已经有一个值" in text_of(response)
    assert 'value="13"' in text_of(response)


# --- retention -------------------------------------------------------------------------------------


def test_what_is_over_its_term_is_counted_and_not_touched_by_looking(admin: Client) -> None:
    job = enqueue("audit.seal", {}, key="old")
    Job.objects.filter(pk=job.pk).update(done_at=clock.now() - datetime.timedelta(days=91))
    page = text_of(admin.get("/oversight/retention/"))
    assert "做完的后台任务" in page and "<b>1</b>" in page
    assert Job.objects.filter(pk=job.pk).exists()
    admin.post("/oversight/retention/run/")
    assert Job.objects.filter(kind="retention.run").count() == 1
