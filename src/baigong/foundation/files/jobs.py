"""Files kept past their date are destroyed and what lost its row is swept; every night retention does the same."""

from __future__ import annotations

from baigong.foundation.files.services import destroy_expired, sweep_orphans
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.scope import system_scope


@handler("files.destroy_expired", lane="short")
def destroy(context: JobContext) -> dict[str, int]:
    with system_scope("销毁到期文件"):
        return {"destroyed": destroy_expired(), "swept": sweep_orphans()}
