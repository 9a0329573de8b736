"""Questions about the audit trail; nothing here writes.

An auditor sees the entries about the own place and below, and those without a place by people of that place.
"""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from baigong.foundation.audit.models import AuditEntry, AuditSeal
from baigong.foundation.scope.conditions import place_range

PAGE = 50
NEIGHBOURS = 8
PURPOSES_OFFERED = 60
_SENSITIVE_ENDS = (".reveal", ".export", "workbook", ".errors", ".ledger")


@dataclass(frozen=True, slots=True)
class Sightline:
    """Whose entries an auditor sees: a place prefix with the people of that place; None is everything."""

    place_path: str
    actors: frozenset[str]

    def condition(self) -> Q:
        return place_range("place_path", self.place_path) | Q(place_path="", by__in=self.actors)


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """What is asked; an empty field asks nothing. `until` is the last day, inclusive."""

    actors: frozenset[str] | None = None
    act: str = ""
    object_kind: str = ""
    object_id: str = ""
    purpose: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    place_path: str = ""
    is_sensitive: bool = False


def sensitive() -> Q:
    """Return the condition for acts by which whole values or a list left the screen's mask or the site."""
    condition = Q(act="personal.reveal")
    for end in _SENSITIVE_ENDS:
        condition |= Q(act__endswith=end)
    return condition


def entries_for(asked: AuditQuestion, sightline: Sightline | None) -> models.QuerySet[AuditEntry]:
    """Return the entries that answer, newest first."""
    found = AuditEntry.objects.order_by("-id")
    if sightline is not None:
        found = found.filter(sightline.condition())
    if asked.actors is not None:
        found = found.filter(by__in=asked.actors)
    exact = {"act": asked.act, "object_kind": asked.object_kind}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.object_id:
        listed = found.annotate(listed=Cast("object_ids", models.TextField()))
        found = listed.filter(listed__contains=f'"{asked.object_id}"')
    if asked.purpose:
        found = found.filter(purpose__in=_purposes_called(asked.purpose, sightline))
    if asked.since:
        found = found.filter(at__gte=asked.since)
    if asked.until:
        found = found.filter(at__lt=asked.until)
    if asked.place_path:
        found = found.filter(place_range("place_path", asked.place_path))
    return found.filter(sensitive()) if asked.is_sensitive else found


def page_before(
    found: models.QuerySet[AuditEntry], before: uuid.UUID | None, size: int = PAGE
) -> tuple[list[AuditEntry], uuid.UUID | None]:
    """Return a page of entries older than `before`, and the id from which the next page goes on, if any."""
    rows = list((found.filter(id__lt=before) if before else found)[: size + 1])
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def entry_in_sight(entry_id: uuid.UUID, sightline: Sightline | None) -> AuditEntry | None:
    """Return one entry, None when there is none or it is not this auditor's to see."""
    return entries_for(AuditQuestion(), sightline).filter(id=entry_id).first()


def neighbours_of(entry: AuditEntry, sightline: Sightline | None) -> list[AuditEntry]:
    """Return what the same actor did just before and after, the entry itself among them, newest first."""
    mine = entries_for(AuditQuestion(actors=frozenset({entry.by})), sightline)
    after = list(mine.filter(id__gt=entry.id).order_by("id")[:NEIGHBOURS])
    before = list(mine.filter(id__lt=entry.id)[:NEIGHBOURS])
    return [*reversed(after), entry, *before]


def acts_and_kinds(sightline: Sightline | None) -> tuple[list[str], list[str]]:
    """Return the acts and the object kinds that occur, to be chosen from."""
    found = entries_for(AuditQuestion(), sightline).order_by()
    acts = found.values_list("act", flat=True).distinct()
    kinds = found.values_list("object_kind", flat=True).distinct()
    return sorted(acts), sorted(kinds)


def purpose_code(purpose: str) -> str:
    """Return the short code that stands for a purpose in an address: people write names into purposes."""
    return hashlib.sha256(purpose.encode()).hexdigest()[:12]


def purposes_given(sightline: Sightline | None) -> list[tuple[str, str]]:
    """Return the purposes given most often, as code and words."""
    found = entries_for(AuditQuestion(), sightline).exclude(purpose="").order_by()
    counted = found.values("purpose").annotate(times=models.Count("id")).order_by("-times", "purpose")
    return [(purpose_code(row["purpose"]), row["purpose"]) for row in counted[:PURPOSES_OFFERED]]


def last_seals(count: int = 6) -> list[AuditSeal]:
    """Return the last runs of the sealer, newest first."""
    return list(AuditSeal.objects.order_by("-number")[:count])


def unsealed_count() -> int:
    """Return how many entries wait for the sealer."""
    return AuditEntry.objects.filter(sequence__isnull=True).count()


def entries_of_acts(acts: Iterable[str], count: int) -> list[AuditEntry]:
    """Return the last entries of some acts: what an installation remembers of its backups, keys and cleanings."""
    return list(AuditEntry.objects.filter(act__in=list(acts)).order_by("-id")[:count])


def _purposes_called(code: str, sightline: Sightline | None) -> list[str]:
    return [words for known, words in purposes_given(sightline) if known == code]
