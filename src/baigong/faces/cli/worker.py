"""`baigong worker`: background jobs of some lanes, until stopped; or the jobs that stopped, to try again."""

from __future__ import annotations

import argparse
import uuid

NAME = "worker"
HELP = "处理后台任务（由serve启动）；也可以列出停下的任务，让一个再试"


class WorkerCommandError(ValueError):
    """The command cannot go on; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = "job", sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lanes", default="short,import,money,message", help="处理哪几类任务，逗号分开")
    parser.add_argument("--stopped", action="store_true", help="列出试了几次都没做成、停下的任务和原因")
    parser.add_argument("--retry", metavar="ID", help="让一个停下的任务再试")


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import setup_django

    setup_django()
    if arguments.stopped:
        return _list_stopped()
    if arguments.retry:
        return _retry(arguments.retry)
    from baigong.foundation.jobs.worker import run_worker

    return run_worker(tuple(arguments.lanes.split(",")))


def _list_stopped() -> int:
    """Print the stopped jobs; exit code 1 when there are any, so that a watchdog can ask."""
    from baigong.foundation.clock import CHINA
    from baigong.foundation.jobs.quarantine import quarantined_jobs, reason_of

    jobs = list(quarantined_jobs())
    for job in jobs:
        since = job.quarantined_at.astimezone(CHINA) if job.quarantined_at else ""
        print(f"{job.id} {job.kind} {since:%Y-%m-%d %H:%M}停下：{reason_of(job)}。")
    print(f"共{len(jobs)}个。要再试，运行baigong worker --retry 编号。" if jobs else "没有停下的任务。")
    return 1 if jobs else 0


def _retry(text: str) -> int:
    from baigong.foundation.jobs.errors import JobStateError
    from baigong.foundation.jobs.models import Job
    from baigong.foundation.jobs.queue import retry

    try:
        job = Job.objects.get(id=uuid.UUID(text))
    except (ValueError, Job.DoesNotExist) as error:
        raise WorkerCommandError(f"没有编号是{text}的任务。请用baigong worker --stopped看编号。") from error
    try:
        retry(job)
    except JobStateError as error:
        raise WorkerCommandError(str(error)) from error
    print("已经放回去，马上会再试。")
    return 0
