"""What became of abolished division codes.

Codes disappear when places merge, are renamed or are split. `supersede` leads an old code to the one in force.
Where a place was split it has several heirs, and nobody can know from the code which one is meant: that is a
question for people, and `heirs` names them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from .divisions import normal_division_code
from .errors import CodesError
from .sources import file_rows, own_rows


@dataclass(frozen=True, slots=True)
class Succession:
    """An abolished code, the one that took its place, and the year the change was approved.

    others: further heirs where the place was split; name: what it was called, where the file says so.
    """

    code: str
    successor: str
    since_year: int
    others: tuple[str, ...] = ()
    name: str = ""

    @property
    def successors(self) -> tuple[str, ...]:
        return (self.successor, *self.others)


@lru_cache(maxsize=1)
def known_successions() -> Mapping[str, Succession]:
    """Mergers and renamings we are sure of, by abolished code. Far from complete: offices add theirs."""
    rows = own_rows("successions.csv")
    return {row["code"]: Succession(row["code"], row["successor"], int(row["since_year"])) for row in rows}


def load_successions_csv(path: Path) -> Mapping[str, Succession]:
    """More abolished codes from a CSV file with the columns code, successor and since_year, and perhaps name.

    UTF-8 or GB18030. A code that stands on several lines was split between all their successors. Refuses, naming
    the line, what is no such row; and codes that lead round in a circle.
    """
    table: dict[str, Succession] = {}
    for line, row in file_rows(path, ("code", "successor", "since_year"), optional=("name",)):
        found = _loaded(line, row)
        known = table.setdefault(found.code, found)
        if found.successor not in known.successors:
            table[found.code] = replace(known, others=(*known.others, found.successor))
    if not table:
        raise CodesError("empty", "文件里没有一行沿革，请核对文件。")
    for code in table:
        heirs(code, table)
    return table


def _loaded(line: int, row: dict[str, str]) -> Succession:
    code, successor = normal_division_code(row["code"]), normal_division_code(row["successor"])
    year = row["since_year"]
    is_year = len(year) == 4 and year.isascii() and year.isdecimal() and year > "0000"
    if code is None or successor is None or code == successor or not is_year:
        raise CodesError("form", f"第{line}行不对，应为旧代码、新代码和四位年份。")
    return Succession(code, successor, int(year), name=row["name"])


def supersede(code: str, table: Mapping[str, Succession] | None = None) -> str:
    """The code in force for a code that may be abolished; the same code when nothing is known of it.

    A township or village below an abolished county leads to the county that took its place, unless it
    has a line of its own: its last digits were given out anew and prove nothing.

    Refuses a code that has several heirs.
    """
    found = heirs(code, table)
    if len(found) > 1:
        raise CodesError("split", f"区划{code}已经撤销，分给了{'、'.join(found)}。请写现在的代码。")
    return found[0]


def heirs(code: str, table: Mapping[str, Succession] | None = None) -> tuple[str, ...]:
    """The codes in force for a code that may be abolished: itself, the one that took its place, or several.

    Refuses a table in which a code leads back to itself.
    """
    return _heirs(code, known_successions() if table is None else table, ())


def _heirs(code: str, table: Mapping[str, Succession], passed: tuple[str, ...]) -> tuple[str, ...]:
    if code in passed:
        raise CodesError("cycle", f"区划{passed[0]}的沿革绕回了自己，请改正沿革表。")
    found = table.get(code) or (table.get(code[:6]) if len(code) > 6 else None)
    if found is None:
        return (code,)
    ends = [end for each in found.successors for end in _heirs(each, table, (*passed, code))]
    return tuple(dict.fromkeys(ends))
