"""Sending a push in the background, part by part."""

from __future__ import annotations

from typing import Any

from baigong.domains.seekers.models import Sending
from baigong.domains.seekers.pushing import JOB, is_still_true, next_part, sent_so_far
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.errors import JobCancelled
from baigong.foundation.jobs.registry import handler
from baigong.foundation.scope import system_scope

WHY = "推送岗位、政策和通知"


@handler(JOB, lane="import")
def push(context: JobContext, sending_id: str) -> dict[str, Any]:
    """Send what is left of a push; stops where the vacancy or policy came down meanwhile."""
    with system_scope(WHY):
        sending: Sending = Sending.objects.get(id=sending_id)
    while True:
        if context.is_cancelled():
            raise JobCancelled
        with system_scope(WHY):
            is_true = is_still_true(sending)
            has_gone_on = is_true and next_part(sending)
            done = sent_so_far(sending)
        if not has_gone_on:
            return {"people": done} if is_true else {"people": done, "withdrawn": True}
        context.progress(done, sending.people_asked)
