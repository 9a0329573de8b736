"""What firms report, beside what is known of them (LG-1, LG-35): trade, regulator, partners, credit, rights."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from baigong.domains.cases.enums import CaseKind, CaseState
from baigong.domains.cases.models import Case
from baigong.domains.measurements.models import Measurement
from baigong.domains.parties.enums import LinkKind
from baigong.domains.parties.models import Organisation, PartyLink
from baigong.domains.parties.traits import traits_then
from baigong.domains.placements.enums import EngagementKind, ProofKind
from baigong.domains.placements.models import Engagement, InsuranceSpan, Proof
from baigong.domains.policies.selectors import code_labels
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.domains.statuses.credit import CREDIT_CODES
from baigong.domains.statuses.models import Status
from baigong.domains.statuses.selectors import codes_held

_NEW_FORMS = (EngagementKind.PLATFORM, EngagementKind.FLEXIBLE)
_COMPLAINTS = (CaseKind.GRIEVANCE, CaseKind.COMPLAINT)
_OPEN = (CaseState.OPEN, CaseState.IN_HAND)


def _measurements(rows: Sequence[Row]) -> list[Measurement]:
    return list(Measurement.objects.filter(id__in=ids_of(rows), organisation__isnull=False))


def _firms(rows: Sequence[Row]) -> dict[Any, UUID]:
    return {each.id: each.organisation_id for each in _measurements(rows) if each.organisation_id}


def _known(rows: Sequence[Row], on: datetime.date) -> Found:
    told = _measurements(rows)
    firm_of = {each.id: each.organisation_id for each in told if each.organisation_id}
    firms = set(firm_of.values())
    known = Organisation.objects.in_bulk(firms)
    traits = traits_then(
        {
            each.id: (known[each.organisation_id], each.recorded_at)
            for each in told
            if each.organisation_id in known
        }
    )
    links, held, credit = _links(firms, on), codes_held(firms, on), _credit(firms, on)
    complaints, waiting = _complaints(firms, on)
    return {
        key: {
            "industry_label": traits[key].industry_label if key in traits else None,
            "nature_label": traits[key].nature_label if key in traits else None,
            "regulator_names": links[firm, LinkKind.REGULATOR] or None,
            "partner_names": links[firm, LinkKind.PARTNER_FIRM] or None,
            "partner_count": len(links[firm, LinkKind.PARTNER_FIRM]),
            "is_key_enterprise": "key-enterprise" in held[firm] or None,
            "is_major_project": "major-project" in held[firm] or None,
            "credit_labels": credit[firm] or None,
            "grievance_count": complaints[firm],
            "grievance_open_count": waiting[firm],
        }
        for key, firm in firm_of.items()
    }


def _links(firms: Iterable[UUID], on: datetime.date) -> defaultdict[tuple[UUID, str], tuple[str, ...]]:
    """The names at the other end of each firm's links: who regulates it, with whom it works."""
    rows = list(
        PartyLink.objects.filter(
            PartyLink.holding_on(on), from_party_id__in=list(firms),
            kind__in=(LinkKind.REGULATOR, LinkKind.PARTNER_FIRM),
        ).order_by("starts_on", "id")
    )  # fmt: skip
    names = dict(
        Organisation.objects.filter(id__in={row.to_party_id for row in rows}).values_list("id", "name")
    )
    found: defaultdict[tuple[UUID, str], tuple[str, ...]] = defaultdict(tuple)
    for row in rows:
        if row.to_party_id in names:
            found[row.from_party_id, row.kind] += (names[row.to_party_id],)
    return found


def _credit(firms: Iterable[UUID], on: datetime.date) -> defaultdict[UUID, tuple[str, ...]]:
    """What stands against a firm's credit, and what was repaired, each with its document."""
    labels, found = code_labels("status"), defaultdict[UUID, tuple[str, ...]](tuple)
    rows = Status.objects.filter(Status.holding_on(on), party_id__in=list(firms), code__in=CREDIT_CODES)
    for firm, code, document in rows.order_by("starts_on", "id").values_list("party_id", "code", "document"):
        if firm is not None:
            found[firm] += (f"{labels.get(code, code)}{f'（{document}）' if document else ''}",)
    return found


def _complaints(firms: Iterable[UUID], on: datetime.date) -> tuple[Counter[UUID], Counter[UUID]]:
    """How many grievances each firm's workers brought by a day, and how many of them wait."""
    brought: Counter[UUID] = Counter()
    waiting: Counter[UUID] = Counter()
    rows = Case.objects.filter(
        organisation_id__in=list(firms), kind__in=_COMPLAINTS, withdrawn_at__isnull=True, opened_on__lte=on
    )
    for firm, state in rows.values_list("organisation_id", "state"):
        if firm is not None:
            brought[firm] += 1
            waiting[firm] += state in _OPEN
    return brought, waiting


def _workers(rows: Sequence[Row], on: datetime.date) -> Found:
    """How many workers of a new form a firm has entered, and how many of them have a contract and insurance."""
    firm_of = _firms(rows)
    hired = Engagement.objects.filter(
        employer_id__in=set(firm_of.values()), kind__in=_NEW_FORMS, voided_at__isnull=True, starts_on__lte=on
    ).exclude(ends_before__lte=on)
    people: dict[UUID, set[UUID]] = defaultdict(set)
    firm_and_person: dict[UUID, tuple[UUID, UUID]] = {}
    for key, firm, person in hired.values_list("id", "employer_id", "person_id"):
        people[firm].add(person)
        firm_and_person[key] = (firm, person)
    signed = Proof.objects.filter(
        engagement_id__in=list(firm_and_person), kind=ProofKind.CONTRACT, voided_at__isnull=True
    )
    contracted = {firm_and_person[key] for key in signed.values_list("engagement_id", flat=True)}
    spans = InsuranceSpan.objects.filter(
        employer_id__in=list(people), voided_at__isnull=True, superseded_at__isnull=True
    )
    insured = set(spans.values_list("employer_id", "person_id")) & set(firm_and_person.values())
    return {
        key: {
            "workers_known": len(people[firm]),
            "workers_contracted": sum(each[0] == firm for each in contracted),
            "workers_insured": sum(each[0] == firm for each in insured),
        }
        for key, firm in firm_of.items()
    }


def _repeats(rows: Sequence[Row], on: datetime.date) -> Found:
    """The year of each row, and how often the same item stands for the same firm in it: twice may be paid twice."""
    asked = list(Measurement.objects.filter(id__in=ids_of(rows)))
    found = Measurement.objects.filter(
        organisation_id__in={each.organisation_id for each in asked if each.organisation_id},
        voided_at__isnull=True, superseded_at__isnull=True, period_starts_on__lte=on,
    )  # fmt: skip
    same = Counter(map(_item, found))
    return {
        each.id: {
            "year": each.period_starts_on.year,
            "repeats": same[_item(each)] if each.organisation_id else None,
        }
        for each in asked
    }


def _item(each: Measurement) -> tuple[Any, ...]:
    return each.organisation_id, each.indicator, each.detail, each.period_starts_on.year


FIRMS = Widening(
    {
        "industry_label": "所属行业",
        "nature_label": "单位性质",
        "regulator_names": "行业主管部门",
        "partner_names": "合作企业",
        "partner_count": "合作企业数（家）",
        "is_key_enterprise": "重点企业",
        "is_major_project": "重大项目",
        "credit_labels": "信用记录",
        "grievance_count": "申诉投诉（件）",
        "grievance_open_count": "未办结申诉（件）",
    },
    _known,
)
WORKERS_OF_PLATFORMS = Widening(
    {
        "workers_known": "已登记劳动者（人）",
        "workers_contracted": "已签合同（协议）（人）",
        "workers_insured": "已参保（人）",
    },
    _workers,
)
REPEATS = Widening({"year": "年度", "repeats": "同项同年登记（次）"}, _repeats)
