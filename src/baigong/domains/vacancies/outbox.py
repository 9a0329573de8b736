"""The outbox of vacancies: each outlet is asked to put one up or to take it down, once at a time (M05.1, M18.7).

What was asked (`OutletOrder`) and what became of it (`Posting`, the receipts) are rows that are never changed. An
outlet that is connected is handed the order by a job of the same transaction; every other one waits for people.
Threats: a vacancy that came down here and stands on elsewhere (a take-down is asked for wherever it is or may be up,
and `sweep` asks again for what was missed), the same thing asked twice (the table lets one order stand open).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from baigong.domains.policies.outlets import any_connected, is_connected
from baigong.domains.policies.selectors import pack_for
from baigong.domains.vacancies.models import OutletOrder, OutletWish, Posting, PostingState, Vacancy
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.scope import system_scope

SEND = "vacancies.outlet"
CONTENT, PORTAL = "vacancies", "portal"
Standing = tuple[UUID, str]
"""A vacancy and the outlet it stands in."""


def open_orders(vacancy_ids: Iterable[UUID]) -> dict[Standing, OutletOrder]:
    """Return what each outlet is asked to do with these vacancies and has not done yet; one query."""
    rows = OutletOrder.objects.filter(
        vacancy_id__in=list(vacancy_ids), superseded_at__isnull=True, voided_at__isnull=True
    )
    return {(row.vacancy_id, row.channel): row for row in rows}


def standing_at(vacancy_ids: Iterable[UUID]) -> set[Standing]:
    """Return where these vacancies stand outside, or may: handed out counts until it is down; two queries."""
    rows = Posting.objects.filter(vacancy_id__in=list(vacancy_ids), voided_at__isnull=True)
    last: dict[Standing, str] = {}
    for row in rows.prefetch_related("order").order_by("recorded_at", "id"):
        is_way_down = row.order is not None and row.order.wish == OutletWish.TAKE_DOWN
        if row.state != PostingState.FAILED and not (row.state == PostingState.HANDED_OUT and is_way_down):
            last[row.vacancy_id, row.channel] = row.state
    return {key for key, state in last.items() if state != PostingState.TAKEN_DOWN}


@transaction.atomic
def place_order(*, by: str, vacancy: Vacancy, channel: str, wish: str, again: bool = False) -> bool:
    """Ask one outlet; return whether anything new was asked. `again` asks anew what stands open already."""
    mine = OutletOrder.objects.filter(
        vacancy_id=vacancy.id, channel=channel, superseded_at__isnull=True, voided_at__isnull=True
    )
    held = mine.select_for_update(of=("self",)).first()
    if held is not None and held.wish == wish and not again:
        return False
    if held is not None:
        settle([held])
    order = OutletOrder(
        vacancy=vacancy, channel=channel, wish=wish, asked_by=by, source_id=by,
        place_path=vacancy.place_path, county_id=vacancy.county_id,
    )  # fmt: skip
    # Whoever asks at the same moment wrote it: one stands open, and its job is the one that runs.
    OutletOrder.objects.bulk_create([order], ignore_conflicts=True)
    if not OutletOrder.objects.filter(id=order.id).exists():
        return False
    record(
        by=by, act="vacancy.ask_outlet", object_kind="vacancy", object_ids=[vacancy.id],
        place_path=vacancy.place_path, detail={"channel": channel, "wish": wish},
    )  # fmt: skip
    if is_connected(channel):
        key = f"{SEND}:{order.id}"
        enqueue(SEND, {"order_id": str(order.id)}, key=key, by=by, place_path=vacancy.place_path)
    return True


def settle(orders: Iterable[OutletOrder]) -> None:
    """Close orders: a receipt answered them, or a later one takes their place."""
    keys = [order.id for order in orders]
    rows: QuerySet[OutletOrder] = OutletOrder.objects.filter(id__in=keys, superseded_at__isnull=True)
    rows.update(superseded_at=clock.now())


def announce(*, by: str, vacancies: Sequence[Vacancy], again: bool = False) -> int:
    """Ask every outlet that is connected to put up what has just become public; returns how many were asked.

    `again`: what is public says something else now, so that the outlets are asked anew.
    """
    if not any_connected():
        return 0
    asked = 0
    with system_scope("把公开的岗位送到接通的渠道"):
        for vacancy in vacancies:
            for channel in pack_for(vacancy.place_path).channel_list(CONTENT):
                if channel.carrier != PORTAL and is_connected(channel.code):
                    asked += place_order(
                        by=by, vacancy=vacancy, channel=channel.code, wish=OutletWish.PUT_UP, again=again
                    )
    return asked


@transaction.atomic
def withdraw(*, by: str, vacancies: Sequence[Vacancy]) -> int:
    """Ask for a take-down wherever these vacancies stand or may stand outside; returns how many were asked for.

    What was asked to go up and never left is asked no more.
    """
    by_id = {vacancy.id: vacancy for vacancy in vacancies}
    with system_scope("岗位撤下以后，请各渠道也撤下"):
        orders, standing = open_orders(by_id), standing_at(by_id)
        waiting = {key: order for key, order in orders.items() if order.wish == OutletWish.PUT_UP}
        # A connected outlet may have it although no receipt is here: the sending was killed, or is at work now.
        standing |= {key for key in waiting if is_connected(key[1])}
        settle(order for key, order in waiting.items() if key not in standing)
        return sum(
            place_order(by=by, vacancy=by_id[key[0]], channel=key[1], wish=OutletWish.TAKE_DOWN)
            for key in sorted(standing, key=str)
        )
