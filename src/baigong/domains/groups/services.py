"""Verbs on groups: making one, giving persons and bodies a seat for a time, ending seats, ending the group (M01.3).

A seat is a post of the role `MEMBER`, which gives no right: nobody sees or does more for sitting in a group.
"""

from __future__ import annotations

import datetime
import secrets

from django.db import IntegrityError, transaction

from baigong.domains.groups.enums import KIND_HEADING, Seat
from baigong.domains.groups.errors import GroupError
from baigong.domains.groups.selectors import founding_of, group_kinds
from baigong.domains.parties.enums import LinkKind, OrganisationNature
from baigong.domains.parties.models import Organisation, PartyLink
from baigong.domains.parties.organisation_keys import OrganisationFacts
from baigong.domains.parties.organisations import add_organisations, new_organisation
from baigong.domains.places.models import Place
from baigong.domains.statuses.models import Status
from baigong.domains.users.enums import MEMBER
from baigong.domains.users.models import Post, User
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record

SHORTEST_REASON = 2


@transaction.atomic
def make_group(
    *, by: str, name: str, kind: str, place: Place, founded_on: datetime.date, document: str
) -> Organisation:
    """Set a group up at a place from a day on, by the document that says so.

    :raises GroupError: for a kind no plan names, without a document, or when the name is taken in the county.
    """
    if kind not in group_kinds():
        raise GroupError("kind", "请从列出的种类里选一个。")
    if not name.strip() or not document.strip():
        raise GroupError("document", "还没写名称，或依据哪份文件成立。请补上。")
    facts = OrganisationFacts(
        name=name.strip(), place_id=place.id, place_path=place.path, county_id=place.county_id,
        nature=OrganisationNature.GROUP,
    )  # fmt: skip
    group = new_organisation(facts, source="officer", source_id=by)
    try:
        with transaction.atomic():
            add_organisations([group])
    except IntegrityError:
        raise GroupError("name", f"“{name}”这个名称已经有了。请写全称，或加上地名。") from None
    Status.objects.create(
        party=group.party, code=kind, exclusive_group=KIND_HEADING, document=document.strip(), starts_on=founded_on,
        source_id=by, place_path=place.path, county_id=place.county_id,
    )  # fmt: skip
    _record(group, by=by, act="groups.make", detail={"kind": kind, "starts_on": str(founded_on)})
    return group


@transaction.atomic
def seat_person(
    *,
    by: str,
    group: Organisation,
    user: User | None,
    name: str = "",
    title: str,
    starts_on: datetime.date,
    home_unit: str = "",
    duty: str = "",
) -> Post:
    """Give a person a seat from a day on; `home_unit` says from where somebody is seconded (SD-3.1b).

    Somebody without an account is written down by name, in an account that cannot be signed in to.

    :raises GroupError: for a title of none, a day on which the group is not there, or a person who has a seat then.
    """
    if title not in Seat.values:
        raise GroupError("title", "请从列出的组内职务里选一个。")
    _refuse_day(group, starts_on)
    if user is None:
        user = User.objects.create_user(
            f"member-{secrets.token_hex(8)}", None, display_name=name.strip(), is_active=False
        )
    held = Post.memberships.filter(user=user, organisation=group, withdrawn_at__isnull=True)
    if held.exclude(ends_before__lte=starts_on).exists():
        raise GroupError("twice", f"{user.display_name}已经在这个组里。要换职务，先结束原来的。")
    post: Post = Post.memberships.create(
        user=user, role=MEMBER, organisation=group, place_id=group.place_id, place_path=group.place_path,
        county_id=group.county_id, title=title, home_unit=home_unit.strip(), duty=duty.strip(),
        starts_on=starts_on, source_id=by,
    )  # fmt: skip
    _record(
        group, by=by, act="groups.seat_person", detail={"seat": str(post.id), "starts_on": str(starts_on)}
    )
    return post


@transaction.atomic
def seat_body(
    *, by: str, group: Organisation, body: Organisation, part: str, starts_on: datetime.date
) -> PartyLink:
    """Take a body in as a member from a day on; `part` says what it does there.

    :raises GroupError: for the group itself, a day on which it is not there, or a body that has a seat then.
    """
    if body.id == group.id:
        raise GroupError("self", "一个组不能是它自己的成员单位。请另选一个单位。")
    _refuse_day(group, starts_on)
    held = PartyLink.objects.filter(
        from_party_id=body.id, to_party_id=group.id, kind=LinkKind.GROUP_MEMBER,
        voided_at__isnull=True, superseded_at__isnull=True,
    )  # fmt: skip
    if held.exclude(ends_before__lte=starts_on).exists():
        raise GroupError("twice", f"“{body.name}”已经是成员单位。要改，先结束原来的。")
    link: PartyLink = PartyLink.objects.create(
        from_party_id=body.id, to_party_id=group.id, kind=LinkKind.GROUP_MEMBER, service_kind=part.strip(),
        starts_on=starts_on, source_id=by, place_path=group.place_path, county_id=group.county_id,
    )  # fmt: skip
    _record(group, by=by, act="groups.seat_body", detail={"seat": str(link.id), "starts_on": str(starts_on)})
    return link


@transaction.atomic
def end_seat(*, by: str, group: Organisation, seat: Post | PartyLink, on: datetime.date, reason: str) -> None:
    """Let a person or body go: `on` is the first day without the seat.

    :raises GroupError: without a reason, when the seat has ended, or would before it began.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise GroupError("reason", "还没写为什么离开。请写几个字。")
    if seat.ends_before is not None or on <= seat.starts_on:
        raise GroupError("gone", "已经离开，或离开的那天不在开始那天以后。请核对日期。")
    if isinstance(seat, Post):
        _end_person(by, seat, on, reason.strip())
    else:
        PartyLink.objects.filter(id=seat.id).update(ends_before=on, ended_reason=reason.strip())
    _record(group, by=by, act="groups.end_seat", detail={"seat": str(seat.id), "reason": reason.strip()})


@transaction.atomic
def close_group(*, by: str, group: Organisation, on: datetime.date, reason: str) -> int:
    """End a group from a day on; every seat ends that day. Returns how many there were.

    :raises GroupError: when it has ended, would before it began, or somebody comes in later.
    """
    founding = founding_of(group)
    if founding is None or founding.ends_before is not None or on <= founding.starts_on:
        raise GroupError("closed", "这个组已经撤销，或撤销的那天不在成立以后。请核对日期。")
    seats: list[Post | PartyLink] = [
        *Post.memberships.filter(organisation=group, withdrawn_at__isnull=True, ends_before__isnull=True),
        *PartyLink.objects.filter(
            to_party_id=group.id, kind=LinkKind.GROUP_MEMBER, ends_before__isnull=True,
            voided_at__isnull=True, superseded_at__isnull=True,
        ),
    ]  # fmt: skip
    if any(seat.starts_on >= on for seat in seats):
        raise GroupError("closed", f"还有{on}或以后才进来的成员。请先结束他们，或改日期。")
    for seat in seats:
        end_seat(by=by, group=group, seat=seat, on=on, reason=reason)
    Status.objects.filter(id=founding.id).update(ends_before=on, ended_reason=reason.strip())
    _record(group, by=by, act="groups.close", detail={"seats": len(seats), "reason": reason.strip()})
    return len(seats)


def _refuse_day(group: Organisation, on: datetime.date) -> None:
    founding = founding_of(group)
    ended = founding is None or (founding.ends_before is not None and on >= founding.ends_before)
    if founding is None or ended or on < founding.starts_on:
        raise GroupError("days", "那天这个组还没成立，或者已经撤销。请核对日期。")


def _end_person(by: str, seat: Post, on: datetime.date, reason: str) -> None:
    Post.memberships.filter(id=seat.id).update(ends_before=on, updated_at=clock.now())
    record_changes(
        by=by, instance=seat, before={"ends_before": None}, after={"ends_before": on},
        place_path=seat.place_path, purpose=reason,
    )  # fmt: skip


def _record(group: Organisation, *, by: str, act: str, detail: dict[str, object]) -> None:
    record(
        by=by, act=act, object_kind="organisation", object_ids=[group.id], place_path=group.place_path,
        detail=detail,
    )  # fmt: skip
