"""The outcome of one criterion for one pair, and the few words all criteria share."""

from __future__ import annotations

from typing import Literal, NamedTuple

Verdict = Literal["fits", "close", "missing", "unknown"]

BROKEN = -1
OPEN = "open"  # the post does not ask for it
UNKNOWN_SEEKER = "unknown_seeker"
UNKNOWN_POST = "unknown_post"


class Outcome(NamedTuple):
    """Verdict, share of the part's maximum (``BROKEN`` = hard condition fails), and which sentence fits."""

    verdict: Verdict
    percent: int
    kind: str


FAILED = Outcome("missing", BROKEN, "failed")


def fits(kind: str) -> Outcome:
    """Met in full."""
    return Outcome("fits", 100, kind)


def close(percent: int, kind: str) -> Outcome:
    """Met, not in full."""
    return Outcome("close", percent, kind)


def unknown(percent: int, kind: str) -> Outcome:
    """Cannot be judged yet; counts as met with a share of the points."""
    return Outcome("unknown", percent, kind)
