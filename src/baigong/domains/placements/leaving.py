"""Verbs on the end of a hire: somebody left, or it was said of somebody who is still there."""

from __future__ import annotations

import datetime

from django.db import transaction

from baigong.domains.placements.enums import EndedReason
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.holding import standing_hire, told_reason
from baigong.domains.placements.models import Engagement
from baigong.domains.placements.services import CONTACT_DAYS, hide_from_firm, refuse_dead, show_to_firm
from baigong.domains.policies.selectors import parameter_at
from baigong.foundation import clock
from baigong.foundation.audit.services import record

DAY = datetime.timedelta(days=1)


@transaction.atomic
def end_hire(*, by: str, engagement: Engagement, last_day: datetime.date, reason: str) -> Engagement:
    """Record that somebody worked there until `last_day`, and why no longer (a code of `EndedReason`).

    The hire stays a fact: it was true until then. It fills nothing from now on, and the firm no longer sees the
    person, unless another hire or open introduction still shows them.

    :raises PlacementError: when it has ended already or was voided, for a day before the hire or to come, or for
        a reason nobody listed.
    """
    held = standing_hire(engagement)
    if held.ends_before is not None:
        raise PlacementError("ended", f"已经记了{held.last_day}离岗。日期记错的，请经办撤回离岗再记。")
    if reason not in EndedReason.values:
        raise PlacementError("reason", "还没选离岗原因。请从列出的原因里选一个。")
    if last_day < held.starts_on:
        raise PlacementError("date", f"最后上班日早于到岗的那天（{held.starts_on}）。请核对日期。")
    if last_day > clock.today():
        raise PlacementError("future", "最后上班日还没到。到了那天再记。")
    _set_end(held, last_day + DAY, reason)
    hide_from_firm(held.person_id, held.employer_id)
    _record(by, "end_hire", held, {"last_day": str(last_day), "reason": reason})
    return held


@transaction.atomic
def resume_hire(*, by: str, engagement: Engagement, reason: str) -> Engagement:
    """Take back an end that was entered by mistake: the person works there on.

    The firm sees the person again, for the days the plan sets.

    :raises PlacementError: when no end was recorded, the person has died, or the reason says too little.
    """
    held, words = standing_hire(engagement), told_reason(reason)
    if held.ends_before is None:
        raise PlacementError("open", "这次录用没有记离岗，不用撤回。请刷新后再看。")
    today, was = clock.today(), str(held.last_day)
    refuse_dead(held.person_id, today)
    _set_end(held, None, "")
    if held.introduction is not None:
        days = int(parameter_at(CONTACT_DAYS, held.place_path, today))
        show_to_firm(held.introduction, by, ends_before=today + days * DAY)
    _record(by, "resume_hire", held, {"reason": words, "was": was})
    return held


def _set_end(held: Engagement, ends_before: datetime.date | None, reason: str) -> None:
    held.ends_before, held.ended_reason = ends_before, reason
    Engagement.objects.filter(id=held.id).update(ends_before=ends_before, ended_reason=reason)


def _record(by: str, verb: str, held: Engagement, detail: dict[str, str]) -> None:
    record(
        by=by,
        act=f"placements.{verb}",
        object_kind="engagement",
        object_ids=[held.id],
        place_path=held.place_path,
        detail=detail,
    )
