"""The rights of near relatives over the data of somebody dead: asked at the desk, decided by another officer (PIPL 49).

What is agreed to goes through the same copy and the same erasure as the person's own. From then on the person counts
as dead: applications end, the entries seek no work, the account is closed, nothing is sent any more.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from baigong.domains.parties.models import Person
from baigong.domains.parties.selectors import identities_of
from baigong.domains.placements.enums import OPEN_STATES
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import take_step
from baigong.domains.seekers.copying import make_copy, take_copy
from baigong.domains.seekers.enums import RelativeRequestState, RelativeWish
from baigong.domains.seekers.erasing import erase_person
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import DataCopy, RelativeRequest
from baigong.domains.statuses.models import Status
from baigong.domains.statuses.selectors import DECEASED, is_deceased
from baigong.domains.users.enums import Role
from baigong.domains.users.models import User
from baigong.domains.workers.enums import WorkState
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.domains.workers.services import revise_registration
from baigong.foundation import clock
from baigong.foundation.access.natural_persons import is_same_person
from baigong.foundation.audit.services import record
from baigong.foundation.scope import system_scope

PURPOSE = "近亲属行使逝者资料的权利"
LISTED = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What a relative asks for, and the documents that prove the death and the kinship."""

    applicant_name: str
    kinship: str
    wish: str
    died_on: datetime.date
    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A request, and whether its copy lies ready to be taken."""

    row: RelativeRequest
    is_ready: bool


def requests_about(person_id: uuid.UUID) -> list[Shown]:
    """Return the requests about a person in the scope, the newest first."""
    found = RelativeRequest.objects.filter(person_id=person_id, withdrawn_at__isnull=True)
    rows = list(found.order_by("-recorded_at", "-id")[:LISTED])
    copies = [row.copy_id for row in rows if row.copy_id]
    if not copies:
        return [Shown(row, False) for row in rows]
    with system_scope(PURPOSE):  # a copy is the person's own; here only whether it is there
        ready = DataCopy.objects.filter(id__in=copies, file__isnull=False, kept_until__gt=clock.now())
        there = set(ready.values_list("id", flat=True))
    return [Shown(row, row.copy_id in there) for row in rows]


@transaction.atomic
def file_request(*, by: str, person: Person, asked: Asked) -> RelativeRequest:
    """Write a request down; nothing is shown, changed or erased by it.

    :raises SeekerError: for a death that lies ahead, or while the same request waits already.
    """
    if asked.died_on > clock.today():
        raise SeekerError("ahead", "去世日期还没到。请核对死亡证明上的日期。")
    row = RelativeRequest(
        person=person, kinship=asked.kinship, wish=asked.wish, died_on=asked.died_on, document=asked.document,
        reason_text=asked.reason, asked_by=by, source_id=by, place_path=person.place_path,
        county_id=person.county_id,
    )  # fmt: skip
    row.applicant_name = asked.applicant_name
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise SeekerError("waits", "同样的申请已经在等第二个人办，不用再登记。") from None
    _note(by, "seekers.relative_file", row)
    return row


@transaction.atomic
def decide_request(
    *, by: str, person: Person, request_id: uuid.UUID, agrees: bool, answer: str
) -> RelativeRequest:
    """Agree or not, by somebody else than who wrote it down; agreed, it is carried out at once.

    A correction is carried out by the officer in the person's entry; here it is only allowed.

    :raises RelativeRequest.DoesNotExist: when there is none such about this person in the scope.
    :raises SeekerError: for one's own entry, one that is decided, or an erasure that a document holds back.
    """
    row: RelativeRequest = RelativeRequest.objects.select_for_update().get(id=request_id, person=person)
    if is_same_person(row.asked_by, by):
        raise SeekerError("own", "自己登记的申请不能自己办，换一个账号也不行。请同一地方的另一位经办人来办。")
    if row.state != RelativeRequestState.WAITING:
        raise SeekerError("decided", f"这份申请已经办过：{row.get_state_display()}。请刷新看看。")
    row.state = RelativeRequestState.AGREED if agrees else RelativeRequestState.REFUSED
    row.decided_by, row.decided_on, row.answer_text = by, clock.today(), answer
    row.updated_at = clock.now()
    if agrees:
        note_death(by=by, person=person, on=row.died_on, document=row.document)
        if row.wish == RelativeWish.COPY:
            row.copy = make_copy(by=by, person=person, user_id=None, purpose=PURPOSE)
        elif row.wish == RelativeWish.ERASURE:
            erase_person(by=by, person_id=person.id, purpose=PURPOSE)
    row.save(update_fields=["state", "decided_by", "decided_on", "answer_text", "copy", "updated_at"])
    _note(by, "seekers.relative_decide", row)
    return row


def take_relatives_copy(*, by: str, person: Person, request_id: uuid.UUID) -> bytes:
    """Return the packed copy of an agreed request, once, to be handed to the relative.

    :raises RelativeRequest.DoesNotExist: when there is none such about this person in the scope.
    :raises SeekerError: before it was agreed to, after it was taken, or when its time is over.
    """
    row = RelativeRequest.objects.get(id=request_id, person=person)
    if row.copy_id is None:
        raise SeekerError("none", "这份申请没有可取的资料。同意“查阅、复制”以后才有。")
    with system_scope(PURPOSE):
        return take_copy(by=by, person=person, copy_id=row.copy_id, purpose=PURPOSE)


@transaction.atomic
def note_death(*, by: str, person: Person, on: datetime.date, document: str) -> None:
    """Note that a person is dead from a day on, and end what would go on."""
    with system_scope(PURPOSE):
        everywhere = identities_of(person.id)
        if not is_deceased(person.id, clock.today()):
            Status.objects.create(
                party_id=person.id, code=DECEASED, starts_on=on, document=document, source_id=by,
                place_path=person.place_path, county_id=person.county_id,
            )  # fmt: skip
        for introduction in Introduction.objects.filter(person_id__in=everywhere, state__in=OPEN_STATES):
            day = max(clock.today(), introduction.introduced_on)
            take_step(
                by=by, role=Role.SEEKER, introduction=introduction, step="person_refuses", on=day,
                refusal_code="other",
            )  # fmt: skip
        for entry in Registration.objects.filter(CURRENT, person_id__in=everywhere):
            revise_registration(by=by, registration=entry, changes={"state": WorkState.NOT_SEEKING})
        for user in User.objects.select_for_update().filter(person_id__in=everywhere, is_active=True):
            user.is_active = False
            user.save(update_fields=["is_active"])
        record(
            by=by, act="seekers.note_death", object_kind="party", object_ids=[person.id],
            place_path=person.place_path, purpose=PURPOSE, detail={"valid_from": str(on)},
        )  # fmt: skip


def _note(by: str, act: str, row: RelativeRequest) -> None:
    record(
        by=by, act=act, object_kind="party", object_ids=[row.person_id], place_path=row.place_path,
        purpose=PURPOSE, detail={"request": str(row.id), "wish": row.wish, "state": row.state},
    )  # fmt: skip
