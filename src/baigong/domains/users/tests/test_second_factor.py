"""What stands in the table of second factors, and that the codes made from it are still the right ones."""

from __future__ import annotations

import base64
import importlib
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.apps import apps
from django.db import connection

from baigong.domains.users.adapter import SecondFactorAdapter
from baigong.domains.users.models import User
from baigong.faces.cli.demo.personas import code_of
from baigong.foundation.privacy.errors import SealBroken
from baigong.foundation.privacy.keys import rotate

PLAIN = "allauth.mfa.adapter.DefaultMFAAdapter"
sealing = importlib.import_module("baigong.domains.users.migrations.0002_seal_second_factors")


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("first", "x" * 16, display_name="第一人")


def table() -> str:
    """Return the whole table as the database's owner reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        return str(cursor.fetchall())


def test_no_secret_can_be_read_in_the_table(user: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    assert secret not in table()
    assert not any(code in table() for code in codes)
    assert validate_totp_code(secret, code_of("first"))
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(code_of("first"))
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).validate_code(codes[3])


def test_twin_the_usual_adapter_leaves_the_secret_readable(user: User, settings: Any) -> None:
    settings.MFA_ADAPTER = PLAIN
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert secret in table()


def test_a_secret_opens_after_the_keys_were_turned_and_not_after_it_was_changed(
    user: User, settings: Any
) -> None:
    sealed = SecondFactorAdapter().encrypt("SECRET")
    rotate(settings.BAIGONG_KEY_FILE)
    assert SecondFactorAdapter().decrypt(sealed) == "SECRET"
    raw = bytearray(base64.b64decode(sealed))
    raw[-1] ^= 1
    with pytest.raises(SealBroken):
        SecondFactorAdapter().decrypt(base64.b64encode(raw).decode())


def test_secrets_of_an_older_installation_are_sealed_by_the_migration_and_opened_by_its_reverse(
    user: User, settings: Any
) -> None:
    usual, settings.MFA_ADAPTER = settings.MFA_ADAPTER, PLAIN
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    settings.MFA_ADAPTER = usual
    sealing.seal_secrets(apps, None)
    assert secret not in table()
    assert validate_totp_code(secret, code_of("first"))
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes
    sealing.open_secrets(apps, None)
    assert secret in table()
