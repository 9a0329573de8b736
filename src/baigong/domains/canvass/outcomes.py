"""What came of a try to reach a resident: each outcome writes the facts it means, and may be taken back at once."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from baigong.domains.canvass.enums import MissReason, Outcome
from baigong.domains.canvass.models import Contact
from baigong.domains.canvass.rhythm import UNDO, figure_at
from baigong.domains.workers.enums import WorkState
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.domains.workers.services import RegistrationError, revise_registration
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source
from baigong.foundation.facts.usage import rows_in_use

# Whoever has gone to work elsewhere looks for nothing here, until the next survey says otherwise.
_STATES = {Outcome.EMPLOYED: WorkState.EMPLOYED, Outcome.AWAY: WorkState.NOT_SEEKING}
TAKEN_BACK = "记错了，当场撤回"


class ContactError(ValueError):
    """An outcome that cannot be recorded or taken back; the sentence says what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@transaction.atomic
def record_outcome(
    *, by: str, surveyor: str, registration: Registration, outcome: str, reason: str, on: datetime.date
) -> Contact:
    """Record one try to reach somebody on the list.

    Whoever was reached gets a new entry with the day of the survey; a miss leaves the entry as old as it is.

    :raises ContactError: without a reason for a miss, or when the entry has been revised in the meantime.
    """
    said = Outcome(outcome)
    if said == Outcome.UNREACHABLE and reason not in MissReason.values:
        raise ContactError("reason", "还没选为什么联系不上。请选一个原因，再记。")
    fresh = registration
    if said != Outcome.UNREACHABLE:
        changes: dict[str, Any] = {"surveyed_on": on, "surveyor": surveyor[:40], "next_contact_on": None}
        if said in _STATES:
            changes["state"] = _STATES[said]
        try:
            fresh = revise_registration(by=by, registration=registration, changes=changes)
        except RegistrationError as error:
            raise ContactError(error.code, error.sentence) from error
    elif not Registration.objects.filter(CURRENT, id=registration.id).exists():
        raise ContactError("superseded", "这一页打开以后有人改过这个人的登记。请刷新，再记一次。")
    contact = Contact(
        person_id=registration.person_id,
        registration=fresh,
        previous=registration if fresh.id != registration.id else None,
        place_id=registration.place_id,
        place_path=registration.place_path,
        county_id=registration.county_id,
        outcome=said,
        reason=reason if said == Outcome.UNREACHABLE else "",
        contacted_on=on,
        contacted_by=by,
        source=Source.OFFICER,
        source_id=by,
    )
    contact.save(force_insert=True)
    record(
        by=by,
        act="canvass.contact",
        object_kind="contact",
        object_ids=[contact.id],
        place_path=contact.place_path,
        detail={"outcome": said.value, "reason": contact.reason, "registration": str(fresh.id)},
    )
    return contact


def undo_until(contact: Contact) -> datetime.datetime:
    """Return until when its recorder may take a contact back."""
    minutes = figure_at(UNDO, contact.place_path, clock.day_of(contact.recorded_at))
    return contact.recorded_at + datetime.timedelta(minutes=minutes)


@transaction.atomic
def undo_outcome(*, by: str, contact: Contact) -> Registration:
    """Take a contact back: void it and the entry it led to, and let the entry before hold again.

    :raises ContactError: when somebody else recorded it, it is too late, or something was built on it since.
    """
    held: Contact = Contact.objects.select_for_update().get(id=contact.id)
    if held.voided_at:
        raise ContactError("gone", "这一条已经撤回了。")
    if held.contacted_by != by:
        raise ContactError("other", "这一条是别人记的，请找记的人撤，或直接再记一次。")
    if clock.now() > undo_until(held):
        raise ContactError("late", "过了能撤的时间。请到“改登记”里改，原来的会留在经过里。")
    now = clock.now()
    Contact.objects.filter(id=held.id).update(voided_at=now, voided_reason=TAKEN_BACK)
    if held.previous_id is not None:
        _put_back(held, now)
    record(
        by=by,
        act="canvass.undo_contact",
        object_kind="contact",
        object_ids=[held.id],
        place_path=held.place_path,
        detail={"outcome": held.outcome},
    )
    found: Registration = Registration.objects.get(id=held.previous_id or held.registration_id)
    return found


def _put_back(held: Contact, now: datetime.datetime) -> None:
    is_current = Registration.objects.filter(CURRENT, id=held.registration_id).exists()
    if not is_current or rows_in_use(Registration, [held.registration_id]):
        raise ContactError("used", "记下以后又有人改过或介绍过这个人，撤不了。请直接再记一次。")
    Registration.objects.filter(id=held.registration_id).update(voided_at=now, voided_reason=TAKEN_BACK)
    Registration.objects.filter(id=held.previous_id).update(superseded_at=None)
