"""A stranger's question to the published vacancies; each condition can be counted without the others."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import reduce
from operator import and_

import numpy as np

from baigong.domains.codes.selectors import official
from baigong.domains.vacancies.public_certificates import asking_for
from baigong.domains.vacancies.public_distance import Reach
from baigong.domains.vacancies.public_index import Mask, PublicIndex
from baigong.kernels.titles import rank_occupations

MOST_WORDS = 5
MOST_CODES = 3
# A code stands for a word when the word names it (scores near or above 1), not when they share a letter.
LEAST_SCORE = 1.0
LEAST_SHARE_OF_BEST = 0.6
ORDERS = ("new", "pay", "near", "key")


@dataclass(frozen=True, slots=True)
class VacancySearch:
    """What is asked for; everything left empty means any. Pay is the least pay a month, in fen.

    `words` are separated by blanks and must all be found: as written, or, unless `is_literal`, as the
    occupation they name. `trade` is a code of the occupation table of any level, or its first digit alone.
    `employers` narrows to these firms. `within_km` narrows to what is known to lie so near to the place of
    `near_path`: to nothing where that place has no point. `certificate` is what somebody calls a certificate or a skill
    level: it narrows to what asks for it. `order` is new (last published first), pay (highest
    first), near (nearest to `near_path` first) or key (key enterprises and major projects first, BZ-5b, AH-3.1b).
    """

    words: str = ""
    is_literal: bool = False
    trade: str = ""
    place_path: str = ""
    pay_at_least_fen: int | None = None
    shifts: tuple[str, ...] = ()
    has_lodging: bool = False
    employers: frozenset[uuid.UUID] | None = None
    order: str = "new"
    near_path: str = ""
    within_km: int | None = None
    certificate: str = ""

    def conditions(self, index: PublicIndex) -> dict[str, Mask]:
        """Return where each condition set holds, by the name of the field it comes from."""
        found: dict[str, Mask] = {}
        if words := words_of(self.words):
            found["words"] = reduce(and_, (self._word(index, word) for word in words))
        if self.trade:
            found["trade"] = self._trade(index)
        found |= self._where(index)
        if self.pay_at_least_fen is not None:
            found["pay"] = index.columns["pay"] >= np.int64(self.pay_at_least_fen)
        if self.shifts:
            found["shifts"] = index.where("shifts", lambda shift: shift in (*self.shifts, "any"))
        if self.has_lodging:
            found["lodging"] = index.columns["lodging"]
        if self.certificate.strip():
            found["certificate"] = asking_for(index, self.certificate)
        if self.employers is not None:
            chosen = self.employers
            found["employers"] = index.where("employers", lambda key: key in chosen)
        return found

    def understood(self) -> tuple[str, ...]:
        """Return the names of the occupations the words were also looked for as."""
        if self.is_literal:
            return ()
        table = official("occupation")
        codes = (code for word in words_of(self.words) for code in codes_of(word))
        return tuple(dict.fromkeys(table[code].label for code in codes if code in table))

    def _where(self, index: PublicIndex) -> dict[str, Mask]:
        found: dict[str, Mask] = {}
        if self.place_path:
            found["place"] = index.where("places", lambda path: path.startswith(self.place_path))
        if self.within_km is not None:
            found["within"] = Reach.of(index, self.near_path).within(index, self.within_km)
        return found

    def _trade(self, index: PublicIndex) -> Mask:
        if len(self.trade) == 1:
            return index.where("groups", lambda group: group == self.trade)
        group = self.trade
        while group.endswith("-00"):
            group = group.removesuffix("-00")
        return index.with_codes(lambda code: code == self.trade or code.startswith(f"{group}-"))

    def _word(self, index: PublicIndex, word: str) -> Mask:
        written = index.holding(word)
        codes = () if self.is_literal else codes_of(word)
        return written | index.with_codes(lambda code: code in codes) if codes else written


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a search box as they were typed."""
    return tuple(text.replace("、", " ").split()[:MOST_WORDS])


def codes_of(word: str) -> tuple[str, ...]:
    """Return the occupation codes a word surely names; none for a firm's name or a place."""
    ranked = rank_occupations(word, limit=MOST_CODES)
    if not ranked or ranked[0].score < LEAST_SCORE:
        return ()
    least = max(LEAST_SCORE, ranked[0].score * LEAST_SHARE_OF_BEST)
    return tuple(each.code for each in ranked if each.score >= least)
