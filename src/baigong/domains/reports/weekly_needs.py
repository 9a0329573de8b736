"""The week's shortages as rows a ledger of a plan may ask for (LG-16): one row a need, with what became of it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q

from baigong.domains.placements.enums import IntroductionState
from baigong.domains.placements.models import Introduction, declined_invitation
from baigong.domains.placements.proofs import standings_of
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import pack_for
from baigong.domains.reports.week import engagements_of, headcounts_of, needs_of
from baigong.domains.shortages.ledger_rows import FIELDS as SHORTAGE_FIELDS
from baigong.domains.shortages.ledger_rows import every_need
from baigong.foundation.scope.conditions import place_range
from baigong.kernels.periods import Week, week_of

# Levels of the national ladder; a pack with a rung of its own adds `<rung>_count` beside these.
FIELDS = SHORTAGE_FIELDS | {
    "introduced_count": "已介绍（人）",
    "hired_count": "已录用（人）",
    "contracted_count": "已签合同（人）",
    "registered_count": "已就业登记（人）",
    "insured_count": "已参保（人）",
    "filled_count": "已补上（人）",
    "solved_channels": "解决渠道",
}
# Through which door somebody came, as `Introduction.channel` keeps it.
CHANNELS = {"desk": "窗口介绍", "match": "推荐匹配", "employer": "企业邀请", "self": "本人投递"}
_WITHOUT_INTRODUCTION = "直接录用"


def weekly_needs(place_path: str, on: datetime.date) -> Iterator[dict[str, Any]]:
    """Yield the needs open at the end of the week of `on`, their headcounts and hires as known then."""
    week, place = week_of(on), Place.objects.get(path=place_path)
    needs = needs_of(place, week)
    open_then, headcounts = set(needs.values_list("id", flat=True)), headcounts_of(needs, week)
    counts = _counts(place, week)
    ladder = [f"{level.id}_count" for level in pack_for(place_path).proof_levels.levels]
    for row in every_need(place_path, on):
        headcount = headcounts.get(row["id"], row["headcount"])
        if row["id"] in open_then and headcount != 0:
            found = counts.get(row["id"], Counter())
            figures = {name: found[name] for name in (*ladder, "filled_count")}
            yield row | {"headcount": headcount, "solved_channels": _channels(found)} | figures


def _channels(found: Counter[str]) -> tuple[str, ...] | None:
    """Through which doors those came that count as filled, the most used first."""
    doors = [(name, found[name]) for name in (*CHANNELS.values(), _WITHOUT_INTRODUCTION) if found[name]]
    return tuple(f"{name}{count}人" for name, count in sorted(doors, key=lambda door: -door[1])) or None


def _counts(place: Place, week: Week) -> dict[UUID, Counter[str]]:
    """Return by need how many were introduced, reached each level, and count as filled."""
    found: dict[UUID, Counter[str]] = {}
    introduced = Introduction.objects.filter(
        place_range("place_path", place.path),
        introduced_on__lt=week.ends_before,
        vacancy__need_id__isnull=False,
    ).exclude(Q(state=IntroductionState.INVITED) | declined_invitation())
    for need_id in introduced.values_list("vacancy__need_id", flat=True):
        found.setdefault(need_id, Counter())["introduced_count"] += 1
    hires = engagements_of(place, week, pack_for(place.path).plan.starts_on)
    standings = list(standings_of(hires, before=week.ends_before, place_path=place.path))
    introductions = {standing.engagement.introduction_id for standing in standings}
    doors = dict(Introduction.objects.filter(id__in=introductions - {None}).values_list("id", "channel"))
    for standing in standings:
        hire = standing.engagement
        if hire.need_id is None or (hire.ends_before is not None and hire.ends_before < week.ends_before):
            continue
        counted = found.setdefault(hire.need_id, Counter())
        counted.update(f"{level}_count" for level in standing.reached if level != "introduced")
        counted["filled_count"] += standing.is_filled
        if standing.is_filled:
            channel = doors.get(hire.introduction_id, "")
            counted[CHANNELS.get(channel, channel) or _WITHOUT_INTRODUCTION] += 1
    return found
