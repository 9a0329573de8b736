"""How offices say a policy is to be read: published under it, taken back with a reason (PD-END, FX-4)."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction

from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.models import Interpretation, PolicyItem
from baigong.domains.policies.publishing import LEAST_REASON, current_version
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.scope import enter, public_scope

SAID = ("kind", "title", "body", "issued_by", "issued_on")


@transaction.atomic
def publish_interpretation(*, by: str, item: PolicyItem, values: dict[str, Any]) -> Interpretation:
    """Publish a text, or a question with its answer, under a policy that is public.

    :param values: kind, title (or the question), body (or the answer), issued_by, issued_on.
    :raises PolicyError: when the policy is not public, says so already, or the day is still to come.
    """
    held = PolicyItem.objects.select_for_update(of=("self",)).get(id=item.id)
    said = {name: values[name] for name in SAID}
    said |= {name: str(said[name]).strip() for name in ("title", "body", "issued_by")}
    if current_version(held) is None:
        raise PolicyError("state", f"“{held.title}”没有公布着，解读没有地方看。请先公布这条政策。")
    for name, label in (("title", "标题"), ("body", "内容"), ("issued_by", "解释单位")):
        if not said[name]:
            raise PolicyError(name, f"请写{label}。")
    day: datetime.date = said["issued_on"]
    if day > clock.today():
        raise PolicyError("issued_on", f"解读的日期不能晚于今天，不能是{day}。")
    if _standing(held).filter(title=said["title"]).exists():
        raise PolicyError("title", "这条政策下面已经有同样标题的解读。要改，请先撤下那一条。")
    made: Interpretation = Interpretation.objects.create(
        item=held, place_path=held.place_path, county_id=held.county_id, approved_by=by, **said
    )
    _record(by, "policies.interpret", made)
    return made


@transaction.atomic
def withdraw_interpretation(*, by: str, interpretation: Interpretation, reason: str) -> None:
    """Take an interpretation from the public page; it stays in the history with the reason.

    :raises PolicyError: without a reason, or when it was taken back before.
    """
    words = reason.strip()
    if len(words) < LEAST_REASON:
        raise PolicyError("reason", f"请写撤下的原因，至少{LEAST_REASON}个字。")
    standing = Interpretation.objects.filter(id=interpretation.id, voided_at__isnull=True)
    if not standing.update(voided_at=clock.now(), voided_reason=words[:200]):
        raise PolicyError("state", "这条解读已经撤下了。请刷新看现在的状态。")
    _record(by, "policies.withdraw_interpretation", interpretation)


def interpretations_of(item: PolicyItem) -> list[Interpretation]:
    """Return what is said of a policy in the current scope, the newest first, what was taken back at the end."""
    rows = Interpretation.objects.filter(item=item)
    return sorted(rows.order_by("-issued_on", "-id"), key=lambda row: row.voided_at is not None)


def public_interpretations(item_id: uuid.UUID) -> list[Interpretation]:
    """Return what anybody may read of how a policy is to be read, the newest first."""
    with enter(public_scope()):
        rows = Interpretation.objects.filter(
            item_id=item_id, voided_at__isnull=True, published_at__lte=clock.now()
        )
        return list(rows.order_by("-issued_on", "-id"))


def _standing(item: PolicyItem) -> Any:
    return Interpretation.objects.filter(item=item, voided_at__isnull=True)


def _record(by: str, act: str, row: Interpretation) -> None:
    record(
        by=by,
        act=act,
        object_kind="interpretation",
        object_ids=[row.id],
        place_path=row.place_path,
        detail={"item": str(row.item_id), "kind": row.kind},
    )
