"""Hires as rows a ledger of a plan may ask for (LG-2, LG-10): who works where, by which way, and what proves it."""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from baigong.domains.placements.enums import ProofKind
from baigong.domains.placements.models import Engagement, InsuranceSpan, Proof
from baigong.domains.places.enums import COUNTY_KINDS, TOWN_KINDS
from baigong.domains.places.selectors import names_above
from baigong.foundation.scope.conditions import place_range

FIELDS = {
    "county_label": "县（市、区）",
    "town_label": "乡镇（街道）",
    "person_name": "姓名（打星号）",
    "person_number": "身份证号（打星号）",
    "organisation_name": "企业名称",
    "host_name": "用工单位",
    "vacancy_title": "岗位",
    "engagement_kind": "用工形式",
    "engagement_kind_code": "用工形式代码",
    "starts_on": "到岗日期",
    "ends_on": "离岗日期",
    "contract_signed_on": "签订合同日期",
    "registered_on": "就业登记日期",
    "insured_from_month": "参保起始月份",
    "insured_months": "参保月数",
    "fills_need": "解决空岗",
}
PIECE = 500


def hires(place_path: str, on: datetime.date) -> Iterator[dict[str, Any]]:
    """Yield every hire of a place as known on a day, the newest first; names and numbers masked.

    Whoever has left by then stands in it, and fills no need any more.
    """
    found = Engagement.objects.filter(
        place_range("place_path", place_path), voided_at__isnull=True, starts_on__lte=on
    )
    rows = (
        found.select_related("person", "employer", "host", "vacancy")
        .order_by("-starts_on", "-id")
        .iterator(chunk_size=PIECE)
    )
    while piece := list(itertools.islice(rows, PIECE)):
        yield from _labelled(piece, on)


def _labelled(piece: Sequence[Engagement], on: datetime.date) -> Iterator[dict[str, Any]]:
    paths = {each.place_path for each in piece}
    counties, towns = names_above(paths, COUNTY_KINDS), names_above(paths, TOWN_KINDS)
    signed = _signed_on(piece)
    insured = _insured(piece)
    for each in piece:
        spans = insured[each.person_id, each.employer_id]
        yield {
            "id": each.id,
            "county_label": counties[each.place_path] or None,
            "town_label": towns[each.place_path] or None,
            "person_name": str(each.person.full_name),
            "person_number": str(each.person.identity_number or "") or None,
            "organisation_name": each.employer.name,
            "host_name": each.host.name if each.host else None,
            "vacancy_title": each.vacancy.title if each.vacancy else None,
            "engagement_kind": each.get_kind_display(),
            "engagement_kind_code": each.kind,
            "starts_on": each.starts_on,
            "ends_on": each.last_day,
            "contract_signed_on": signed.get((each.id, ProofKind.CONTRACT)),
            "registered_on": signed.get((each.id, ProofKind.REGISTRATION)),
            "insured_from_month": _month(min((first for first, _ in spans), default=None)),
            "insured_months": sum(months for _, months in spans) or None,
            "fills_need": each.need_id is not None and not (each.ends_before and each.ends_before <= on),
        }


def _signed_on(piece: Sequence[Engagement]) -> dict[tuple[uuid.UUID, str], datetime.date]:
    """Return the earliest day of each kind of proof."""
    rows = Proof.objects.filter(engagement_id__in=[each.id for each in piece], voided_at__isnull=True)
    found = rows.order_by("-signed_on").values_list("engagement_id", "kind", "signed_on")
    return {(engagement_id, kind): signed_on for engagement_id, kind, signed_on in found}


def _insured(
    piece: Sequence[Engagement],
) -> defaultdict[tuple[uuid.UUID, uuid.UUID], list[tuple[int, int]]]:
    found: defaultdict[tuple[uuid.UUID, uuid.UUID], list[tuple[int, int]]] = defaultdict(list)
    rows = InsuranceSpan.objects.filter(
        person_id__in={each.person_id for each in piece}, voided_at__isnull=True, superseded_at__isnull=True
    )
    for person_id, employer_id, first, months in rows.values_list(
        "person_id", "employer_id", "first_month", "months"
    ):
        found[person_id, employer_id].append((first, months))
    return found


def _month(number: int | None) -> str | None:
    return f"{number // 100}-{number % 100:02d}" if number else None
