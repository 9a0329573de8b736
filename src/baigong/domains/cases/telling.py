"""Who takes part in a case hears that something was done or said; what it was stands on the page of the case."""

from __future__ import annotations

import uuid

from django.db.models import Q

from baigong.domains.cases.enums import CaseStepKind
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.users.enums import OFFICER_ROLES
from baigong.domains.users.models import Post, User
from baigong.foundation import clock
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Participant

CASE = "case"
TO_CONCERNED, TO_HANDLERS, TO_OFFICE = "case-progress", "case-word", "case-filed"
MOST_TOLD = 20
register_kind(TO_CONCERNED, "我反映的事")
register_kind(TO_HANDLERS, "当事人补充或评价")
register_kind(TO_OFFICE, "群众自己反映的事")
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


def tell_office(*, by: str, case: Case) -> None:
    """Tell the officers of a case's place, or of the nearest above that has any, that somebody filed it.

    Call inside the transaction that opens it.
    """
    keys = case.place_path.strip("/").split("/")
    paths = ["/".join(keys[:depth]) + "/" for depth in range(1, len(keys) + 1)]
    with system_scope(_PURPOSE):
        posts = Post.objects.filter(
            Post.in_force_on(clock.today()),
            place_path__in=paths,
            role__in=OFFICER_ROLES,
            user__is_active=True,
        )
        found = list(posts.order_by("-place_path", "id").values_list("place_path", "user_id")[:MOST_TOLD])
        for user_id in dict.fromkeys(user for path, user in found if path == found[0][0]):
            link, key = f"/desk/records/cases/{case.id}/", f"{TO_OFFICE}:{case.id}:{user_id}"
            subject = f"有人反映：{case.label}"
            send_message(by=by, to_user=user_id, kind=TO_OFFICE, subject=subject, link=link, key=key)


def _taking_part(step: CaseStep) -> list[tuple[str, uuid.UUID | None]]:
    still = Q(ends_before__isnull=True) | Q(ends_before__gt=clock.today())
    rows = Participant.objects.filter(still, object_kind=CASE, object_id=step.case_id)
    return list(rows.values_list("to_actor", "to_party_id"))


def _send(by: str, user_id: uuid.UUID, kind: str, subject: str, link: str, step: CaseStep) -> None:
    key = f"{kind}:{step.id}:{user_id}"
    send_message(by=by, to_user=user_id, kind=kind, subject=subject, link=link, key=key)
