"""Handing an order to a connected outlet, and noting the receipt."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from baigong.domains.policies.outlets import OutletError, Receipt, outlet_of
from baigong.domains.vacancies.models import OutletOrder, OutletWish, Posting, PostingState, Vacancy
from baigong.domains.vacancies.outbox import settle
from baigong.domains.vacancies.public_rows import LISTED, summaries
from baigong.domains.vacancies.public_text import public_line, public_text
from baigong.foundation.audit.services import record
from baigong.foundation.jobs.leases import TRIES

REACHED = {OutletWish.PUT_UP: PostingState.POSTED, OutletWish.TAKE_DOWN: PostingState.TAKEN_DOWN}
NOT_CONNECTED = "这个渠道未接通，请由人去办。"
CONFIRMED = "对方回执已办"


def is_due(order: OutletOrder) -> bool:
    """Return whether an order still is to be handed out: it stands open, and what goes up is public."""
    is_open = order.superseded_at is None and order.voided_at is None
    return is_open and (order.wish == OutletWish.TAKE_DOWN or order.vacancy.public_since is not None)


def hand_out(order: OutletOrder, content: dict[str, Any], *, attempt: int) -> tuple[Receipt | None, str]:
    """Hand an order to its outlet; returns its receipt, or None and why it was not taken.

    The order's id is the name under which the other side knows a second copy.

    :raises OutletError: when it may be taken later and there are tries left.
    """
    outlet = outlet_of(order.channel)
    if outlet is None:
        return None, NOT_CONNECTED
    try:
        return outlet.take(str(order.id), content), ""
    except OutletError as error:
        if not error.is_final and attempt < TRIES:
            raise
        return None, str(error)


def note_receipt(*, by: str, order: OutletOrder, receipt: Receipt | None, failure: str) -> Posting:
    """Write down what an outlet answered; only an answer that says so settles the order."""
    reached = REACHED[OutletWish(order.wish)]
    is_reached = receipt is not None and receipt.state == reached
    state = reached if is_reached else PostingState.HANDED_OUT if receipt else PostingState.FAILED
    row: Posting = Posting.objects.create(
        vacancy_id=order.vacancy_id, channel=order.channel, state=state, order=order, noted_by=by, source_id=by,
        link=receipt.link if receipt else "", note=failure or (CONFIRMED if is_reached else ""),
        place_path=order.place_path, county_id=order.county_id,
    )  # fmt: skip
    if is_reached:
        settle([order])
    record(
        by=by, act="vacancy.note_channel", object_kind="vacancy", object_ids=[order.vacancy_id],
        place_path=order.place_path, detail={"channel": order.channel, "state": str(state)},
    )  # fmt: skip
    return row


def content_of(order: OutletOrder) -> dict[str, Any]:
    """Return what an outlet is given: the act, and for one that goes up what its public page shows."""
    vacancy: Vacancy = order.vacancy
    said: dict[str, Any] = {"act": order.wish, "id": str(vacancy.id), "order": str(order.id)}
    if order.wish == OutletWish.TAKE_DOWN:
        return said
    shown = summaries(Vacancy.objects.filter(id=vacancy.id).values(*LISTED))[0]
    return said | {
        "title": shown.title,
        "employer_name": shown.employer_name,
        "place": shown.place_label,
        "headcount": shown.headcount,
        "pay_from_fen_month": shown.pay_from_fen_month,
        "pay_to_fen_month": shown.pay_to_fen_month,
        "pay_text": shown.pay_text,
        "shift": shown.shift,
        "has_lodging": shown.has_lodging,
        "benefits": shown.benefits,
        "workplace_text": public_line(vacancy.workplace_text),
        "description": public_text(vacancy.description),
        "occupation_codes": list(vacancy.occupation_codes),
        "link": f"{settings.BAIGONG_ADDRESS}/jobs/{vacancy.id}/" if settings.BAIGONG_ADDRESS else "",
    }
