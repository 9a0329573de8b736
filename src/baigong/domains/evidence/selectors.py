"""Which files a fact rests on, as the scope of whoever asks sees them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from baigong.domains.evidence.models import EvidenceFile


def evidence_of(subject: str, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[EvidenceFile]]:
    """Return the files of each fact of one kind (one of `SUBJECTS`), the first first; no voided ones."""
    found: dict[uuid.UUID, list[EvidenceFile]] = defaultdict(list)
    rows = EvidenceFile.objects.filter(voided_at__isnull=True, **{f"{subject}_id__in": list(ids)})
    for row in rows.select_related("file").order_by("recorded_at", "id"):
        found[getattr(row, f"{subject}_id")].append(row)
    return found


def evidence_in_sight(evidence_id: uuid.UUID) -> EvidenceFile | None:
    """Return a file the scope sees and nobody voided; None also for one that never was."""
    found: EvidenceFile | None = EvidenceFile.objects.filter(id=evidence_id, voided_at__isnull=True).first()
    return found
