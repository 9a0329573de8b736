"""Questions about cases: what was done about one, and what may be done next."""

from __future__ import annotations

from uuid import UUID

from baigong.domains.cases.enums import NEXT_STATES
from baigong.domains.cases.models import Case, CaseStep


def steps_of(case_id: UUID) -> list[CaseStep]:
    """Return the live steps of a case in the scope, the last first."""
    return list(CaseStep.objects.filter(case_id=case_id, voided_at__isnull=True).order_by("-sequence"))


def steps_open_to(case: Case) -> list[tuple[str, str]]:
    """Return the steps a case may take where it stands, with their words."""
    if case.withdrawn_at is not None:
        return []
    return [
        (kind.value, str(kind.label)) for kind, (states, _) in NEXT_STATES.items() if case.state in states
    ]
