"""From audit entries to what the rules of vigilance judge: who saw how many, of whom, from where."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.searching import AuditQuestion, Sightline, entries_for
from baigong.foundation.clock import CHINA
from baigong.kernels.vigilance import Limits, Pattern, Sight, patterns_in

MOST_SIGHTS = 20_000
_HOMELESS = {"cli", "system", "retention", "demo", "watch", "public"}


def patterns_since(
    since: datetime.datetime,
    limits: Limits,
    homes: Mapping[str, tuple[str, ...]],
    sightline: Sightline | None,
) -> list[Pattern]:
    """Return the unusual patterns among what people saw since then; machinery is left out.

    `homes` says by actor which places are theirs. At most `MOST_SIGHTS` acts are looked at, the latest.
    """
    asked = AuditQuestion(since=since, is_sensitive=True)
    rows = entries_for(asked, sightline).exclude(by__in=_HOMELESS)[:MOST_SIGHTS]
    return patterns_in([_sight(row, homes.get(row.by, ())) for row in rows], limits)


def _sight(entry: AuditEntry, homes: tuple[str, ...]) -> Sight:
    return Sight(
        entry=str(entry.id),
        actor=entry.by,
        at=entry.at.astimezone(CHINA),
        count=max(entry.count, 1),
        objects=tuple(f"{entry.object_kind}:{each}" for each in entry.object_ids[:200]),
        place_path=entry.place_path,
        homes=homes,
    )
