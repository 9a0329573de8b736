"""Lists that go out by command as files: masked, marked, without formulas, written down.

The list is made outside any transaction: on SQLite one would keep every other writer waiting for all of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from baigong.foundation.exchange.handouts import Asked, Handed, Limits, Stamp, hand_out
from baigong.foundation.sheets.book import Written
from baigong.foundation.sheets.writer import SheetOut, write_delimited, write_workbook

Rows = Callable[[str], Iterator[tuple[str, list[Any]]]]
FORMATS = ("xlsx", "csv")


@dataclass(frozen=True, slots=True)
class ListExport:
    """A list that can go out. `rows` yields the key and the cells of each row below a place path.

    Cells hold personal values only as the text of their `Secret`, which is masked.
    """

    name: str
    title: str
    headings: Sequence[str]
    rows: Rows
    object_kind: str


@dataclass(frozen=True, slots=True)
class Exporter:
    """Who exports for what purpose; `limits` are None for who acts at the machine itself."""

    by: str
    label: str
    purpose: str
    limits: Limits | None = None
    circle: str = ""


def yuan(fen: int | None) -> Decimal | None:
    """Return an amount in yuan, exact to the fen."""
    return None if fen is None else Decimal(fen) / 100


def export_list(export: ListExport, *, form: str, place_path: str, exporter: Exporter) -> Handed:
    """Return a list of a place, or that it waits for a second person; a text table bears the mark alone.

    :raises ValueError: for a form that is none of `FORMATS`.
    :raises HandoutError: when the day's rows are used up.
    """
    if form not in FORMATS:
        raise ValueError(form)
    keys: list[str] = []
    rows: Iterable[list[Any]] = _noted(export.rows(place_path), keys)
    if exporter.limits is not None:
        # One row more than a day allows is enough to be refused; nobody's memory is filled with a city.
        rows = list(itertools.islice(rows, exporter.limits.day_rows + 1))

    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        if form == "csv":
            return write_delimited(stream, export.headings, map(stamp.mark.row, rows))
        sheet = SheetOut(export.title, export.headings, rows)
        return write_workbook(
            stream, [sheet], watermark=stamp.watermark, manifest=stamp.manifest, mark=stamp.mark
        )

    asked = Asked(
        by=exporter.by, label=exporter.label, title=export.title, purpose=exporter.purpose,
        act="exchange.export", object_kind=export.object_kind, object_ids=keys,
        place_path=place_path, detail={"list": export.name, "form": form}, circle=exporter.circle,
    )  # fmt: skip
    return hand_out(asked, exporter.limits, write)


def _noted(rows: Iterator[tuple[str, list[Any]]], keys: list[str]) -> Iterator[list[Any]]:
    for key, cells in rows:
        keys.append(key)
        yield cells
