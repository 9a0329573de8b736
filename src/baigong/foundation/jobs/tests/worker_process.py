"""A worker, or a claimer, as a process of its own, on the database described by the environment.

worker LEASE_SECONDS LANE…: works until stopped.
claim: says "ready", waits for a line, then claims as fast as it can and prints each job's id; naive-claim does it
by look, then write, and has looked for the first time before it waits.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings


def set_up() -> None:
    settings.configure(
        DATABASES={"default": json.loads(os.environ["JOBS_TEST_DATABASE"])},
        INSTALLED_APPS=["baigong.foundation.jobs"],
        USE_TZ=True,
        SECRET_KEY="only for this test",
    )
    django.setup()
    sys.path.insert(0, str(Path(__file__).parent))
    __import__("sample_handlers")


def work(lease_seconds: float, lanes: list[str]) -> int:
    from baigong.foundation.jobs.worker import Timing, run_worker

    return run_worker(lanes, timing=Timing(lease=lease_seconds, poll=0.05, backoff=0.05, stop=1.0))


def wait_for_the_others() -> None:
    """Wait until the test has heard of every claimer."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def claim_all() -> None:
    from baigong.foundation.jobs import leases

    wait_for_the_others()
    while job := leases.claim("short", str(os.getpid()), lease_seconds=600):
        sys.stdout.write(f"{job.pk}\n")


def claim_all_naively() -> None:
    """Sabotage: all claimers fit between the first look and the first write."""
    from baigong.foundation.jobs.models import Job

    waiting = Job.objects.filter(attempts=0).order_by("run_after", "id")
    job = waiting.first()
    wait_for_the_others()
    while job is not None:
        Job.objects.filter(pk=job.pk).update(attempts=1, leased_by=str(os.getpid()))
        sys.stdout.write(f"{job.pk}\n")
        job = waiting.first()


if __name__ == "__main__":
    set_up()
    role, *rest = sys.argv[1:]
    if role == "worker":
        sys.exit(work(float(rest[0]), rest[1:]))
    {"claim": claim_all, "naive-claim": claim_all_naively}[role]()
