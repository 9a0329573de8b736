"""Handlers the tests share with the worker processes they start."""

from __future__ import annotations

import os
import time
from typing import Any

from django.db import connection, transaction

from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler


def make_effect(context: JobContext) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO jobs_test_effect (job) VALUES (%s)", [str(context.job_id)])


@handler("test.once", lane="short")
def once(context: JobContext) -> None:
    with context.finishing() as result:
        make_effect(context)
        result["made"] = 1


@handler("test.slow-once", lane="short")
def slow_once(context: JobContext, seconds_tenth: int) -> None:
    time.sleep(seconds_tenth / 10)
    with context.finishing():
        make_effect(context)


@handler("test.slow-careless", lane="short")
def slow_careless(context: JobContext, seconds_tenth: int) -> None:
    """Sabotage: the effect commits by itself, apart from the end of the job."""
    time.sleep(seconds_tenth / 10)
    with transaction.atomic():
        make_effect(context)


@handler("test.fails", lane="short")
def fails(context: JobContext) -> None:
    raise ValueError("张三 37230119900101123X 不该出现在错误里")


@handler("test.crashes", lane="money")
def crashes(context: JobContext) -> None:
    os._exit(139)


@handler("test.hangs", lane="money", limit_seconds=0.5)
def hangs(context: JobContext) -> None:
    time.sleep(3600)


@handler("test.long", lane="import")
def long(context: JobContext, steps: int) -> dict[str, Any]:
    for step in range(context.resume_from, steps):
        context.progress(step, steps, f"第{step}行")
        if context.is_cancelled():
            return {"cancelled": True, "done": step}
        time.sleep(0.1)
    with context.finishing() as result:
        make_effect(context)
        result.update(resumed_from=context.resume_from)
    return result
