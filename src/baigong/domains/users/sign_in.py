"""What a sign-in leaves in the session: how long it may rest, and whether a second factor stood behind it."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed, password_changed
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from baigong.domains.users.enums import PARTY_ROLES
from baigong.domains.users.models import Post, User
from baigong.domains.users.password_age import ask_for_a_new_one
from baigong.foundation import clock
from baigong.foundation.access.sessions import KIND_KEY
from baigong.foundation.audit.services import record
from baigong.foundation.scope import system_scope

SET_UP_KEY = "second_factor_set_up"


def has_second_factor(request: HttpRequest) -> bool:
    """Say whether this session was signed in with a second factor, or has just set one up."""
    if not settings.BAIGONG_SECOND_FACTOR or request.session.get(SET_UP_KEY):
        return True
    return any(each.get("method") == "mfa" for each in get_authentication_records(request, request.user))


def note_kind(sender: Any, request: Any, user: User, **_: Any) -> None:
    """Let sessions of those who act for themselves or their firm rest longer than those of staff.

    By the profile whose passwords age, an old one is asked to be changed before anything else (reliability 8).
    """
    with system_scope("登录时看本人有没有工作岗位"):
        posts = Post.objects.filter(Post.in_force_on(clock.today()), user=user)
        held = list(posts.values_list("role", "place_path"))
    roles = {role for role, _ in held}
    kind = "party" if roles and roles <= PARTY_ROLES else "strict"
    request.session[KIND_KEY] = kind
    if settings.BAIGONG_PASSWORDS[kind].ages:
        ask_for_a_new_one(user, {path for _, path in held})


def note_second_factor(sender: Any, request: Any, user: User, **_: Any) -> None:
    request.session.cycle_key()
    request.session[SET_UP_KEY] = True
    record(by=str(user.pk), act="users.set_up_second_factor", object_kind="user", object_ids=[user.pk])


def note_step_up(sender: Any, request: Any, reauthenticated: bool = False, **_: Any) -> None:
    """Whoever proves again who it is may do more from now on: another session, another name."""
    if reauthenticated:
        request.session.cycle_key()


def note_new_password(sender: Any, request: Any, user: User, **_: Any) -> None:
    """A password was changed by its owner: nothing is asked any more."""
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    record(by=str(user.pk), act="users.change_password", object_kind="user", object_ids=[user.pk])


user_logged_in.connect(note_kind, dispatch_uid="users-session-kind")
authentication_step_completed.connect(note_step_up, dispatch_uid="users-step-up")
authenticator_added.connect(note_second_factor, dispatch_uid="users-second-factor")
password_changed.connect(note_new_password, dispatch_uid="users-new-password")
