"""Policies with their version and the channels where it stands (LG-15)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from baigong.domains.policies.channels import channel_lines
from baigong.domains.policies.models import PolicyItem, PolicyVersion
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.foundation import clock


def _find(rows: Sequence[Row], on: datetime.date) -> Found:
    items = list(PolicyItem.objects.filter(id__in=ids_of(rows)))
    lines = channel_lines(items)
    published = PolicyVersion.objects.filter(item_id__in=ids_of(rows), voided_at__isnull=True)
    newest = {
        item: (number, clock.day_of(moment))
        for item, number, moment in published.order_by("version").values_list(
            "item_id", "version", "published_at"
        )
    }
    return {
        item.id: {
            "version_number": newest.get(item.id, (None, None))[0],
            "published_on": newest.get(item.id, (None, None))[1],
            "channel_labels": tuple(
                line.channel.label for line in lines.get(item.id, ()) if line.state == "published"
            )
            or None,
        }
        for item in items
    }


POLICIES = Widening(
    {"version_number": "版本", "published_on": "公布日期", "channel_labels": "已公布渠道"}, _find
)
