"""Policies and plans whose validity ends soon or has ended: who keeps them hears of it, once for each (JH-14a, PD-END).

How many days before the end is a parameter, so an office may want to know earlier. What counts is the end that the
public reads, not the one an entry was changed to and that was never published.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from baigong.domains.places.models import Place
from baigong.domains.policies.models import PolicyItem, PolicyVersion
from baigong.domains.policies.selectors import all_packs, parameter_at, plans_at
from baigong.domains.policies.versions import versions_in_force
from baigong.foundation.messages.services import send_message
from baigong.foundation.messages.wording import without_numbers
from baigong.foundation.scope import current_scope, system_scope
from baigong.kernels.packs import PlanStanding

KIND, NOTICE = "policy-ending", "policy-ending-days"
LONGEST_NOTICE = datetime.timedelta(days=400)
ENDED_DAYS = datetime.timedelta(days=30)
"""An end is spoken of for so long; what ended before the office began to look is no news."""
ONE_DAY = datetime.timedelta(days=1)
Keepers = Callable[[str, datetime.date], list[uuid.UUID]]
_keepers: list[Keepers] = []


@dataclass(frozen=True, slots=True)
class Ending:
    """Something valid until `last_day`; `days_left` is 0 on that day and less than 0 after it."""

    key: str
    title: str
    place_path: str
    last_day: datetime.date
    days_left: int
    link: str

    @property
    def has_ended(self) -> bool:
        return self.days_left < 0


def register_keepers(keepers: Keepers) -> None:
    """Let `keepers(place_path, on)` say which users keep the policies of a place."""
    if keepers not in _keepers:
        _keepers.append(keepers)


def notice_days_at(place_paths: Iterable[str], on: datetime.date) -> dict[str, int]:
    """Return for each place how many days before its end a policy there is spoken of."""
    return {path: int(parameter_at(NOTICE, path, on)) for path in set(place_paths)}


def days_left(versions: Iterable[PolicyVersion], on: datetime.date) -> dict[uuid.UUID, int]:
    """Return item → days until its last day, for the versions among these that hold and end soon."""
    near = [
        each
        for each in versions
        if each.valid_before is not None and on < each.valid_before <= on + LONGEST_NOTICE
    ]
    notice = notice_days_at((each.place_path for each in near), on)
    left = {each.item_id: (each.valid_before - on).days - 1 for each in near if each.valid_before}
    return {
        each.item_id: left[each.item_id] for each in near if left[each.item_id] <= notice[each.place_path]
    }


def ending_items(on: datetime.date) -> dict[uuid.UUID, int]:
    """Return item → days left, for the public policies in the scope that end soon and have no successor yet."""
    found = versions_in_force().filter(valid_before__gt=on, valid_before__lte=on + LONGEST_NOTICE)
    return days_left(list(found.filter(_kept())), on)


def ended_items(on: datetime.date) -> list[uuid.UUID]:
    """Return the public policies in the scope whose last day is over."""
    return list(versions_in_force().filter(valid_before__lte=on).values_list("item_id", flat=True))


def _kept() -> Q:
    """The condition of versions whose entry is in the scope, still in the list and has no successor."""
    kept = PolicyItem.objects.filter(superseded_by__isnull=True, withdrawn_at__isnull=True)
    return Q(item_id__in=kept.values("id"))


def endings(on: datetime.date) -> list[Ending]:
    """Return what in the scope ends soon or ended not long ago, policies and plans, and has no successor."""
    return [*_policy_endings(on), *plan_endings(_places_with_plans(), on)]


def _policy_endings(on: datetime.date) -> list[Ending]:
    rows = list(
        versions_in_force().filter(_kept(), valid_before__gt=on - ENDED_DAYS).order_by("valid_before", "id")
    )
    soon = days_left(rows, on)
    return [
        Ending(str(row.item_id), row.title, row.place_path, last, left, f"/desk/policies/{row.item_id}/")
        for row in rows
        if (last := row.last_day) is not None and ((left := (last - on).days) < 0 or row.item_id in soon)
    ]


def plan_endings(places: Iterable[Place], on: datetime.date) -> list[Ending]:
    """Return the plans these places carry that end soon or ended not long ago, and that no other one follows."""
    found = []
    for place in places:
        stack = plans_at(place.path, on)
        for layer in stack.layers:
            if layer.distance or layer.ends_before is None or layer.standing is PlanStanding.SUPERSEDED:
                continue
            left = (layer.ends_before - on).days - 1
            is_no_news = bool(layer.superseded_by) or layer.ends_before <= on - ENDED_DAYS
            if is_no_news or left > int(parameter_at(NOTICE, place.path, on)):
                continue
            plan = layer.pack.plan
            last = layer.ends_before - ONE_DAY
            found.append(Ending(f"{plan.id}:{place.key}", plan.title, place.path, last, left, "/desk/plans/"))
    return found


def own_plan_endings(on: datetime.date) -> list[Ending]:
    """Return the plans of the very places the current scope is for that end soon and that nothing follows."""
    own = current_scope().places
    found = plan_endings((place for place in _places_with_plans() if place.path in own), on)
    return [each for each in found if not each.has_ended]


def _places_with_plans() -> list[Place]:
    codes = {pack.plan.place_code for pack in all_packs() if pack.plan.place_code and pack.plan.ends_before}
    forms = {form for code in codes for form in (code, code.ljust(6, "0"), code.ljust(12, "0"))}
    return list(Place.objects.filter(code__in=forms, valid_to__isnull=True).order_by("path"))


def tell_endings(on: datetime.date) -> int:
    """Tell who keeps a policy or plan that it ends, and once more when it has; returns how many. Safe to repeat."""
    with system_scope("告诉经办人政策要到期了"):
        return sum(_tell(each, on) for each in endings(on))


def _tell(ending: Ending, on: datetime.date) -> int:
    title = without_numbers(ending.title)[:60]
    told = [user for keepers in _keepers for user in keepers(ending.place_path, on)]
    stage = "ended" if ending.has_ended else "soon"
    said = f"{ending.last_day}已到期，不再有效" if ending.has_ended else f"{ending.last_day}到期"
    for user in dict.fromkeys(told):
        send_message(
            by="system",
            to_user=user,
            kind=KIND,
            subject=f"“{title}”{said}",
            body="接着办的，请公布新的一条，并写明由它代替；不再办的不用管，到期以后公开页自己写明已失效。",
            link=ending.link,
            key=f"{KIND}:{ending.key}:{ending.last_day}:{stage}:{user}",
        )
    return len(set(told))
