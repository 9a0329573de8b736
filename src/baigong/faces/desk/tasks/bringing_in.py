"""Files on their way in: what waits for somebody, what stopped."""

from __future__ import annotations

from django.urls import reverse

from baigong.faces.desk.tasks.line import SHOWN_OF_A_KIND, Task, task_of
from baigong.foundation import clock
from baigong.foundation.exchange.contract import Outcome, spec_of
from baigong.foundation.exchange.models import BatchState, ImportBatch
from baigong.foundation.exchange.runs import STEPS, stopped_job
from baigong.foundation.jobs.quarantine import reason_of


def imports() -> list[Task]:
    """Files that wait for columns or for letting in, unreadable ones, and such that stopped at work."""
    waiting = ImportBatch.objects.filter(
        state__in=(BatchState.MAPPING, BatchState.CHECKED, BatchState.FAILED), withdrawn_at__isnull=True
    )
    tasks = []
    for batch in waiting.order_by("-recorded_at")[:SHOWN_OF_A_KIND]:
        words = {
            BatchState.MAPPING: ("等您认列", "认完列才能查错。", "去认列"),
            BatchState.CHECKED: ("查完了，等您入库", _counted(batch), "去入库"),
            BatchState.FAILED: ("读不了", batch.failure, "看原因"),
        }[BatchState(batch.state)]
        url = reverse("desk:import_batch", args=[batch.id])
        title = f"{clock.day_of(batch.recorded_at):%m-%d}上传的{_list_title(batch.list_name)}{words[0]}"
        tasks.append(task_of(("待办", ""), title, words[1], url, words[2]))
    return [*_stopped_imports(), *tasks]


def _stopped_imports() -> list[Task]:
    at_work = ImportBatch.objects.filter(state__in=list(STEPS), withdrawn_at__isnull=True)
    tasks = []
    for batch in at_work.order_by("-recorded_at")[:SHOWN_OF_A_KIND]:
        job = stopped_job(batch)
        if job is not None:
            url = reverse("desk:import_batch", args=[batch.id])
            title = f"{batch.recorded_at:%m-%d}上传的{_list_title(batch.list_name)}做到一半停下了"
            tasks.append(task_of(("待办", "over"), title, f"原因：{reason_of(job)}。", url, "接着做"))
    return tasks


def _list_title(name: str) -> str:
    try:
        return spec_of(name).title
    except KeyError:
        return name


def _counted(batch: ImportBatch) -> str:
    good = sum(batch.counts.get(outcome, 0) for outcome in Outcome.ACCEPTED)
    return f"{good}行可以入库，{batch.counts.get(Outcome.WRONG, 0)}行有误。"
