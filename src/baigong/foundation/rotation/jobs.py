"""The work behind turning a key; interrupted, it goes on with what still lies under another key."""

from __future__ import annotations

from typing import Any

from baigong.foundation.audit.services import record
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.errors import JobCancelled
from baigong.foundation.jobs.registry import handler
from baigong.foundation.privacy.keys import current_ring, forget_rings
from baigong.foundation.rotation.places import rows_by_key, sealed_places
from baigong.foundation.rotation.services import COUNT, RESEAL, RETIRE, retire_now
from baigong.foundation.scope import system_scope

LIMIT_SECONDS = 12 * 3600


@handler(RESEAL, lane="import", limit_seconds=LIMIT_SECONDS)
def reseal(context: JobContext) -> dict[str, Any]:
    """Seal everything under an older key anew, in batches, while people work."""
    forget_rings()
    active, done = current_ring().active, 0
    with system_scope("换密钥后重封"):
        total = _under_others(rows_by_key(lambda label: context.check()), active)
        for place in sealed_places():
            for batch in place.reseal(active):
                done += batch
                context.progress(min(done, total), total, f"已重封{done}处，共{total}处")
                if context.is_cancelled():
                    raise JobCancelled
        counts = rows_by_key()
    left = _under_others(counts, active)
    with context.finishing() as result:
        result |= {"counts": counts, "resealed": done, "left": left}
        record(
            by=context.created_by or "system",
            act="keys.resealed",
            object_kind="key",
            object_ids=[active],
            detail={"rows": done, "left": left},
        )
    return result


@handler(COUNT, lane="import", limit_seconds=LIMIT_SECONDS)
def count(context: JobContext) -> dict[str, Any]:
    """Count what lies under each key."""
    with system_scope("清点各密钥下的数据"):
        return {"counts": rows_by_key(lambda label: context.progress(0, 1, f"正在数{label}"))}


@handler(RETIRE, lane="import", limit_seconds=LIMIT_SECONDS)
def retire(context: JobContext, key_id: str) -> dict[str, Any]:
    """Count once more, and take the key out only when nothing lies under it."""
    with system_scope("停用密钥前清点"):
        counts = rows_by_key(lambda label: context.progress(0, 1, f"正在数{label}"))
    left = sum(counts.get(key_id, {}).values())
    if not left and key_id in current_ring().key_ids:
        retire_now(key_id)
    with context.finishing() as result:
        result |= {"counts": counts, "key": key_id, "is_retired": not left, "still_used": left}
        record(
            by=context.created_by or "system",
            act="keys.retired" if not left else "keys.kept",
            object_kind="key",
            object_ids=[key_id],
            detail={"rows": left},
        )
    return result


def _under_others(counts: dict[str, dict[str, int]], active: str) -> int:
    return sum(rows for key_id, places in counts.items() if key_id != active for rows in places.values())
