"""Codes sent to a telephone: how somebody without a password proves a number (reliability tests 1-11).

Six digits, good for five minutes and five tries, for one purpose, once. Whether the number belongs to an account
shows neither in the answer nor in the work done.
"""

from __future__ import annotations

import datetime
import hmac
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from baigong.domains.users.models import PhoneCode
from baigong.foundation import clock
from baigong.foundation.access.allowances import free_again, take
from baigong.foundation.audit.services import record
from baigong.foundation.messages.models import DeliveryState
from baigong.foundation.messages.services import send_to_phone
from baigong.foundation.privacy.blind import blind_index
from baigong.foundation.privacy.keys import current_ring

GOOD_FOR = datetime.timedelta(minutes=5)
MOST_TRIES = 5
BETWEEN = datetime.timedelta(seconds=60)
HOUR = datetime.timedelta(hours=1)
MOST_PER_PHONE_HOUR, MOST_PER_ADDRESS_HOUR = 5, 30
KEPT = datetime.timedelta(days=1)


class CodeRefusedError(ValueError):
    """No code is sent now; the sentence says when to try again."""


@dataclass(frozen=True, slots=True)
class CodeSent:
    """What to tell whoever asked; `is_on_its_way` is False while the office has no gateway for text messages.

    `id` belongs into the session that asked, so that no other can try the code.
    """

    is_on_its_way: bool
    shown_in_demo: str = ""
    id: str = ""


def send_code(*, phone: str, purpose: str, from_address: str) -> CodeSent:
    """Send a code for a purpose to a telephone (eleven digits), unless too many were sent lately.

    :raises CodeRefusedError: one a minute and five an hour for a number, thirty an hour for a visitor's address.
    """
    index = phone_index_of(phone)
    _refuse_too_many(index.hex(), from_address)
    return _send(phone, index, purpose)


def _refuse_too_many(number: str, from_address: str) -> None:
    """Take a place under each limit; the address first, so that who has none left takes none from a number."""
    often = "发得太多了。请过{wait}再试，或到就近的服务窗口办。"
    limits = (
        ("phone-code:address", from_address, MOST_PER_ADDRESS_HOUR, HOUR, often),
        ("phone-code:minute", number, 1, BETWEEN, "一分钟内已经发过一次。请过{wait}再试。"),
        ("phone-code:hour", number, MOST_PER_PHONE_HOUR, HOUR, often),
    )
    for what, whose, most, within, sentence in limits:
        if not take(what, whose, most=most, within=within):
            wait = free_again(what, whose, most=most) - clock.now()
            raise CodeRefusedError(sentence.format(wait=_in_words(wait)))


def _in_words(wait: datetime.timedelta) -> str:
    seconds = max(1, -(-wait // datetime.timedelta(seconds=1)))
    return f"{seconds}秒" if seconds <= 60 else f"{-(-seconds // 60)}分钟"


@transaction.atomic
def _send(phone: str, index: bytes, purpose: str) -> CodeSent:
    now = clock.now()
    code = f"{secrets.randbelow(10**6):06d}"
    row = PhoneCode.objects.create(
        phone_index=index,
        purpose=purpose,
        code_digest=_digest(code, purpose, index),
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    text = f"验证码{code}，五分钟内有效。工作人员不会向您要验证码。"
    delivery = send_to_phone(phone=phone, text=text, expires_at=row.expires_at)
    record(by="phone-code", act="users.send_phone_code", object_kind="phone_code", object_ids=[row.id])
    shown = code if delivery.text is not None and delivery.state == DeliveryState.NOT_SENT else ""
    return CodeSent(delivery.state != DeliveryState.NOT_SENT, shown, str(row.id))


def check_code(*, phone: str, purpose: str, code: str, sent_id: str) -> bool:
    """Return whether a code is the last one sent for this purpose, and use it up; a wrong one costs a try.

    `sent_id` is what the asking session keeps of `CodeSent`: no other session can use the code, or its tries up.
    Two requests with the same code: exactly one is right, whatever their order.
    """
    index, now = phone_index_of(phone), clock.now()
    sent = (
        PhoneCode.objects.filter(phone_index=index, purpose=purpose, expires_at__gt=now, used_at__isnull=True)
        .order_by("-created_at", "-id")
        .first()
    )
    given = _digest(code.strip(), purpose, index)
    if sent is None or not _is_of_session(sent, sent_id):
        return False
    open_rows = PhoneCode.objects.filter(id=sent.id, used_at__isnull=True, tries__lt=MOST_TRIES)
    if not open_rows.update(tries=F("tries") + 1):
        return False
    if not hmac.compare_digest(bytes(sent.code_digest), given):
        return False
    return PhoneCode.objects.filter(id=sent.id, used_at__isnull=True).update(used_at=now) == 1


def _is_of_session(sent: PhoneCode, sent_id: str) -> bool:
    return sent_id == str(sent.id)


@transaction.atomic
def forget_codes() -> int:
    """Delete the codes older than a day; returns how many."""
    gone, _ = PhoneCode.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    return gone


def phone_index_of(phone: str) -> bytes:
    """Return the fingerprint under which a telephone is kept with accounts and codes."""
    return blind_index("user.phone", phone)


def _digest(code: str, purpose: str, index: bytes) -> bytes:
    key = current_ring().index_key("phone-code")
    return hmac.digest(key, b"\x00".join((code.encode(), purpose.encode(), index)), "sha256")
