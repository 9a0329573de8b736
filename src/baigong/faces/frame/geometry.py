"""Outlines of the bars, as SVG path data. Pure arithmetic; lengths are in the units of the view box.

Bars are drawn as SVG attributes because the content-security policy allows no inline style.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JointShape:
    """One size of the gap bar: the box, the length of the dovetail pin and its three heights."""

    width: int
    height: int
    pin: float
    neck: float
    flare: float


JOINTS = {
    "row": JointShape(96, 12, 5, 3.2, 1.2),
    "mid": JointShape(330, 14, 7, 3.8, 1.4),
    "big": JointShape(960, 28, 14, 8.3, 3.1),
}


@dataclass(frozen=True, slots=True)
class Strip:
    """One part of a five-part bar: where it starts and how long it is."""

    start: str
    length: str
    order: int


def _plain(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def joint_rail(shape: JointShape) -> str:
    """The outline of the whole bar."""
    return f"M1 1h{shape.width - 2}v{shape.height - 2}H1z"


def joint_fill(shape: JointShape, need: int, done: int) -> str:
    """The filled part, ending in a dovetail pin that points into the gap.

    Nothing done draws nothing; nothing left to do fills the bar and drops the pin.
    """
    if done <= 0 and need > 0:
        return ""
    if done >= need:
        return joint_rail(shape)
    low, high = 1, shape.height - 1
    room = shape.width - 2 - shape.pin
    edge = max(1 + 2.0, 1 + room * done / need)
    tip = edge + shape.pin
    return (
        f"M1 {low}H{_plain(edge)}V{_plain(low + shape.neck)}L{_plain(tip)} {_plain(low + shape.flare)}"
        f"V{_plain(high - shape.flare)}L{_plain(edge)} {_plain(high - shape.neck)}V{high}H1z"
    )


def strips(points: Sequence[float], total: float, width: float = 100, seam: float = 0.6) -> list[Strip]:
    """The parts of a score one after another on a bar as wide as the highest possible score.

    >>> [part.start for part in strips([50, 25], 100)]
    ['0', '50.6']
    """
    found, at = [], 0.0
    for order, value in enumerate(points, start=1):
        length = width * max(value, 0) / total if total else 0
        found.append(Strip(_plain(at), _plain(length), order))
        at += length + seam
    return found


def length_on(value: float, most: float, width: float = 298) -> str:
    """How far a value reaches on a bar, never beyond its end."""
    if most <= 0:
        return "0"
    return _plain(width * min(max(value / most, 0), 1))
