"""Moving a claim: only from the state it is seen in, each change with its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baigong.domains.claims.enums import OPEN_STATES
from baigong.domains.claims.errors import ClaimError
from baigong.domains.claims.models import FirmClaim
from baigong.domains.claims.telling import tell_claimant
from baigong.domains.claims.workflow import last_day_in, workflow_at
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record
from baigong.kernels.workflow import WorkflowError, take


def held(claim: FirmClaim) -> FirmClaim:
    """Return the claim as it stands, kept until the end of the transaction."""
    found: FirmClaim = FirmClaim.objects.select_for_update().get(id=claim.id)
    return found


def move(
    *, by: str, role: str, claim: FirmClaim, step: str, given: Mapping[str, Any], **values: Any
) -> FirmClaim:
    """Take one step of the table and write the fields that go with it; call inside the deed's transaction.

    The database is asked for the state the step starts from, so of two answers given at once one is told.

    :raises ClaimError: when the step does not fit the state or the role, or lacks its reason.
    """
    current, today = held(claim), clock.today()
    workflow = workflow_at(current.place_path, today)
    try:
        target = take(workflow, current.state, step, role, given)
    except WorkflowError as error:
        raise ClaimError(error.code, error.sentence) from error
    written = {
        **values,
        "state": target,
        "state_since": today,
        "due_on": last_day_in(workflow, target, today),
        "decided_on": None if target in OPEN_STATES else today,
    }
    moved(by, current, written)
    record(
        by=by,
        act=f"claims.{step}",
        object_kind="firm_claim",
        object_ids=[current.id],
        place_path=current.place_path,
        detail={"state": target, "refusal_code": current.refusal_code},
    )
    tell_claimant(by=by, claim=current)
    return current


def moved(by: str, claim: FirmClaim, values: Mapping[str, Any]) -> None:
    """Write fields of a claim that is still in the state it was read in.

    :raises ClaimError: when somebody has moved it on meanwhile.
    """
    before = {name: getattr(claim, name) for name in values}
    here = FirmClaim.objects.filter(id=claim.id, state=claim.state)
    if not here.update(**values, updated_at=clock.now()):
        raise ClaimError("moved", "刚刚有人办过这份认领。请刷新看现在的状态。")
    for name, value in values.items():
        setattr(claim, name, value)
    record_changes(by=by, instance=claim, before=before, after=values, place_path=claim.place_path)
