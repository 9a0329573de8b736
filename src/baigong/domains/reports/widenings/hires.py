"""Hires with the door they came through and whether somebody checked them (LG-10)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from baigong.domains.placements.models import Engagement, Introduction
from baigong.domains.reports.weekly_needs import CHANNELS
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.foundation.facts.certainty import certainty_on
from baigong.foundation.facts.models import Certainty

_DIRECT = "直接录用"


def _find(rows: Sequence[Row], on: datetime.date) -> Found:
    hires = list(Engagement.objects.filter(id__in=ids_of(rows)))
    introduced = Introduction.objects.filter(id__in={each.introduction_id for each in hires} - {None})
    doors = dict(introduced.values_list("id", "channel"))
    return {
        each.id: {
            "channel_label": CHANNELS.get(doors.get(each.introduction_id) or "", _DIRECT),
            "is_verified": certainty_on(each.certainty, each.certified_until, on) >= Certainty.CHECKED,
        }
        for each in hires
    }


HIRES = Widening({"channel_label": "录用渠道", "is_verified": "已核实"}, _find)
