from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from baigong.foundation import clock
from baigong.foundation.ids import uuid7
from baigong.foundation.privacy.fields import BlindIndexField, EncryptedTextField


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Create somebody who can sign in; an account without a post sees nothing."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A natural person's sign-in. What the person may do stands in posts, never here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=40)
    email = models.EmailField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    phone = EncryptedTextField(
        name="user.phone",
        kind="phone",
        purpose="登录和通知",
        basis="本人同意",
        retention="账号注销时销毁",
        null=True,
    )
    phone_index = BlindIndexField(source="phone", name="user.phone", null=True)
    must_change_password = models.BooleanField(default=False)
    # Empty where the password is as old as the account, or was set before this was kept.
    password_set_at = models.DateTimeField(null=True)
    # One more, and every session signed in before is over at its next request.
    session_epoch = models.PositiveIntegerField(default=0)
    person_id = models.UUIDField(null=True)
    date_joined = models.DateTimeField(default=clock.now)

    # Set on an account that its holder is opening from outside: no post says yet what it is for.
    joins_as_party = False

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        db_table = "users_user"
        constraints = [models.UniqueConstraint(fields=["phone_index"], name="user_phone_once")]

    def __str__(self) -> str:
        return self.display_name

    def set_password(self, raw_password: str | None) -> None:
        """Take another password and note when; working its hash out anew does not save the note."""
        super().set_password(raw_password)
        self.password_set_at = clock.now()

    def get_session_auth_hash(self) -> str:
        """Return what a session is bound to: it ends with the password and with the epoch."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for key in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(key)

    def _session_hash(self, key: str | bytes) -> str:
        said = f"{self.password}:{self.session_epoch}"
        return salted_hmac("baigong.users.session", said, secret=key, algorithm="sha256").hexdigest()
