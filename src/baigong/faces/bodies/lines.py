"""Lines of the bodies' lists in words."""

from __future__ import annotations

from typing import Any

from baigong.foundation.exchange.contract import list_names, spec_of
from baigong.foundation.exchange.models import BatchState
from baigong.foundation.feeds.models import FeedWay
from baigong.foundation.feeds.selectors import DeliveryLine, FeedStanding

_SHAPES = {
    BatchState.DONE: "done",
    BatchState.FAILED: "late",
    BatchState.UNDONE: "off",
    BatchState.UNDOING: "off",
    BatchState.CANCELLED: "off",
}


def list_title(name: str) -> str:
    """Return what a list is called; one that is no more is called by its name."""
    return spec_of(name).title if name in list_names() else name


def feed_line(standing: FeedStanding) -> dict[str, Any]:
    """Return a feed with its last delivery and whether the next is due."""
    words, shape = ("迟了", "late") if standing.is_late else ("按时", "done")
    if standing.last is None and not standing.is_late:
        words, shape = "等第一次", "wait"
    return {
        "feed": standing.feed,
        "list_title": list_title(standing.feed.list_name),
        "last": standing.last,
        "due_on": standing.due_on,
        "words": words,
        "shape": shape,
        "is_by_hand": standing.feed.way == FeedWay.HAND,
    }


def delivery_line(line: DeliveryLine) -> dict[str, Any]:
    """Return one delivery with its shape and whether bad rows can be taken back."""
    is_forgotten = line.batch.forgotten_at is not None
    shape, label = _SHAPES.get(BatchState(line.batch.state), "wait"), line.batch.get_state_display()
    if shape == "done" and not line.counts["accepted"]:
        shape, label = "late", "一行也没进"
    return {
        "delivery": line.delivery,
        "batch": line.batch,
        "counts": line.counts,
        "shape": shape,
        "label": label,
        "failure": line.batch.failure if line.batch.state == BatchState.FAILED else "",
        "has_rejects": bool(line.counts["rejected"]) and not is_forgotten,
    }
