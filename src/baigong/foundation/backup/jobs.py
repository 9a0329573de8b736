"""Backups in the background: every night, on request, and read through again."""

from __future__ import annotations

from typing import Any

from baigong.foundation.audit.services import record
from baigong.foundation.backup import keeping
from baigong.foundation.backup.errors import BackupError
from baigong.foundation.backup.making import create_backup
from baigong.foundation.backup.manifest import verify_backup
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.errors import GiveUpError
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, schedule


@handler(keeping.MAKE, lane="import")
def make(context: JobContext) -> dict[str, Any]:
    """Copy the database and the sealed files; the end is audited."""
    context.progress(0, 1, "正在复制数据库和文件")
    try:
        made = create_backup(keeping.backup_folder())
    except BackupError as error:
        raise GiveUpError(error.sentence, code=error.code) from None
    size, rows = sum(entry.size for entry in made.entries), sum(made.rows.values())
    with context.finishing() as result:
        result |= {"name": made.folder.name, "bytes": size, "rows": rows}
        record(
            by=context.created_by or "system",
            act="backup.made",
            object_kind="backup",
            object_ids=[made.folder.name],
            detail={"rows": rows, "bytes": size},
        )
    return result


@handler(keeping.CHECK, lane="import")
def check(context: JobContext, name: str) -> dict[str, Any]:
    """Read every byte of one backup against its list."""
    context.progress(0, 1, "正在逐字节核对")
    code = sentence = ""
    try:
        verify_backup(keeping.folder_of(name))
    except BackupError as error:
        code, sentence = error.code, error.sentence
    with context.finishing() as result:
        result |= {"name": name, "is_whole": not code, "sentence": sentence}
        record(
            by=context.created_by or "system",
            act="backup.checked",
            object_kind="backup",
            object_ids=[name],
            detail={"is_whole": not code, "code": code},
        )
    return result


schedule("backup-nightly", keeping.MAKE, daily(1, 10))
