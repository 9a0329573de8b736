"""How old a password may become where the profile lets passwords age (reliability 8, GB/T 22239)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from baigong.domains.policies.selectors import parameter_at
from baigong.domains.users.models import User
from baigong.foundation import clock
from baigong.foundation.audit.services import record

DAYS = "password-days"


def is_too_old(user: User, place_paths: Iterable[str]) -> bool:
    """Return whether a password is older than the strictest place of its owner's posts allows.

    Who has none to change, or no post and so nothing to see, is never asked.
    """
    paths, now = sorted(place_paths), clock.now()
    if not paths or not user.has_usable_password():
        return False
    days = min(int(parameter_at(DAYS, path, clock.today())) for path in paths)
    return now - (user.password_set_at or user.date_joined) > datetime.timedelta(days=days)


@transaction.atomic
def ask_for_a_new_one(user: User, place_paths: Iterable[str]) -> None:
    """Let somebody who signs in with a password too old do nothing else before it is changed."""
    if user.must_change_password or not is_too_old(user, place_paths):
        return
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    record(by=str(user.pk), act="users.password_too_old", object_kind="user", object_ids=[user.pk])
