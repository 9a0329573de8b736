"""The watch over mass reading, every minute, and the nightly proof that the newest backup can be restored."""

from __future__ import annotations

import sys
from typing import Any

from baigong.faces.oversight.alarms import raise_alarms
from baigong.foundation.audit.services import record
from baigong.foundation.backup.keeping import PROVE
from baigong.foundation.backup.proving import prove_newest
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, every_minutes, schedule
from baigong.foundation.scope import system_scope

VERIFY = (sys.executable, "-m", "baigong.faces.cli.main", "verify", "--copy", "--json")


@handler("audit.watch", lane="short")
def watch(context: JobContext) -> dict[str, int]:
    """Raise what was not raised yet."""
    with system_scope("异常查看监看"):
        return {"raised": raise_alarms()}


schedule("audit-watch", "audit.watch", every_minutes(1))


@handler(PROVE, lane="import")
def prove(context: JobContext) -> dict[str, Any]:
    """Restore the newest backup beside the running data and note how that went."""
    context.progress(0, 1, "正在把最新的备份恢复到旁边，再核对")
    proof = prove_newest(VERIFY)
    with context.finishing() as result:
        told = {"is_good": proof.is_good, "code": proof.code, "rows": proof.rows, "seconds": proof.seconds}
        result |= told | {"name": proof.name, "sentence": proof.sentence}
        record(
            by=context.created_by or "system",
            act="backup.proved",
            object_kind="backup",
            object_ids=[proof.name] if proof.name else [],
            detail=told,
        )
    return result


schedule("restore-proof", PROVE, daily(2, 10))
