"""What a user wants to receive outside the inbox, and when, and which kinds not at all.

The inbox itself cannot be switched off; only a kind that asks nothing of its receiver can (`can_be_off`).
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.messages.errors import MessageRefused
from baigong.foundation.messages.kinds import MessageKind, kind_of, kinds
from baigong.foundation.messages.models import Channel, MessageChoice, QuietHours

MINUTES_OF_A_DAY = 24 * 60
# A choice about the inbox stands beside those of the channels: the kind is not wanted at all.
INBOX = "inbox"


def channels_for(user_id: uuid.UUID, kind: MessageKind) -> list[str]:
    """Return the channels a kind goes by for a user: its own ones, as the user changed them."""
    wanted = set(kind.channels)
    for choice in MessageChoice.objects.filter(user_id=user_id, kind=kind.code).exclude(channel=INBOX):
        if choice.is_wanted:
            wanted.add(choice.channel)
        elif not kind.is_urgent:
            wanted.discard(choice.channel)
    return sorted(wanted)


def chosen_channels(user_id: uuid.UUID) -> set[tuple[str, str]]:
    """Return the (kind, channel) pairs that hold for a user, of all kinds there are; one query."""
    said = {(row.kind, row.channel): row.is_wanted for row in MessageChoice.objects.filter(user_id=user_id)}
    found = set()
    for code in kinds():
        kind = kind_of(code)
        for channel in Channel.values:
            is_own = channel in kind.channels
            if said.get((code, channel), is_own) or (is_own and kind.is_urgent):
                found.add((code, channel))
    return found


def quiet_hours_of(user_id: uuid.UUID) -> QuietHours | None:
    """Return a user's quiet hours, or None."""
    return QuietHours.objects.filter(user_id=user_id).first()


def quiet_until(user_id: uuid.UUID, kind: MessageKind) -> datetime.datetime | None:
    """Return when the user's quiet hours end if they are on now, else None; urgent kinds know no quiet."""
    hours = None if kind.is_urgent else quiet_hours_of(user_id)
    if hours is None:
        return None
    local = clock.now().astimezone(clock.CHINA)
    since = (local.hour * 60 + local.minute - hours.from_minute) % MINUTES_OF_A_DAY
    length = (hours.to_minute - hours.from_minute) % MINUTES_OF_A_DAY
    if since >= length:
        return None
    return local.replace(second=0, microsecond=0) + datetime.timedelta(minutes=length - since)


@transaction.atomic
def choose_channels(*, user_id: uuid.UUID, wanted: Iterable[tuple[str, str]]) -> None:
    """Keep by which channels, beside the inbox, a user wants each kind of message there is."""
    pairs = set(wanted)
    MessageChoice.objects.filter(user_id=user_id).exclude(channel=INBOX).delete()
    MessageChoice.objects.bulk_create(
        [
            MessageChoice(user_id=user_id, kind=kind, channel=channel, is_wanted=(kind, channel) in pairs)
            for kind in sorted({*kinds(), *(kind for kind, _ in pairs)})
            for channel in Channel.values
        ]
    )
    record(by=str(user_id), act="messages.choose", object_kind="user", object_ids=[user_id])


def users_without(kind: str, user_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these users want nothing of a kind at all; one query."""
    if not kind_of(kind).can_be_off:
        return set()
    off = MessageChoice.objects.filter(kind=kind, channel=INBOX, is_wanted=False, user_id__in=list(user_ids))
    return set(off.values_list("user_id", flat=True))


def kinds_off(user_id: uuid.UUID) -> set[str]:
    """Return the kinds a user wants nothing of at all."""
    off = MessageChoice.objects.filter(user_id=user_id, channel=INBOX, is_wanted=False)
    return {kind for kind in off.values_list("kind", flat=True) if kind_of(kind).can_be_off}


@transaction.atomic
def want_kind(*, user_id: uuid.UUID, kind: str, is_wanted: bool) -> None:
    """Keep whether a user wants a kind of message at all.

    :raises MessageRefused: for a kind that cannot be switched off.
    """
    if kind not in kinds() or not kind_of(kind).can_be_off:
        raise MessageRefused("kind", "这一类消息是办事要用的，不能关。")
    values = {"is_wanted": is_wanted}
    MessageChoice.objects.update_or_create(user_id=user_id, kind=kind, channel=INBOX, defaults=values)
    record(
        by=str(user_id), act="messages.choose", object_kind="user", object_ids=[user_id],
        detail={"kind": kind, "wanted": is_wanted},
    )  # fmt: skip


@transaction.atomic
def set_quiet_hours(*, user_id: uuid.UUID, quiet: tuple[int, int] | None) -> None:
    """Keep when a user wants nothing from outside the inbox, in minutes of the day in China; None for never.

    :raises MessageRefused: for hours that would take the whole day or lie outside it.
    """
    if quiet is None:
        QuietHours.objects.filter(user_id=user_id).delete()
        return
    start, end = quiet
    if start == end or not (0 <= start < MINUTES_OF_A_DAY and 0 <= end < MINUTES_OF_A_DAY):
        raise MessageRefused("quiet", "免打扰的开始和结束不能是同一时刻。请改其中一个，或两格都留空。")
    values = {"from_minute": start, "to_minute": end}
    QuietHours.objects.update_or_create(user_id=user_id, defaults=values)
