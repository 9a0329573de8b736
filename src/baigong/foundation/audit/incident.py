"""From a suspicion to figures: which acts, on how many objects, which of them by id (PIPL 57, reliability 129)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.searching import AuditQuestion, Sightline, entries_for

MOST_ENTRIES = 50_000


@dataclass(slots=True)
class Touched:
    """One object: how often, when first and last, which fields, where."""

    kind: str
    object_id: str
    times: int = 0
    first_at: datetime.datetime | None = None
    last_at: datetime.datetime | None = None
    fields: set[str] = field(default_factory=set)
    place_path: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """What the audit says; `unlisted` objects are known by number only, because an entry kept no ids."""

    entries: int
    is_cut: bool
    first_at: datetime.datetime | None
    last_at: datetime.datetime | None
    by_actor: dict[str, int]
    by_act: dict[str, int]
    touched: tuple[Touched, ...]
    unlisted: int

    def ids_of(self, *kinds: str) -> list[str]:
        """Return the ids of the objects of some kinds."""
        return [each.object_id for each in self.touched if each.kind in kinds]


def incident_of(asked: AuditQuestion, sightline: Sightline | None) -> Incident:
    """Return what was seen or taken; reads at most `MOST_ENTRIES` entries and says when there were more."""
    rows = list(entries_for(asked, sightline)[: MOST_ENTRIES + 1])
    is_cut, rows = len(rows) > MOST_ENTRIES, rows[:MOST_ENTRIES]
    touched: dict[tuple[str, str], Touched] = {}
    by_actor: dict[str, int] = defaultdict(int)
    by_act: dict[str, int] = defaultdict(int)
    for row in rows:
        by_actor[row.by] += 1
        by_act[row.act] += 1
        for object_id in row.object_ids:
            _note(touched.setdefault((row.object_kind, object_id), Touched(row.object_kind, object_id)), row)
    ats = [row.at for row in rows]
    return Incident(
        entries=len(rows),
        is_cut=is_cut,
        first_at=min(ats, default=None),
        last_at=max(ats, default=None),
        by_actor=dict(by_actor),
        by_act=dict(by_act),
        touched=tuple(sorted(touched.values(), key=lambda each: (each.kind, each.object_id))),
        unlisted=sum(row.count for row in rows if row.count and not row.object_ids),
    )


def _note(seen: Touched, row: AuditEntry) -> None:
    seen.times += 1
    seen.first_at = min(seen.first_at or row.at, row.at)
    seen.last_at = max(seen.last_at or row.at, row.at)
    seen.fields |= {str(name) for name in row.detail.get("fields", [])}
    seen.place_path = seen.place_path or row.place_path
