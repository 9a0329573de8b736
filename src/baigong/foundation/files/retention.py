"""Files past their date, and sealed content that no row names."""

from __future__ import annotations

from baigong.foundation import clock
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.services import destroy_expired, orphans, sweep_orphans
from baigong.foundation.retention.rules import rule

rule(
    "files.expired",
    label="到期的文件",
    term="每个文件写明的保存期",
    due=lambda: StoredFile.objects.filter(expires_at__lte=clock.now()).count(),
    clear=destroy_expired,
    covers=("file.original_name",),
)
rule(
    "files.orphans",
    label="没有主的文件内容",
    term="一天（上传没做完留下的）",
    due=lambda: sum(1 for _ in orphans()),
    clear=sweep_orphans,
)
