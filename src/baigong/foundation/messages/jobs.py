"""Carrying messages out of the house, and clearing old ones."""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.db.models import QuerySet

from baigong.foundation import clock
from baigong.foundation.jobs.context import JobContext, refuse_inside_transaction
from baigong.foundation.jobs.errors import GiveUpError
from baigong.foundation.jobs.leases import TRIES
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, every_minutes, schedule
from baigong.foundation.messages.gateways import GatewayError, GatewayRefusal, send
from baigong.foundation.messages.models import Delivery, DeliveryState, Message
from baigong.foundation.messages.services import DELIVER
from baigong.foundation.privacy.secret import open_inside

TOO_LATE = "过了有效时间"
KEPT_DELIVERIES = datetime.timedelta(days=30)


@handler(DELIVER, lane="message", limit_seconds=60)
def deliver(context: JobContext, *, delivery_id: str) -> dict[str, int]:
    """Hand one delivery to its provider, in no transaction; a failure is noted and the job tries again later.

    What the provider refuses for good, or five times, is put aside with the job and says that it was not sent.
    """
    delivery = Delivery.objects.filter(id=uuid.UUID(delivery_id)).first()
    if delivery is None or delivery.text is None or delivery.address is None:
        return {"sent": 0}  # sent already, or wiped
    if delivery.expires_at is not None and delivery.expires_at <= clock.now():
        _open(delivery).update(state=DeliveryState.NOT_SENT, reason=TOO_LATE, address=None, text=None)
        return {"sent": 0}
    subject, _, rest = open_inside(delivery.text).partition("\n")
    refuse_inside_transaction()
    try:
        send(delivery.channel, open_inside(delivery.address), subject, rest or subject, key=str(delivery.id))
    except GatewayRefusal as error:
        _note_failure(delivery, f"对方不收：{error}", is_last=True)
        raise GiveUpError("对方不收，不再重试。", code="refused") from None
    except GatewayError as error:
        is_last = context.attempt >= TRIES
        _note_failure(delivery, f"试了{TRIES}次：{error}" if is_last else str(error), is_last=is_last)
        raise
    with context.finishing() as result:
        _open(delivery).update(state=DeliveryState.SENT, reason="", sent_at=clock.now(), text=None)
        result["sent"] = 1
    return {}


def _open(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(id=delivery.id).exclude(state=DeliveryState.SENT)


def _note_failure(delivery: Delivery, reason: str, *, is_last: bool) -> None:
    state = DeliveryState.NOT_SENT if is_last else DeliveryState.FAILED
    _open(delivery).update(state=state, reason=reason[:80])


@handler("messages.expire", lane="message")
def expire(context: JobContext) -> dict[str, int]:
    """Wipe number and text of what may not be sent any more, such as codes whose time is over."""
    late = Delivery.objects.filter(expires_at__lte=clock.now(), text__isnull=False)
    return {"wiped": late.update(address=None, text=None)}


@handler("messages.forget", lane="short")
def forget(context: JobContext) -> dict[str, int]:
    """Clear addresses and texts thirty days after they were asked for, and messages past the office's term."""
    old = clock.now() - KEPT_DELIVERIES
    cleared = Delivery.objects.filter(created_at__lt=old).exclude(address__isnull=True, text__isnull=True)
    wiped = cleared.update(address=None, text=None)
    past = clock.now() - datetime.timedelta(days=settings.BAIGONG_MESSAGE_DAYS)
    gone, _ = Message.objects.filter(created_at__lt=past).delete()
    return {"wiped": wiped, "forgotten": gone}


schedule("messages-expire", "messages.expire", every_minutes(5))
schedule("messages-forget", "messages.forget", daily(4))
