"""Rows a second of the supply list from the uploaded workbook to the register, and the memory it takes.

    python benchmarks/imports.py [--rows 20000] [--json]        the figures promised are for --rows 100000

The way is the real one: upload, the job that reads, the columns, the job that checks, the job that lets in, all
in a process of its own with the parser's process below it. Then a smaller file is let in by a worker that is
killed half-way and one that goes on. The peer writes the same people with Django's own bulk_create and nothing
else: no reading, no checking, no history, no way back. Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ["BAIGONG_PROFILE"] = "test"
os.environ.setdefault("BAIGONG_VAR", tempfile.mkdtemp(prefix="baigong-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "baigong.config.settings"
DAY = datetime.date(2026, 3, 29)
RESUMED_ROWS = 6_000
LEAST_ROWS_PER_SECOND, MOST_MB, MOST_PREVIEW_SECONDS, MOST_SECONDS = 1_500, 512, 60, 300


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    from baigong.faces.cli.setup import setup_django

    setup_django()
    if arguments.step:
        print(json.dumps(STEPS[arguments.step[0]](*arguments.step[1:])))
        return
    found = measure(arguments.rows)
    missed = missed_goals(found)
    print(
        json.dumps(found) if arguments.json else "\n".join(f"{key}: {value}" for key, value in found.items())
    )
    for sentence in missed:
        print(f"✕ {sentence}", file=sys.stderr)
    sys.exit(1 if missed else 0)


def measure(rows: int) -> dict[str, Any]:
    """Take every step in a process of its own and put the figures together."""
    made = step("prepare", rows)
    timed = step("import", "timed.xlsx")
    resumed = resume_after_kill()
    seconds = timed["preview_seconds"] + timed["commit_seconds"]
    return {
        "rows": rows,
        "accepted": timed["accepted"],
        "file_mb": made["file_mb"],
        "preview_seconds": timed["preview_seconds"],
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
        "processor_seconds": timed["processor_seconds"],
        "worker_peak_mb": timed["worker_mb"],
        "parser_peak_mb": timed["parser_mb"],
        "peak_mb": timed["peak_mb"],
        "killed_at_row": resumed["killed_at_row"],
        "accepted_after_kill": resumed["accepted"],
        "rows_after_kill": resumed["rows"],
        "bulk_create_seconds": made["bulk_create_seconds"],
        "ratio_to_bulk_create": round(seconds / made["bulk_create_seconds"], 2),
    }


def missed_goals(found: dict[str, Any]) -> list[str]:
    goals = [
        (found["accepted"] == found["rows"], "not every row came in"),
        (found["rows_per_second"] >= LEAST_ROWS_PER_SECOND, f"under {LEAST_ROWS_PER_SECOND} rows a second"),
        (found["peak_mb"] <= MOST_MB, f"over {MOST_MB} MB"),
        (found["preview_seconds"] <= MOST_PREVIEW_SECONDS, f"preview over {MOST_PREVIEW_SECONDS} seconds"),
        (found["seconds"] <= MOST_SECONDS, f"over {MOST_SECONDS} seconds"),
        (
            found["accepted_after_kill"] == found["rows_after_kill"] == RESUMED_ROWS,
            "a killed import is not whole after it went on",
        ),
    ]
    return [sentence for is_met, sentence in goals if not is_met]


def step(*words: object) -> dict[str, Any]:
    """Run one step in a process of its own and return what it says, with the memory its processes took.

    Sampled from outside, all at one moment: a child's own account begins with what its parent held.
    """
    process = subprocess.Popen(_command(*words), stdout=subprocess.PIPE, text=True)
    peaks = {"peak_mb": 0, "worker_mb": 0, "parser_mb": 0}
    while process.poll() is None:
        worker, parser = resident_mb(process.pid), sum(map(resident_mb, children_of(process.pid)))
        for name, seen in (("peak_mb", worker + parser), ("worker_mb", worker), ("parser_mb", parser)):
            peaks[name] = max(peaks[name], seen)
        time.sleep(0.05)
    if process.returncode or process.stdout is None:
        raise RuntimeError(f"step {words} ended with {process.returncode}")
    found: dict[str, Any] = json.loads(process.stdout.read())
    return found | peaks


def resident_mb(pid: int) -> int:
    """The memory a process holds just now; nothing for one that has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return round(pages * resource.getpagesize() / (1 << 20))


def children_of(pid: int) -> list[int]:
    try:
        lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for text in lists for child in text.split()]


def _command(*words: object) -> list[str]:
    return [sys.executable, __file__, "--step", *map(str, words)]


def resume_after_kill() -> dict[str, Any]:
    """Kill the worker in the middle of letting a file in, let another go on, and count."""
    from baigong.foundation import clock
    from baigong.foundation.jobs.models import Job

    batch_id = step("preview", "resumed.xlsx")["batch_id"]
    worker = subprocess.Popen(_command("commit", batch_id), stdout=subprocess.DEVNULL)
    job = Job.objects.filter(kind="exchange.commit", done_at__isnull=True)
    while worker.poll() is None and (job.first() or Job()).progress_done < RESUMED_ROWS // 3:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    killed_at = job.get().progress_done  # fails when the worker was done before it could be killed
    job.update(lease_until=clock.now())  # stands for the half minute until the lease runs out
    return step("commit", batch_id) | {"killed_at_row": killed_at}


# --- the steps, each in a process of its own ---------------------------------------------------------------
def prepare(rows: str) -> dict[str, Any]:
    """Make the tables, the place, the two files, and measure the peer."""
    from baigong.domains.places.enums import PlaceKind
    from baigong.domains.places.services import add_place
    from baigong.faces.cli.setup import migrate_schema, prepare_data_folder
    from baigong.foundation.scope import system_scope

    prepare_data_folder()
    migrate_schema()
    count = int(rows)
    size = write_file("timed.xlsx", range(count))
    write_file("resumed.xlsx", range(count, count + RESUMED_ROWS))
    with system_scope("量一量导入有多快"):
        add_place(name="甲县", kind=PlaceKind.COUNTY, code="371694", parent=None, valid_from=DAY)
        other = add_place(name="乙县", kind=PlaceKind.COUNTY, code="371695", parent=None, valid_from=DAY)
        peer = bulk_create_seconds(other, count)
    return {"file_mb": round(size / 1e6, 2), "bulk_create_seconds": round(peer, 2)}


def write_file(name: str, people: range) -> int:
    """Write the people as a village would send them; the answer is the file's size in bytes."""
    from baigong.faces.cli.demo.world import WORKER_HEADINGS, worker_row
    from baigong.foundation.sheets.writer import SheetOut, write_workbook

    place = WORKER_HEADINGS.index("现居镇村")
    rows = ([*line[:place], "", *line[place + 1 :]] for line in (worker_row(each, 2, DAY) for each in people))
    with (folder() / name).open("wb") as stream:
        return write_workbook(stream, [SheetOut("人力资源供给清单", WORKER_HEADINGS, rows)]).size


def folder() -> Path:
    return Path(os.environ["BAIGONG_VAR"])


def preview(name: str) -> dict[str, Any]:
    """Take a file from its bytes to its checked rows."""
    from baigong.domains.places.models import Place
    from baigong.foundation.exchange.models import ImportBatch
    from baigong.foundation.exchange.services import choose_columns, upload_file
    from baigong.foundation.scope import Scope, enter, system_scope

    started = time.perf_counter()
    with system_scope("量一量导入有多快"):
        county = Place.objects.get(code="371694")
    with enter(Scope(actor="bench", label="经办人", places=(county.path,))):
        batch = upload_file(
            by="bench",
            list_name="workers",
            place_id=county.id,
            place_path=county.path,
            county_id=county.county_id,
            file_name=name,
            data=(folder() / name).read_bytes(),
        )
        work()
        choose_columns(by="bench", batch=ImportBatch.objects.get(id=batch.id), chosen={})
        work()
    return {"batch_id": str(batch.id), "preview_seconds": round(time.perf_counter() - started, 2)}


def commit(batch_id: str) -> dict[str, Any]:
    """Let the good rows in, or go on with it; say how many came in and how many stand in the register."""
    from baigong.domains.workers.models import Registration
    from baigong.foundation.exchange.models import BatchState, ImportBatch
    from baigong.foundation.exchange.selectors import row_counts
    from baigong.foundation.exchange.services import start_commit
    from baigong.foundation.scope import system_scope

    started = time.perf_counter()
    with system_scope("量一量导入有多快"):
        batch = ImportBatch.objects.get(id=batch_id)
        if batch.state == BatchState.CHECKED:
            start_commit(by="bench", batch=batch)
        work()
        seconds = time.perf_counter() - started
        batch.refresh_from_db()
        written = Registration.objects.filter(source_id=batch_id).count()
    return {
        "commit_seconds": round(seconds, 2),
        "accepted": row_counts(batch.counts)["accepted"] if batch.state == BatchState.DONE else 0,
        "rows": written,
    }


def whole(name: str) -> dict[str, Any]:
    """Preview and commit in one process, as a worker that lives on does; and the processor's time."""
    from baigong.foundation.jobs.worker import collect_seldom

    collect_seldom()
    seen = preview(name)
    done = commit(seen["batch_id"])
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    busy = sum(each.ru_utime + each.ru_stime for each in used)
    return seen | done | {"processor_seconds": round(busy, 2)}


def work() -> None:
    from baigong.foundation.jobs.worker import Worker

    Worker(["import"]).run(until_idle=True)


def bulk_create_seconds(county: Any, rows: int) -> float:
    """Time plain bulk_create of the parties, persons and registrations alone."""
    from django.db import transaction

    from baigong.domains.parties.models import Party, Person
    from baigong.domains.parties.services import PersonFacts, new_person
    from baigong.domains.workers.models import Registration

    started = time.perf_counter()
    at = {"place_path": county.path, "county_id": county.county_id}
    persons = [
        new_person(PersonFacts(full_name="王某某", phone="13800000000"), source="import", source_id="", **at)
        for _ in range(rows)
    ]
    registrations = [
        Registration(person=person, place=county, surveyed_on=datetime.date(2026, 3, 1), **at)
        for person in persons
    ]
    with transaction.atomic():
        Party.objects.bulk_create([person.party for person in persons])
        Person.objects.bulk_create(persons)
        Registration.objects.bulk_create(registrations)
    return time.perf_counter() - started


STEPS = {"prepare": prepare, "preview": preview, "commit": commit, "import": whole}

if __name__ == "__main__":
    main()
