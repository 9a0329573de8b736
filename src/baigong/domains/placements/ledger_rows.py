"""Hires as rows a ledger of a plan may ask for (LG-2, LG-10): who works where, by which way, and what proves it."""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from baigong.domains.parties.enums import LinkKind
from baigong.domains.parties.models import PartyLink
from baigong.domains.placements.enums import InsuranceScheme, ProofKind
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
    "contract_form": "合同形式",
    "insured_schemes": "参保险种",
    "pay_way": "工资支付方式",
    "fills_need": "解决空岗",
}
_PAID_BY_PARTNER, _PAID_BY_PLATFORM = "由合作企业发放", "由平台企业发放"
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
    signed, insured, paid = _signed_on(piece), _insured(piece), _pay_ways(piece, on)
    forms = _contract_forms(piece)
    for each in piece:
        spans = insured[each.person_id, each.employer_id]
        schemes = dict.fromkeys(str(InsuranceScheme(scheme).label) for scheme, _, _ in spans)
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
            "insured_from_month": _month(min((first for _, first, _ in spans), default=None)),
            "insured_months": _months_of_one(spans),
            "contract_form": forms.get(each.id),
            "insured_schemes": tuple(schemes) or None,
            "pay_way": paid.get((each.employer_id, each.host_id)),
            "fills_need": each.need_id is not None and not (each.ends_before and each.ends_before <= on),
        }


def _signed_on(piece: Sequence[Engagement]) -> dict[tuple[uuid.UUID, str], datetime.date]:
    """Return the earliest day of each kind of proof."""
    rows = Proof.objects.filter(engagement_id__in=[each.id for each in piece], voided_at__isnull=True)
    found = rows.order_by("-signed_on").values_list("engagement_id", "kind", "signed_on")
    return {(engagement_id, kind): signed_on for engagement_id, kind, signed_on in found}


def _contract_forms(piece: Sequence[Engagement]) -> dict[uuid.UUID, str]:
    """Return how each contract was signed, as far as somebody said."""
    rows = Proof.objects.filter(
        engagement_id__in=[each.id for each in piece], kind=ProofKind.CONTRACT, voided_at__isnull=True,
        is_electronic__isnull=False,
    ).order_by("signed_on")  # fmt: skip
    found = rows.values_list("engagement_id", "is_electronic")
    return {key: "电子" if is_electronic else "纸质" for key, is_electronic in found}


def _pay_ways(
    piece: Sequence[Engagement], on: datetime.date
) -> dict[tuple[uuid.UUID, uuid.UUID | None], str]:
    """Return who pays whoever works for a platform through a partner firm, as the two firms' link says."""
    platforms = {each.employer_id for each in piece if each.host_id}
    links = PartyLink.objects.filter(
        PartyLink.holding_on(on), from_party_id__in=platforms, kind=LinkKind.PARTNER_FIRM,
        is_pay_routed__isnull=False,
    )  # fmt: skip
    return {
        (platform, partner): _PAID_BY_PARTNER if is_routed else _PAID_BY_PLATFORM
        for platform, partner, is_routed in links.values_list("from_party_id", "to_party_id", "is_pay_routed")
    }


def _insured(
    piece: Sequence[Engagement],
) -> defaultdict[tuple[uuid.UUID, uuid.UUID], list[tuple[str, int, int]]]:
    """Return each person's spans with each employer: scheme, first month, months."""
    found: defaultdict[tuple[uuid.UUID, uuid.UUID], list[tuple[str, int, int]]] = defaultdict(list)
    rows = InsuranceSpan.objects.filter(
        person_id__in={each.person_id for each in piece}, voided_at__isnull=True, superseded_at__isnull=True
    ).order_by("first_month", "scheme")
    for person_id, employer_id, scheme, first, months in rows.values_list(
        "person_id", "employer_id", "scheme", "first_month", "months"
    ):
        found[person_id, employer_id].append((scheme, first, months))
    return found


def _months_of_one(spans: Sequence[tuple[str, int, int]]) -> int | None:
    """Return the months of the scheme paid longest: four insurances of one month are one month."""
    months: Counter[str] = Counter()
    for scheme, _, count in spans:
        months[scheme] += count
    return max(months.values(), default=None)


def _month(number: int | None) -> str | None:
    return f"{number // 100}-{number % 100:02d}" if number else None
