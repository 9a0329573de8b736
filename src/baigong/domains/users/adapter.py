"""How allauth treats our accounts: offices open them, nobody signs up, secrets are sealed at rest."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from baigong.foundation.privacy.envelope import seal, unseal

# Bound into every sealed secret: never rename it. allauth does not say whose secret it is.
SECOND_FACTOR = "users.second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_display(self, user: Any) -> str:
        return str(user.display_name)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Whoever reads the table alone can make nobody's code: the secrets open with the key file only."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(SECOND_FACTOR, "", text.encode())).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(SECOND_FACTOR, "", base64.b64decode(encrypted_text)).decode()
