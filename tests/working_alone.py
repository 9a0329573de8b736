"""A process that runs commands one after another, and a worker until nothing is due, and tells how each ended.

Its words are the commands, as JSON, and where to tell it; without commands it is the worker. Whatever in it or in a
Python process below it would speak to somebody is noted by the watch that `WATCH` puts into every start.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

# Kept in a `sitecustomize.py` on the path of the process under test.
WATCH = """
import os, sys
SPOKEN = {f"socket.{deed}" for deed in "connect sendto sendmsg bind getaddrinfo gethostbyname".split()}
def watch(event, arguments):
    if event in SPOKEN:
        with open(os.environ["SPOKEN_TO"], "a") as told:
            told.write(f"{event} {[each for each in arguments if isinstance(each, (str, tuple))]}\\n")
        raise OSError("no network here")
sys.addaudithook(watch)
"""


def work_off() -> list[str]:
    """Plan what comes back by itself, do it, and return every kind of job that was done."""
    from baigong.foundation.jobs import schedules
    from baigong.foundation.jobs.models import Job
    from baigong.foundation.jobs.worker import Worker
    from baigong.foundation.scope import system_scope

    schedules.plan_due()
    Worker().run(until_idle=True)
    with system_scope("test"):
        return sorted(set(Job.objects.filter(done_at__isnull=False).values_list("kind", flat=True)))


def main(commands: list[list[str]]) -> None:
    from baigong.faces.cli import main as cli
    from baigong.faces.cli.setup import setup_django

    setup_django()
    said = [cli.main(words) for words in commands] if commands else work_off()
    Path(sys.argv[2]).write_text(json.dumps(said))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
