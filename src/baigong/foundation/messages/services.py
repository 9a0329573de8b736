"""Verbs on messages: say something to a user, say something to a telephone, read."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.messages.errors import MessageRefused
from baigong.foundation.messages.gateways import is_configured
from baigong.foundation.messages.kinds import address_of, kind_of
from baigong.foundation.messages.models import Channel, Delivery, DeliveryState, Message
from baigong.foundation.messages.preferences import channels_for, quiet_until
from baigong.foundation.messages.wording import refuse_personal

DELIVER = "messages.deliver"
NO_GATEWAY = "没有配置这个通道"
NO_ADDRESS = "没有登记号码或地址"


@transaction.atomic
def send_message(
    *,
    by: str,
    to_user: uuid.UUID,
    kind: str,
    subject: str,
    key: str,
    body: str = "",
    link: str = "",
    addresses: Mapping[str, str] | None = None,
) -> Message:
    """Put a message into a user's inbox and ask for the channels the user wants; the same key says it once.

    Where the user is reached stands in the account; `addresses`, by channel, are others for this time only.
    `link` is a path of this site.

    :raises MessageRefused: for a text with a number of a person in it, or a key of another message.
    """
    refuse_personal(subject, body, link)
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "to_user_id": to_user,
            "kind": kind,
            "subject": subject,
            "body": body,
            "link": link,
            "sent_by": by,
        },
    )
    if (message.to_user_id, message.kind) != (to_user, kind):
        raise MessageRefused("key", f"消息的幂等键“{key}”已用于另一条消息。请给这条消息另取一个键。")
    if is_new:
        _ask_all(message, addresses or {})
        record(by=by or "system", act="messages.send", object_kind="message", object_ids=[message.id])
    return message


@transaction.atomic
def send_to_phone(*, phone: str, text: str, expires_at: datetime.datetime | None = None) -> Delivery:
    """Ask for a text message to a telephone that need not belong to any user; returns how far it can get.

    After `expires_at` it is not sent any more and its text is wiped.
    """
    return _ask(Delivery(channel=Channel.SMS, expires_at=expires_at), phone, text)


def _ask_all(message: Message, given: Mapping[str, str]) -> None:
    kind = kind_of(message.kind)
    quiet = quiet_until(message.to_user_id, kind)
    for channel in channels_for(message.to_user_id, kind):
        address = given.get(channel) or address_of(message.to_user_id, channel)
        text = f"{message.subject}\n{message.body}"
        if message.link and settings.BAIGONG_ADDRESS:
            text += f"\n{settings.BAIGONG_ADDRESS}{message.link}"
        _ask(Delivery(message=message, channel=channel), address, text, run_after=quiet)


def _ask(
    delivery: Delivery, address: str, text: str, *, run_after: datetime.datetime | None = None
) -> Delivery:
    has_gateway = is_configured(delivery.channel)
    reason = "" if has_gateway and address else NO_ADDRESS if has_gateway else NO_GATEWAY
    delivery.state = DeliveryState.NOT_SENT if reason else DeliveryState.WAITING
    delivery.reason = reason
    if address and (not reason or settings.BAIGONG_DEMO):
        delivery.address = address
        delivery.text = text.strip()
    delivery.save(force_insert=True)
    if not reason:
        args = {"delivery_id": delivery.id}
        enqueue(DELIVER, args, key=f"deliver:{delivery.id}", run_after=run_after)
    return delivery


@transaction.atomic
def mark_read(*, user_id: uuid.UUID, message_ids: Iterable[uuid.UUID] | None = None, kind: str = "") -> int:
    """Note that a user has read these messages, all of a kind, or all; returns how many were new."""
    unread = Message.objects.filter(to_user_id=user_id, read_at__isnull=True)
    if message_ids is not None:
        unread = unread.filter(id__in=list(message_ids))
    if kind:
        unread = unread.filter(kind=kind)
    return unread.update(read_at=clock.now())
