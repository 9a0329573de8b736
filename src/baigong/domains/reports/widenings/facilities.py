"""Bases and stations with what was agreed, held, delivered and judged there (LG-29)."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from baigong.domains.activities.models import Activity
from baigong.domains.agreements.models import Agreement
from baigong.domains.facilities.models import Facility
from baigong.domains.measurements.models import Measurement
from baigong.domains.policies.selectors import code_labels
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.domains.statuses.models import Status

_DELIVERED = "delivered-headcount"


def _find(rows: Sequence[Row], on: datetime.date) -> Found:
    found = list(Facility.objects.filter(id__in=ids_of(rows)).select_related("place"))
    owners = {each.owner_id for each in found if each.owner_id}
    agreed, held, delivered = _agreements(owners, on), _activities(owners, on), _delivered(owners, on)
    judged = _judged(ids_of(rows), owners, on)
    wide: dict[Any, Row] = {}
    for each in found:
        agreement = agreed.get(each.owner_id)
        wide[each.id] = {
            "partner_place": each.place.name,
            "recognition_labels": tuple(dict.fromkeys((*judged[each.id], *judged[each.owner_id]))) or None,
            "activity_count": held[each.owner_id] if each.owner_id else None,
            "delivered_count": delivered.get(each.owner_id),
        }
        if agreement is not None:
            wide[each.id] = {
                **wide[each.id],
                "agreement_label": agreement.label or agreement.get_kind_display(),
                "agreement_signed_on": agreement.signed_on,
                "annual_fee_fen": agreement.annual_fee_fen,
            }
    return wide


def _agreements(owners: set[UUID], on: datetime.date) -> dict[UUID | None, Agreement]:
    """The last agreement each operator has signed by a day, on either side."""
    signed: dict[UUID | None, Agreement] = {}
    for side in ("first_id", "second_id", "third_id"):
        rows = Agreement.objects.filter(
            voided_at__isnull=True, superseded_at__isnull=True, signed_on__lte=on, **{f"{side}__in": owners}
        )
        for row in rows.order_by("signed_on", "id"):
            known = signed.get(getattr(row, side))
            if known is None or known.signed_on <= row.signed_on:
                signed[getattr(row, side)] = row
    return signed


def _activities(owners: set[UUID], on: datetime.date) -> Counter[UUID | None]:
    rows = Activity.objects.filter(
        organiser_id__in=owners, voided_at__isnull=True, superseded_at__isnull=True, held_on__lte=on
    )
    return Counter(rows.values_list("organiser_id", flat=True))


def _delivered(owners: set[UUID], on: datetime.date) -> dict[UUID | None, int]:
    """The workers each operator reported as delivered, all periods together."""
    found: dict[UUID | None, int] = {}
    rows = Measurement.objects.filter(
        organisation_id__in=owners, indicator=_DELIVERED, voided_at__isnull=True,
        superseded_at__isnull=True, period_starts_on__lte=on,
    )  # fmt: skip
    for owner, number in rows.values_list("organisation_id", "number"):
        found[owner] = found.get(owner, 0) + int(number)
    return found


def _judged(
    facilities: Sequence[Any], owners: set[UUID], on: datetime.date
) -> defaultdict[Any, tuple[str, ...]]:
    """What a base or its operator is recognised or graded as, with the words of the judgement."""
    labels, found = code_labels("status"), defaultdict[Any, tuple[str, ...]](tuple)
    for subject, ids in (("facility_id", facilities), ("party_id", owners)):
        held = Status.objects.filter(Status.holding_on(on), **{f"{subject}__in": list(ids)})
        for key, code, value in held.order_by("starts_on", "id").values_list(subject, "code", "value"):
            words = labels.get(code, code)
            found[key] = (*found[key], f"{words}（{value}）" if value else words)
    return found


FACILITIES = Widening(
    {
        "partner_place": "合作地区",
        "agreement_label": "合作协议",
        "agreement_signed_on": "协议签订日期",
        "annual_fee_fen": "年费用（分）",
        "activity_count": "开展活动（次）",
        "delivered_count": "已输送（人）",
        "recognition_labels": "认定和评价",
    },
    _find,
)
