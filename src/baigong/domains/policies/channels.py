"""The channels of the plan: what each shows of a policy, what is noted by hand, what goes out by an outlet (BZ-W2g).

Nothing is said to be published that nobody saw. The portal of this site shows a version the moment it is published;
every other channel waits until somebody notes the address, and an outlet (`outlets`) only says that it was handed out.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from baigong.domains.policies.enums import PublicationState
from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.models import PolicyItem, PolicyVersion, Publication
from baigong.domains.policies.outlets import POSTED, Receipt, is_connected
from baigong.domains.policies.selectors import pack_for
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.jobs.queue import enqueue
from baigong.kernels.packs import Channel

PORTAL = "portal"
HAND_OUT = "policies.hand-out"
WAITING, OUT_OF_DATE, TO_TAKE_DOWN = "waiting", "out_of_date", "to_take_down"
LABELS = {
    **dict(PublicationState.choices),
    WAITING: "等公布",
    OUT_OF_DATE: "不是最新的",
    TO_TAKE_DOWN: "还没撤下",
}
# What somebody has to see to.
OPEN = (WAITING, OUT_OF_DATE, TO_TAKE_DOWN, PublicationState.FAILED, PublicationState.HANDED_OUT)


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """How one policy stands in one channel; `last` is what was noted last, `shown` the version it was about."""

    channel: Channel
    state: str
    last: Publication | None
    shown: int | None

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_portal(self) -> bool:
        return self.channel.carrier == PORTAL

    @property
    def is_connected(self) -> bool:
        return is_connected(self.channel.code)


def channels_at(place_path: str) -> tuple[Channel, ...]:
    """Return the channels in which the plans at a place have policies published."""
    return pack_for(place_path).channel_list()


def channel_lines(items: Sequence[PolicyItem]) -> dict[uuid.UUID, list[ChannelLine]]:
    """Return for each policy how it stands in every channel; those never published have none.

    Two questions, and one for each place.
    """
    versions = list(PolicyVersion.objects.filter(item_id__in=[item.id for item in items]).order_by("version"))
    by_item: dict[uuid.UUID, list[PolicyVersion]] = {}
    for version in versions:
        by_item.setdefault(version.item_id, []).append(version)
    noted = Publication.objects.filter(version_id__in=[version.id for version in versions])
    last: dict[tuple[uuid.UUID, str], Publication] = {}
    numbers = {version.id: version for version in versions}
    for row in noted.filter(voided_at__isnull=True).order_by("recorded_at", "id"):
        last[numbers[row.version_id].item_id, row.channel] = row
    channels = {path: channels_at(path) for path in {item.place_path for item in items}}
    return {
        item.id: [
            _line(channel, by_item[item.id], last.get((item.id, channel.code)), numbers)
            for channel in channels[item.place_path]
        ]
        for item in items
        if item.id in by_item
    }


def _line(
    channel: Channel,
    versions: list[PolicyVersion],
    last: Publication | None,
    numbers: dict[uuid.UUID, PolicyVersion],
) -> ChannelLine:
    current = next((each for each in versions if not each.voided_at and not each.superseded_at), None)
    shown = numbers[last.version_id] if last else None
    state = _state(last, shown, current)
    return ChannelLine(channel, state, last, shown.version if shown else None)


def _state(last: Publication | None, shown: PolicyVersion | None, current: PolicyVersion | None) -> str:
    is_up = last is not None and last.state == PublicationState.PUBLISHED
    if current is None:
        return TO_TAKE_DOWN if is_up else PublicationState.TAKEN_DOWN
    if last is None or last.state == PublicationState.TAKEN_DOWN:
        return WAITING
    if shown is not None and shown.id != current.id:
        return OUT_OF_DATE if is_up else WAITING
    return str(last.state)


@transaction.atomic
def note_publication(
    *,
    by: str,
    item: PolicyItem,
    channel: str,
    state: str,
    link: str = "",
    note: str = "",
    happened_at: datetime.datetime | None = None,
) -> Publication:
    """Note what became of a policy in a channel outside: where it stands, that it failed or came down (M17.3).

    :raises PolicyError: for a channel the plan does not name or this site itself, without an address or reason, for a
        moment to come, or when the policy was never published.
    """
    known = {each.code: each for each in channels_at(item.place_path)}
    if channel not in known or known[channel].carrier == PORTAL:
        raise PolicyError(
            "channel", "这个渠道不在方案里，或者由本平台自己公布，不用登记。请从列出的渠道里选。"
        )
    version = item.versions.order_by("-version").first()
    if version is None:
        raise PolicyError("state", f"“{item.title}”还没公布过，没有渠道可登记。请先公布。")
    when = happened_at or clock.now()
    _refuse_unsaid(state, link.strip(), note.strip(), when, is_public=version.voided_at is None)
    return _noted(by, version, channel, state, link=link.strip(), note=note.strip(), happened_at=when)


def _refuse_unsaid(state: str, link: str, note: str, when: datetime.datetime, *, is_public: bool) -> None:
    if state == PublicationState.PUBLISHED and not is_public:
        raise PolicyError("note_state", "这条政策已经撤下，不能再登记为已公布。渠道上撤了，请选“已撤下”。")
    if state == PublicationState.PUBLISHED and not (link or note):
        raise PolicyError("link", "请写公布在哪里：填网址；没有网址的，在说明里写能找到它的位置。")
    if state == PublicationState.FAILED and not note:
        raise PolicyError("note", "请写没公布成的原因，好让接手的人知道。")
    if when > clock.now():
        raise PolicyError("happened_on", "公布的日子不能晚于今天。")


@transaction.atomic
def announce(*, by: str, version: PolicyVersion) -> None:
    """Note that the portal shows a version, and hand it to every outlet that is connected."""
    for channel in channels_at(version.place_path):
        if channel.carrier == PORTAL:
            link = f"/policies/{version.item_id}/"
            _noted(by, version, channel.code, PublicationState.PUBLISHED, link=link)
        elif is_connected(channel.code):
            hand_out(by=by, version=version, channel=channel.code)


def hand_out(*, by: str, version: PolicyVersion, channel: str, again: str = "") -> None:
    """Ask for a version to be handed to a channel's outlet in the background; `again` tells a second try apart.

    :raises PolicyError: when the channel has no outlet.
    """
    if not is_connected(channel):
        raise PolicyError("channel", "这个渠道未接通，由人登记。")
    enqueue(
        HAND_OUT,
        {"version_id": str(version.id), "channel": channel},
        key=f"{HAND_OUT}:{version.id}:{channel}:{again}",
        by=by,
        place_path=version.place_path,
    )


def _noted(
    by: str,
    version: PolicyVersion,
    channel: str,
    state: str,
    *,
    link: str = "",
    note: str = "",
    happened_at: datetime.datetime | None = None,
) -> Publication:
    row: Publication = Publication.objects.create(
        version=version,
        channel=channel,
        state=state,
        link=link[:300],
        note=note[:200],
        happened_at=happened_at or clock.now(),
        noted_by=by,
        place_path=version.place_path,
        county_id=version.county_id,
    )
    record(
        by=by,
        act="policies.note_channel",
        object_kind="publication",
        object_ids=[row.id],
        place_path=version.place_path,
        detail={"channel": channel, "state": str(state), "version": version.version},
    )
    return row


def note_handed_out(
    *, by: str, version: PolicyVersion, channel: str, receipt: Receipt | None, failure: str = ""
) -> Publication:
    """Note how handing a version to an outlet went; what was only taken is not published yet."""
    if receipt is None:
        return _noted(by, version, channel, PublicationState.FAILED, note=failure)
    if receipt.state == POSTED:
        return _noted(
            by, version, channel, PublicationState.PUBLISHED, link=receipt.link, note="对方回执已公布"
        )
    return _noted(by, version, channel, PublicationState.HANDED_OUT)


def open_lines(items: Iterable[PolicyItem]) -> list[tuple[PolicyItem, ChannelLine]]:
    """Return what somebody has to see to in the channels, policy by policy."""
    held = list(items)
    found = channel_lines(held)
    return [(item, line) for item in held for line in found.get(item.id, ()) if line.is_open]
