"""Firms and places a post answers for go over to another post on a day, without a gap and without an overlap."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import models, transaction
from django.db.models import Q

from baigong.domains.commissioners.models import Assignment
from baigong.domains.commissioners.telling import tell_assigned
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.scope import system_scope


def count_open(posts: Sequence[Post]) -> int:
    """Return how many firms and places these posts answer for today or later."""
    with system_scope("数离岗人员名下的包保"):
        return _open_of(posts).count()


@transaction.atomic
def hand_over(by: str, posts: Sequence[Post], to_post: Post, on: datetime.date) -> int:
    """Let another post answer from a day on for what these answered for; returns how many went over.

    What the other post answers for already is only ended here.
    """
    with system_scope("交接离岗人员名下的包保"):
        held = list(_open_of(posts).select_for_update().order_by("id"))
        taken = [new for each in held if (new := _hand_over_one(each, to_post, on)) is not None]
        tell_assigned(by=by, made=taken)
        if held:
            record(
                by=by,
                act="commissioners.hand_over",
                object_kind="assignment",
                object_ids=[each.id for each in held],
                place_path=to_post.place_path,
            )
    return len(held)


def _open_of(posts: Sequence[Post]) -> models.QuerySet[Assignment]:
    today = clock.today()
    held = Assignment.objects.filter(
        post_id__in=[post.id for post in posts], voided_at__isnull=True, superseded_at__isnull=True
    )
    return held.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=today))


def _hand_over_one(held: Assignment, to_post: Post, on: datetime.date) -> Assignment | None:
    """Return what the other post takes up by this, None when it had it already or nothing was left of it."""
    this, ends_before = Assignment.objects.filter(id=held.id), held.ends_before
    if held.starts_on >= on:
        this.update(voided_at=clock.now(), voided_reason="交接给别人")
    else:
        this.update(ends_before=on, ended_reason="交接给别人")
    starts_on = max(on, held.starts_on)
    same = {
        "kind": held.kind,
        "post": to_post,
        "organisation_id": held.organisation_id,
        "target_place_id": held.target_place_id,
    }
    has_it = Assignment.objects.filter(Assignment.holding_on(starts_on), **same)
    next_one, is_new = has_it.first(), False
    if next_one is None and (ends_before is None or ends_before > starts_on):
        next_one = Assignment.objects.create(
            **same,
            one_per_target=held.one_per_target,
            starts_on=starts_on,
            ends_before=ends_before,
            exception_reason=held.exception_reason,
            place_path=held.place_path,
            county_id=held.county_id,
        )
        is_new = True
    this.update(handed_over_to=next_one)
    return next_one if is_new else None
