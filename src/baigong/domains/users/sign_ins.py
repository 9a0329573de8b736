"""Every sign-in, failed one and sign-out stands in the audit; what was typed as a name is never kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from baigong.domains.users.models import User
from baigong.foundation.audit.services import record

SIGNED_IN, FAILED, SIGNED_OUT = "users.sign_in", "users.sign_in_failed", "users.sign_out"
SIGN_IN_ACTS = (SIGNED_IN, FAILED, SIGNED_OUT, "users.end_session", "users.lift_wait")


def listen() -> None:
    """Connect the three signals; saying it again changes nothing."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit.sign_in")
    user_login_failed.connect(_failed, dispatch_uid="audit.sign_in_failed")
    user_logged_out.connect(_signed_out, dispatch_uid="audit.sign_out")


def _signed_in(user: Any, **_: Any) -> None:
    record(by=str(user.pk), act=SIGNED_IN, object_kind="user", object_ids=[user.pk])


def _failed(credentials: dict[str, Any], **_: Any) -> None:
    typed = str(credentials.get("username") or "")
    ids = [str(each) for each in User.objects.filter(username=typed).values_list("id", flat=True)]
    record(by="public", act=FAILED, object_kind="user", object_ids=ids, detail={"is_known": bool(ids)})


def _signed_out(user: Any, **_: Any) -> None:
    if user is not None and user.pk:
        record(by=str(user.pk), act=SIGNED_OUT, object_kind="user", object_ids=[user.pk])
