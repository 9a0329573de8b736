"""What is here and what stands outside, compared: take-downs nobody asked for, orders nobody has done (AH-4.3b)."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from baigong.domains.policies.outlets import is_connected
from baigong.domains.policies.selectors import packs_by_place, parameter_at
from baigong.domains.vacancies.models import OutletOrder, OutletWish, Posting, PostingState, Vacancy
from baigong.domains.vacancies.outbox import CONTENT, withdraw
from baigong.domains.vacancies.selectors import is_filled
from baigong.foundation import clock
from baigong.foundation.scope import current_scope, system_scope
from baigong.foundation.scope.conditions import in_own_places
from baigong.kernels.packs import Channel

HAND = "hand"
HOURS = "outlet-take-down-hours"
AT_ONCE = 200
MOST_SHOWN = 300
SECONDS_OF_AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One open order: its outlet, the last receipt, and how long it has been waiting (whole hours)."""

    order: OutletOrder
    channel: Channel
    receipt: Posting | None
    waiting_hours: int
    is_over: bool

    @property
    def state(self) -> str:
        """What it waits for: `queued`, `handed_out`, `failed`, `not_sent` (nothing is connected), `to_do` (people)."""
        if self.receipt is not None:
            return str(self.receipt.state)
        if is_connected(self.channel.code):
            return "queued"
        return "to_do" if self.channel.carrier == HAND else "not_sent"


def open_order_rows(wish: str) -> QuerySet[OutletOrder]:
    """Return the open orders of the scope's own places; those to put up only while the vacancy is public."""
    rows: QuerySet[OutletOrder] = OutletOrder.objects.filter(
        in_own_places(), wish=wish, superseded_at__isnull=True, voided_at__isnull=True
    )
    public = Vacancy.objects.filter(id=OuterRef("vacancy_id"), public_since__isnull=False)
    return rows if wish == OutletWish.TAKE_DOWN else rows.filter(Exists(public))


def count_still_up() -> int:
    """Return how many take-downs of the scope's places are still to be done."""
    return open_order_rows(OutletWish.TAKE_DOWN).count()


def is_any_over() -> bool:
    """Return whether the take-down that waits longest is past the hours its place allows."""
    oldest = open_order_rows(OutletWish.TAKE_DOWN).order_by("recorded_at", "id").first()
    return oldest is not None and any(line.is_over for line in _lines([oldest]))


def counts_by_channel(wish: str) -> dict[str, int]:
    """Return channel code → open orders in the scope's places; one query."""
    return dict(Counter(open_order_rows(wish).values_list("channel", flat=True)))


def order_lines(wish: str, channel: str = "") -> list[OrderLine]:
    """Return the open orders of the scope's places, by outlet and the oldest first, at most `MOST_SHOWN`."""
    rows = open_order_rows(wish)
    if channel:
        rows = rows.filter(channel=channel)
    chosen = rows.prefetch_related("vacancy").order_by("channel", "recorded_at", "id")
    orders = list(chosen[:MOST_SHOWN])
    return list(_lines(orders))


def _lines(orders: Sequence[OutletOrder]) -> Iterator[OrderLine]:
    receipts = _last_receipts(orders)
    now, today = clock.now(), clock.today()
    packs = packs_by_place({order.place_path for order in orders}, today)
    named = {path: {each.code: each for each in pack.channel_list(CONTENT)} for path, pack in packs.items()}
    limit = _hours_allowed(today)
    for order in orders:
        hours = int((now - order.recorded_at).total_seconds() // SECONDS_OF_AN_HOUR)
        gone = Channel(order.channel, order.channel, "recorded", "")  # the plan names it no more
        channel = named[order.place_path].get(order.channel, gone)
        yield OrderLine(order, channel, receipts.get(order.id), hours, hours >= limit)


def _hours_allowed(on: datetime.date) -> int:
    """Return within how many hours an outlet has to take down, as the office that looks has set it."""
    places = current_scope().places
    return int(parameter_at(HOURS, places[0] if places else "", on))


def _last_receipts(orders: Sequence[OutletOrder]) -> dict[UUID, Posting]:
    rows = Posting.objects.filter(
        vacancy_id__in=[order.vacancy_id for order in orders],
        order_id__in=[order.id for order in orders],
        voided_at__isnull=True,
    )
    return {row.order_id: row for row in rows.order_by("recorded_at", "id") if row.order_id}


def sweep(*, by: str) -> int:
    """Ask for every take-down nobody asked for; returns how many were asked for.

    What came down here by whatever way, and what is filled although it is public, is not to stand outside. Each
    vacancy is a transaction of its own: killed anywhere, the next run asks for the rest and nothing twice.
    """
    with system_scope("找各渠道还挂着的岗位"):
        left = Q(id__in=_unasked().values("vacancy_id")) | Q(id__in=_never_left().values("vacancy_id"))
        hidden = list(Vacancy.objects.filter(left, public_since__isnull=True).order_by("id")[:AT_ONCE])
        full = Vacancy.objects.filter(id__in=_unasked().values("vacancy_id"), public_since__isnull=False)
        filled = list(full.filter(is_filled()).order_by("id")[:AT_ONCE])
    return sum(withdraw(by=by, vacancies=[vacancy]) for vacancy in (*hidden, *filled))


def _unasked() -> QuerySet[Posting]:
    """Return what stands outside, or may, with nobody asked to take it down."""
    same = {"vacancy_id": OuterRef("vacancy_id"), "channel": OuterRef("channel"), "voided_at__isnull": True}
    came_down = Posting.objects.filter(
        **same, state=PostingState.TAKEN_DOWN, recorded_at__gte=OuterRef("recorded_at")
    )
    asked = OutletOrder.objects.filter(**same, superseded_at__isnull=True, wish=OutletWish.TAKE_DOWN)
    going_up = OutletOrder.objects.filter(id=OuterRef("order_id"), wish=OutletWish.PUT_UP)
    may_be_up = Q(state=PostingState.POSTED) | Q(Exists(going_up), state=PostingState.HANDED_OUT)
    rows: QuerySet[Posting] = Posting.objects.filter(may_be_up, voided_at__isnull=True)
    return rows.filter(~Exists(came_down), ~Exists(asked))


def _never_left() -> QuerySet[OutletOrder]:
    """Return open orders to put something up."""
    rows: QuerySet[OutletOrder] = OutletOrder.objects.filter(
        wish=OutletWish.PUT_UP, superseded_at__isnull=True, voided_at__isnull=True
    )
    return rows
