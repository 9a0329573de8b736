"""Who is signed in, ending a session, and accounts that too many failures have locked for a while."""

from __future__ import annotations

import datetime
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.contrib.sites.shortcuts import get_current_site
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from baigong.domains.users.actors import Actor, actors_named
from baigong.domains.users.models import User
from baigong.domains.users.sign_ins import FAILED
from baigong.foundation import clock
from baigong.foundation.audit.searching import entries_of_acts
from baigong.foundation.audit.services import record

LOOKED_AT = 500
APP, ACTION = "allauth.account", "login_failed"
_METHODS = "account_authentication_methods"


class SessionError(ValueError):
    """The deed is refused; the sentence says why and what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One session in force; `handle` names it without being its key, which would let its reader in."""

    handle: str
    actor: Actor
    since: datetime.datetime | None
    until: datetime.datetime


@dataclass(frozen=True, slots=True)
class Locked:
    """One account that may not try again yet, and how many seconds that lasts."""

    actor: Actor
    seconds: int


def sessions_in_force() -> list[SignedIn]:
    """Return who is signed in now, the newest sign-in first."""
    found = list(_open_sessions())
    actors = actors_named(user_id for _, user_id, _ in found)
    rows = [
        SignedIn(handle_of(session), actors[user_id], since, session.expire_date)
        for session, user_id, since in found
    ]
    earliest = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return sorted(rows, key=lambda row: (row.since or earliest, row.handle), reverse=True)


def handle_of(session: Session) -> str:
    """Return the name by which a session is pointed at."""
    return hashlib.sha256(f"session/{session.session_key}".encode()).hexdigest()[:32]


@transaction.atomic
def end_session(*, by: str, handle: str) -> str:
    """End one session at once and return whose it was.

    :raises SessionError: when it has ended already.
    """
    for session, user_id, _ in _open_sessions():
        if handle_of(session) == handle:
            session.delete()
            record(by=by, act="users.end_session", object_kind="user", object_ids=[user_id])
            return user_id
    raise SessionError("gone", "这个人已经退出了。请刷新页面再看。")


def locked_accounts(request: HttpRequest) -> list[Locked]:
    """Return the accounts whose last failures reached the limit, of those that failed lately."""
    recent = [entry for entry in entries_of_acts([FAILED], LOOKED_AT) if entry.object_ids]
    users = User.objects.filter(id__in={each for entry in recent for each in entry.object_ids})
    waits = {str(user.id): wait for user in users if (wait := _seconds_locked(request, user.username))}
    actors = actors_named(waits)
    return [
        Locked(actors[user_id], wait) for user_id, wait in sorted(waits.items(), key=lambda each: -each[1])
    ]


@transaction.atomic
def unlock(request: HttpRequest, *, by: str, user_id: str) -> None:
    """Let an account try again now.

    :raises SessionError: when it is not locked any more.
    """
    user = next((each for each in locked_accounts(request) if each.actor.id == user_id), None)
    if user is None:
        raise SessionError("gone", "这个账号现在没有锁。请刷新页面再看。")
    for rate in _rates():
        cache.delete(_cache_key(request, rate, user.actor.username))
    record(by=by, act="users.lift_wait", object_kind="user", object_ids=[user_id])


def _open_sessions() -> Iterator[tuple[Session, str, datetime.datetime | None]]:
    for session in Session.objects.filter(expire_date__gt=clock.now()).order_by("-expire_date"):
        held = session.get_decoded()
        if held.get(SESSION_KEY):
            yield session, str(held[SESSION_KEY]), _since(held.get(_METHODS) or [])


def _since(methods: list[dict[str, object]]) -> datetime.datetime | None:
    times = [float(str(each["at"])) for each in methods if "at" in each]
    return datetime.datetime.fromtimestamp(max(times), tz=datetime.UTC) if times else None


def _seconds_locked(request: HttpRequest, username: str) -> int:
    """Return how long the account must wait still; the limiter's own history says, 0 when it need not."""
    now, longest = time.time(), 0.0
    for rate in _rates():
        tries = [at for at in cache.get(_cache_key(request, rate, username), []) if at > now - rate.duration]
        if len(tries) >= rate.amount:
            longest = max(longest, sorted(tries)[-rate.amount] + rate.duration - now)
    return int(longest + 0.5)


def _rates() -> list[ratelimit.Rate]:
    return [rate for rate in ratelimit.get_rates(app=APP, action=ACTION) if rate.per == "key"]


def _cache_key(request: HttpRequest, rate: ratelimit.Rate, username: str) -> str:
    name = f"{get_current_site(request).domain}:{username.lower()}"
    return str(ratelimit.get_cache_key(request, app=APP, action=ACTION, rate=rate, key=name))
