"""What the front door remembers is short-lived: sessions that have ended, keys of forms, counted attempts."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from baigong.foundation import clock
from baigong.foundation.access.models import IdempotencyKey
from baigong.foundation.retention.rules import rule

KEYS_KEPT = datetime.timedelta(days=7)


def _sessions_ended() -> int:
    return Session.objects.filter(expire_date__lt=clock.now()).count()


def _clear_sessions() -> int:
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


def _keys_old() -> int:
    return IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEYS_KEPT).count()


def _clear_keys() -> int:
    return IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEYS_KEPT).delete()[0]


def _attempts(statement: str) -> int:
    """Ask the table of attempts, which belongs to Django's cache and to no model."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    moment = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} FROM {table} WHERE expires < %s", [moment])
        return int(cursor.fetchone()[0]) if statement.startswith("SELECT") else int(cursor.rowcount)


rule(
    "access.sessions",
    label="登录会话",
    term="过期即清除（登录八小时）",
    due=_sessions_ended,
    clear=_clear_sessions,
)
rule(
    "access.idempotency", label="防重复提交的记号", term="七天", due=_keys_old, clear=_clear_keys,
)  # fmt: skip
rule(
    "access.attempts",
    label="登录尝试的计数",
    term="过了计数的时间即清除",
    due=lambda: _attempts("SELECT count(*)"),
    clear=lambda: _attempts("DELETE"),
)
