"""Who takes part in a case hears that something was done or said; what it was stands on the page of the case."""

from __future__ import annotations

import uuid

from django.db.models import Q

from baigong.domains.cases.enums import CaseStepKind
from baigong.domains.cases.models import CaseStep
from baigong.domains.users.models import User
from baigong.foundation import clock
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Participant

CASE = "case"
TO_CONCERNED, TO_HANDLERS = "case-progress", "case-word"
register_kind(TO_CONCERNED, "我反映的事")
register_kind(TO_HANDLERS, "当事人补充或评价")
_PURPOSE = "告诉参与人事项有新进展"


def tell_concerned(*, by: str, step: CaseStep) -> None:
    """Tell the people a case concerns that an office took a step for them; call inside the step's transaction."""
    if step.kind == CaseStepKind.NOTE:  # the office's own
        return
    with system_scope(_PURPOSE):
        parties = [party for _, party in _taking_part(step) if party]
        users = User.objects.filter(person_id__in=parties, is_active=True) if parties else User.objects.none()
        for user_id in users.values_list("id", flat=True):
            _send(by, user_id, TO_CONCERNED, "您反映的事有新进展", f"/me/cases/{step.case_id}/", step)


def tell_handlers(*, by: str, step: CaseStep) -> None:
    """Tell those who handle a case that the person said something; call inside the step's transaction."""
    is_review = step.kind == CaseStepKind.REVIEW
    subject = "当事人对办理结果作了评价" if is_review else "当事人补充了说明"
    with system_scope(_PURPOSE):
        for actor, _ in _taking_part(step):
            if actor:
                link = f"/desk/records/cases/{step.case_id}/"
                _send(by, uuid.UUID(actor), TO_HANDLERS, subject, link, step)


def _taking_part(step: CaseStep) -> list[tuple[str, uuid.UUID | None]]:
    still = Q(ends_before__isnull=True) | Q(ends_before__gt=clock.today())
    rows = Participant.objects.filter(still, object_kind=CASE, object_id=step.case_id)
    return list(rows.values_list("to_actor", "to_party_id"))


def _send(by: str, user_id: uuid.UUID, kind: str, subject: str, link: str, step: CaseStep) -> None:
    key = f"{kind}:{step.id}:{user_id}"
    send_message(by=by, to_user=user_id, kind=kind, subject=subject, link=link, key=key)
