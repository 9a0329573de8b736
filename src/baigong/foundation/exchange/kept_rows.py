"""The rows of a file as they are kept until they are let in: sealed cells, a plain outcome with its reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from baigong.foundation.exchange.contract import RowIn, RowPlan
from baigong.foundation.exchange.models import ImportBatch, ImportRow
from baigong.foundation.facts.bulk import new_row
from baigong.foundation.privacy.secret import open_inside
from baigong.kernels.recognition.cells import Cell

_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def kept_rows(
    batch: ImportBatch, sheet: int, rows: Sequence[RowIn], plans: Sequence[RowPlan]
) -> list[ImportRow]:
    """Return the rows of a sheet, unsaved, with what was planned for each."""
    shared = {"batch_id": batch.id, "place_path": batch.place_path, "sheet": sheet}
    return [
        new_row(ImportRow, {**shared, **_kept_row(row, plan)}) for row, plan in zip(rows, plans, strict=True)
    ]


def _kept_row(row: RowIn, plan: RowPlan) -> dict[str, Any]:
    kept = {
        "number": row.number,
        "outcome": plan.outcome,
        "problems": kept_problems(plan),
        "cells": pack_cells(row),
    }
    if plan.changes:
        kept["changes"] = _as_json([[c.label, c.before, c.after] for c in plan.changes])
    return kept


def pack_cells(row: RowIn) -> str:
    return _as_json({name: [cell.text, cell.kind] for name, cell in row.cells.items()})


def unpack_cells(kept: ImportRow) -> RowIn:
    """Return a kept row as it was read."""
    cells: dict[str, list[Any]] = json.loads(open_inside(kept.cells))
    return RowIn(kept.number, {name: Cell(text, kind) for name, (text, kind) in cells.items()})


def kept_problems(plan: RowPlan) -> list[list[Any]]:
    return [[p.field, p.code, p.sentence, p.is_error] for p in plan.problems]
