"""What the night clears: old codes, places of limits nobody holds, sessions of those whose last post ended."""

from __future__ import annotations

from baigong.domains.users.lifecycle import end_sessions_of_the_postless
from baigong.domains.users.phone_codes import forget_codes
from baigong.foundation.access.allowances import forget_free
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, schedule


@handler("users.forget-codes", lane="short")
def forget(context: JobContext) -> dict[str, int]:
    return {"codes": forget_codes(), "places": forget_free()}


@handler("users.end-sessions", lane="short")
def end_sessions(context: JobContext) -> dict[str, int]:
    return {"users": end_sessions_of_the_postless()}


schedule("users-end-sessions", "users.end-sessions", daily(0, 5))
schedule("users-forget-codes", "users.forget-codes", daily(3, 50))
