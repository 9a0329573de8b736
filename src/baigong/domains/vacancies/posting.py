"""The channels in which a vacancy is made known: the portal by itself, every other one as it is asked and answered.

An officer asks for outlets (`ask_outlets`), notes what people did in them (`note_posting`); connected ones answer for
themselves. A vacancy that came down from the portal or was closed is to be taken down everywhere; what is still up
elsewhere is told to who has to see to it (AH-4.3a, AH-4.3b, M05.1).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from baigong.domains.policies.outlets import is_connected
from baigong.domains.policies.selectors import pack_for
from baigong.domains.vacancies.models import OutletOrder, OutletWish, Posting, PostingState, Vacancy
from baigong.domains.vacancies.outbox import CONTENT, PORTAL, open_orders, place_order, settle
from baigong.domains.vacancies.outbox_sending import REACHED
from baigong.domains.vacancies.reconciling import HAND
from baigong.domains.vacancies.services import VacancyError
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.kernels.packs import Channel

WAITING, TO_TAKE_DOWN = "waiting", "to_take_down"
QUEUED, TO_DO, NOT_SENT = "queued", "to_do", "not_sent"
LABELS = {
    **dict(PostingState.choices),
    WAITING: "还没登",
    TO_TAKE_DOWN: "还没撤下",
    QUEUED: "排队送出",
    TO_DO: "等人去登",
    NOT_SENT: "未发出（没接通）",
}


@dataclass(frozen=True, slots=True)
class PostingLine:
    """How a vacancy stands in one channel; `last` is what was noted last, `order` what it is asked to do."""

    channel: Channel
    state: str
    last: Posting | None
    order: OutletOrder | None = None

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def is_portal(self) -> bool:
        return self.channel.carrier == PORTAL

    @property
    def is_connected(self) -> bool:
        return is_connected(self.channel.code)

    @property
    def may_be_asked(self) -> bool:
        """Whether putting it up may be asked for: it is not up and not on its way, or it failed."""
        return not self.is_portal and self.state in (WAITING, PostingState.TAKEN_DOWN, PostingState.FAILED)


def posting_lines(vacancy: Vacancy) -> list[PostingLine]:
    """Return how a vacancy stands in every channel the plans at its place name; two queries beside the plans'."""
    rows = Posting.objects.filter(vacancy_id=vacancy.id, voided_at__isnull=True)
    last = {row.channel: row for row in rows.order_by("recorded_at", "id")}
    channels = pack_for(vacancy.place_path).channel_list(CONTENT)
    orders = {code: order for (_, code), order in open_orders([vacancy.id]).items()}
    return [_line(channel, vacancy, last.get(channel.code), orders.get(channel.code)) for channel in channels]


def _line(channel: Channel, vacancy: Vacancy, last: Posting | None, order: OutletOrder | None) -> PostingLine:
    is_public = vacancy.public_since is not None
    if channel.carrier == PORTAL:
        return PostingLine(channel, PostingState.POSTED if is_public else WAITING, None)
    if order is not None:
        return PostingLine(channel, _asked_state(channel, last, order), last, order)
    if last is None:
        return PostingLine(channel, WAITING, None)
    if last.state == PostingState.POSTED and not is_public:
        return PostingLine(channel, TO_TAKE_DOWN, last)
    return PostingLine(channel, last.state, last)


def _asked_state(channel: Channel, last: Posting | None, order: OutletOrder) -> str:
    """Return how an open order stands: what is to come down is told as such until it is known to be down."""
    if order.wish == OutletWish.TAKE_DOWN:
        return TO_TAKE_DOWN
    if last is not None and last.order_id == order.id:
        return str(last.state)
    if is_connected(channel.code):
        return QUEUED
    return TO_DO if channel.carrier == HAND else NOT_SENT


@transaction.atomic
def ask_outlets(*, by: str, vacancy: Vacancy, channels: Iterable[str]) -> int:
    """Ask these outlets to put a vacancy up; returns how many were newly asked (M05.1, M18.7).

    What is up or on its way is not asked again; what failed is.

    :raises VacancyError: when the vacancy is not public, or a channel is none the plan names beside the portal.
    """
    chosen = set(channels)
    lines = {line.channel.code: line for line in posting_lines(vacancy) if not line.is_portal}
    if not chosen or not chosen <= set(lines):
        raise VacancyError("channel", "请至少选一个渠道，从列出的里面选。")
    if vacancy.public_since is None:
        raise VacancyError("state", "这个岗位没有公开，不能往外登。请先公开到门户。")
    return sum(
        place_order(by=by, vacancy=vacancy, channel=code, wish=OutletWish.PUT_UP, again=True)
        for code in sorted(chosen)
        if lines[code].may_be_asked
    )


@transaction.atomic
def take_down_again(*, by: str, vacancy: Vacancy, channel: str) -> bool:
    """Ask a connected outlet once more to take a vacancy down, after it refused; return whether it was asked."""
    order = open_orders([vacancy.id]).get((vacancy.id, channel))
    if order is None or order.wish != OutletWish.TAKE_DOWN or not is_connected(channel):
        return False
    return place_order(by=by, vacancy=vacancy, channel=channel, wish=OutletWish.TAKE_DOWN, again=True)


@transaction.atomic
def note_posting(
    *,
    by: str,
    vacancy: Vacancy,
    channel: str,
    state: str,
    happened_on: datetime.date,
    link: str = "",
    note: str = "",
    reach_people: int | None = None,
) -> Posting:
    """Note what became of a vacancy in a channel outside (AH-4.3a, M05.1).

    :raises VacancyError: for a channel the plan does not name or the portal itself, without an address or a reason,
        for a day to come, or when a vacancy that is not public is said to stand there.
    """
    known = {each.code: each for each in pack_for(vacancy.place_path).channel_list(CONTENT)}
    if channel not in known or known[channel].carrier == PORTAL:
        raise VacancyError(
            "channel", "这个渠道不在方案里，或者由本平台自己公开，不用登记。请从列出的渠道里选。"
        )
    _refuse_unsaid(vacancy, state, link, note, happened_on)
    order = open_orders([vacancy.id]).get((vacancy.id, channel))
    row: Posting = Posting.objects.create(
        vacancy=vacancy, channel=channel, state=state, order=order, link=link, note=note.strip(),
        reach_people=reach_people,
        happened_at=datetime.datetime.combine(happened_on, datetime.time(), clock.CHINA), noted_by=by, source_id=by,
        place_path=vacancy.place_path, county_id=vacancy.county_id,
    )  # fmt: skip
    if order is not None and state == REACHED[OutletWish(order.wish)]:
        settle([order])
    record(
        by=by, act="vacancy.note_channel", object_kind="vacancy", object_ids=[vacancy.id],
        place_path=vacancy.place_path, detail={"channel": channel, "state": state},
    )  # fmt: skip
    return row


def _refuse_unsaid(vacancy: Vacancy, state: str, link: str, note: str, on: datetime.date) -> None:
    if state == PostingState.HANDED_OUT:
        raise VacancyError("state", "“已送出”由系统自己记。请选登出了、没登成还是撤下了。")
    if state == PostingState.POSTED and vacancy.public_since is None:
        raise VacancyError(
            "state", "这个岗位没有公开，不能登记为已登出。外面还挂着的，请撤下，再选“已撤下”。"
        )
    if state == PostingState.POSTED and not (link or note.strip()):
        raise VacancyError("link", "请写登在哪里：填网址；没有网址的，在说明里写，例如：送到哪几户。")
    if state == PostingState.FAILED and not note.strip():
        raise VacancyError("note", "请写没登成的原因，好让接手的人知道。")
    if on > clock.today():
        raise VacancyError("happened_on", "日子不能晚于今天。")
