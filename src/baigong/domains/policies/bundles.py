"""Verbs on bundles of policies: made at a place, filled, ordered, published, taken down (M12.2, SD-3.3a)."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from baigong.domains.places.models import Place
from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.linking import PolicyName, names_of_policies, public_at
from baigong.domains.policies.models import BundleEntry, PolicyBundle
from baigong.domains.policies.publishing import LEAST_REASON
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record
from baigong.foundation.scope import enter, public_scope
from baigong.foundation.scope.conditions import in_own_places

SAID = ("title", "intro_text", "audience_codes", "tag_codes")
MOST_ENTRIES = 30
ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One policy of a bundle as the desk sees it; `name` is None when nobody here may read the policy any more."""

    entry: BundleEntry
    name: PolicyName | None


@transaction.atomic
def make_bundle(*, by: str, place: Place, values: dict[str, Any]) -> PolicyBundle:
    """Make an empty bundle at a place; nobody outside sees it until it is published.

    :raises PolicyError: when the place has one of that title.
    """
    said = {name: values[name] for name in SAID}
    _refuse_second(place.id, said["title"], None)
    made: PolicyBundle = PolicyBundle.objects.create(
        place=place, place_path=place.path, county_id=place.county_id, **said
    )
    _record(by, "policies.make_bundle", made)
    return made


@transaction.atomic
def change_bundle(*, by: str, bundle: PolicyBundle, values: dict[str, Any]) -> bool:
    """Change what a bundle says of itself; what is public changes at once. Return whether it changed.

    :raises PolicyError: when the place has another one of that title, or a public one would say nothing.
    """
    held = _held(bundle)
    said = {name: values[name] for name in SAID}
    _refuse_second(held.place_id, said["title"], held.id)
    if held.public_since is not None and not said["intro_text"].strip():
        raise PolicyError("intro_text", "公布着的政策包要写明给谁、有什么用。请写几句。")
    return _change(by, held, said)


@transaction.atomic
def put_in(*, by: str, bundle: PolicyBundle, item_id: uuid.UUID, note: str = "") -> BundleEntry:
    """Put a public policy that holds at the bundle's place at the end of it.

    :raises PolicyError: when it is not public there, is in it already, or the bundle is full.
    """
    held, standing = _held(bundle), entries_of(bundle)
    with enter(public_scope()):
        is_public = public_at(held.place_path).filter(item_id=item_id).exists()
    if not is_public:
        raise PolicyError("item", "只能放公布着、在这里适用的政策。请从列出的里面选。")
    if any(each.item_id == item_id for each in standing):
        raise PolicyError("item", "这条政策已经在包里了，不用再放。")
    if len(standing) >= MOST_ENTRIES:
        raise PolicyError("item", f"一个包最多{MOST_ENTRIES}条，太多了没有人看得完。请分成两个包。")
    position = max((each.position for each in standing), default=0) + 1
    entry = _entered(held, item_id, position, note.strip()[:200], clock.today())
    _record(by, "policies.put_in_bundle", held, {"item": str(item_id)})
    return entry


@transaction.atomic
def take_out(*, by: str, bundle: PolicyBundle, entry: BundleEntry, reason: str) -> None:
    """Take a policy out from today on; that it was in it, and until when, stays.

    :raises PolicyError: without a reason, or when it is not in it any more.
    """
    held, words, today = _held(bundle), _reasoned(reason, "拿出"), clock.today()
    row = BundleEntry.objects.filter(BundleEntry.holding_on(today), id=entry.id, bundle=held)
    # What came in only today was in it on no day.
    ended = {"ends_before": today, "ended_reason": words}
    voided = {"voided_at": clock.now(), "voided_reason": words}
    if not row.update(**(ended if entry.starts_on < today else voided)):
        raise PolicyError(ENTRY, "这条政策已经不在包里了。请刷新看现在有哪些。")
    _record(by, "policies.take_out_of_bundle", held, {"item": str(entry.item_id)})


@transaction.atomic
def move_up(*, by: str, bundle: PolicyBundle, entry: BundleEntry) -> bool:
    """Let a policy change places with the one before it; return whether there was one."""
    held, standing = _held(bundle), entries_of(bundle)
    at = next((number for number, each in enumerate(standing) if each.id == entry.id), 0)
    if at == 0:
        return False
    first, second = standing[at - 1], standing[at]
    BundleEntry.objects.filter(id__in=[first.id, second.id]).update(superseded_at=clock.now())
    for each, position in ((first, second.position), (second, first.position)):
        _entered(held, each.item_id, position, each.note, each.starts_on)
    _record(by, "policies.order_bundle", held, {"item": str(entry.item_id)})
    return True


@transaction.atomic
def publish_bundle(*, by: str, bundle: PolicyBundle) -> PolicyBundle:
    """Let everybody read a bundle.

    :raises PolicyError: when it is public, empty, or does not say for whom it is.
    """
    held = _held(bundle)
    if held.public_since is not None:
        raise PolicyError("state", f"“{held.title}”已经公布着，不用再公布。")
    if not entries_of(held):
        raise PolicyError("state", "包里还没有政策。请先放进去，再公布。")
    if not held.intro_text.strip() or not held.audience_codes:
        raise PolicyError("state", "还没写明给谁、有什么用。请点“改说明”补上，再公布。")
    _change(by, held, {"public_since": clock.now(), "answer_text": ""})
    _record(by, "policies.publish_bundle", held)
    return held


@transaction.atomic
def take_down_bundle(*, by: str, bundle: PolicyBundle, reason: str) -> PolicyBundle:
    """Take a bundle from the public; its policies stay where they are.

    :raises PolicyError: without a reason, or when it is not public.
    """
    held, words = _held(bundle), _reasoned(reason, "撤下")
    if held.public_since is None:
        raise PolicyError("state", f"“{held.title}”没有公布着，不用撤下。")
    _change(by, held, {"public_since": None, "answer_text": words})
    _record(by, "policies.take_down_bundle", held)
    return held


def own_bundles() -> list[PolicyBundle]:
    """Return the bundles of the own places, by title; a published one of elsewhere is read on the public pages."""
    return list(_own().order_by("title", "id"))


def own_bundle(bundle_id: uuid.UUID) -> PolicyBundle | None:
    """Return a bundle of the own places, None when there is none or it lies elsewhere."""
    found: PolicyBundle | None = _own().filter(pk=bundle_id).first()
    return found


def _own() -> QuerySet[PolicyBundle]:
    rows: QuerySet[PolicyBundle] = PolicyBundle.objects.filter(in_own_places(), withdrawn_at__isnull=True)
    return rows


def entries_of(bundle: PolicyBundle) -> list[BundleEntry]:
    """Return what is in a bundle today, in its order."""
    rows = BundleEntry.objects.filter(BundleEntry.holding_on(clock.today()), bundle=bundle)
    return list(rows.order_by("position", "id"))


def counts_in(bundles: Iterable[PolicyBundle]) -> Counter[uuid.UUID]:
    """Return how many policies each bundle holds today, in one query however many bundles there are."""
    rows = BundleEntry.objects.filter(BundleEntry.holding_on(clock.today()), bundle__in=list(bundles))
    return Counter(rows.values_list("bundle_id", flat=True))


def lines_of_bundle(bundle: PolicyBundle) -> list[BundleLine]:
    """Return what is in a bundle today with what each policy is called."""
    return _named(entries_of(bundle))


def left_bundle(bundle: PolicyBundle) -> list[BundleLine]:
    """Return what was in a bundle and is no longer, the last first."""
    rows = BundleEntry.objects.filter(bundle=bundle, ends_before__isnull=False, superseded_at__isnull=True)
    return _named(list(rows.filter(voided_at__isnull=True).order_by("-ends_before", "position", "id")))


def offered_to(bundle: PolicyBundle) -> list[PolicyName]:
    """Return the public policies that hold at a bundle's place and are not in it."""
    held = {each.item_id for each in entries_of(bundle)}
    with enter(public_scope()):
        rows = list(public_at(bundle.place_path))
    return [
        PolicyName(row.item_id, row.title, row.number, False, True) for row in rows if row.item_id not in held
    ]


def _named(entries: Sequence[BundleEntry]) -> list[BundleLine]:
    names = names_of_policies(each.item_id for each in entries)
    return [BundleLine(each, names.get(each.item_id)) for each in entries]


def _entered(
    bundle: PolicyBundle, item_id: uuid.UUID, position: int, note: str, starts_on: datetime.date
) -> BundleEntry:
    made: BundleEntry = BundleEntry.objects.create(
        bundle=bundle,
        item_id=item_id,
        position=position,
        note=note,
        starts_on=starts_on,
        place_path=bundle.place_path,
        county_id=bundle.county_id,
    )
    return made


def _held(bundle: PolicyBundle) -> PolicyBundle:
    rows = PolicyBundle.objects.filter(in_own_places()).select_for_update(of=("self",))
    held: PolicyBundle = rows.get(id=bundle.id)
    return held


def _refuse_second(place_id: uuid.UUID, title: str, own: uuid.UUID | None) -> None:
    same = PolicyBundle.objects.filter(place_id=place_id, title=title, withdrawn_at__isnull=True)
    if same.exclude(id=own).exists():
        raise PolicyError("title", f"这里已经有叫“{title}”的政策包。请换一个名称，或者改那一个。")


def _reasoned(reason: str, deed: str) -> str:
    words = reason.strip()
    if len(words) < LEAST_REASON:
        raise PolicyError("reason", f"请写{deed}的原因，至少{LEAST_REASON}个字。")
    return words[:200]


def _change(by: str, held: PolicyBundle, values: dict[str, Any]) -> bool:
    before = {name: getattr(held, name) for name in values}
    if before == values:
        return False
    for name, value in values.items():
        setattr(held, name, value)
    held.updated_at = clock.now()
    held.save(update_fields=[*values, "updated_at"])
    record_changes(by=by, instance=held, before=before, after=values, place_path=held.place_path)
    return True


def _record(by: str, act: str, bundle: PolicyBundle, detail: dict[str, object] | None = None) -> None:
    record(
        by=by,
        act=act,
        object_kind="policy_bundle",
        object_ids=[bundle.id],
        place_path=bundle.place_path,
        detail=detail or {},
    )
