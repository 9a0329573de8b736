"""The steps of an import. Each is one transaction or a run of small ones; each can be taken again."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.contract import OF_AN_OFFICER, Origin, spec_of
from baigong.foundation.exchange.models import BatchState, ImportBatch, RememberedLayout
from baigong.foundation.exchange.runs import ask_for_run, stopped_job
from baigong.foundation.exchange.states import ImportStateError, move
from baigong.foundation.files.incoming import refuse_unwelcome
from baigong.foundation.files.services import content_fingerprint, store
from baigong.foundation.jobs.errors import JobStateError
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import retry
from baigong.foundation.sheets.precheck import precheck
from baigong.kernels.recognition.columns import heading_key

RAW_FILE_LIFE = datetime.timedelta(days=30)
FORGOTTEN = "这份表满三十天，内容已按规定清除，不能再入库。入库过的可以撤回，没入库的请重新上传。"
BEFORE_COMMIT = (
    BatchState.UPLOADED,
    BatchState.MAPPING,
    BatchState.CHECKING,
    BatchState.CHECKED,
    BatchState.FAILED,
)


def upload_file(
    *,
    by: str,
    list_name: str,
    place_id: uuid.UUID,
    place_path: str,
    county_id: str,
    file_name: str,
    data: bytes,
    in_background: bool = True,
    origin: Origin = OF_AN_OFFICER,
) -> ImportBatch:
    """Take a file in: refuse what is unsafe at once, keep the rest sealed, and start reading it.

    `origin`: whose word the rows are taken for; by default an officer's table.

    :raises SheetError: when the file is no spreadsheet we read, or unsafe.
    :raises FileRefused: when its sender sent too much today, or the scanner does not call it clean.
    """
    spec_of(list_name)
    precheck(data)
    refuse_unwelcome(data, by=by)
    with transaction.atomic():
        stored = store(
            data,
            kind="import",
            original_name=file_name,
            by=by,
            place_path=place_path,
            expires_at=clock.now() + RAW_FILE_LIFE,
        )
        batch = ImportBatch(
            list_name=list_name,
            place_id=place_id,
            place_path=place_path,
            county_id=county_id,
            file_id=stored.id,
            file_digest=content_fingerprint(data),
            uploaded_by=by,
            source=origin.source,
            source_id=origin.source_id,
            certainty=origin.certainty,
            certified_until=origin.certified_until,
        )
        batch.known_on = origin.known_on or _known_since(batch) or clock.today()
        batch.file_name = file_name
        batch.save(force_insert=True)
        _record(batch, by=by, act="exchange.upload", detail={"list": list_name})
        if in_background:
            ask_for_run(batch, by=by)
    return batch


def _known_since(batch: ImportBatch) -> datetime.date | None:
    """Return the day the very same file was let in at the same place: bringing it again makes it no newer."""
    same = ImportBatch.objects.filter(
        list_name=batch.list_name,
        place_path=batch.place_path,
        file_digest=batch.file_digest,
        state=BatchState.DONE,
    )
    return same.order_by("recorded_at").values_list("known_on", flat=True).first()


@transaction.atomic
def choose_columns(
    *, by: str, batch: ImportBatch, chosen: Mapping[int, Sequence[str | None]], in_background: bool = True
) -> ImportBatch:
    """Say what each column of each sheet is; remember it for the same headings; start checking the rows.

    :raises ImportStateError: when the import is past this step, or one field is given to two columns.
    """
    for sheet in batch.columns:
        fields = chosen.get(sheet["index"])
        if fields is not None:
            _set_fields(sheet, list(fields))
            _remember(by, batch.list_name, sheet)
    move(
        batch,
        BatchState.CHECKING,
        expected=(BatchState.MAPPING, BatchState.CHECKED),
        sentence="这份表已经在入库，不能再改认列。要重来，请撤回后重新上传。",
        columns=batch.columns,
    )
    if in_background:
        ask_for_run(batch, by=by)
    return batch


def _set_fields(sheet: dict[str, object], fields: list[str | None]) -> None:
    columns: list[dict[str, object]] = sheet["columns"]  # type: ignore[assignment]  # our own JSON
    pairs = list(zip(columns, fields, strict=True))
    named = [field for column, field in pairs if field and not column.get("answer")]
    named += {field for column, field in pairs if field and column.get("answer")}  # its ticks are one column
    if len(set(named)) < len(named):
        raise ImportStateError("有两列认成了同一项，请只留一列，另一列选“不导入”。")
    for column, field in zip(columns, fields, strict=True):
        column["field"] = field or None
        column["certainty"] = "chosen"


def _remember(by: str, list_name: str, sheet: dict[str, object]) -> None:
    columns: list[dict[str, object]] = sheet["columns"]  # type: ignore[assignment]  # our own JSON
    answers = {heading_key(str(column["heading"])): column["field"] for column in columns}
    required = {field.name for field in spec_of(list_name).layout.fields if field.required}
    if not required <= set(answers.values()):
        return  # a table that cannot be let in like this is no answer for the next one
    RememberedLayout.objects.update_or_create(
        list_name=list_name,
        headings_digest=sheet["digest"],
        defaults={"columns": answers, "remembered_by": by, "remembered_at": clock.now()},
    )


@transaction.atomic
def start_commit(*, by: str, batch: ImportBatch, in_background: bool = True) -> ImportBatch:
    """Let the good rows in; called again after it stopped half-way, it goes on where it stopped.

    :raises ImportStateError: when the rows have not been checked, or are already in.
    """
    _refuse_forgotten(batch)
    if batch.state == BatchState.COMMITTING and in_background:
        return continue_import(by=by, batch=batch) if stopped_job(batch) else batch
    move(
        batch,
        BatchState.COMMITTING,
        expected=(BatchState.CHECKED, BatchState.COMMITTING),
        sentence="这份表还没有查完，或者已经入库。请刷新看看现在的状态。",
    )
    _record(batch, by=by, act="exchange.commit", detail={"counts": batch.counts})
    if in_background:
        ask_for_run(batch, by=by)
    return batch


@transaction.atomic
def continue_import(*, by: str, batch: ImportBatch) -> ImportBatch:
    """Let a step that stopped half-way go on where it stopped; from here on `by` answers for it.

    :raises ImportStateError: when nothing has stopped.
    """
    job = stopped_job(batch)
    if batch.state != BatchState.UNDOING:
        _refuse_forgotten(batch)
    if job is None:
        raise ImportStateError("这份表没有停在半路，不用接着做。请刷新看看现在的状态。")
    try:
        retry(job, by=by)
    except JobStateError as error:  # somebody else pressed the same button a moment ago
        raise ImportStateError("已经在接着做了。请刷新看进度。") from error
    _record(batch, by=by, act="exchange.continue", detail={"step": job.kind, "stopped_by": job.last_error})
    return batch


@transaction.atomic
def cancel_import(*, by: str, batch: ImportBatch) -> ImportBatch:
    """Put an import aside before anything of it was let in; a run still under way leaves nothing behind.

    :raises ImportStateError: when rows are being let in or are in.
    """
    stopped = stopped_job(batch)
    move(batch, BatchState.CANCELLED, expected=BEFORE_COMMIT, sentence="已经入库的表不能取消，可以撤回。")
    _end_stopped(stopped)
    _record(batch, by=by, act="exchange.cancel")
    return batch


@transaction.atomic
def start_undo(*, by: str, batch: ImportBatch, in_background: bool = True) -> ImportBatch:
    """Begin taking an import back, also one that stopped half-way in; each request is written down.

    :raises ImportStateError: when nothing of it was let in, or rows are being let in now.
    """
    stopped = stopped_job(batch)
    _record(batch, by=by, act="exchange.undo_asked")
    if batch.state == BatchState.UNDOING and in_background:
        return continue_import(by=by, batch=batch) if stopped else batch
    expected = [BatchState.DONE, BatchState.UNDONE, BatchState.UNDOING]
    # With its run stopped nobody writes; should the run go on all the same, its number is old by then.
    expected += [BatchState.COMMITTING] if stopped else []
    move(batch, BatchState.UNDOING, expected=expected, sentence="这份表还没有入库，没有可撤回的。")
    _end_stopped(stopped)
    if in_background:
        ask_for_run(batch, by=by)
    return batch


def _refuse_forgotten(batch: ImportBatch) -> None:
    if batch.forgotten_at is not None:
        raise ImportStateError(FORGOTTEN)


def _end_stopped(job: Job | None) -> None:
    """Let a stopped run end by itself: it finds the import moved on, and is no longer listed as stopped."""
    if job is not None:
        retry(job)


def _record(batch: ImportBatch, *, by: str, act: str, detail: Mapping[str, object] | None = None) -> None:
    record(
        by=by,
        act=act,
        object_kind="import_batch",
        object_ids=[batch.id],
        place_path=batch.place_path,
        detail=detail,
    )
