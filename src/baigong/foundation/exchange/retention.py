"""What imported files said of people; tables of bad rows are made when asked for and kept nowhere."""

from __future__ import annotations

from baigong.foundation.exchange.forgetting import expired_batches, forget_expired
from baigong.foundation.retention.rules import rule

rule(
    "exchange.contents",
    label="导入表格的内容",
    term="入库或作废后三十天",
    due=lambda: expired_batches().count(),
    clear=forget_expired,
    covers=("import_batch.file_name", "import_batch.samples", "import_row.cells", "import_row.changes"),
)
