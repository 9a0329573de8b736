"""How many of the pay texts advertisements carry are understood, and a draw of them to be read one by one.

    python benchmarks/pay_texts.py [FILE.csv]              # the share understood
    python benchmarks/pay_texts.py --draw 300 --seed 7     # and 300 texts drawn by seed, each beside what was read

FILE has the columns salary_text and count; without a name, the one in the folder of real files is taken
(`BAIGONG_REAL_DATA`). A text is understood when it was read as money a month or as open to agreement; what the reader
leaves is counted by its reason. Whether what was read is right no script can say: that is what the draw is for. The
texts belong to others: they are printed and go nowhere else.

Exit code 1 when fewer than 99 of 100 are understood, of the texts as they differ or of the advertisements.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter
from pathlib import Path

from baigong.kernels.pay import Pay, parse_pay

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.real_data import VARIABLE, real_path

FILE = "salary_texts.csv"
GOAL = 0.99


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, nargs="?", default=real_path(FILE))
    parser.add_argument("--draw", type=int, default=0, help="how many texts to print beside what was read")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    if not options.path.is_file():
        print(f"{options.path.name} is not here: name one, or set {VARIABLE} to the folder of real files")
        return 0
    found = read_texts(options.path)
    drawn = random.Random(options.seed).sample(sorted(found), min(options.draw, len(found)))
    for text in drawn:
        print(f"{text}\t{told(parse_pay(text))}")
    return 0 if report(found) else 1


def read_texts(path: Path) -> Counter[str]:
    """Return every text with how many advertisements carry it."""
    found: Counter[str] = Counter()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["salary_text"]] += int(row["count"])
    return found


def told(pay: Pay) -> str:
    """Return what was read, in yuan a month, as a person checks it against the text."""
    if pay.kind != "range":
        return pay.kind if pay.reason is None else f"{pay.kind}: {pay.reason}"
    ends = (pay.from_fen_month, pay.to_fen_month)
    words = ["–".join("…" if end is None else f"{end / 100:g}" for end in ends)]
    if pay.months_per_year is not None:
        words.append(f"{pay.months_per_year} months a year")
    words += ["base only"] if pay.is_base_only else []
    words += [f"by the {pay.period}"] if pay.period else []
    words += ["period assumed"] if pay.is_period_assumed else []
    return ", ".join(words)


def report(found: Counter[str]) -> bool:
    """Print the shares and say whether both are as high as the goal."""
    read = {text: parse_pay(text) for text in found}
    known = [text for text, pay in read.items() if pay.kind != "unknown"]
    shares = {
        "texts as they differ": (len(known), len(found)),
        "advertisements": (sum(found[text] for text in known), found.total()),
    }
    left = Counter(str(pay.reason) for pay in read.values() if pay.kind == "unknown")
    print("left:", ", ".join(f"{reason} {count}" for reason, count in left.most_common()) or "none")
    for label, (understood, total) in shares.items():
        verdict = "met" if understood >= GOAL * total else "MISSED"
        share = understood / max(total, 1)
        print(f"{label}: {understood:,} of {total:,} understood, {share:.2%}, goal {GOAL:.0%}: {verdict}")
    return all(understood >= GOAL * total for understood, total in shares.values())


if __name__ == "__main__":
    sys.exit(main())
