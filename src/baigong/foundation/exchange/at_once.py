"""An import nobody looks at in between (command line, demonstration): read once, plan and write chunk by chunk."""

from __future__ import annotations

from collections import Counter

from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.exchange import states
from baigong.foundation.exchange.contract import Outcome, spec_of
from baigong.foundation.exchange.kept_rows import kept_rows
from baigong.foundation.exchange.models import BatchState, ImportBatch
from baigong.foundation.exchange.pipeline import (
    Progress,
    chunks,
    context_of,
    keep_columns,
    plan_rows,
    tables_of,
    write_effects,
)
from baigong.foundation.exchange.reading import blank_rows, rows_in
from baigong.foundation.facts.bulk import insert_rows


def import_at_once(batch: ImportBatch, *, progress: Progress) -> ImportBatch:
    """Let the good rows of an uploaded file in; columns that would have to be asked for are left out.

    Each chunk is planned and written in one transaction, so an interruption leaves whole chunks only, and
    sending the same file again goes on: rows already there are found unchanged.

    :raises SheetError: when the file cannot be read.
    """
    states.begin(batch, BatchState.UPLOADED)
    tables = tables_of(batch)
    keep_columns(batch, tables)
    spec, context = spec_of(batch.list_name), context_of(batch, by=batch.uploaded_by)
    columns = {sheet["index"]: sheet["columns"] for sheet in batch.columns}
    total = sum(len(table.table.data_rows) for table in tables)
    counts: Counter[str] = Counter({Outcome.BLANK: sum(blank_rows(table) for table in tables)})
    seen: dict[str, tuple[str, int]] = {}
    done = 0
    for table in tables:
        for piece in chunks(rows_in(table, columns[table.index], spec.layout)):
            with transaction.atomic():
                states.hold(batch)
                plans = plan_rows(spec, piece, context, seen, table.name)
                rows = kept_rows(batch, table.index, piece, plans)
                for row in rows:
                    row.committed_at = clock.now() if row.outcome in Outcome.ACCEPTED else None
                insert_rows(rows)
                write_effects(spec, context, batch, rows, {plan.number: plan for plan in plans})
            counts.update(plan.outcome for plan in plans)
            done += len(piece)
            progress(done, total, f"已入库{done}行")
    return _finish(batch, counts)


@transaction.atomic
def _finish(batch: ImportBatch, counts: Counter[str]) -> ImportBatch:
    states.finish(batch, BatchState.DONE, counts=dict(counts), committed_at=clock.now())
    record(
        by=batch.uploaded_by,
        act="exchange.commit",
        object_kind="import_batch",
        object_ids=[batch.id],
        place_path=batch.place_path,
        detail={"counts": batch.counts},
    )
    return batch
