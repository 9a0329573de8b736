"""A firm's own people: who administers it, inviting a colleague, letting one go (M02).

A firm always keeps one administrator: whoever takes the last one away must name another first, for a firm
that nobody can manage would have to come back to the county.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.users.enums import Role
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import Post, User
from baigong.domains.users.services import appoint, new_password, open_account
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record
from baigong.foundation.scope import system_scope

ADMINISTERS = "administrator"
"""The rank of a post whose holder manages the firm's people and its record."""


def posts_of_firm(organisation_id: UUID) -> list[Post]:
    """Return the posts in force at a firm with their users, administrators first."""
    rows = _in_force().filter(organisation_id=organisation_id).select_related("user")
    return sorted(rows, key=lambda post: (post.rank != ADMINISTERS, post.starts_on, post.id))


def has_administrator(organisation_id: UUID) -> bool:
    """Return whether somebody administers the firm today."""
    return bool(_administrators(organisation_id).exists())


def post_of_firm(post_id: UUID, organisation_id: UUID) -> Post | None:
    """Return a post in force at the firm, None when there is no such one there."""
    found: Post | None = (
        _in_force().filter(id=post_id, organisation_id=organisation_id).select_related("user").first()
    )
    return found


@transaction.atomic
def invite_colleague(
    *,
    by: str,
    organisation: Organisation,
    place: Place,
    username: str,
    display_name: str,
    title: str = "",
    is_administrator: bool = False,
) -> str:
    """Open an account with a post at the firm; return its password, made here and kept nowhere.

    :raises AccountError: when the name is taken.
    """
    if User.objects.filter(username=username).exists():
        raise AccountError("taken", f"用户名“{username}”已经有人用。请换一个，例如姓名拼音加手机后四位。")
    password = new_password()
    user = open_account(by=by, username=username, password=password, display_name=display_name)
    appoint(
        by=by,
        user=user,
        role=Role.EMPLOYER,
        place=place,
        starts_on=clock.today(),
        title=title,
        rank=ADMINISTERS if is_administrator else "",
        organisation_id=organisation.id,
    )
    return password


@transaction.atomic
def name_administrator(*, by: str, post: Post, is_administrator: bool) -> Post:
    """Let a colleague manage the firm, or no longer.

    :raises AccountError: when the post has ended, or nobody would be left who manages the firm.
    """
    held = _held(post)
    if not is_administrator:
        _keep_one(held)
    _change(by, held, {"rank": ADMINISTERS if is_administrator else ""})
    return held


@transaction.atomic
def let_go(*, by: str, post: Post) -> Post:
    """End a post at a firm today; who has no other post can no longer sign in, and open pages stop at once.

    :raises AccountError: when the post has ended already, or it is the firm's last administrator's.
    """
    held = _held(post)
    _keep_one(held)
    end_posts(by=by, posts=[held])
    return held


@transaction.atomic
def end_posts(*, by: str, posts: Iterable[Post]) -> None:
    """End posts today without asking who is left; users without another post are signed out for good."""
    for post in posts:
        _change(by, post, {"ends_before": clock.today()})
        with system_scope("查有没有别的在任岗位"):
            remains = _in_force().filter(user_id=post.user_id).exists()
        if not remains:
            User.objects.filter(id=post.user_id).update(is_active=False)
            record(by=by, act="users.close_account", object_kind="user", object_ids=[post.user_id])


def administrators_of(organisation_id: UUID) -> list[Post]:
    """Return the posts of those who administer the firm today."""
    return list(_administrators(organisation_id).select_related("user").order_by("starts_on", "id"))


def _in_force() -> Any:
    today = clock.today()
    ended = Q(ends_before__lte=today)
    return Post.objects.filter(starts_on__lte=today, withdrawn_at__isnull=True).exclude(ended)


def _administrators(organisation_id: UUID) -> Any:
    return _in_force().filter(organisation_id=organisation_id, rank=ADMINISTERS)


def _held(post: Post) -> Post:
    """Return the post as it stands, its firm held so that two administrators cannot end each other at once."""
    Organisation.objects.select_for_update().get(id=post.organisation_id)
    held: Post | None = _in_force().filter(id=post.id).first()
    if held is None:
        raise AccountError("ended", "这个人的任职已经结束。请刷新看现在的名单。")
    return held


def _keep_one(post: Post) -> None:
    if post.rank != ADMINISTERS or post.organisation_id is None:
        return
    if not _administrators(post.organisation_id).exclude(id=post.id).exists():
        raise AccountError("last", "本单位只有这一位管理员。请先把另一位同事设为管理员，再改这一位。")


def _change(by: str, post: Post, values: dict[str, Any]) -> None:
    before: dict[str, datetime.date | str | None] = {name: getattr(post, name) for name in values}
    for name, value in values.items():
        setattr(post, name, value)
    post.updated_at = clock.now()
    post.save(update_fields=[*values, "updated_at"])
    record_changes(by=by, instance=post, before=before, after=values, place_path=post.place_path)
