"""The life of a policy of the list: submitted, published in versions, taken down, given way (BZ-4a, BZ-W2d, BZ-W2g)."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction

from baigong.domains.policies.channels import announce
from baigong.domains.policies.enums import PolicyState
from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.linking import is_linkable, leads_back, public_policy_above
from baigong.domains.policies.models import PolicyItem, PolicyVersion
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record

LEAST_REASON = 4
REVISABLE = (
    "field", "title", "number", "issuer", "level", "audience_codes", "audience_text", "conditions_text",
    "standard_text", "materials_text", "channel_text", "link", "valid_from", "valid_before", "review_due_on",
    "deciding_body", "deciding_session", "interpreted_by", "rests_on_id", "rests_on_text", "elaborates_id", "tag_codes",
)  # fmt: skip


@transaction.atomic
def revise_policy(*, by: str, item: PolicyItem, values: dict[str, Any]) -> bool:
    """Change what an entry says; what is public stays as it was until it is published again. Return whether it changed.

    :raises PolicyError: when the same policy stands in the list already, its days do not fit, or it would rest on
        itself or on what nobody here may read.
    """
    held = _held(item)
    changed = {name: values[name] for name in REVISABLE if name in values}
    start, end = changed.get("valid_from", held.valid_from), changed.get("valid_before", held.valid_before)
    if end is not None and end <= start:
        raise PolicyError("valid_last_day", "有效期的最后一天早于第一天。请核对这两天。")
    key = {name: changed.get(name, getattr(held, name)) for name in ("number", "title", "valid_from")}
    same = PolicyItem.objects.filter(**key, place_id=held.place_id, withdrawn_at__isnull=True)
    if same.exclude(id=held.id).exists():
        raise PolicyError("title", "清单里已经有同文号、同名称、同日施行的一条。请改那一条，或核对文号。")
    _refuse_wrong_links(held, changed)
    return _change(by, held, changed)


def _refuse_wrong_links(held: PolicyItem, changed: dict[str, Any]) -> None:
    for column, code in (("rests_on_id", "rests_on"), ("elaborates_id", "elaborates")):
        other = changed.get(column)
        if other is None or other == getattr(held, column):
            continue
        if not is_linkable(held, other):
            raise PolicyError(code, "请从列出的政策里选：自己清单里的，或者上级公布着的。")
        if leads_back(other, held, column):
            raise PolicyError(code, "选的那一条又以这一条为依据，会绕回自己。请另选一条。")


@transaction.atomic
def submit_policy(*, by: str, item: PolicyItem) -> PolicyItem:
    """Hand a policy to the city, which decides whether it goes out (BZ-W2d).

    :raises PolicyError: when it has been handed in or is public.
    """
    held = _held(item)
    if held.state == PolicyState.SUBMITTED:
        raise PolicyError("submitted", f"“{held.title}”已经报送了，等市里公布。")
    if held.state == PolicyState.PUBLISHED and not is_revised(held):
        raise PolicyError("published", f"“{held.title}”已经公布，内容没有改过，不用再报。")
    _step(by, held, "policies.submit", state=PolicyState.SUBMITTED, submitted_at=clock.now(), answer_text="")
    return held


@transaction.atomic
def return_policy(*, by: str, item: PolicyItem, reason: str) -> PolicyItem:
    """Give a policy handed in back to its county, with what is to be mended; what is public stays public.

    :raises PolicyError: without a reason, or when it was not handed in.
    """
    held, words = _held(item), _reasoned(reason, "退回")
    if held.state != PolicyState.SUBMITTED:
        raise PolicyError("state", f"“{held.title}”没有报送，不用退回。请刷新看现在的状态。")
    is_public = current_version(held) is not None
    back = PolicyState.PUBLISHED if is_public else PolicyState.DRAFT
    _step(by, held, "policies.return", state=back, answer_text=words)
    return held


@transaction.atomic
def publish_policy(
    *, by: str, by_label: str, item: PolicyItem, note: str = "", seen: str = ""
) -> PolicyVersion:
    """Let everybody read a policy as it now stands, as its next version, and tell the channels (BZ-W2g).

    `by` approves it, and approves what was read: `seen` is when the entry that `by` read was last changed, in ISO 8601;
    empty where nobody read a page of it. Whoever asks again without a change is refused, so that a version always says
    something new.

    :raises PolicyError: when its text is incomplete, it was withdrawn from the list, changed since it was read, or
        nothing changed since it was published.
    """
    held = _held(item)
    if seen and seen != held.updated_at.isoformat():
        raise PolicyError("changed", f"“{held.title}”在您打开以后有人改过。请看现在的内容，再公布。")
    before = current_version(held)
    if before is not None and not is_revised(held):
        raise PolicyError("same", f"“{held.title}”公布着的就是这个内容，没有改过，不用再公布。")
    missing = [label for name, label in _SAID.items() if not getattr(held, name)]
    if missing:
        raise PolicyError("missing", f"“{held.title}”还没写{'、'.join(missing)}。请补上再公布。")
    if held.superseded_by_id is not None:
        raise PolicyError("superseded", f"“{held.title}”已被别的政策代替。请先取消代替，再公布。")
    now = clock.now()
    if before is not None:
        PolicyVersion.objects.filter(id=before.id).update(superseded_at=now)
    version: PolicyVersion = PolicyVersion.objects.create(
        item=held,
        place_id=held.place_id,
        place_path=held.place_path,
        county_id=held.county_id,
        version=held.versions.count() + 1,
        published_at=now,
        approved_by=by,
        approved_label=by_label[:120],
        note=note.strip()[:200],
        **held.texts(),
    )
    _step(by, held, "policies.publish", state=PolicyState.PUBLISHED, answer_text="")
    announce(by=by, version=version)
    return version


_SAID = {"audience_text": "适用对象", "standard_text": "政策内容", "channel_text": "办理渠道"}


@transaction.atomic
def take_down_policy(*, by: str, item: PolicyItem, reason: str) -> PolicyItem:
    """Take a policy from the public with the reason; its address then says that it was withdrawn.

    Publishing it again undoes this, as a new version.

    :raises PolicyError: without a reason, or when it is not public.
    """
    held, words = _held(item), _reasoned(reason, "撤下")
    version = current_version(held)
    if version is None:
        raise PolicyError("state", f"“{held.title}”没有公布着，不用撤下。请刷新看现在的状态。")
    PolicyVersion.objects.filter(id=version.id).update(voided_at=clock.now(), voided_reason=words)
    _step(
        by, held, "policies.take_down", state=PolicyState.TAKEN_DOWN, answer_text=words, superseded_by_id=None
    )
    return held


@transaction.atomic
def supersede_policy(*, by: str, item: PolicyItem, successor: PolicyItem, reason: str) -> PolicyItem:
    """Say that another public policy takes the place of this one; both addresses lead to each other.

    It does so from its own first day; until then this one holds. The other may be one of an office above (JH-14b).

    :raises PolicyError: without a reason, when one of them is not public, or when they would lead round in a circle.
    """
    held, words = _held(item), _reasoned(reason, "代替")
    if current_version(held) is None or public_policy_above(held, successor.id) is None:
        raise PolicyError("successor", "两条政策都要公布着，才能写谁代替谁。请先公布新的那一条。")
    if held.superseded_by_id is not None:
        raise PolicyError("superseded", f"“{held.title}”已经写过被代替。要改，请先取消代替。")
    if held.state != PolicyState.PUBLISHED:
        raise PolicyError("state", f"“{held.title}”有改动报送着。请先公布或退回，再写被代替。")
    if leads_back(successor.id, held, "superseded_by_id"):
        raise PolicyError("circle", f"“{successor.title}”自己就是被“{held.title}”代替的。请另选一条。")
    _step(by, held, "policies.supersede", superseded_by_id=successor.id, answer_text=words)
    return held


@transaction.atomic
def keep_policy(*, by: str, item: PolicyItem) -> PolicyItem:
    """Take back that another policy took the place of this one.

    :raises PolicyError: when none did.
    """
    held = _held(item)
    if held.superseded_by_id is None:
        raise PolicyError("state", f"“{held.title}”没有被代替，不用取消。请刷新看现在的状态。")
    _step(by, held, "policies.keep", superseded_by_id=None, answer_text="")
    return held


@transaction.atomic
def review_policy(*, by: str, item: PolicyItem, next_on: datetime.date) -> PolicyItem:
    """Note that a policy was read through and still holds, and when it is read again (RP-21).

    :raises PolicyError: when the next day is not in the future.
    """
    if next_on <= clock.today():
        raise PolicyError("review_due_on", f"下次复核要晚于今天，不能是{next_on}。请写以后的一天。")
    held = _held(item)
    _step(by, held, "policies.review", review_due_on=next_on)
    return held


def current_version(item: PolicyItem) -> PolicyVersion | None:
    """Return the version of a policy that is public now, None when none is."""
    found: PolicyVersion | None = item.versions.filter(
        voided_at__isnull=True, superseded_at__isnull=True
    ).first()
    return found


def is_revised(item: PolicyItem, version: PolicyVersion | None = None) -> bool:
    """Return whether a policy says something else than its public version; True when it has none."""
    shown = version or current_version(item)
    return shown is None or shown.texts() != item.texts()


def _held(item: PolicyItem) -> PolicyItem:
    held: PolicyItem = PolicyItem.objects.select_for_update(of=("self",)).get(id=item.id)
    if held.withdrawn_at is not None:
        raise PolicyError("withdrawn", f"“{held.title}”这一条已经作废，不能再办。请另外登记。")
    return held


def _reasoned(reason: str, deed: str) -> str:
    words = reason.strip()
    if len(words) < LEAST_REASON:
        raise PolicyError("reason", f"请写{deed}的原因，至少{LEAST_REASON}个字。")
    return words[:200]


def _change(by: str, held: PolicyItem, values: dict[str, Any]) -> bool:
    before = {name: getattr(held, name) for name in values}
    if before == values:
        return False
    for name, value in values.items():
        setattr(held, name, value)
    held.updated_at = clock.now()
    held.save(update_fields=[*values, "updated_at"])
    record_changes(
        by=by, instance=held, before=_plain(before), after=_plain(values), place_path=held.place_path
    )
    return True


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, uuid.UUID) else value for name, value in values.items()}


def _step(by: str, held: PolicyItem, act: str, **values: Any) -> None:
    _change(by, held, values)
    record(
        by=by,
        act=act,
        object_kind="policy_item",
        object_ids=[held.id],
        place_path=held.place_path,
        detail={"state": held.state},
    )
