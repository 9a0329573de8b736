"""What became of a push: counts by outcome, of messages delivered, read, and sent by channels; never a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from baigong.domains.seekers.audience import OUTCOMES, WILL_GET
from baigong.domains.seekers.models import Sending, SendingPart, SentMessage
from baigong.domains.seekers.pushing import JOB
from baigong.foundation.jobs.models import Job
from baigong.foundation.messages.models import Channel, Delivery, DeliveryState, Message
from baigong.foundation.scope.conditions import in_own_places

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Receipts:
    """One sending with its counts; `by_channel` is channel, state, how many. `state` is that of its job."""

    sending: Sending
    outcomes: tuple[tuple[str, int], ...]
    delivered: int
    read: int
    by_channel: tuple[tuple[str, str, int], ...]
    state: str

    @property
    def people(self) -> int:
        return sum(count for _, count in self.outcomes)


def own_sendings() -> list[Sending]:
    """Return the newest sendings of the scope's own places."""
    rows = Sending.objects.filter(in_own_places(), voided_at__isnull=True)
    return list(rows.order_by("-recorded_at", "-id")[:MOST_LISTED])


def sending_in_sight(sending_id: UUID) -> Sending | None:
    """Return a sending of the scope's own places."""
    found: Sending | None = Sending.objects.filter(in_own_places(), id=sending_id).first()
    return found


def receipts_of(sending: Sending) -> Receipts:
    """Return what became of a sending, in a handful of queries however many people it went to."""
    messages = SentMessage.objects.filter(sending=sending).values("message_id")
    told = Message.objects.filter(id__in=messages).aggregate(
        all=Count("id"), read=Count("id", filter=Q(read_at__isnull=False))
    )
    ways = Delivery.objects.filter(message_id__in=messages).values_list("channel", "state")
    channels, states = dict(Channel.choices), dict(DeliveryState.choices)
    by_channel = tuple(
        (str(channels[channel]), str(states[state]), count)
        for channel, state, count in ways.annotate(n=Count("id")).order_by("channel", "state")
    )
    return Receipts(sending, _outcomes(sending), told["all"], told["read"], by_channel, _state(sending))


def counts_of(sendings: Iterable[Sending]) -> dict[UUID, tuple[int, int]]:
    """Return for each sending how many people were gone through and how many got it; one query."""
    found: dict[UUID, Counter[str]] = {sending.id: Counter() for sending in sendings}
    for part in SendingPart.objects.filter(sending_id__in=list(found)):
        found[part.sending_id].update(part.counts)
    return {key: (counts.total(), counts[WILL_GET]) for key, counts in found.items()}


def _outcomes(sending: Sending) -> tuple[tuple[str, int], ...]:
    found: Counter[str] = Counter()
    for part in SendingPart.objects.filter(sending=sending):
        found.update(part.counts)
    return tuple((label, found[code]) for code, label in OUTCOMES.items() if found[code])


def _state(sending: Sending) -> str:
    job = Job.objects.filter(idempotency_key=f"{JOB}:{sending.id}").first()
    if job is None:
        return "发完了"  # jobs that ended long ago are cleared
    if job.quarantined_at is not None:
        return "停下了，管理员会接着办"
    if job.done_at is None:
        return "正在发"
    return "岗位或政策撤下了，没有发完" if (job.result or {}).get("withdrawn") else "发完了"
