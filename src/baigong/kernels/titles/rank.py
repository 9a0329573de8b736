"""Occupation codes for a title, best first, each with the name that spoke for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baigong.kernels.titles.features import features, words
from baigong.kernels.titles.index import Scores
from baigong.kernels.titles.lexicon import Lexicon, lexicon
from baigong.kernels.titles.wording import bracketed, cleaned, only_promises, parts, plain, without_rank

# Several names of one occupation that all resemble the title speak louder than one.
_CHOIR = 4.0
_EXACT_BONUS = 0.6
_CONTAINED_BONUS = 0.35
_DESCRIPTION_WEIGHT = 0.25
_WITHOUT_RANK_WEIGHT = 0.8
_PART_WEIGHT = 0.55
_BRACKET_WEIGHT = 0.5
_CENTRE_WEIGHT = 0.9
_LONGEST_NAME = 16
# Occupations of one small class lend one another a little of their best.
_KIN_WEIGHT = 0.1


@dataclass(frozen=True, slots=True)
class RankedCode:
    """One code with its score (comparable within one title only) and the known name nearest the title."""

    code: str
    score: float
    why: str


def rank_occupations(title: str, limit: int = 10) -> tuple[RankedCode, ...]:
    """The ``limit`` likeliest occupation codes of a title, best first, equal scores in order of code.

    An empty title, or one without a letter, has none.
    """
    known = lexicon()
    forms = _forms(title)
    if not forms:
        return ()
    by_row = np.zeros(len(known.names))
    for form, weight in forms.items():
        by_row = np.maximum(by_row, weight * _row_scores(known, form))
    by_row *= known.source_weights
    return _best(known, _code_scores(known, next(iter(forms)), by_row), by_row, limit)


def _code_scores(known: Lexicon, whole: str, by_row: Scores) -> Scores:
    """Every code's score from its names' scores, its names taken together and its definition."""
    scores: Scores = np.add.reduceat(by_row**_CHOIR, known.starts) ** (1 / _CHOIR)
    scores = scores + _DESCRIPTION_WEIGHT * known.by_description.scores(dict.fromkeys(words(whole), 1.0))
    scores = scores + _CENTRE_WEIGHT * known.by_centre.scores(features(whole))
    scores = scores * known.code_weights
    kin: Scores = np.maximum.reduceat(scores, known.kin_starts)[known.kin]
    return scores + _KIN_WEIGHT * kin


def known_names() -> frozenset[str]:
    """Every name the lexicon knows, in plain form (for measuring on titles it does not know)."""
    return frozenset(lexicon().rows_by_name)


def standard_form(title: str) -> str:
    """The form of a title in which names are compared."""
    return plain(title)


def _forms(title: str) -> dict[str, float]:
    """The title as it may be compared, with how much each form counts."""
    inside = bracketed(title)
    short = inside[0] if inside and only_promises(title) else cleaned(title)
    whole = plain(short)
    if len(whole) < 1 or not any(letter.isalpha() for letter in whole):
        return {}
    forms = {whole: 1.0}
    forms.setdefault(without_rank(whole), _WITHOUT_RANK_WEIGHT)
    pieces = parts(short)
    for number, piece in enumerate(pieces if len(pieces) > 1 else []):
        forms.setdefault(without_rank(piece), _PART_WEIGHT + (0.3 if number == 0 else 0.0))
    for inner in inside:
        forms.setdefault(without_rank(inner), _BRACKET_WEIGHT)
    return forms


def _row_scores(known: Lexicon, form: str) -> Scores:
    scores = known.by_name.scores(features(form))
    for name, share in _contained(known, form):
        bonus = _EXACT_BONUS if share == 1.0 else share * _CONTAINED_BONUS
        scores[known.rows_by_name[name]] += bonus
    return scores


def _contained(known: Lexicon, form: str) -> list[tuple[str, float]]:
    """Known names inside the title, with the share of it they cover."""
    found = []
    size = len(form)
    for start in range(size - 1):
        for end in range(start + 2, min(size, start + _LONGEST_NAME) + 1):
            if form[start:end] in known.rows_by_name:
                found.append((form[start:end], (end - start) / size))
    return found


def _best(known: Lexicon, scores: Scores, by_row: Scores, limit: int) -> tuple[RankedCode, ...]:
    order: NDArray[np.intp] = np.argsort(-np.round(scores, 9), kind="stable")[:limit]
    ends = [*known.starts[1:].tolist(), len(known.names)]
    ranked = []
    for place in order.tolist():
        start = int(known.starts[place])
        nearest = start + int(np.argmax(by_row[start : ends[place]]))
        ranked.append(RankedCode(known.codes[place], round(float(scores[place]), 6), known.names[nearest]))
    return tuple(ranked)
