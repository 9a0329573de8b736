"""How near two occupation codes lie in the tree of the 职业分类大典 (大类-中类-小类-细类)."""

from __future__ import annotations

from .outcomes import FAILED, UNKNOWN_POST, UNKNOWN_SEEKER, Outcome, unknown
from .setting import Setting, Weights

MAJOR, MIDDLE, MINOR = 1, 2, 3


def segments(code: str) -> tuple[str, ...]:
    """``6-18-02-04`` as its steps from the root."""
    return tuple(code.split("-"))


def affinity(wish: str, code: str, weights: Weights) -> tuple[int, str]:
    """Percent before the order of wishes counts, and the kind; 0 when the two have nothing in common.

    Equal codes 100; a group that covers the other side less the wider it is; else a shared 小类 or 中类.
    """
    if wish == code:
        return 100, "same"
    left, right = segments(wish), segments(code)
    shared = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        shared += 1
    if shared == min(len(left), len(right)):
        return _covering(shared, weights), "covered"
    if shared >= MINOR:
        return weights.same_minor_percent, "same_minor"
    return (weights.same_middle_percent, "same_middle") if shared == MIDDLE else (0, "apart")


def _covering(depth: int, weights: Weights) -> int:
    if depth >= MINOR:
        return weights.covering_minor_percent
    return weights.covering_middle_percent if depth == MIDDLE else weights.covering_major_percent


def later_wish(percent: int, order: int, weights: Weights) -> int:
    """A later wish counts less, but a compatible one never falls to nothing."""
    return max(percent - weights.wish_order_step_percent * order, 1) if percent > 0 else 0


def judge_occupation(wishes: tuple[str, ...], codes: tuple[str, ...], setting: Setting) -> Outcome:
    """The best wish against the best code; earlier wishes win ties."""
    weights = setting.weights
    if not codes:
        return unknown(weights.occupation_unknown_percent, UNKNOWN_POST)
    if not wishes:
        return unknown(weights.occupation_unknown_percent, UNKNOWN_SEEKER)
    best = FAILED
    for order, wish in enumerate(wishes):
        for code in codes:
            outcome = judge_wish(wish, code, order, weights)
            if outcome.percent > best.percent:
                best = outcome
    return best


def judge_wish(wish: str, code: str, order: int, weights: Weights) -> Outcome:
    """One wish against one code."""
    percent, kind = affinity(wish, code, weights)
    percent = later_wish(percent, order, weights)
    if percent == 0:
        return FAILED
    return Outcome("fits" if kind in ("same", "covered") else "close", percent, kind)
