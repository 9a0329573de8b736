"""The ten pages opened most on the demonstration city: how long the server takes, and what the first visit weighs.

    python benchmarks/pages.py

Each page is asked for 30 times, by a stranger or by a county officer, the whole of Django included and nothing kept:
pages of the portal are made anew each time. Figures are milliseconds and, for the first visit of somebody whose
browser has nothing yet, kilobytes on the wire: the page itself, which the desk does not pack, and every style sheet,
script and picture it names, packed.

Exit code 1 when the median of a page is above 50 ms, or a first visit above 100 KB.
"""

from __future__ import annotations

import gzip
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

GOAL_MS, GOAL_KB, RUNS = 50.0, 100.0, 30
_NAMED = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def prepare(folder: Path) -> None:
    os.environ |= {"BAIGONG_PROFILE": "demo", "BAIGONG_VAR": str(folder)}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from baigong.faces.cli.demo.building import build_city
    from baigong.faces.cli.setup import prepare_data_folder
    from baigong.foundation.shared_pages.options import SharedPages

    settings.BAIGONG_SHARED_PAGES = SharedPages(seconds=0.0)
    prepare_data_folder()
    call_command("migrate", verbosity=0)
    build_city("city")


def pages() -> list[tuple[str, str, bool]]:
    """Return name, address and whether an officer opens it."""
    from baigong.domains.parties.models import Organisation
    from baigong.domains.vacancies.public import newest_public
    from baigong.domains.workers.models import Registration
    from baigong.foundation.scope import system_scope

    job = newest_public(1)[0].id
    with system_scope("benchmark"):
        county = officer_post().place_path
        person = Registration.objects.filter(place_path__startswith=county).first()
        firm = Organisation.objects.filter(place_path__startswith=county).first()
    assert person is not None and firm is not None
    return [
        ("portal home", "/", False),
        ("jobs", "/jobs/?q=焊工", False),
        ("job", f"/jobs/{job}/", False),
        ("desk home", "/desk/", True),
        ("people", "/desk/people/", True),
        ("person", f"/desk/people/{person.id}/", True),
        ("firms", "/desk/firms/", True),
        ("firm", f"/desk/firms/{firm.id}/", True),
        ("vacancies", "/desk/vacancies/", True),
        ("week", "/desk/week/", True),
    ]


def officer_post() -> Any:
    from baigong.domains.users.models import Post

    return Post.objects.filter(role="county_officer").select_related("user").order_by("id").first()


def weight(page: bytes, is_packed: bool) -> float:
    """Return the kilobytes of a first visit: the page as it leaves, and all it names, each under gzip."""
    from django.contrib.staticfiles import finders

    total = len(gzip.compress(page, 6)) if is_packed else len(page)
    for address in set(_NAMED.findall(page.decode())):
        found = finders.find(address.removeprefix("/static/"))
        if not found:
            raise FileNotFoundError(address)
        total += len(gzip.compress(Path(str(found)).read_bytes(), 9))
    return total / 1024


def report() -> bool:
    from django.test import Client

    from baigong.domains.users.sign_in import SET_UP_KEY
    from baigong.foundation.scope import system_scope

    with system_scope("benchmark"):
        user = officer_post().user
    stranger, officer = Client(), Client()
    officer.force_login(user)
    session = officer.session
    session[SET_UP_KEY] = True  # as after the second factor
    session.save()
    print(f"{'page':<14}{'p50 ms':>8}{'p95 ms':>8}{'best':>8}{'HTML KB':>9}{'first visit KB':>16}")
    slowest, heaviest = 0.0, 0.0
    for name, address, is_officers in pages():
        client, taken = officer if is_officers else stranger, []
        content = client.get(address).content
        for _ in range(RUNS):
            started = time.perf_counter()
            answer = client.get(address)
            taken.append((time.perf_counter() - started) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
        taken.sort()
        middle, kilobytes = statistics.median(taken), weight(content, not is_officers)
        slowest, heaviest = max(slowest, middle), max(heaviest, kilobytes)
        own = len(gzip.compress(content, 6)) / 1024
        print(
            f"{name:<14}{middle:>8.1f}{taken[int(RUNS * 0.95)]:>8.1f}{taken[0]:>8.1f}{own:>9.1f}{kilobytes:>16.1f}"
        )
    print(f"slowest: {slowest:.1f} ms, goal {GOAL_MS:.0f} ms: {'met' if slowest <= GOAL_MS else 'MISSED'}")
    print(f"heaviest: {heaviest:.1f} KB, goal {GOAL_KB:.0f} KB: {'met' if heaviest <= GOAL_KB else 'MISSED'}")
    return slowest <= GOAL_MS and heaviest <= GOAL_KB


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="baigong-pages-") as folder:
        prepare(Path(folder))
        from django.db import connection

        is_met = report()
        connection.close()
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
