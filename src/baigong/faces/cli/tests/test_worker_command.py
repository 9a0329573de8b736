"""`baigong worker --stopped` and `--retry`: what stopped is seen, with why, and tried again."""

from __future__ import annotations

import pytest

from baigong.faces.cli.main import main
from baigong.foundation import clock
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import enqueue


@pytest.mark.django_db
def test_stopped_jobs_are_listed_with_their_reason_and_tried_again(capsys):
    assert main(["worker", "--stopped"]) == 0
    assert "没有停下的任务" in capsys.readouterr().out
    job = enqueue("audit.seal", {}, key="a")
    Job.objects.filter(id=job.id).update(quarantined_at=clock.now(), attempts=5, last_error="JobHung")
    assert main(["worker", "--stopped"]) == 1
    out = capsys.readouterr().out
    assert str(job.id) in out and "audit.seal" in out and "做得太久，被叫停了" in out
    assert main(["worker", "--retry", str(job.id)]) == 0
    job.refresh_from_db()
    assert job.is_open and job.attempts == 0


@pytest.mark.django_db
def test_what_cannot_be_tried_again_is_a_sentence(capsys):
    job = enqueue("audit.seal", {}, key="a")
    for text in (str(job.id), "x", "00000000-0000-0000-0000-000000000000"):
        assert main(["worker", "--retry", text]) == 1
        assert capsys.readouterr().err.strip()
