"""How many columns of messy workbooks are recognised at once, asked about, or silently wrong.

Usage: python benchmarks/recognition.py [-v]. The files are made here, with invented people and firms, and
the truth stood beside each before it was first read. A silently wrong column is a fault; a question is not.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import django

os.environ["BAIGONG_PROFILE"] = "test"
os.environ.setdefault("BAIGONG_VAR", tempfile.mkdtemp(prefix="baigong-bench-"))
if TYPE_CHECKING:
    from tests.messy.scoring import Score

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.config.settings")
    django.setup()
    from tests.messy.scoring import score
    from tests.messy.sets import SETS

    from baigong.domains.shortages.layout import SHORTAGE_LAYOUT
    from baigong.domains.vacancies.layout import VACANCY_LAYOUT
    from baigong.domains.workers.layout import SUPPLY_LAYOUT

    layouts = {each.list_name: each for each in (SUPPLY_LAYOUT, SHORTAGE_LAYOUT, VACANCY_LAYOUT)}
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for label, files in SETS.items():
            scores = [score(each, layouts[each.list_name], Path(folder)) for each in files]
            for each in scores:
                _print_file(each)
            wrong += _print_set(label, scores)
    return 1 if wrong else 0


def _print_file(score: Score) -> None:
    asked = score.asked_rightly + score.asked
    print(
        f"  {score.name:24} columns {score.columns:3}  right {score.right:3}  asked {asked:3}"
        f" (suggestion right {score.asked_rightly:2})  silently wrong {len(score.wrong)}"
        f"  rows {score.rows_found} of {score.rows}"
    )
    if "-v" in sys.argv:
        print("    asked:", "；".join(score.headings_asked))
    if score.wrong:
        print("    WRONG:", "；".join(score.wrong))


def _print_set(label: str, scores: list[Score]) -> int:
    """Print a set's sums and return how many columns are silently wrong."""
    columns = sum(each.columns for each in scores)
    right = sum(each.right for each in scores)
    rightly = sum(each.asked_rightly for each in scores)
    silent = sum(len(each.wrong) for each in scores)
    print(
        f"{label}: {columns} columns, right {right} ({right / columns:.0%}), asked {columns - right - silent}"
        f" (suggestion right {rightly}), silently wrong {silent}"
    )
    return silent


if __name__ == "__main__":
    sys.exit(main())
