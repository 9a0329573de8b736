"""Verbs on what an activity cost: one voucher's share entered, and one taken back (HA-R3, JH-R6, JH-R7T)."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from baigong.domains.activities.enums import CostKind
from baigong.domains.activities.errors import CostError
from baigong.domains.activities.models import Activity, ActivityCost
from baigong.foundation import clock
from baigong.foundation.audit.services import record

LONGEST_VOUCHER, LEAST_REASON = 60, 2
MOST_FEN = 100_000_000_00


@transaction.atomic
def add_cost(*, by: str, activity: Activity, kind: str, amount_fen: int, voucher: str) -> ActivityCost:
    """Enter what one voucher says an activity cost, in fen; the same voucher may stand once for each kind.

    :raises CostError: for an activity that is gone, an unknown kind, an amount that is none, no voucher, or one
        that stands there already.
    """
    number = voucher.strip()
    if activity.voided_at is not None or activity.superseded_at is not None:
        raise CostError("gone", "这场活动已经作废或被更新。请在新的那条里登记。")
    if kind not in CostKind.values:
        raise CostError("kind", "没有这样的费用类别。请从列出的里面选。")
    if not 0 < amount_fen <= MOST_FEN:
        raise CostError("amount", "金额要大于0，也不会上亿元。请核对单位是不是元。")
    if not 0 < len(number) <= LONGEST_VOUCHER:
        raise CostError("voucher", f"请写凭证号，不超过{LONGEST_VOUCHER}个字。没有凭证的不算费用。")
    cost = ActivityCost(
        activity=activity,
        kind=kind,
        amount_fen=amount_fen,
        voucher=number,
        place_path=activity.place_path,
        county_id=activity.county_id,
        source_id=by,
    )
    try:
        with transaction.atomic():
            cost.save(force_insert=True)
    except IntegrityError as error:
        raise CostError("twice", f"凭证“{number}”的这一类费用已经登记过。请核对凭证号。") from error
    _note(by, "activities.cost", cost)
    return cost


@transaction.atomic
def void_cost(*, by: str, cost: ActivityCost, reason: str) -> None:
    """Take a cost back, with the reason; the row stays.

    :raises CostError: without a reason, or when it is gone already.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise CostError("reason", "请写为什么作废这笔费用。")
    held = ActivityCost.objects.select_for_update(of=("self",)).get(id=cost.id)
    if held.voided_at is not None:
        raise CostError("gone", "这笔费用已经作废。")
    held.voided_at, held.voided_reason = clock.now(), reason.strip()[:200]
    held.save(update_fields=["voided_at", "voided_reason"])
    _note(by, "activities.void_cost", held)


def _note(by: str, act: str, cost: ActivityCost) -> None:
    record(
        by=by,
        act=act,
        object_kind="activity",
        object_ids=[cost.activity_id],
        place_path=cost.place_path,
        detail={"cost": str(cost.id), "kind": str(cost.kind)},
    )
