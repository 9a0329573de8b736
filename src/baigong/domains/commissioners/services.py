"""Verbs on assignments: a post begins to answer for firms or a place, and hands them over to another post."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from baigong.domains.commissioners.enums import ONE_PER_TARGET, AssignmentKind
from baigong.domains.commissioners.errors import AssignmentError
from baigong.domains.commissioners.models import Assignment
from baigong.domains.commissioners.telling import tell_assigned, tell_handed_over
from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.users.models import Post
from baigong.foundation.audit.services import record

TAKEN = "“{name}”已经有人负责，或者刚刚被别人派了。请刷新看现在是谁，要换人用“移交”。"
OUT_OF_REACH = "这位专员的岗位在{place}，管不到“{name}”。请选所在地或上级地方的专员。"
LEAST_REASON = 4


@transaction.atomic
def assign(
    *,
    by: str,
    post: Post,
    targets: Sequence[Organisation | Place],
    on: datetime.date,
    kind: str = AssignmentKind.COMMISSIONER,
    exception_reason: str = "",
) -> list[Assignment]:
    """Let a post answer for firms or places from a day on (SD-2.1.3a, BZ-3a, BZ-W2c, AH-2.3.1a).

    :raises AssignmentError: when a target has its one holder already or lies outside the post's place; then
        nothing is assigned.
    """
    made = [_begin(post, target, kind, on, by, exception_reason) for target in targets]
    for assignment in made:
        record(
            by=by,
            act="commissioners.assign",
            object_kind="assignment",
            object_ids=[assignment.id],
            place_path=assignment.place_path,
            detail={"kind": str(kind)},
        )
    tell_assigned(by=by, made=made)
    return made


@transaction.atomic
def hand_over(
    *, by: str, assignments: Sequence[Assignment], post: Post, on: datetime.date, reason: str
) -> list[Assignment]:
    """End assignments the day before `on` and let another post go on with them from that day.

    :raises AssignmentError: when one has ended, began on that day or later, or the other post cannot hold it;
        then all stay as they are.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise AssignmentError("reason", f"请写移交原因，至少{LEAST_REASON}个字，例如“轮岗，由某某接手”。")
    keys = sorted(assignment.id for assignment in assignments)
    held = list(Assignment.objects.select_for_update().filter(id__in=keys).order_by("id"))
    taken = [_hand_one(by, assignment, post, on, reason.strip()) for assignment in held]
    tell_handed_over(by=by, old=held, new=taken)
    return taken


def _hand_one(by: str, old: Assignment, post: Post, on: datetime.date, reason: str) -> Assignment:
    target = old.organisation or old.target_place
    assert target is not None  # a constraint of the table
    has_ended = old.voided_at or old.superseded_at or (old.ends_before and old.ends_before <= on)
    if has_ended:
        raise AssignmentError("ended", f"“{target.name}”的这条分工已经结束。请刷新看现在是谁负责。")
    if old.starts_on >= on:
        first = old.starts_on + datetime.timedelta(days=1)
        raise AssignmentError("day", f"“{target.name}”从{old.starts_on}才派，移交最早从{first}起。")
    if old.post_id == post.id:
        raise AssignmentError("same", f"“{target.name}”本来就由这位负责。请选另一位。")
    old.ends_before, old.ended_reason = on, reason[:200]
    old.save(update_fields=["ends_before", "ended_reason"])
    new = _begin(post, target, old.kind, on, by, old.exception_reason)
    old.handed_over_to = new
    old.save(update_fields=["handed_over_to"])
    record(
        by=by,
        act="commissioners.hand_over",
        object_kind="assignment",
        object_ids=[old.id, new.id],
        place_path=new.place_path,
        detail={"kind": old.kind, "on": on.isoformat()},
    )
    return new


def _begin(
    post: Post, target: Organisation | Place, kind: str, on: datetime.date, by: str, exception_reason: str
) -> Assignment:
    organisation, place = (None, target) if isinstance(target, Place) else (target, None)
    path = target.path if isinstance(target, Place) else target.place_path
    if not path.startswith(post.place_path):
        raise AssignmentError("reach", OUT_OF_REACH.format(place=post.place.name, name=target.name))
    assignment = Assignment(
        kind=kind,
        one_per_target=kind if kind in ONE_PER_TARGET else "",
        post=post,
        organisation=organisation,
        target_place=place,
        starts_on=on,
        exception_reason=exception_reason[:200],
        place_path=path,
        county_id=target.county_id,
        source_id=by,
    )
    try:
        with transaction.atomic():
            assignment.save(force_insert=True)
    except IntegrityError as error:
        raise AssignmentError("taken", TAKEN.format(name=target.name)) from error
    return assignment
