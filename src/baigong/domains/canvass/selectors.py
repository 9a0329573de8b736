"""Whom a village has to ask again, what was recorded a moment ago, and whom the town takes over."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from baigong.domains.canvass.enums import Outcome
from baigong.domains.canvass.models import Contact
from baigong.domains.canvass.rhythm import MISSES, Rhythm, figure_at
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.foundation import clock
from baigong.foundation.scope.conditions import place_range

ALIVE = Q(voided_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Stop:
    """One resident to be asked: the entry in force, why now, and the tries in vain since anything was learnt."""

    entry: Registration
    is_due: bool
    is_stale: bool
    misses: int
    last_miss: Contact | None

    @property
    def why(self) -> str:
        """Return why this resident is on the list, in words."""
        parts = []
        if self.is_due and self.entry.next_contact_on:
            parts.append(f"约好{self.entry.next_contact_on.month}月{self.entry.next_contact_on.day}日联系")
        if self.is_stale:
            parts.append(f"上次摸排{self.entry.surveyed_on:%Y-%m-%d}")
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class Round:
    """The work of a place in this period: how many entries, how many asked, who is next, who went to the town."""

    rhythm: Rhythm
    total: int
    done: int
    waiting: int
    stops: tuple[Stop, ...]
    at_town: tuple[Stop, ...]


def to_ask(on: datetime.date, rhythm: Rhythm) -> Q:
    """Return the condition of entries in force whose next contact has come, or that are stale."""
    return CURRENT & (Q(next_contact_on__lte=on) | Q(surveyed_on__lt=rhythm.stale_before))


def misses_since_learnt() -> Any:
    """Return how often an entry's person was not reached since the entry was made, to annotate with.

    Whatever is learnt makes a new entry, so tries in vain are counted for each entry.
    """
    missed = Contact.objects.filter(ALIVE, registration_id=OuterRef("id"), outcome=Outcome.UNREACHABLE)
    counted = missed.values("registration_id").annotate(n=Count("id")).values("n")
    return Coalesce(Subquery(counted), 0)


def round_of(place_path: str, rhythm: Rhythm, on: datetime.date, *, limit: int) -> Round:
    """Return a place's round on a day, in five queries: the due first, then the longest not asked."""
    entries = Registration.objects.filter(place_range("place_path", place_path), CURRENT)
    counted = entries.aggregate(
        total=Count("id"), done=Count("id", filter=Q(surveyed_on__gte=rhythm.starts_on))
    )
    most = figure_at(MISSES, place_path, on)
    asked = entries.filter(to_ask(on, rhythm)).annotate(misses=misses_since_learnt())
    agreed = Case(When(next_contact_on__lte=on, then=0), default=1)
    near = asked.filter(misses__lt=most).order_by("misses", agreed, "surveyed_on", "id")
    far = asked.filter(misses__gte=most).order_by("surveyed_on", "id")
    rows = [_with(each) for each in (near, far)]
    waiting = near.count()
    stops = [list(each[:limit]) for each in rows]
    missed = _last_misses([entry.id for entry in [*stops[0], *stops[1]]])
    made = [tuple(_stop(entry, on, rhythm, missed) for entry in each) for each in stops]
    return Round(rhythm, counted["total"], counted["done"], waiting, made[0], made[1])


def _with(entries: Any) -> Any:
    return entries.select_related("place").prefetch_related("person")


def _stop(entry: Any, on: datetime.date, rhythm: Rhythm, missed: dict[UUID, Contact]) -> Stop:
    is_due = entry.next_contact_on is not None and entry.next_contact_on <= on
    return Stop(entry, is_due, entry.surveyed_on < rhythm.stale_before, entry.misses, missed.get(entry.id))


def _last_misses(entry_ids: Sequence[UUID]) -> dict[UUID, Contact]:
    rows = Contact.objects.filter(ALIVE, registration_id__in=entry_ids, outcome=Outcome.UNREACHABLE)
    return {row.registration_id: row for row in rows.order_by("recorded_at", "id")}


def just_recorded(by: str, since: datetime.datetime, *, limit: int = 5) -> list[Contact]:
    """Return what somebody recorded since a moment, the newest first; these may still be taken back."""
    rows = Contact.objects.filter(ALIVE, contacted_by=by, recorded_at__gte=since)
    return list(rows.order_by("-recorded_at", "-id").prefetch_related("person")[:limit])


def contact_in_sight(contact_id: UUID) -> Contact | None:
    """Return a contact, or None when there is none or it lies outside the scope."""
    found: Contact | None = Contact.objects.filter(id=contact_id).first()
    return found


def entered_today(by: str, *, limit: int = 10) -> list[Registration]:
    """Return the entries somebody made today, the newest first."""
    start = clock.now().astimezone(clock.CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Registration.objects.filter(CURRENT, source_id=by, recorded_at__gte=start)
    return list(
        rows.order_by("-recorded_at", "-id").select_related("place").prefetch_related("person")[:limit]
    )


def people_met_today(by: str, *, limit: int = 30) -> list[tuple[str, str]]:
    """Return key and masked name of the people somebody entered or reached today, for a list to choose from."""
    start = clock.now().astimezone(clock.CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Registration.objects.filter(CURRENT, source_id=by, recorded_at__gte=start)
    found = rows.order_by("-recorded_at", "-id").select_related("place").prefetch_related("person")[:limit]
    return [
        (str(each.person_id), f"{each.person.full_name}（{each.place.name}）")
        for each in found
        if each.person
    ]
