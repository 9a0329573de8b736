"""A person's data go when the term of the register is over: told before, held back by a hold (reliability 127).

Each night: whoever comes within the days of notice is told (the person's own inbox, the officers of the place);
a notice is voided when the person is served again; who was told long enough ago and is still quiet is cleared.
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from baigong.domains.parties.models import Person
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.seekers.erasing import erase_person
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import RetentionHold, RetentionNotice
from baigong.domains.seekers.serving import held_on, quiet_since
from baigong.domains.statuses.selectors import DECEASED, parties_with
from baigong.domains.users.enums import OFFICER_ROLES
from baigong.domains.users.models import Post, User
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.services import send_message
from baigong.foundation.retention.terms import Term, read_term

KIND, BY, CLEARED = "retention", "retention", "保存期满"
NOTICE_DAYS = "retention-notice-days"
register_kind(KIND, "资料到期")


def term_of_persons() -> Term:
    """Return the term the register declares for a person's name, and with it for the whole person."""
    return read_term(Person._meta.get_field("full_name").retention)


def notice_days(on: datetime.date) -> int:
    """Return how many days before the end people are told."""
    return int(parameter_at(NOTICE_DAYS, "", on))


def due_persons(on: datetime.date) -> QuerySet[Person]:
    """Return the persons to be cleared on a day: over the term, told long enough ago, not held."""
    told = RetentionNotice.objects.filter(
        voided_at__isnull=True, due_on__lte=on, told_on__lte=on - datetime.timedelta(days=notice_days(on))
    )
    quiet = quiet_since(term_of_persons().latest_over(on))
    return quiet.filter(id__in=told.values("person_id")).exclude(id__in=held_on(on))


def clear_due_persons() -> int:
    """Erase every person that is due, each in a transaction of its own; returns how many."""
    due = list(due_persons(clock.today()).values_list("id", flat=True))
    for person_id in due:
        erase_person(by=BY, person_id=person_id, purpose=CLEARED)
    return len(due)


def give_notices() -> int:
    """Tell whoever comes within the days of notice, and void the notices of those served again."""
    on = clock.today()
    ahead = datetime.timedelta(days=notice_days(on))
    coming = quiet_since(term_of_persons().latest_over(on + ahead))
    with transaction.atomic():
        stale = RetentionNotice.objects.filter(voided_at__isnull=True).exclude(
            person_id__in=coming.values("id")
        )
        stale.update(voided_at=clock.now(), voided_reason="又有服务")
        told = RetentionNotice.objects.filter(voided_at__isnull=True).values("person_id")
        rows = list(coming.exclude(id__in=told).exclude(id__in=held_on(on)))
        notices = [_notice(person, on, on + ahead) for person in rows]
        RetentionNotice.objects.bulk_create(notices)
        _tell_persons(notices)
        _tell_officers(notices)
        if notices:
            record(
                by=BY, act="seekers.retention_notice", object_kind="party",
                object_ids=[person.id for person in rows], detail={"due_on": str(on + ahead)},
            )  # fmt: skip
    return len(notices)


def _notice(person: Person, told_on: datetime.date, due_on: datetime.date) -> RetentionNotice:
    return RetentionNotice(
        person=person,
        told_on=told_on,
        due_on=due_on,
        place_path=person.place_path,
        county_id=person.county_id,
    )


def _tell_persons(notices: Iterable[RetentionNotice]) -> None:
    by_person = {notice.person_id: notice for notice in notices}
    told = User.objects.filter(person_id__in=list(by_person), is_active=True)
    for user in told.exclude(person_id__in=parties_with(DECEASED, clock.today())):
        notice = by_person[user.person_id]  # type: ignore[index]  # chosen by it
        send_message(
            by=BY, to_user=user.id, kind=KIND, key=f"retention:{notice.id}", link="/me/",
            subject=f"您的资料{notice.due_on}到期清除",
            body="很久没有办过事了。还要用，登录一次、改一下登记，就留着；不用管它，到期自动清除。",
        )  # fmt: skip


def _tell_officers(notices: Iterable[RetentionNotice]) -> None:
    """Tell the officers of each place how many; nobody is named."""
    counts = Counter((notice.place_path, notice.due_on) for notice in notices)
    for (path, due_on), count in sorted(counts.items()):
        posts = Post.objects.filter(Post.in_force_on(clock.today()), role__in=OFFICER_ROLES, place_path=path)
        for user_id in sorted(set(posts.values_list("user_id", flat=True))):
            send_message(
                by=BY, to_user=user_id, kind=KIND, key=f"retention:{path}:{due_on}:{user_id}", link="/desk/people/",
                subject=f"{count}人的资料{due_on}到期清除",
                body="很久没有服务记录。还在服务的，到期前更新登记；打官司、受检查要留的，办保全。",
            )  # fmt: skip


def hold_of(person_id: uuid.UUID) -> RetentionHold | None:
    """Return the hold on a person's data today."""
    found: RetentionHold | None = RetentionHold.objects.filter(
        RetentionHold.holding_on(clock.today()), person_id=person_id
    ).first()
    return found


@transaction.atomic
def hold(*, by: str, person: Person, document: str) -> RetentionHold:
    """Keep a person's data from being cleared until somebody ends it; held already, nothing changes.

    :raises SeekerError: without the document it rests on.
    """
    if not document.strip():
        raise SeekerError("document", "没写依据的文书。请写明文书的名称和编号，再保全。")
    Person.objects.select_for_update().get(id=person.id)
    today = clock.today()
    held = hold_of(person.id)
    if held is not None:
        return held
    made: RetentionHold = RetentionHold.objects.create(
        person=person, document=document.strip(), starts_on=today, source_id=by,
        place_path=person.place_path, county_id=person.county_id,
    )  # fmt: skip
    _note(by, "seekers.hold", person.id, person.place_path)
    return made


@transaction.atomic
def end_hold(*, by: str, person_id: uuid.UUID, reason: str) -> bool:
    """End the hold on a person's data; returns whether there was one."""
    today = clock.today()
    for row in RetentionHold.objects.select_for_update().filter(
        RetentionHold.holding_on(today), person_id=person_id
    ):
        ends = {"ends_before": today} if row.starts_on < today else {"voided_at": clock.now()}
        RetentionHold.objects.filter(id=row.id).update(ended_reason=reason[:200], **ends)
        _note(by, "seekers.end_hold", person_id, row.place_path)
        return True
    return False


def _note(by: str, act: str, person_id: uuid.UUID, place_path: str) -> None:
    record(by=by, act=act, object_kind="party", object_ids=[person_id], place_path=place_path)
