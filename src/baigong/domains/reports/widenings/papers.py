"""How many papers the rows of a list rest on (LG-11, LG-19): those of a case's steps, those of a striking off."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence

from baigong.domains.evidence.models import EvidenceFile
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.domains.shortages.models import StrikeOffStep

_FIELDS = {"paper_count": "依据材料（份）"}


def _of_cases(rows: Sequence[Row], on: datetime.date) -> Found:
    kept = EvidenceFile.objects.filter(case_id__in=ids_of(rows), voided_at__isnull=True)
    counts = Counter(kept.values_list("case_id", flat=True))
    return {key: {"paper_count": counts[key]} for key in ids_of(rows)}


def _of_strike_offs(rows: Sequence[Row], on: datetime.date) -> Found:
    need_of = dict(StrikeOffStep.objects.filter(need_id__in=ids_of(rows)).values_list("id", "need_id"))
    kept = EvidenceFile.objects.filter(strike_off_step_id__in=list(need_of), voided_at__isnull=True)
    counts = Counter(need_of[step] for step in kept.values_list("strike_off_step_id", flat=True) if step)
    return {key: {"paper_count": counts[key]} for key in ids_of(rows)}


PAPERS_OF_CASES = Widening(_FIELDS, _of_cases)
PAPERS_OF_STRIKE_OFFS = Widening(_FIELDS, _of_strike_offs)
