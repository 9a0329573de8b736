"""What two names are compared by: runs of letters, words, and the head a Chinese title ends with."""

from __future__ import annotations

import re

import rjieba

_LATIN = re.compile(r"[a-z][a-z0-9]*")
_RUN_WEIGHTS = ((1, 1.0), (2, 1.0), (3, 0.5))
WORD_WEIGHT = 0.7
HEAD_WEIGHT = 0.15


def letters(text: str) -> list[str]:
    """Single Chinese letters, Latin words whole (plc is one sign)."""
    return re.findall(r"[a-z0-9]+|[^a-z0-9]", text)


def features(text: str) -> dict[str, float]:
    """Features of one name with their weights, before rarity is counted."""
    signs = letters(text)
    weights: dict[str, float] = {}
    for length, weight in _RUN_WEIGHTS:
        for start in range(len(signs) - length + 1):
            run = "".join(signs[start : start + length])
            weights[run] = weights.get(run, 0.0) + weight
    for word in words(text):
        weights["w:" + word] = weights.get("w:" + word, 0.0) + WORD_WEIGHT
    if len(signs) > 1:
        weights["h:" + "".join(signs[-2:])] = HEAD_WEIGHT
    return weights


def words(text: str) -> list[str]:
    """Words of two letters or more."""
    return [word for word in rjieba.cut(text, False) if len(word) > 1]
