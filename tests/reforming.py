"""A worker that runs a reform as a process of its own, and kills itself inside a chunk when told to.

`careless` takes the guard away: what a chunk moved and what it noted of it commit apart.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "baigong.config.settings"


def main(role: str) -> int:
    from baigong.config import settings

    settings.DATABASES["default"].update(json.loads(os.environ["REFORM_TEST_DATABASE"]))
    django.setup()
    from baigong.domains.places import jobs
    from baigong.foundation.facts import moving
    from baigong.foundation.facts.models import MovedRow
    from baigong.foundation.jobs.worker import Worker

    moving.CHUNK = 2
    die_at, chunks = int(os.environ.get("REFORM_TEST_DIE_AT", "-1")), [0]
    real, whole, waiting = MovedRow.objects.bulk_create, jobs._chunk, []

    def noting(entries: Any) -> None:
        chunks[0] += 1
        if role == "careless":
            waiting.append(list(entries))
            return
        if chunks[0] == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        real(entries)

    def chunk_then_notes(*arguments: Any) -> int:
        count = whole(*arguments)
        if chunks[0] == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        while waiting:
            real(waiting.pop())
        return count

    MovedRow.objects.bulk_create = noting  # type: ignore[method-assign]
    jobs._chunk = chunk_then_notes
    return Worker(["import"]).run(until_idle=True)


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1]) else 1)
