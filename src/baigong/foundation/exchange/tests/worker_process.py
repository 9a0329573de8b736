"""A worker of the import lane as a process of its own, on the database described by the environment.

`careless` takes the guard away: the marks of a chunk commit apart from what its rows wrote.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "baigong.config.settings"


def main(role: str) -> int:
    from baigong.config import settings

    settings.DATABASES["default"].update(json.loads(os.environ["EXCHANGE_TEST_DATABASE"]))
    django.setup()
    sys.path.insert(0, str(Path(__file__).parent))
    __import__("sample_list")
    from baigong.foundation.exchange import pipeline, taking_back
    from baigong.foundation.jobs.worker import Worker

    pipeline.CHUNK = 7
    if role == "careless":
        pipeline._commit_next = pipeline._commit_next.__wrapped__
        taking_back._undo_next = taking_back._undo_next.__wrapped__
    return Worker(["import"]).run(until_idle=True)


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1]) else 1)
