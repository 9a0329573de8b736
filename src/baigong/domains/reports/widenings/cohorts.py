"""Classes and intakes with who stayed (LG-31), and people lodged with their nights (LG-34)."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from baigong.domains.cohorts.models import Cohort, Participation
from baigong.domains.parties.enums import CredentialKind
from baigong.domains.parties.models import Credential
from baigong.domains.placements.enums import InsuranceScheme, ProofKind
from baigong.domains.placements.models import InsuranceSpan, Proof
from baigong.domains.policies.selectors import code_labels
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.domains.statuses.models import Status
from baigong.kernels.periods import whole_months

_LAST_COUNTS = (ProofKind.STIPEND, ProofKind.ATTENDANCE)
_RETAINED, _INJURY = "retained", InsuranceScheme.INJURY


def _cohorts(rows: Sequence[Row], on: datetime.date) -> Found:
    joined: Counter[UUID | None] = Counter()
    retained: Counter[UUID | None] = Counter()
    completed: Counter[UUID | None] = Counter()
    stayed: Counter[UUID | None] = (
        Counter()
    )  # PD-10b counts those who completed, and of them those who stayed
    taken = Participation.objects.filter(
        cohort_id__in=ids_of(rows), voided_at__isnull=True, superseded_at__isnull=True
    )
    for cohort_id, result, is_completed in taken.values_list("cohort_id", "result_code", "is_completed"):
        joined[cohort_id] += 1
        retained[cohort_id] += result == _RETAINED
        stayed[cohort_id] += bool(is_completed) and result == _RETAINED
        completed[cohort_id] += bool(is_completed)
    cohorts = list(Cohort.objects.filter(id__in=ids_of(rows)))
    recognised = _recognised([*ids_of(rows), *(cohort.organiser_id for cohort in cohorts)], on)
    return {
        cohort.id: {
            "joined_count": joined[cohort.id],
            "completed_count": completed[cohort.id],
            "retained_count": retained[cohort.id],
            "retained_percent": _percent(stayed[cohort.id], completed[cohort.id]),
            "months": _months(cohort.starts_on, cohort.ends_before),
            "recognition_labels": (*recognised[cohort.id], *recognised[cohort.organiser_id]) or None,
        }
        for cohort in cohorts
    }


def _recognised(ids: Sequence[UUID], on: datetime.date) -> dict[UUID, tuple[str, ...]]:
    """The recognitions that a class, or the body that holds it, has on a day."""
    labels, found = code_labels("status"), defaultdict[UUID, tuple[str, ...]](tuple)
    for subject in ("cohort_id", "party_id"):
        held = Status.objects.filter(Status.holding_on(on), **{f"{subject}__in": ids}).order_by(
            "starts_on", "id"
        )
        for key, code in held.values_list(subject, "code"):
            if code in labels:
                found[key] = (*found[key], labels[code])
    return found


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _months(starts_on: datetime.date | None, ends_before: datetime.date | None) -> int | None:
    return whole_months(starts_on, ends_before) if starts_on and ends_before else None


def _people(rows: Sequence[Row], on: datetime.date) -> Found:
    taken = list(Participation.objects.filter(id__in=ids_of(rows)).prefetch_related("cohort"))
    people = {each.party_id for each in taken}
    insured = _insured(people)
    proofs = _proofs(people)
    wide: dict[Any, Row] = {}
    for each in taken:
        hosts = {each.cohort.organiser_id, each.cohort.firm_id} if each.cohort else set()
        proved = [proofs[each.party_id, host] for host in hosts if (each.party_id, host) in proofs]
        days = {kind: proof for found in proved for kind, proof in found.items()}
        signed = days.get(ProofKind.CONTRACT) or days.get(ProofKind.INTENT)
        stipend = days.get(ProofKind.STIPEND)
        ended = each.left_on or on
        wide[each.id] = {
            "months": whole_months(each.joined_on, max(ended, each.joined_on)) if each.joined_on else None,
            "agreement_signed_on": _day(signed),
            "injury_insured": any((each.party_id, host) in insured for host in hosts) or None,
            "stipend_paid_on": _day(stipend),
            "stipend_monthly_fen": stipend.monthly_fen if stipend else None,
            "accident_insured_on": _day(days.get(ProofKind.ACCIDENT)),
            "attendance_confirmed_on": _day(days.get(ProofKind.ATTENDANCE)),
        }
    return wide


def _day(proof: Proof | None) -> datetime.date | None:
    return proof.signed_on if proof else None


def _insured(people: set[UUID]) -> set[tuple[UUID, UUID | None]]:
    """Whom an employer insures against accidents at work, as (person, employer)."""
    rows = InsuranceSpan.objects.filter(
        person_id__in=people, scheme=_INJURY, voided_at__isnull=True, superseded_at__isnull=True
    )
    return set(rows.values_list("person_id", "employer_id"))


def _proofs(people: set[UUID]) -> dict[tuple[UUID, UUID | None], dict[str, Proof]]:
    """Return (person, employer) → kind → the proof: the first signed, of a stipend the last paid."""
    found: dict[tuple[UUID, UUID | None], dict[str, Proof]] = defaultdict(dict)
    rows = Proof.objects.filter(person_id__in=people, voided_at__isnull=True)
    for proof in rows.order_by("signed_on", "id"):
        kinds = found[proof.person_id, proof.employer_id]
        if proof.kind in _LAST_COUNTS or proof.kind not in kinds:
            kinds[proof.kind] = proof
    return found


def _lodged(rows: Sequence[Row], on: datetime.date) -> Found:
    taken = list(Participation.objects.filter(id__in=ids_of(rows)).prefetch_related("activity__organiser"))
    graduated: dict[UUID, datetime.date | None] = dict(
        Credential.objects.filter(
            person_id__in={each.party_id for each in taken}, kind=CredentialKind.DEGREE,
            voided_at__isnull=True, superseded_at__isnull=True,
        )
        .order_by("issued_on")
        .values_list("person_id", "issued_on")
    )  # fmt: skip
    return {
        each.id: {
            "arrived_on": each.joined_on or (each.activity.held_on if each.activity else None),
            "left_on": each.left_on,
            "nights": (each.left_on - each.joined_on).days if each.joined_on and each.left_on else None,
            "graduated_on": graduated.get(each.party_id),
            "organiser_name": _organiser(each),
        }
        for each in taken
    }


def _organiser(each: Participation) -> str | None:
    if each.activity is None:
        return None
    return each.activity.organiser.name if each.activity.organiser else each.activity.venue_text or None


COHORTS = Widening(
    {
        "joined_count": "实际人数（人）",
        "completed_count": "期满人数（人）",
        "retained_count": "留用人数（人）",
        "retained_percent": "留用率（%）",
        "months": "期限（月）",
        "recognition_labels": "认定",
    },
    _cohorts,
)
COHORT_PEOPLE = Widening(
    {
        "months": "已满月数（月）",
        "agreement_signed_on": "协议签订日期",
        "injury_insured": "工伤保险",
        "stipend_paid_on": "最近发放生活补助日期",
        "stipend_monthly_fen": "每月生活补助（元）",
        "accident_insured_on": "意外伤害保险凭据日期",
        "attendance_confirmed_on": "最近在岗确认日期",
    },
    _people,
)
LODGERS = Widening(
    {
        "arrived_on": "入住日期",
        "left_on": "离开日期",
        "nights": "晚数（晚）",
        "graduated_on": "毕业日期",
        "organiser_name": "运营（主办）单位",
    },
    _lodged,
)
