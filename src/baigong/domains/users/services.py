"""Verbs on accounts and posts."""

from __future__ import annotations

import datetime
import secrets
import uuid

from django.db import transaction

from baigong.domains.places.models import Place
from baigong.domains.users.bodies import body_for
from baigong.domains.users.enums import PARTY_ROLES
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import Post, User
from baigong.domains.users.phone_codes import phone_index_of
from baigong.domains.users.standing import posts_in_force
from baigong.foundation import clock
from baigong.foundation.audit.services import record


def new_password() -> str:
    """Return a password nobody can guess, to be shown once."""
    return secrets.token_urlsafe(15)


def username_beside(wanted: str) -> str:
    """Return the wanted name (at most 32 signs) with digits nobody chose behind it, and free.

    Digits come behind every name, taken or not: whoever opens accounts from outside learns of no account that is
    there already (reliability 5).
    """
    while User.objects.filter(username=(name := f"{wanted}-{secrets.randbelow(9_000) + 1_000}")).exists():
        continue
    return name


@transaction.atomic
def open_account(
    *, by: str, username: str, password: str, display_name: str, person_id: uuid.UUID | None = None
) -> User:
    """Open an account; it sees nothing until it has a post."""
    user = User.objects.create_user(username, password, display_name=display_name, person_id=person_id)
    record(by=by, act="users.open_account", object_kind="user", object_ids=[str(user.id)])
    return user


@transaction.atomic
def open_account_in_post(
    *,
    by: str,
    username: str,
    display_name: str,
    role: str,
    place: Place,
    starts_on: datetime.date,
    title: str = "",
    body_code: str = "",
) -> str:
    """Open an account with a post and return its password, made here, kept nowhere and to be changed first.

    `body_code` is the credit code of the body whose people the role stands for (`bodies.body_for`).

    :raises AccountError: when the name is taken, or the role and the body do not fit.
    """
    body = body_for(role, body_code, place)
    if User.objects.filter(username=username).exists():
        raise AccountError("taken", f"用户名“{username}”已经有人用。请换一个。")
    password = new_password()
    user = open_account(by=by, username=username, password=password, display_name=display_name)
    User.objects.filter(id=user.id).update(must_change_password=True)
    appoint(
        by=by, user=user, role=role, place=place, starts_on=starts_on, title=title,
        organisation_id=body.id if body is not None else None,
    )  # fmt: skip
    return password


@transaction.atomic
def appoint(
    *,
    by: str,
    user: User,
    role: str,
    place: Place,
    starts_on: datetime.date,
    title: str = "",
    rank: str = "",
    organisation_id: uuid.UUID | None = None,
) -> Post:
    """Give a user a post at a place from a day on."""
    post: Post = Post.objects.create(
        user=user,
        role=role,
        place=place,
        place_path=place.path,
        county_id=place.county_id,
        title=title,
        rank=rank,
        starts_on=starts_on,
        organisation_id=organisation_id,
    )
    record(by=by, act="users.appoint", object_kind="post", object_ids=[str(post.id)], place_path=place.path)
    return post


@transaction.atomic
def open_party_account(
    *,
    by: str,
    phone: str,
    display_name: str,
    role: str,
    place: Place,
    person_id: uuid.UUID | None = None,
    organisation_id: uuid.UUID | None = None,
) -> User:
    """Open an account for somebody who acts for themselves or their firm and signs in by telephone code.

    :raises AccountError: when the telephone belongs to another account already.
    """
    if user_by_phone(phone) is not None:
        raise AccountError("taken", "这个手机号已经有账号。请直接登录。")
    user: User = User.objects.create_user(
        f"u{secrets.token_hex(8)}", None, display_name=display_name, person_id=person_id, phone=phone
    )
    record(
        by=by or str(user.id), act="users.open_party_account", object_kind="user", object_ids=[str(user.id)]
    )
    appoint(
        by=by or str(user.id),
        user=user,
        role=role,
        place=place,
        starts_on=clock.today(),
        organisation_id=organisation_id,
    )
    return user


def user_by_phone(phone: str) -> User | None:
    """Return the account whose verified telephone this is."""
    return User.objects.filter(phone_index=phone_index_of(phone)).first()


def user_signing_in_by_phone(phone: str) -> User | None:
    """Return who may sign in by a code to this telephone: only those who act for themselves or their firm.

    Officers have a second factor, which a text message must not replace.
    """
    user = user_by_phone(phone)
    if user is None or not user.is_active:
        return None
    posts = posts_in_force(user)
    return user if all(post.role in PARTY_ROLES for post in posts) else None
