"""Questions about imports: what became of the rows, which columns wait for an answer, which rows are bad."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baigong.foundation.exchange.contract import Outcome, Problem, RowIn
from baigong.foundation.exchange.kept_rows import unpack_cells
from baigong.foundation.exchange.models import ImportBatch, ImportRow


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that stays out, as it was read, with what is wrong."""

    sheet: str
    row: RowIn
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column that is not read until a person says what it is; `suggested` is a field's name or None."""

    sheet: str
    heading: str
    suggested: str | None
    why: str


def row_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the account of a file's rows: rows = accepted + rejected + duplicates + blank."""
    of = {name: counts.get(name, 0) for name in Outcome.LABELS}
    return {
        "rows": sum(of.values()),
        "accepted": sum(of[name] for name in Outcome.ACCEPTED),
        "rejected": of[Outcome.WRONG],
        "duplicates": of[Outcome.DUPLICATE],
        "blank": of[Outcome.BLANK],
        "created": of[Outcome.NEW],
        "updated": of[Outcome.CHANGED],
        "unchanged": of[Outcome.UNCHANGED],
    }


def asked_columns(sheets: Sequence[Mapping[str, Any]]) -> list[AskedColumn]:
    """Return the columns that were left out because nobody has said what they are."""
    return [
        AskedColumn(sheet["name"], column["heading"], column["suggested"], column["why"])
        for sheet in sheets
        for column in sheet["columns"]
        if column["certainty"] == "asked" and not column["field"]
    ]


def bad_rows(batch: ImportBatch) -> Iterator[BadRow]:
    """Yield the rows of a batch that stay out, in the order of the file."""
    names = {sheet["index"]: sheet["name"] for sheet in batch.columns}
    wrong = ImportRow.objects.filter(batch=batch, outcome=Outcome.WRONG).order_by("sheet", "number")
    for kept in wrong.iterator(chunk_size=500):
        problems = tuple(Problem(*each) for each in kept.problems)
        yield BadRow(names.get(kept.sheet, ""), unpack_cells(kept), problems)
