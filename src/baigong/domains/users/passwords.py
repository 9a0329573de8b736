"""Which rules a password is held to: staff's are stricter than those of who acts for oneself or a firm."""

from __future__ import annotations

import functools
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from baigong.domains.users.enums import PARTY_ROLES
from baigong.domains.users.models import User
from baigong.domains.users.standing import posts_in_force
from baigong.foundation.access.passwords import PasswordRules


def rules_of(kind: str) -> PasswordRules:
    """Return the rules in force for a kind of account: `strict` or `party`."""
    rules: PasswordRules = settings.BAIGONG_PASSWORDS[kind]
    return rules


def kind_of(user: User | None) -> str:
    """Return the kind of an account; one without a post, which may become anything, is held to the strict rules."""
    if user is None:
        return "strict"
    if user._state.adding:
        return "party" if user.joins_as_party else "strict"
    roles = {post.role for post in posts_in_force(user)}
    return "party" if roles and roles <= PARTY_ROLES else "strict"


class AccountPasswordValidator:
    """Django's validator by the kind of account."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a weak password.

        :raises ValidationError: with a sentence for each fault.
        """
        names = (user.username, user.display_name, user.email.partition("@")[0]) if user is not None else ()
        rules = rules_of(kind_of(user))
        faults = list(rules.faults(password, names=names, common=_common()))
        if faults:
            raise ValidationError(faults)

    def get_help_text(self) -> str:
        return rules_of("strict").sentence


@functools.cache
def _common() -> frozenset[str]:
    """Return the twenty thousand most common passwords, in small letters."""
    return frozenset(CommonPasswordValidator().passwords)
