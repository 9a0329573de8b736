"""How often the right occupation code is first, and among the first five, on a labelled file.

Usage: python benchmarks/titles.py [LABELLED.csv] (columns job_name, expected_code; without a name, the
one in the folder of real files, `BAIGONG_REAL_DATA`). The file measures and never teaches. Figures are
also given apart for titles that stand in no list of names the ranking knows.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

from baigong.kernels.titles import known_names, rank_occupations, standard_form

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.real_data import VARIABLE, real_path

LABELLED = "occupation_titles_labelled.csv"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, nargs="?", default=real_path(LABELLED))
    path = parser.parse_args().path
    if not path.is_file():
        print(f"{path.name} is not here: name one, or set {VARIABLE} to the folder of real files")
        return 0
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [(row["job_name"], row["expected_code"]) for row in csv.DictReader(lines)]
    began = time.perf_counter()
    rank_occupations("电工")
    loaded = time.perf_counter()
    places = [_place(title, code) for title, code in rows]
    seconds = time.perf_counter() - loaded
    names = known_names()
    unseen = [
        place for place, (title, _) in zip(places, rows, strict=True) if standard_form(title) not in names
    ]
    print(f"load {loaded - began:.2f} s, {len(rows) / seconds:.0f} titles/s")
    _report("all titles", places)
    _report("titles in no list of names", unseen)
    return 0


def _place(title: str, code: str) -> int:
    """Where the expected code stands, from 0; 99 when not among the first ten."""
    codes = [ranked.code for ranked in rank_occupations(title)]
    return codes.index(code) if code in codes else 99


def _report(label: str, places: list[int]) -> None:
    total = len(places) or 1
    first, five, ten = (sum(place < most for place in places) / total for most in (1, 5, 10))
    print(f"{label}: n {len(places)}, acc@1 {first:.3f}, hit@5 {five:.3f}, hit@10 {ten:.3f}")


if __name__ == "__main__":
    sys.exit(main())
