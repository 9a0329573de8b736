"""What the import pages show: steps, counts that add up, columns and rows with their reasons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count

from baigong.foundation.exchange.contract import Outcome, spec_of
from baigong.foundation.exchange.kept_rows import unpack_cells
from baigong.foundation.exchange.models import BatchState, ImportBatch, ImportRow
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.quarantine import reason_of
from baigong.foundation.privacy import kinds
from baigong.foundation.privacy.secret import open_inside
from baigong.kernels.recognition.fields import Field

STEP_LABELS = ("上传文件", "认列", "查错", "入库")
_AT = {
    BatchState.UPLOADED: 1,
    BatchState.MAPPING: 1,
    BatchState.CHECKING: 2,
    BatchState.CHECKED: 3,
    BatchState.COMMITTING: 3,
    BatchState.DONE: 4,
    BatchState.UNDOING: 4,
    BatchState.UNDONE: 4,
    BatchState.FAILED: 0,
    BatchState.CANCELLED: 4,
}
_STATE_SHAPES = {
    BatchState.DONE: "done",
    BatchState.MAPPING: "wait",
    BatchState.CHECKED: "wait",
    BatchState.FAILED: "late",
    BatchState.UNDONE: "off",
    BatchState.CANCELLED: "off",
}
# What a stopped step is called, what its button says, and whether undoing is the other way out.
_STOPS = {
    BatchState.UPLOADED: ("读表", "接着读表", "cancel"),
    BatchState.CHECKING: ("查错", "接着查错", "cancel"),
    BatchState.COMMITTING: ("入库", "接着入库", "undo"),
    BatchState.UNDOING: ("撤回", "接着撤回", ""),
}
_NAMES = frozenset({"full_name", "contact_name", "surveyor"})
_ADDRESSES = frozenset({"household_place", "address"})
_NUMBER = re.compile(r"\d{14,19}[0-9Xx]?|1\d{10}")  # an identity or card number, a mobile phone
_CERTAINTIES = {
    "sure": ("认得", "done"),
    "likely": ("像是", "on"),
    "asked": ("要问", "wait"),
    "ignored": ("不导入", "off"),
    "chosen": ("您选的", "done"),
}


def title_of(batch: ImportBatch) -> str:
    try:
        return spec_of(batch.list_name).title
    except KeyError:
        return batch.list_name


def steps_of(batch: ImportBatch | None, *, at_columns: bool = False) -> list[dict[str, str]]:
    """Return the four steps with their state; without a batch the first is at hand."""
    at = 1 if at_columns else (_AT[BatchState(batch.state)] if batch else 0)
    states = [
        "done" if place < at else "now" if place == at else "later" for place in range(len(STEP_LABELS))
    ]
    return [{"label": label, "state": state} for label, state in zip(STEP_LABELS, states, strict=True)]


def stop_of(batch: ImportBatch, job: Job | None) -> dict[str, Any] | None:
    """Return what the page says of a step that stopped half-way; None while it runs or waits its turn."""
    if job is None or job.quarantined_at is None:
        return None
    step, label, way_out = _STOPS[BatchState(batch.state)]
    return {"step": step, "label": label, "way_out": way_out, "reason": reason_of(job)}


def counted(batch: ImportBatch) -> dict[str, Any]:
    """Return the counts by outcome, what may go in, and the sum of all rows."""
    by_outcome = {outcome: batch.counts.get(outcome, 0) for outcome in Outcome.LABELS}
    accepted = sum(by_outcome[outcome] for outcome in Outcome.ACCEPTED)
    return {
        **by_outcome,
        "accepted": accepted,
        "total": sum(by_outcome.values()),
        "shape": _STATE_SHAPES.get(BatchState(batch.state), "on"),
        "outcomes": [
            (outcome, label, by_outcome[outcome])
            for outcome, label in Outcome.LABELS.items()
            if outcome != Outcome.BLANK
        ],
    }


def column_sheets(batch: ImportBatch, sent: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Return the sheets with a row for each column: heading, samples, what it was taken for and why."""
    samples = json.loads(open_inside(batch.samples)) if batch.samples else []
    layout = spec_of(batch.list_name).layout
    fields = {field.name: field for field in layout.fields}
    sheets = []
    for place, sheet in enumerate(batch.columns):
        shown = samples[place] if place < len(samples) else []
        rows = []
        for position, column in enumerate(sheet["columns"]):
            words, shape = _CERTAINTIES[column["certainty"]]
            name = f"column-{sheet['index']}-{position}"
            rows.append(
                {
                    "name": name,
                    "heading": column["heading"] or "（没有列名）",
                    "why": column["why"],
                    "words": words,
                    "shape": shape,
                    "is_asked": column["certainty"] == "asked",
                    "samples": _samples(column, shown[position] if position < len(shown) else [], fields),
                    "chosen": (sent or {}).get(name, _offered(column)),
                }
            )
        sheets.append(
            {
                "index": sheet["index"],
                "name": sheet["name"],
                "rows": sheet["rows"],
                "columns": rows,
                "asked": sum(row["is_asked"] for row in rows),
                "left": [row["heading"] for row in rows if not row["chosen"] and not row["is_asked"]],
                "missing": _missing(layout.fields, rows),
                "fields": [(field.name, field.label) for field in layout.fields],
            }
        )
    return sheets


def _samples(column: Mapping[str, Any], texts: Iterable[str], fields: Mapping[str, Field]) -> list[str]:
    """Return cells as a page may show them; a column of unknown meaning may hold names and addresses."""
    field = fields.get(column["field"] or column["suggested"] or "")
    shown = (masked(field, text) if field else kinds.mask("name", text[:40]) for text in texts)
    return [_NUMBER.sub(_hidden, text) for text in shown]


def _hidden(found: re.Match[str]) -> str:
    number = found.group()
    return f"{number[:3]}****{number[-4:]}"


def _offered(column: Mapping[str, Any]) -> str:
    """A column that is asked stands empty: a suggestion already picked is a question nobody answers."""
    return str(column["field"] or "")


def _missing(fields: Iterable[Field], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    taken = {row["chosen"] for row in rows}
    return [field.label for field in fields if field.required and field.name not in taken]


def chosen_columns(batch: ImportBatch, sent: Mapping[str, str]) -> dict[int, list[str | None]]:
    """Return what the form says of each column; an unknown field counts as left out."""
    known = {field.name for field in spec_of(batch.list_name).layout.fields}
    chosen: dict[int, list[str | None]] = {}
    for sheet in batch.columns:
        names = [
            sent.get(f"column-{sheet['index']}-{position}", "") for position in range(len(sheet["columns"]))
        ]
        chosen[sheet["index"]] = [name if name in known else None for name in names]
    return chosen


def rows_with(batch: ImportBatch, outcome: str) -> Any:
    """Return the rows of one outcome, or all, those with something to say first."""
    rows = ImportRow.objects.filter(batch=batch)
    return (
        rows.filter(outcome=outcome).order_by("sheet", "number")
        if outcome
        else rows.order_by("sheet", "number")
    )


def row_entries(batch: ImportBatch, rows: Iterable[ImportRow]) -> list[dict[str, Any]]:
    """Return rows for the page: what is said of them, the cells concerned, what will change."""
    layout = spec_of(batch.list_name).layout
    fields = {field.name: field for field in layout.fields}
    return [
        {
            "number": row.number,
            "outcome": row.outcome,
            "label": Outcome.LABELS[row.outcome],
            "shape": {"wrong": "late", "duplicate": "wait", "new": "done", "changed": "on"}.get(
                row.outcome, "off"
            ),
            "problems": _problems(row, fields),
            "undo": row.undo_sentence,
            "changes": json.loads(open_inside(row.changes)) if row.changes else [],
        }
        for row in rows
    ]


def _problems(row: ImportRow, fields: Mapping[str, Field]) -> list[dict[str, Any]]:
    cells = unpack_cells(row).cells if row.problems else {}
    found = []
    for name, _, sentence, is_error in row.problems:
        field, cell = fields.get(name), cells.get(name)
        text = masked(field, cell.text) if field and cell else ""
        label = field.label if field else ""
        found.append({"label": label, "text": text, "sentence": sentence, "is_error": is_error})
    return found


def masked(field: Field, text: str) -> str:
    """Return a cell as a page may show it: what identifies somebody is masked."""
    if field.kind in ("identity_number", "phone"):
        return kinds.mask(field.kind, text)
    if field.name in _NAMES:
        return kinds.mask("name", text)
    return kinds.mask("address", text) if field.name in _ADDRESSES else text[:40]


def kept_back(batch: ImportBatch) -> list[tuple[str, int]]:
    """Return why rows could not be taken back, and how many each reason kept."""
    if batch.state != BatchState.UNDONE:
        return []
    rows = ImportRow.objects.filter(batch=batch, taken_back_at__isnull=True).exclude(undo_sentence="")
    return list(rows.values_list("undo_sentence").annotate(Count("id")).order_by("-id__count"))


def never_in(batch: ImportBatch) -> int:
    """Return how many good rows never came in, because the import was taken back half-way."""
    if batch.state != BatchState.UNDONE:
        return 0
    waiting: int = _accepted(batch).filter(committed_at__isnull=True).count()
    return waiting


def written(batch: ImportBatch) -> dict[str, int]:
    """Return how many rows an undo will look at, by outcome; rows that only agreed wrote nothing."""
    rows = _accepted(batch).filter(committed_at__isnull=False).order_by("outcome")
    return dict(rows.values_list("outcome").annotate(Count("id")))


def _accepted(batch: ImportBatch) -> Any:
    return ImportRow.objects.filter(batch=batch, outcome__in=Outcome.ACCEPTED)
