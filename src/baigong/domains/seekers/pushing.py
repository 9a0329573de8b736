"""An office pushes a vacancy, a policy or a short notice to people of an area: asked once, sent once, counted.

Asked by `ask_sending`, done by the job `seekers.push` part by part: each part is one transaction with its messages and
its counts, and the next begins where the last ended, so a killed job goes on and nobody is told twice. What the text
may say the messages guard (no number of a person); receipts are those of the messages (`receipts_of`).
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from baigong.domains.policies.public_list import public_policy
from baigong.domains.seekers.audience import KIND, Audience, Chunk, chunks, counted
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import Sending, SendingPart, SentMessage
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.public_text import public_line
from baigong.foundation.audit.services import record
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.messages.models import Message
from baigong.foundation.messages.services import send_message
from baigong.foundation.messages.wording import refuse_personal, without_numbers
from baigong.foundation.scope import current_scope

JOB = "seekers.push"
MOST_PEOPLE = 50_000
LONGEST_SUBJECT, LONGEST_BODY = 120, 600


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said: about a vacancy or a policy, or a notice in the office's own words."""

    vacancy: Vacancy | None = None
    policy_id: uuid.UUID | None = None
    subject: str = ""
    body: str = ""

    @property
    def for_work(self) -> bool:
        return self.vacancy is not None


def draft_about(*, vacancy: Vacancy | None = None, policy_id: uuid.UUID | None = None) -> Draft:
    """Return what is said of a vacancy or a policy as everybody may read it.

    :raises SeekerError: when it is not public.
    """
    if vacancy is not None:
        if vacancy.public_since is None:
            raise SeekerError("not-public", "这个岗位没有公开，不能推送。请先公开到门户。")
        words = [
            vacancy.employer_name,
            f"招{vacancy.headcount}人" if vacancy.headcount else "",
            vacancy.pay_text,
        ]
        said = "，".join(public_line(each) for each in words if each)
        subject = f"岗位：{public_line(vacancy.title)}"
        return Draft(vacancy=vacancy, subject=_fit(subject, LONGEST_SUBJECT), body=_fit(said, LONGEST_BODY))
    detail = public_policy(policy_id) if policy_id is not None else None
    if detail is None:
        raise SeekerError("not-public", "这条政策没有公布着，不能推送。请先公布。")
    row = detail.policy.row
    subject, body = f"政策：{row.title}", row.standard_text or row.conditions_text
    return Draft(policy_id=policy_id, subject=_fit(subject, LONGEST_SUBJECT), body=_fit(body, LONGEST_BODY))


def _fit(text: str, longest: int) -> str:
    covered = without_numbers(text)
    return covered if len(covered) <= longest else covered[: longest - 1] + "…"


def preview(audience: Audience) -> Counter[str]:
    """Return how many people fall under each outcome, in the scope of who asks.

    :raises SeekerError: for an area outside the scope, or more people than one push may have.
    """
    refuse_outside(audience.place_path)
    found = counted(audience, most=MOST_PEOPLE)
    if found is None:
        raise SeekerError("too-many", f"这样一共超过{MOST_PEOPLE}人。请选小一点的地方，或加上条件。")
    return found


def refuse_outside(place_path: str) -> None:
    """Let only areas pass that are of the scope's own places.

    :raises SeekerError: for any other.
    """
    scope = current_scope()
    if not place_path or not (scope.everything or place_path.startswith(tuple(scope.places))):
        raise SeekerError("place", "这个地方不在您管的范围里。请从列出的地方选。")


@transaction.atomic
def ask_sending(
    *,
    by: str,
    draft: Draft,
    audience: Audience,
    audience_text: str,
    county_id: str,
    people: int,
    key: uuid.UUID,
) -> tuple[Sending, bool]:
    """Ask for a push; the same key asks once. Return it and whether it is new.

    :raises SeekerError: for an area outside the scope, or a text without a subject.
    :raises MessageRefused: for a text with a number of a person in it.
    """
    refuse_outside(audience.place_path)
    if not draft.subject.strip():
        raise SeekerError("subject", "请写一句标题，让人一看就知道是什么事。")
    refuse_personal(draft.subject, draft.body)
    wanted = Sending(
        vacancy=draft.vacancy, policy_id=draft.policy_id, subject=draft.subject.strip(), body=draft.body.strip(),
        where={"all": list(audience.where), "for_work": audience.for_work}, audience_text=audience_text[:200],
        people_asked=people, asked_by=by, source_id=by, key=key,
        place_path=audience.place_path, county_id=county_id,
    )  # fmt: skip
    Sending.objects.bulk_create([wanted], ignore_conflicts=True)
    sending: Sending | None = Sending.objects.filter(key=key).first()
    if sending is None:
        raise SeekerError("key", "这一页已经用过了。请重新打开再发。")
    if sending.id != wanted.id:
        return sending, False
    args = {"sending_id": str(sending.id)}
    enqueue(JOB, args, key=f"{JOB}:{sending.id}", by=by, place_path=sending.place_path)
    record(
        by=by, act="seekers.push", object_kind="sending", object_ids=[sending.id],
        place_path=sending.place_path, detail={"people": people},
    )  # fmt: skip
    return sending, True


def audience_of(sending: Sending) -> Audience:
    """Return to whom a sending goes."""
    said: dict[str, Any] = sending.where
    return Audience(sending.place_path, tuple(said.get("all", ())), bool(said.get("for_work")))


def is_still_true(sending: Sending) -> bool:
    """Return whether what is pushed is still public; a notice always is."""
    if sending.vacancy_id is not None:
        return Vacancy.objects.filter(id=sending.vacancy_id, public_since__isnull=False).exists()
    return sending.policy_id is None or public_policy(sending.policy_id) is not None


def next_part(sending: Sending) -> bool:
    """Send the next part of a sending; return whether there was one. Each is one transaction."""
    last = SendingPart.objects.filter(sending=sending).order_by("-number").first()
    after = last.last_person if last else None
    chunk = next(chunks(audience_of(sending), after=after), None)
    if chunk is None:
        return False
    with transaction.atomic():
        send_part(sending, chunk, number=last.number + 1 if last else 1)
    return True


def send_part(sending: Sending, chunk: Chunk, *, number: int) -> SendingPart:
    """Write one part down and put its messages into the inboxes; the table takes each part once."""
    where = {"place_path": sending.place_path, "county_id": sending.county_id}
    part: SendingPart = SendingPart.objects.create(
        sending=sending, number=number, last_person=chunk.last_person, counts=chunk.counts, **where
    )
    sent = [_said(sending, user_id) for user_id in chunk.receivers]
    SentMessage.objects.bulk_create(
        [SentMessage(sending=sending, message_id=message.id, **where) for message in sent]
    )
    return part


def _said(sending: Sending, user_id: uuid.UUID) -> Message:
    link = f"/jobs/{sending.vacancy_id}/" if sending.vacancy_id else ""
    why = f"发给：{sending.audience_text}。"
    return send_message(
        by=sending.asked_by, to_user=user_id, kind=KIND, key=f"{KIND}:{sending.id}:{user_id}",
        subject=sending.subject, body=f"{sending.body}\n{why}".strip(),
        link=f"/policies/{sending.policy_id}/" if sending.policy_id else link,
    )  # fmt: skip


def sent_so_far(sending: Sending) -> int:
    """Return how many people have been gone through."""
    return sum(part.total for part in SendingPart.objects.filter(sending=sending))
