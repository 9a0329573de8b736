"""The administrator's view of the machine: health, storage, jobs. Kinds and counts only, nobody's data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.faces.oversight.forms import JobForm
from baigong.faces.oversight.wording import job_label
from baigong.foundation.access.standing import standing_of
from baigong.foundation.health import environment_checks, running_checks, storage_figures
from baigong.foundation.jobs.errors import JobStateError
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.overview import (
    discard_job,
    lanes_now,
    last_jobs,
    may_be_discarded,
    retry_job,
)
from baigong.foundation.jobs.quarantine import quarantined_jobs, reason_of

MOST_STOPPED = 100


def health(request: HttpRequest) -> HttpResponse:
    """What `baigong doctor` says, and whether what should happen by itself happens."""
    running = running_checks()
    bad = sum(not check.is_good for check in running)
    shown = {
        "title": "运行检查",
        "facts": f"有{bad}项要处理" if bad else "一切正常",
        "running": sorted(running, key=lambda check: check.is_good),
        "environment": environment_checks(),
        "storage": storage_figures(),
    }
    return render(request, "oversight/health.html", shown)


def jobs(request: HttpRequest) -> HttpResponse:
    """The lanes, what stopped with its reason, and what ended last."""
    stopped = [_stopped_row(job) for job in quarantined_jobs()[:MOST_STOPPED]]
    shown = {
        "title": "后台任务",
        "facts": f"{len(stopped)}个停下了" if stopped else "没有停下的",
        "lanes": lanes_now(),
        "stopped": stopped,
        "last": [{"job": job, "label": job_label(job.kind)} for job in last_jobs()],
    }
    return render(request, "oversight/jobs.html", shown)


def retry(request: HttpRequest) -> HttpResponse:
    """Let a stopped job try again."""
    return _decide(request, retry_job, "已经放回去，马上会再试。")


def discard(request: HttpRequest) -> HttpResponse:
    """End a stopped job without doing it."""
    return _decide(request, discard_job, "已丢弃。它做完的部分都在，没做的不再做。")


def _decide(request: HttpRequest, deed: Any, said: str) -> HttpResponse:
    form = JobForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没说清是哪个任务。请在列表里点按钮。")
        return HttpResponseRedirect(reverse("oversight:jobs"))
    try:
        deed(by=standing_of(request).scope.actor, job_id=form.cleaned_data["job"])
        messages.success(request, said)
    except JobStateError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("oversight:jobs"))


def _stopped_row(job: Job) -> dict[str, Any]:
    return {
        "job": job,
        "label": job_label(job.kind),
        "reason": reason_of(job),
        "may_discard": may_be_discarded(job),
    }
