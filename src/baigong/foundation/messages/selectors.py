"""Questions about a user's messages; a user reads nobody else's."""

from __future__ import annotations

import uuid

from django.db.models import F, QuerySet

from baigong.foundation.messages.models import Message


def inbox(user_id: uuid.UUID, *, only_unread: bool = False, kind: str = "") -> QuerySet[Message]:
    """Return a user's messages, or those of one kind, the unread first, then the newest."""
    found = Message.objects.filter(to_user_id=user_id)
    if only_unread:
        found = found.filter(read_at__isnull=True)
    if kind:
        found = found.filter(kind=kind)
    return found.prefetch_related("deliveries").order_by(
        F("read_at").desc(nulls_first=True), "-created_at", "-id"
    )


def unread_count(user_id: uuid.UUID, *, most: int = 99) -> int:
    """Return how many messages wait, counted up to `most`."""
    return Message.objects.filter(to_user_id=user_id, read_at__isnull=True)[: most + 1].count()


def message_of(user_id: uuid.UUID, message_id: uuid.UUID) -> Message | None:
    """Return one of a user's messages; somebody else's is not there."""
    return Message.objects.filter(to_user_id=user_id, id=message_id).first()


def kinds_received(user_id: uuid.UUID) -> list[str]:
    """Return which kinds of messages lie in a user's inbox."""
    return sorted(Message.objects.filter(to_user_id=user_id).values_list("kind", flat=True).distinct())
