"""The life of an account after it was opened: locked, given back, left behind when somebody goes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from baigong.domains.places.models import Place
from baigong.domains.users.bodies import body_for
from baigong.domains.users.enums import PARTY_ROLES
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import Mandate, Post, User
from baigong.domains.users.services import appoint, new_password
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record
from baigong.foundation.ids import uuid7
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope import system_scope

SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One kind of named work a post may hold: how many there are, and how it goes over to another post."""

    label: str
    count: Callable[[Sequence[Post]], int]
    hand_over: Callable[[str, Sequence[Post], Post, datetime.date], int]


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody left behind: label and count of work handed over, and of work that still has no holder."""

    handed_over: tuple[tuple[str, int], ...]
    remaining: tuple[tuple[str, int], ...]


_kinds_of_work: dict[str, OpenWork] = {}


def register_open_work(name: str, work: OpenWork) -> None:
    """Let the app that knows a kind of named work count it and hand it over; from its `AppConfig.ready`."""
    _kinds_of_work[name] = work


@transaction.atomic
def end_sessions(*, by: str, user: User, reason: str = "") -> None:
    """End every session of a user at its next request, on whatever machine it is."""
    User.objects.filter(id=user.id).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    record(by=by, act="users.end_sessions", object_kind="user", object_ids=[user.id], purpose=reason.strip())


@transaction.atomic
def lock_account(*, by: str, user: User, reason: str) -> None:
    """Let nobody sign in to an account, and end its sessions at once.

    :raises AccountError: for one's own account, or without a reason.
    """
    _refuse_own(by, user)
    _change(by, user, reason, act="users.lock", is_active=False)
    end_sessions(by=by, user=user)


@transaction.atomic
def unlock_account(*, by: str, user: User, reason: str) -> None:
    """Let somebody sign in again.

    :raises AccountError: for one's own account, or without a reason.
    """
    _refuse_own(by, user)
    _change(by, user, reason, act="users.unlock", is_active=True)
    _tell(by, user, "您的账号已经解锁", "可以重新登录了。")


@transaction.atomic
def require_new_password(*, by: str, user: User, reason: str) -> None:
    """Let a user do nothing else before the password is changed.

    :raises AccountError: without a reason, or for an account that has no password.
    """
    if not user.has_usable_password():
        raise AccountError("no-password", "这个账号用手机验证码登录，没有密码可改。")
    _change(by, user, reason, act="users.require_new_password", must_change_password=True)
    _tell(by, user, "请修改密码", "管理员要求您修改密码，改好以后才能接着用。")


@transaction.atomic
def give_new_password(*, by: str, user: User, reason: str) -> str:
    """Give a user who forgot it another password, shown once and to be changed first; sessions end.

    :raises AccountError: for one's own account, without a reason, or for an account that has no password.
    """
    _refuse_own(by, user)
    _reasoned(reason)
    if not user.has_usable_password():
        raise AccountError("no-password", "这个账号用手机验证码登录，没有密码可改。")
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "password_set_at", "must_change_password"])
    record(by=by, act="users.give_password", object_kind="user", object_ids=[user.id], purpose=reason.strip())
    return password


@transaction.atomic
def add_post(
    *,
    by: str,
    user: User,
    role: str,
    place: Place,
    starts_on: datetime.date,
    title: str = "",
    body_code: str = "",
) -> Post:
    """Give a user of the office one more post.

    :raises AccountError: for one's own account, for a party's role, a role and a body that do not fit,
        or when the same post begins that day already.
    """
    _refuse_own(by, user)
    if role in PARTY_ROLES:
        raise AccountError("role", "企业用户由企业自己加，求职人员自己登记。请选工作人员的身份。")
    try:
        with transaction.atomic(), system_scope("加一个岗位"):
            body = body_for(role, body_code, place)
            return appoint(
                by=by, user=user, role=role, place=place, starts_on=starts_on, title=title,
                organisation_id=body.id if body is not None else None,
            )  # fmt: skip
    except IntegrityError:
        raise AccountError("taken", "这个人那天起已经有同样的岗位。请改日期，或不用再加。") from None


@transaction.atomic
def reset_second_factor(*, by: str, user: User, reason: str) -> None:
    """Take a lost second factor off an account and end its sessions; a new one is set up at the next sign-in.

    :raises AccountError: for one's own account, without a reason, or when there is none.
    """
    _refuse_own(by, user)
    _reasoned(reason)
    gone, _ = Authenticator.objects.filter(user=user).delete()
    if not gone:
        raise AccountError("no-factor", "这个账号还没有设两步验证，不用重置。")
    record(
        by=by,
        act="users.reset_second_factor",
        object_kind="user",
        object_ids=[user.id],
        purpose=reason.strip(),
    )
    end_sessions(by=by, user=user)
    _tell(by, user, "您的两步验证被重置了", "不是您要求的，请马上联系管理员。")


@transaction.atomic
def end_post(*, by: str, post: Post, ends_before: datetime.date, reason: str) -> None:
    """End a post before a day; what was delegated from it ends with it, and so do its mandates.

    :raises AccountError: without a reason, or when the post has ended by then.
    """
    _reasoned(reason)
    if post.withdrawn_at is not None or (post.ends_before is not None and post.ends_before <= ends_before):
        raise AccountError("ended", "这个岗位到那天已经结束了。请改日期。")
    with system_scope("结束岗位和由它委派的岗位"):
        delegated = Post.objects.filter(delegated_from=post, withdrawn_at__isnull=True)
        for each in [post, *delegated.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=ends_before))]:
            _end_one(by, each, ends_before, reason.strip())
        _end_mandates(by, post, ends_before)


@transaction.atomic
def staff_leaves(
    *, by: str, user: User, leaves_on: datetime.date, reason: str, to_post: Post | None = None
) -> Left:
    """Somebody goes: all posts end before the day, named work goes over to `to_post`, sessions end.

    From the day on the account is locked. Returns what was handed over and what is left without a holder.

    :raises AccountError: for one's own account, without a reason, or when `to_post` is of the same user.
    """
    _refuse_own(by, user)
    _reasoned(reason)
    if to_post is not None and to_post.user_id == user.id:
        raise AccountError("to-self", "接手的人不能是离岗的本人。请另选一个人。")
    with system_scope("结束离岗人员的岗位"):
        held = Post.every.filter(user=user, withdrawn_at__isnull=True)  # seats in groups end too
        posts = list(held.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=leaves_on)))
        handed_over = _hand_over(by, posts, to_post, leaves_on)
        remaining = tuple(
            (work.label, count) for work in _kinds_of_work.values() if (count := work.count(posts))
        )
        for post in posts:
            post.refresh_from_db(fields=["ends_before", "withdrawn_at"])  # may have ended with its source
            if post.withdrawn_at is None and (post.ends_before is None or post.ends_before > leaves_on):
                end_post(by=by, post=post, ends_before=leaves_on, reason=reason)
    if leaves_on <= clock.today():
        lock_account(by=by, user=user, reason=reason)
    record(by=by, act="users.leave", object_kind="user", object_ids=[user.id], purpose=reason.strip())
    return Left(handed_over, remaining)


def open_work_of(posts: Sequence[Post]) -> list[tuple[str, int]]:
    """Return label and count of the named work these posts hold."""
    counts = [(work.label, work.count(posts)) for work in _kinds_of_work.values()]
    return [(label, count) for label, count in counts if count]


def end_sessions_of_the_postless() -> int:
    """End the sessions of users whose last post ended today; returns how many. They saw nothing any more anyway."""
    today = clock.today()
    with system_scope("清理没有岗位的登录"):
        ended = Post.objects.filter(ends_before=today).values("user_id")
        in_force = Post.objects.filter(Post.in_force_on(today)).values("user_id")
        users = list(User.objects.filter(id__in=ended, is_active=True).exclude(id__in=in_force))
    for user in users:
        end_sessions(by="retention", user=user)
    return len(users)


def _hand_over(
    by: str, posts: Sequence[Post], to_post: Post | None, on: datetime.date
) -> tuple[tuple[str, int], ...]:
    if to_post is None:
        return ()
    counts = [(work.label, work.hand_over(by, posts, to_post, on)) for work in _kinds_of_work.values()]
    return tuple((label, count) for label, count in counts if count)


def _end_one(by: str, post: Post, ends_before: datetime.date, reason: str) -> None:
    before = {"ends_before": post.ends_before, "withdrawn_at": post.withdrawn_at}
    if post.starts_on >= ends_before:
        post.withdrawn_at, post.withdrawn_reason = clock.now(), reason
    else:
        post.ends_before = ends_before
    post.updated_at = clock.now()
    post.save(update_fields=["ends_before", "withdrawn_at", "withdrawn_reason", "updated_at"])
    after = {"ends_before": post.ends_before, "withdrawn_at": post.withdrawn_at}
    record_changes(
        by=by, instance=post, before=before, after=after, place_path=post.place_path, purpose=reason
    )


def _end_mandates(by: str, post: Post, ends_before: datetime.date) -> None:
    held = Mandate.objects.filter(post=post, voided_at__isnull=True, superseded_at__isnull=True)
    open_ones = held.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=ends_before))
    ids = list(open_ones.values_list("id", flat=True))
    if not ids:
        return
    chosen = Mandate.objects.filter(id__in=ids)
    chosen.filter(starts_on__gte=ends_before).update(voided_at=clock.now(), voided_reason="受托人离岗")
    chosen.filter(starts_on__lt=ends_before).update(ends_before=ends_before, ended_reason="受托人离岗")
    record(by=by, act="users.withdraw_mandate", object_kind="mandate", object_ids=ids)


def _change(by: str, user: User, reason: str, *, act: str, **values: bool) -> None:
    _reasoned(reason)
    before = {name: getattr(user, name) for name in values}
    if before == values:
        raise AccountError("same", "账号现在已经是这样，没有改动。")
    for name, value in values.items():
        setattr(user, name, value)
    user.save(update_fields=list(values))
    record_changes(by=by, instance=user, before=before, after=values, purpose=reason.strip())
    record(by=by, act=act, object_kind="user", object_ids=[user.id], purpose=reason.strip())


def _reasoned(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise AccountError("reason", "还没写原因。请写至少四个字。")


def _refuse_own(by: str, user: User) -> None:
    if by == str(user.id):
        raise AccountError("own", "不能对自己的账号做这件事。请找另一位管理员。")


def _tell(by: str, user: User, subject: str, body: str) -> None:
    key = f"account:{user.id}:{uuid7()}"
    send_message(by=by, to_user=user.id, kind="account", subject=subject, body=body, key=key)
