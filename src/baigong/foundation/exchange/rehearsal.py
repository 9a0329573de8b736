"""Reading a file as an import would, and writing nothing at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baigong.foundation.exchange.contract import ImportContext, ListSpec, Outcome
from baigong.foundation.exchange.pipeline import Progress, chunks, plan_rows
from baigong.foundation.exchange.reading import blank_rows, described, guess_columns, read_tables, rows_in
from baigong.foundation.exchange.selectors import BadRow
from baigong.kernels.recognition.fields import Layout


class ColumnChoiceError(ValueError):
    """A column was said to be something that cannot be; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = "columns", sentence


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would become of a file: its columns as kept with a batch, its counts, the rows that stay out."""

    sheets: list[dict[str, Any]]
    counts: Mapping[str, int]
    bad_rows: tuple[BadRow, ...]


def rehearse(
    spec: ListSpec,
    data: bytes,
    *,
    name: str,
    context: ImportContext,
    chosen: Mapping[str, str | None],
    progress: Progress,
) -> Rehearsal:
    """Plan every row of a file against what is known, without keeping file, rows or columns.

    `chosen`: what a person says columns are, by heading.

    :raises SheetError: when the file cannot be read.
    :raises ColumnChoiceError: when a choice fits no column or no field.
    """
    tables = read_tables(data, name=name, layout=spec.layout)
    sheets = [described(table, guess_columns(table, spec.layout, {})) for table in tables]
    choices = chosen_fields(sheets, spec.layout, chosen)
    counts: Counter[str] = Counter({Outcome.BLANK: sum(blank_rows(table) for table in tables)})
    total, done, seen = sum(len(table.table.data_rows) for table in tables), 0, dict[str, tuple[str, int]]()
    bad: list[BadRow] = []
    for table, sheet in zip(tables, sheets, strict=True):
        for column, field in zip(sheet["columns"], choices.get(sheet["index"], ()), strict=False):
            column["field"] = field
        for piece in chunks(rows_in(table, sheet["columns"], spec.layout)):
            plans = plan_rows(spec, piece, context, seen, table.name)
            counts.update(plan.outcome for plan in plans)
            wrong = zip(piece, plans, strict=True)
            bad += [
                BadRow(table.name, row, plan.problems) for row, plan in wrong if plan.outcome == Outcome.WRONG
            ]
            done += len(piece)
            progress(done, total, f"已查{done}行")
    return Rehearsal(sheets, counts, tuple(bad))


def chosen_fields(
    sheets: Sequence[Mapping[str, Any]], layout: Layout, chosen: Mapping[str, str | None]
) -> dict[int, list[str | None]]:
    """Return the fields of every column of the sheets a choice is about, as `choose_columns` wants them.

    A column chosen for a field takes it from the column that had it.

    :raises ColumnChoiceError: when a choice fits no column or no field.
    """
    fields = {field.name for field in layout.fields} | {None}
    for heading, field in chosen.items():
        if field not in fields:
            names = "、".join(f"{each.name}（{each.label}）" for each in layout.fields)
            raise ColumnChoiceError(f"“{heading}={field}”里的“{field}”不是这张表的项。可以写：{names}。")
        if not any(heading == column["heading"] for sheet in sheets for column in sheet["columns"]):
            raise ColumnChoiceError(f"表里没有叫“{heading}”的列，请照表头原样写。")
    found = {}
    for sheet in sheets:
        columns = sheet["columns"]
        said = {
            column["heading"]: chosen[column["heading"]] for column in columns if column["heading"] in chosen
        }
        if said:
            found[sheet["index"]] = [_field_of(column, said) for column in columns]
    return found


def _field_of(column: Mapping[str, Any], said: Mapping[str, str | None]) -> str | None:
    if column["heading"] in said:
        return said[column["heading"]]
    field: str | None = column["field"]
    return None if field in said.values() else field
