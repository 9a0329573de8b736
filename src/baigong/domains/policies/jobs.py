"""Handing published versions to the outlets of channels, outside any transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from baigong.domains.policies.channels import HAND_OUT, note_handed_out
from baigong.domains.policies.ending import KIND, tell_endings
from baigong.domains.policies.models import PolicyVersion
from baigong.domains.policies.outlets import OutletError, Receipt, outlet_of
from baigong.foundation import clock
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, schedule
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.scope import system_scope


@handler(HAND_OUT, lane="short", limit_seconds=60)
def hand_out(context: JobContext, version_id: str, channel: str) -> dict[str, int]:
    with system_scope("把公布的政策送到渠道"):
        version = PolicyVersion.objects.get(id=version_id)
        if version.voided_at or version.superseded_at:
            return {"handed_out": 0}  # a newer one is on its way, or it came down
    receipt, failure = _handed_out(version, channel)
    with system_scope("把公布的政策送到渠道"), context.finishing() as result:
        by = context.created_by or "system"
        note_handed_out(by=by, version=version, channel=channel, receipt=receipt, failure=failure)
        result["handed_out"] = int(not failure)
    return {}


@handler("policies.tell_endings", lane="short")
def tell(context: JobContext) -> dict[str, int]:
    """Tell who keeps policies and plans of those that end."""
    return {"told": tell_endings(clock.today())}


schedule("policies-tell-endings", "policies.tell_endings", daily(7))
register_kind(KIND, "政策到期")


def _handed_out(version: PolicyVersion, channel: str) -> tuple[Receipt | None, str]:
    """Return the outlet's receipt, or None and why it did not take the version."""
    outlet = outlet_of(channel)
    if outlet is None:
        return None, "这个渠道未接通，由人登记。"
    try:
        return outlet.take(f"{version.item_id}-{version.version}", content_of(version)), ""
    except OutletError as error:
        return None, str(error)


def content_of(version: PolicyVersion) -> dict[str, Any]:
    """Return what a channel is given: what the public page shows, and which version it is."""
    texts = {
        name: value.isoformat()
        if hasattr(value, "isoformat")
        else str(value)
        if isinstance(value, UUID)
        else value
        for name, value in version.texts().items()
    }
    return texts | {
        "id": str(version.item_id),
        "version": version.version,
        "published_at": version.published_at.isoformat(),
    }
