"""Two-way matching of the demonstration city: 20,000 people and 3,000 vacancies, everybody with everything.

    python benchmarks/matching.py [--size small]

Builds the city as `make demo` does. “city” is the kernel alone, both directions, everybody registered there; “desk”
is what the product does when it matches the whole city, the reading of the rows from the database included, with the
people who look for work. Figures are the median of five runs.

Peer, in the same run: the reference engine, a plain loop over the pairs, measured on whole lists of a sample and
counted up. The lists of the sample must be the same to the last bit.

Exit code 1 when a median is above 2 seconds, or a list differs. No name and no number of it belongs to anybody.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

GOAL_SECONDS, RUNS = 2.0, 5


def prepare(folder: Path, size: str) -> None:
    os.environ |= {"BAIGONG_PROFILE": "demo", "BAIGONG_VAR": str(folder)}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from baigong.faces.cli.demo.building import build_city
    from baigong.faces.cli.setup import prepare_data_folder

    prepare_data_folder()
    call_command("migrate", verbosity=0)
    build_city(size)


def timed(work: Callable[[], Any], runs: int = RUNS) -> tuple[float, Any]:
    """Return the median in seconds and the last answer."""
    taken, answer = [], None
    for _ in range(runs):
        started = time.perf_counter()
        answer = work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken), answer


def everybody() -> tuple[list[Any], list[Any]]:
    """Return the people registered now and the open vacancies as the kernel takes them."""
    from baigong.domains.placements.matching import open_vacancies, seekers_in, vacancies_in
    from baigong.domains.workers.models import Registration
    from baigong.domains.workers.selectors import CURRENT

    return seekers_in(Registration.objects.filter(CURRENT)), vacancies_in(open_vacancies())


def report(sample: int, seed: int) -> bool:
    """Print the figures and say whether the goals were met."""
    from baigong.domains.placements.matching import match_all
    from baigong.domains.places.models import Place
    from baigong.domains.policies.selectors import weights_for
    from baigong.foundation import clock
    from baigong.foundation.scope import system_scope
    from baigong.kernels.matching import CommuteTable, match

    on = clock.today()
    with system_scope("benchmark"):
        top = Place.objects.get(kind="city").path
        weights, (people, posts) = weights_for(top), everybody()
        desk, _ = timed(lambda: match_all(on=on, pack_place=top))

    def run(people: list[Any], posts: list[Any], engine: Any = "numpy") -> Any:
        return match(people, posts, weights, commute=CommuteTable(), on=on, engine=engine)

    seconds, found = timed(lambda: run(people, posts))
    print(f"{len(people):,} people, {len(posts):,} vacancies, {found.engine}, {memory()} MB in all")
    is_equal = compare(found, run, people, posts, seconds, random.Random(seed), sample)
    for name, taken in (("city", seconds), ("desk, rows read", desk)):
        verdict = "met" if taken <= GOAL_SECONDS else "MISSED"
        print(f"{name}: {taken:.2f} s, goal {GOAL_SECONDS:.0f} s: {verdict}")
    return is_equal and max(seconds, desk) <= GOAL_SECONDS


def compare(
    found: Any,
    run: Callable[..., Any],
    people: list[Any],
    posts: list[Any],
    seconds: float,
    chance: random.Random,
    sample: int,
) -> bool:
    """Run the reference engine on whole lists of sampled people and vacancies; say whether the lists are equal."""
    some = chance.sample(people, min(sample, len(people)))
    few = chance.sample(posts, min(max(sample * len(posts) // len(people), 3), len(posts)))
    started = time.perf_counter()
    forward, backward = run(some, posts, "reference"), run(people, few, "reference")
    pairs = len(some) * len(posts) + len(few) * len(people)
    whole = (time.perf_counter() - started) / pairs * len(people) * len(posts)
    is_equal = all(found.for_seeker[each.id] == forward.for_seeker[each.id] for each in some) and all(
        found.for_vacancy[each.id] == backward.for_vacancy[each.id] for each in few
    )
    matched = sum(1 for each in people if found.for_seeker.ranked_ids(each.id))
    print(f"{matched:,} of the people have a list")
    print(
        f"peer: {whole:.0f} s for all, counted up from {pairs:,} pairs; {whole / seconds:.0f} times as long"
    )
    print(f"lists of the sample: {'equal' if is_equal else 'DIFFERENT'}")
    return is_equal


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", choices=("small", "city"), default="city")
    parser.add_argument("--sample", type=int, default=60, help="people the reference engine is run for")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baigong-matching-") as folder:
        prepare(Path(folder), options.size)
        from django.db import connection

        is_met = report(options.sample, options.seed)
        connection.close()
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
