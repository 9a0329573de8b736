"""What was agreed, for how long, and what came of it (LG-30, LG-32)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from baigong.domains.agreements.models import Agreement
from baigong.domains.parties.models import PartyLink
from baigong.domains.placements.models import Engagement
from baigong.domains.policies.selectors import code_labels, code_parents
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.domains.statuses.models import Status
from baigong.kernels.periods import whole_months

_GRADE = "agency-grade"


def _months(rows: Sequence[Row], on: datetime.date) -> Found:
    found = Agreement.objects.filter(id__in=ids_of(rows)).values_list("id", "starts_on", "ends_before")
    return {key: {"months": whole_months(start, end) if end else None} for key, start, end in found}


def _pairs(rows: Sequence[Row], on: datetime.date) -> Found:
    """The agency's grade, and how many its firm has hired since they were paired."""
    links = list(PartyLink.objects.filter(id__in=ids_of(rows)))
    grades = _grades({link.from_party_id for link in links}, on)
    hired = Engagement.objects.filter(
        employer_id__in={link.to_party_id for link in links}, voided_at__isnull=True, starts_on__lte=on
    )
    begun: dict[UUID, list[datetime.date]] = defaultdict(list)
    for firm, day in hired.values_list("employer_id", "starts_on"):
        begun[firm].append(day)
    return {
        link.id: {
            "agency_grade": grades.get(link.from_party_id),
            "hired_since": sum(
                link.starts_on <= day and (link.ends_before is None or day < link.ends_before)
                for day in begun[link.to_party_id]
            ),
        }
        for link in links
    }


def _grades(parties: Iterable[UUID], on: datetime.date) -> dict[UUID, str]:
    labels, parents = code_labels("status"), code_parents("status")
    codes = [code for code, parent in parents.items() if parent == _GRADE]
    held = Status.objects.filter(Status.holding_on(on), party_id__in=list(parties), code__in=codes)
    rows = held.order_by("starts_on", "id").values_list("party_id", "code")
    return {party: labels.get(code, code) for party, code in rows if party is not None}


AGREEMENTS = Widening({"months": "期限（月）"}, _months)
PAIRS = Widening({"agency_grade": "机构等级", "hired_since": "服务期间录用（人）"}, _pairs)
