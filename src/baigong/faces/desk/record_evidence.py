"""Which facts of a page take files, and on which page a file stands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from baigong.domains.cases.enums import CaseKind
from baigong.domains.cases.models import Case
from baigong.domains.cases.selectors import steps_of
from baigong.domains.evidence.models import EvidenceFile
from baigong.domains.parties.enums import PartyKind
from baigong.domains.placements.models import Proof
from baigong.domains.shortages.models import Need, StrikeOffStep
from baigong.domains.statuses.models import Status
from baigong.faces.desk.evidence import EvidencePanel, Subjects, panel_for
from baigong.faces.desk.record_more import CASE_LISTS

STATUS_LISTS = ("organisation_statuses", "person_statuses", "cohort_statuses", "facility_statuses")


def subjects_of(list_name: str, row: Any) -> Subjects:
    """Return the facts of a row's page that take files: the status itself, or the steps of a case."""
    if list_name in STATUS_LISTS:
        is_alive = row.voided_at is None and row.superseded_at is None
        return [("这一条", row)] if is_alive else []
    if list_name in CASE_LISTS and row.withdrawn_at is None:
        return [(f"{step.happened_on}{step.get_kind_display()}", step) for step in steps_of(row.pk)]
    return []


def record_panel(list_name: str, row: Any) -> EvidencePanel | None:
    """Return what a row's page shows of files; None for a list that has nothing of the kind."""
    if list_name not in (*STATUS_LISTS, *CASE_LISTS):
        return None
    return panel_for("status" if list_name in STATUS_LISTS else "case_step", subjects_of(list_name, row))


def page_of(evidence: EvidenceFile) -> str:
    """Return the address of the page a file stands on, the desk's first where the scope sees none."""
    if evidence.status_id is not None:
        status = Status.objects.filter(id=evidence.status_id).select_related("party").first()
        return reverse("desk:record", args=[_status_list(status), status.id]) if status else _first_page()
    if evidence.proof_id is not None:
        proof = Proof.objects.filter(id=evidence.proof_id).first()
        return reverse("desk:hire", args=[proof.engagement_id]) if proof else _first_page()
    if evidence.case_id is not None:
        case = Case.objects.filter(id=evidence.case_id).first()
        name = "aid_plans" if case and case.kind == CaseKind.AID_PLAN else "cases"
        return reverse("desk:record", args=[name, case.id]) if case else _first_page()
    step = StrikeOffStep.objects.filter(id=evidence.strike_off_step_id).first()
    return _need_page(step) if step else _first_page()


def _need_page(step: StrikeOffStep) -> str:
    is_open = Need.objects.filter(id=step.need_id, closed_on__isnull=True).exists()
    name = "desk:need_close" if is_open else "desk:need_reopen"
    return reverse(name, args=[step.organisation_id, step.need_id])


def _status_list(status: Status) -> str:
    if status.cohort_id is not None:
        return "cohort_statuses"
    if status.facility_id is not None or status.party is None:
        return "facility_statuses"
    return "person_statuses" if status.party.kind == PartyKind.PERSON else "organisation_statuses"


def _first_page() -> str:
    return reverse("desk:home")
