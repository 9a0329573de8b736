"""Verbs on what is public of commissioners, and on the rank by which a plan counts their links."""

from __future__ import annotations

import re

from django.db import transaction

from baigong.domains.commissioners.enums import Rank
from baigong.domains.commissioners.errors import AssignmentError
from baigong.domains.commissioners.models import PublicContact
from baigong.domains.users.enums import PARTY_ROLES
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record

SHOWN = ("name_shown", "title", "office", "office_telephone", "office_address")
LEAST_REASON = 4
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_TELEPHONE = re.compile(r"[\d()（）+\- 转,，、/]{5,30}")


@transaction.atomic
def publish_contact(*, by: str, post: Post, values: dict[str, str]) -> PublicContact:
    """Make public how a commissioner is reached at the office, or change what is public already (SD-2.1.3a, BZ-3a).

    :raises AssignmentError: for a mobile telephone, which is a person's and not the office's, for what is no telephone,
        or when the post has ended.
    """
    said = {name: values.get(name, "").strip() for name in SHOWN}
    _refuse_telephone(said["office_telephone"])
    if not Post.objects.filter(Post.in_force_on(clock.today()), id=post.id).exists():
        raise AssignmentError("post", "这位的任期已经结束，不能公开。请选在任的专员。")
    held = (
        PublicContact.objects.select_for_update(of=("self",))
        .filter(post=post, withdrawn_at__isnull=True)
        .first()
    )
    if held is None:
        contact: PublicContact = PublicContact.objects.create(
            post=post,
            place_id=post.place_id,
            place_path=post.place_path,
            county_id=post.county_id,
            public_since=clock.now(),
            **said,
        )
    else:
        contact = _changed(by, held, said)
    record(
        by=by,
        act="commissioners.publish_contact",
        object_kind="public_contact",
        object_ids=[contact.id],
        place_path=contact.place_path,
    )
    return contact


def _refuse_telephone(telephone: str) -> None:
    figures = re.sub(r"[^\d+]", "", telephone)
    if _MOBILE.fullmatch(figures):
        raise AssignmentError("office_telephone", "这是个人手机号。公开的要是办公电话，例如0123-4567890。")
    if not _TELEPHONE.fullmatch(telephone):
        raise AssignmentError("office_telephone", "办公电话读不懂，请写成0123-4567890。")


def _changed(by: str, held: PublicContact, said: dict[str, str]) -> PublicContact:
    before = {name: getattr(held, name) for name in SHOWN}
    for name, value in said.items():
        setattr(held, name, value)
    held.updated_at = clock.now()
    held.save(update_fields=[*SHOWN, "updated_at"])
    record_changes(by=by, instance=held, before=before, after=said, place_path=held.place_path)
    return held


@transaction.atomic
def withdraw_contact(*, by: str, contact: PublicContact, reason: str) -> PublicContact:
    """Take a commissioner's contact from the public at once, with the reason.

    :raises AssignmentError: without a reason, or when it is not public any more.
    """
    words = reason.strip()
    if len(words) < LEAST_REASON:
        raise AssignmentError("reason", f"请写不再公开的原因，至少{LEAST_REASON}个字，例如“调到别的岗位”。")
    held: PublicContact = PublicContact.objects.select_for_update(of=("self",)).get(id=contact.id)
    if held.withdrawn_at is not None:
        raise AssignmentError("withdrawn", f"{held.name_shown}的联系方式已经不公开了。请刷新看现在的名单。")
    held.withdrawn_at = held.updated_at = clock.now()
    held.withdrawn_reason, held.public_since = words[:200], None
    held.save(update_fields=["withdrawn_at", "withdrawn_reason", "public_since", "updated_at"])
    record(
        by=by,
        act="commissioners.withdraw_contact",
        object_kind="public_contact",
        object_ids=[held.id],
        place_path=held.place_path,
        purpose=held.withdrawn_reason,
    )
    return held


@transaction.atomic
def set_rank(*, by: str, post: Post, rank: str) -> Post:
    """Say of which rank a post is; the plan counts its links with key firms by it (AH-2.3.1a, DQ-1..3).

    :raises AssignmentError: for a word that is no rank, or a post at a firm.
    """
    held: Post = Post.objects.select_for_update(of=("self",)).get(id=post.id)
    if held.role in PARTY_ROLES or held.organisation_id is not None:
        raise AssignmentError("post", "只有单位里的工作人员定职级。请从名单里选。")
    if rank and rank not in Rank.values:
        raise AssignmentError("rank", "请从列出的职级里选一个；不算包保任务的，选“不定”。")
    before = held.rank
    held.rank, held.updated_at = rank, clock.now()
    held.save(update_fields=["rank", "updated_at"])
    record_changes(
        by=by,
        instance=held,
        before={"rank": before},
        after={"rank": rank},
        place_path=held.place_path,
        purpose="定职级",
    )
    return held
