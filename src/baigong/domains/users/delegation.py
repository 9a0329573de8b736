"""Somebody is away: another acts in the post for that time, no longer, and never hands it on.

The delegate has a post of its own that names where it comes from, so the scope is the delegator's and the
audit shows both. It counts only while the post it comes from is in force.
"""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction

from baigong.domains.users.enums import BODY_ROLES, PARTY_ROLES
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import Post, User
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope import system_scope

LONGEST = datetime.timedelta(days=92)


@transaction.atomic
def delegate_post(
    *, by: str, post: Post, to_user: User, starts_on: datetime.date, ends_before: datetime.date
) -> Post:
    """Let another user act in a post from a day until the day before another; both are told.

    :raises AccountError: for a delegated post, one of a party, oneself, somebody who serves elsewhere, a period that is
        empty, past, longer than three months or beyond the post, or one that is delegated to this user already.
    """
    _refuse_period(post, starts_on, ends_before)
    if post.delegated_from_id is not None:
        raise AccountError("chain", "代理的岗位不能再转给别人。请由本人另行委派。")
    if post.role in PARTY_ROLES:
        raise AccountError("party", "企业用户和求职人员的账号不能代理。企业请另开一个同事的账号。")
    if post.role in BODY_ROLES:
        raise AccountError("body", "外单位的账号不能请人代。请让人社局给同事另开一个账号。")
    if to_user.id == post.user_id or not to_user.is_active:
        raise AccountError("to", "不能委派给自己或已锁定的账号。请另选一个人。")
    with system_scope("登记岗位代理"):
        if (
            not Post.objects.filter(
                Post.in_force_on(clock.today()),
                user=to_user,
                place_path=post.place_path,
                delegated_from__isnull=True,
            )
            .exclude(role__in=PARTY_ROLES | BODY_ROLES)
            .exists()
        ):
            raise AccountError("to", "这个人不在本地任职，不能代理。请选本地的工作人员。")
        delegated = _create(post, to_user, starts_on, ends_before)
    record(
        by=by,
        act="users.delegate",
        object_kind="post",
        object_ids=[delegated.id, post.id],
        place_path=post.place_path,
    )
    days = f"{starts_on:%Y-%m-%d}至{ends_before - datetime.timedelta(days=1):%Y-%m-%d}"
    for user_id, words in (
        (to_user.id, f"您代理{post.user.display_name}的岗位，{days}"),
        (post.user_id, f"您的岗位由{to_user.display_name}代理，{days}"),
    ):
        key = f"delegation:{delegated.id}:{user_id}"
        send_message(by=by, to_user=user_id, kind="account", subject=words, key=key)
    return delegated


def delegations_from(user: User) -> list[Post]:
    """Return who acts, or will act, in one of a user's posts, the soonest first."""
    with system_scope("查本人委派出去的岗位"):
        rows = Post.objects.filter(
            delegated_from__user=user, withdrawn_at__isnull=True, ends_before__gt=clock.today()
        )
        return list(rows.select_related("user", "place", "delegated_from").order_by("starts_on", "id"))


def _refuse_period(post: Post, starts_on: datetime.date, ends_before: datetime.date) -> None:
    if ends_before <= starts_on or starts_on < clock.today():
        raise AccountError("period", "代理从今天或以后开始，结束要在开始以后。请改日期。")
    if ends_before - starts_on > LONGEST:
        raise AccountError("period", "一次代理最长三个月。更长的，请给接替的人另开岗位。")
    is_beyond = post.ends_before is not None and ends_before > post.ends_before
    if is_beyond or post.withdrawn_at is not None:
        raise AccountError("period", "代理不能超过岗位本身的任期。请改结束日期。")


def _create(post: Post, to_user: User, starts_on: datetime.date, ends_before: datetime.date) -> Post:
    try:
        with transaction.atomic():
            created: Post = Post.objects.create(
                user=to_user,
                role=post.role,
                place_id=post.place_id,
                place_path=post.place_path,
                county_id=post.county_id,
                title=f"代{post}"[:60],
                starts_on=starts_on,
                ends_before=ends_before,
                delegated_from=post,
            )
    except IntegrityError:
        raise AccountError("taken", "这个人那天起已经有同样的岗位，不用再委派。") from None
    return created
