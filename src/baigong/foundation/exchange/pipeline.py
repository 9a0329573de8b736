"""The long steps: read, check, commit, undo. Chunks are small so that the site never waits for them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.exchange import last_reading, states
from baigong.foundation.exchange.contract import (
    ImportContext,
    ListSpec,
    Outcome,
    Problem,
    RowIn,
    RowPlan,
    spec_of,
)
from baigong.foundation.exchange.kept_rows import kept_problems, kept_rows, unpack_cells
from baigong.foundation.exchange.models import (
    BatchState,
    ImportBatch,
    ImportEffect,
    ImportRow,
    RememberedLayout,
)
from baigong.foundation.exchange.reading import (
    SheetTable,
    blank_rows,
    described,
    guess_columns,
    headings_digest,
    read_tables,
    rows_in,
    shown_samples,
)
from baigong.foundation.facts.bulk import insert_rows, insert_values
from baigong.foundation.facts.models import Source
from baigong.foundation.files.errors import FileBroken, FileMissing
from baigong.foundation.files.services import open_file
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.sheets.errors import SheetError

CHUNK = 1000
CHECKED_AT_ONCE = 2000  # keeping what was found holds the site up a tenth as long as letting it in
_EXPIRED = ("expired", "原文件已到期销毁，请重新上传。")
# Where a run has come to: sheet and row. The next chunk is looked for from there, or the hundredth would pass over
# the ninety-nine before it again.
_Place = tuple[int, int]
_BEFORE_ALL: _Place = (-1, 0)
Progress = Callable[[int, int, str], None]
_Item = TypeVar("_Item")


def quiet(done: int, total: int, text: str) -> None:
    """Report to nobody."""


def context_of(batch: ImportBatch, *, by: str) -> ImportContext:
    """Return for whom and where the batch's rows are planned and written: `by` acts, whoever uploaded."""
    return ImportContext(
        batch_id=batch.id,
        by=by,
        place_id=batch.place_id,
        place_path=batch.place_path,
        county_id=batch.county_id,
        on=batch.known_on,
        source=Source.REGISTER if batch.source == Source.REGISTER else Source.IMPORT,
        certainty=batch.certainty,
        certified_until=batch.certified_until,
    )


def read_batch(batch: ImportBatch, *, progress: Progress = quiet) -> ImportBatch:
    """Read the file in its sealed box, find the tables and say what each column is taken for.

    :raises MovedOnError: when the file waits for no reading (any longer).
    """
    states.begin(batch, BatchState.UPLOADED)
    progress(0, 2, "正在读表")
    try:
        tables = tables_of(batch)
    except SheetError as error:
        return _fail(batch, error.sentence)
    if not tables:
        return _fail(batch, "这份表里一行内容也没有。请看看是不是传错了文件。")
    keep_columns(batch, tables)
    if batch.file_id is not None:
        last_reading.keep(batch.file_id, tables)
    progress(2, 2, "读完了")
    return batch


def keep_columns(batch: ImportBatch, tables: Sequence[SheetTable]) -> None:
    """Keep what each column was taken for, with a few cells for the officer to look at."""
    layout = spec_of(batch.list_name).layout
    sheets, samples = [], []
    for table in tables:
        guesses = guess_columns(table, layout, _remembered(batch.list_name, table))
        sheets.append(described(table, guesses))
        samples.append(shown_samples(table))
    shown = json.dumps(samples, ensure_ascii=False)
    states.finish(batch, BatchState.MAPPING, columns=sheets, samples=shown)


def tables_of(batch: ImportBatch) -> list[SheetTable]:
    """Return the tables of the batch's file; raises `SheetError` as the reader does, and when the file is gone."""
    if batch.file_id is None or batch.file_name is None:
        raise SheetError(*_EXPIRED)
    try:
        with open_file(batch.file_id) as stream:
            data = stream.read()
    except FileMissing as error:
        raise SheetError(*_EXPIRED) from error
    except FileBroken as error:
        raise SheetError("broken_file", "存下的原文件坏了，读不出来。请重新上传。") from error
    kept = last_reading.take(batch.file_id)
    if kept is not None:
        return kept
    name = open_inside(batch.file_name)
    return read_tables(data, name=name, layout=spec_of(batch.list_name).layout)


def _remembered(list_name: str, table: SheetTable) -> dict[str, str | None]:
    row = RememberedLayout.objects.filter(
        list_name=list_name, headings_digest=headings_digest(table.table.headings)
    ).first()
    return row.columns if row else {}


def _fail(batch: ImportBatch, sentence: str) -> ImportBatch:
    states.finish(batch, BatchState.FAILED, failure=sentence[:300])
    return batch


def chunks(items: Iterable[_Item], size: int = CHUNK) -> Iterator[list[_Item]]:
    """Yield lists of at most `size` items."""
    iterator = iter(items)
    while piece := list(islice(iterator, size)):
        yield piece


def plan_rows(
    spec: ListSpec,
    rows: Sequence[RowIn],
    context: ImportContext,
    seen: dict[str, tuple[str, int]],
    sheet: str = "",
) -> list[RowPlan]:
    """Plan a chunk; a second row about the same thing in one file is a duplicate of the first.

    `seen` holds the sheet and row of every key met so far and grows; `sheet` is the name of this one.
    """
    plans = spec.plan(rows, context)
    for plan in plans:
        if plan.outcome not in Outcome.ACCEPTED or not plan.key:
            continue
        first = seen.setdefault(plan.key, (sheet, plan.number))
        if first != (sheet, plan.number):
            where = f"第{first[1]}行" if first[0] == sheet else f"“{first[0]}”表第{first[1]}行"
            plan.outcome = Outcome.DUPLICATE
            plan.problems = (Problem("", "duplicate", f"和{where}说的是同一个，只按{where}入库。"),)
    return plans


def check_batch(batch: ImportBatch, *, progress: Progress = quiet) -> ImportBatch:
    """Plan every row and keep what will become of it, to be looked at before anything is let in.

    :raises MovedOnError: when the file waits for no checking (any longer).
    """
    states.begin(batch, BatchState.CHECKING)
    spec, context = spec_of(batch.list_name), context_of(batch, by=batch.uploaded_by)
    try:
        tables = tables_of(batch)
    except SheetError as error:
        return _fail(batch, error.sentence)
    with transaction.atomic():
        states.hold(batch)
        ImportRow.objects.filter(batch=batch, committed_at__isnull=True).delete()
    columns = {sheet["index"]: sheet["columns"] for sheet in batch.columns}
    total = sum(len(table.table.data_rows) for table in tables)
    counts: Counter[str] = Counter({Outcome.BLANK: sum(blank_rows(table) for table in tables)})
    done = 0
    seen: dict[str, tuple[str, int]] = {}
    for table in tables:
        for piece in chunks(rows_in(table, columns[table.index], spec.layout), CHECKED_AT_ONCE):
            plans = plan_rows(spec, piece, context, seen, table.name)
            with transaction.atomic():
                states.hold(batch)
                insert_rows(kept_rows(batch, table.index, piece, plans))
            counts.update(plan.outcome for plan in plans)
            done += len(piece)
            progress(done, total, f"已查{done}行")
    states.finish(batch, BatchState.CHECKED, counts=dict(counts))
    return batch


def commit_batch(batch: ImportBatch, *, by: str, progress: Progress = quiet) -> ImportBatch:
    """Write the good rows chunk by chunk; rows already written by an interrupted run are passed over.

    Each chunk is planned anew, so what changed since the preview is seen and nothing is written twice.

    :raises MovedOnError: when nothing of it waits to be let in (any longer).
    """
    states.begin(batch, BatchState.COMMITTING)
    if batch.forgotten_at is not None:
        raise states.MovedOnError
    spec, context = spec_of(batch.list_name), context_of(batch, by=by)
    waiting = ImportRow.objects.filter(batch=batch, outcome__in=Outcome.ACCEPTED)
    total = waiting.count()
    done = waiting.filter(committed_at__isnull=False).count()
    after = _BEFORE_ALL
    while piece := _commit_next(spec, context, batch, waiting, after):
        after = (piece[-1].sheet, piece[-1].number)
        done += len(piece)
        progress(done, total, f"已入库{done}行")
    outcomes = ImportRow.objects.filter(batch=batch).values_list("outcome", flat=True)
    # The rows that are no data stand in no row of ours: only the check counted them.
    counts = {**Counter(outcomes.iterator()), Outcome.BLANK: batch.counts.get(Outcome.BLANK, 0)}
    states.finish(batch, BatchState.DONE, counts=counts, committed_at=clock.now())
    return batch


@transaction.atomic
def _commit_next(
    spec: ListSpec, context: ImportContext, batch: ImportBatch, waiting: Any, after: _Place
) -> list[ImportRow]:
    """Write the next chunk and return it; which rows wait is asked once the import is ours alone."""
    states.hold(batch)
    rows = waiting.filter(committed_at__isnull=True)
    piece = of_one_sheet(
        rows.filter(sheet=after[0], number__gt=after[1]).order_by("number")[:CHUNK]
    ) or of_one_sheet(rows.filter(sheet__gt=after[0]).order_by("sheet", "number")[:CHUNK])
    if piece:
        _commit_chunk(spec, context, batch, piece)
    return piece


def of_one_sheet(rows: Iterable[ImportRow]) -> list[ImportRow]:
    """Return the leading rows of the same sheet: row numbers are told apart within one sheet only."""
    piece = list(rows)
    return [row for row in piece if row.sheet == piece[0].sheet]


def _commit_chunk(spec: ListSpec, context: ImportContext, batch: ImportBatch, piece: list[ImportRow]) -> None:
    plans = {plan.number: plan for plan in spec.plan([unpack_cells(row) for row in piece], context)}
    # One sheet's next rows, all that wait of them: named by their ends, not each by its key.
    ImportRow.objects.filter(
        batch=batch,
        sheet=piece[0].sheet,
        number__range=(piece[0].number, piece[-1].number),
        outcome__in=Outcome.ACCEPTED,
        committed_at__isnull=True,
    ).update(committed_at=clock.now())
    _note_second_thoughts(piece, plans)
    write_effects(spec, context, batch, piece, plans)


def write_effects(
    spec: ListSpec,
    context: ImportContext,
    batch: ImportBatch,
    piece: list[ImportRow],
    plans: dict[int, RowPlan],
) -> None:
    """Write what the accepted rows of a chunk say, and keep for each which object it was about."""
    applied = spec.apply([plan for plan in plans.values() if plan.outcome in Outcome.ACCEPTED], context)
    rows = {row.number: row for row in piece}
    insert_values(
        ImportEffect,
        ("row", "place_path", "object_kind", "object_id", "trace"),
        (
            (rows[each.number].id, batch.place_path, each.object_kind, each.object_id, dict(each.trace))
            for each in applied
        ),
    )
    record(
        by=context.by,
        act="exchange.rows",
        object_kind=batch.list_name,
        object_ids=[effect.object_id for effect in applied],
        place_path=batch.place_path,
        detail={"batch": str(batch.id), "rows": len(piece)},
    )


def _note_second_thoughts(piece: list[ImportRow], plans: dict[int, RowPlan]) -> None:
    """Keep the outcome of rows whose surroundings changed between the preview and the writing."""
    for row in piece:
        plan = plans[row.number]
        if plan.outcome != row.outcome:
            row.outcome = plan.outcome
            row.problems = kept_problems(plan)
            row.save(update_fields=["outcome", "problems"])
