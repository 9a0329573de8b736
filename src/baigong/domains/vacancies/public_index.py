"""All published vacancies as columns in memory: any combination of conditions is found and counted in one pass.

A database finds one page of 200,000 rows quickly, but not how many there are without each of six conditions, nor
words of two characters. Here each condition is a mask over the columns. An index is never changed: `renewed`
returns another that shares the old columns and carries what was written since as a short tail.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baigong.kernels.phrases import PhraseIndex

Mask = NDArray[np.bool_]
# A tail this long is sealed; an index of this many parts is better built anew.
LONGEST_TAIL = 2_000
MOST_PARTS = 32


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What the index holds of one vacancy; `public_since` in microseconds, `pay` in fen a month, 0 for none."""

    id: uuid.UUID
    public_since: int
    pay: int
    headcount: int | None
    group: str
    codes: tuple[str, ...]
    shift: str
    has_lodging: bool
    place_path: str
    county_id: str
    employer_id: uuid.UUID
    employer_name: str
    title: str
    text: str
    certificates: tuple[str, ...] = ()
    skill_level: int | None = None


class Vocabulary:
    """Values in the order they first came; grows, and numbers never change."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}
        self.values: list[Any] = []

    def number(self, value: Any) -> int:
        found = self.numbers.setdefault(value, len(self.values))
        if found == len(self.values):
            self.values.append(value)
        return found


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabularies all parts of an index share."""

    groups: Vocabulary = field(default_factory=Vocabulary)
    codes: Vocabulary = field(default_factory=Vocabulary)
    certificates: Vocabulary = field(default_factory=Vocabulary)
    shifts: Vocabulary = field(default_factory=Vocabulary)
    places: Vocabulary = field(default_factory=Vocabulary)
    counties: Vocabulary = field(default_factory=Vocabulary)
    employers: Vocabulary = field(default_factory=Vocabulary)
    names: Vocabulary = field(default_factory=Vocabulary)
    titles: Vocabulary = field(default_factory=Vocabulary)


class Part:
    """Some rows, as columns."""

    def __init__(self, rows: Sequence[IndexRow], words: Words) -> None:
        def column(value: Callable[[IndexRow], int], kind: Any = np.int64) -> Any:
            return np.fromiter((value(row) for row in rows), dtype=kind, count=len(rows))

        self.ids = [row.id for row in rows]
        self.columns: dict[str, Any] = {
            "high": column(lambda row: row.id.int >> 64, np.uint64),
            "low": column(lambda row: row.id.int & 0xFFFF_FFFF_FFFF_FFFF, np.uint64),
            "since": column(lambda row: row.public_since),
            "pay": column(lambda row: row.pay),
            "people": column(lambda row: row.headcount or 0),
            "stated": column(lambda row: row.headcount is not None, np.bool_),
            "lodging": column(lambda row: row.has_lodging, np.bool_),
            "skill": column(lambda row: -1 if row.skill_level is None else row.skill_level, np.int8),
            "groups": column(lambda row: words.groups.number(row.group), np.int32),
            "shifts": column(lambda row: words.shifts.number(row.shift), np.int32),
            "places": column(lambda row: words.places.number(row.place_path), np.int32),
            "counties": column(lambda row: words.counties.number(row.county_id), np.int32),
            "employers": column(lambda row: words.employers.number(row.employer_id), np.int32),
            "names": column(lambda row: words.names.number(row.employer_name), np.int32),
            "titles": column(lambda row: words.titles.number(row.title), np.int32),
        }
        self.codes = _pairs((row.codes for row in rows), words.codes)
        self.certificates = _pairs((row.certificates for row in rows), words.certificates)
        self.phrases = PhraseIndex(row.text for row in rows)

    @cached_property
    def numbers(self) -> dict[uuid.UUID, int]:
        return {key: at for at, key in enumerate(self.ids)}

    def without(self, alive: Mask, keys: Iterable[uuid.UUID]) -> Mask:
        """Return a mask that no longer holds these keys; the one given stays as it is."""
        gone = [at for key in keys if (at := self.numbers.get(key)) is not None]
        if not gone:
            return alive
        left = alive.copy()
        left[gone] = False
        return left

    def with_any(self, pairs: NDArray[np.int64], wanted: Mask) -> Mask:
        """Return which rows have one of the wanted words, by pairs of row and word."""
        found = np.zeros(len(self.ids), dtype=np.bool_)
        if len(pairs):
            found[pairs[wanted[pairs[:, 1]], 0]] = True
        return found


def _pairs(of_rows: Iterable[tuple[str, ...]], words: Vocabulary) -> NDArray[np.int64]:
    """Return which row has which words, for what a row may have several of."""
    pairs = [(at, words.number(each)) for at, several in enumerate(of_rows) for each in several]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _wanted(words: Vocabulary, holds: Callable[[Any], bool]) -> Mask:
    return np.fromiter((holds(value) for value in words.values), np.bool_, len(words.values))


class PublicIndex:
    """The published vacancies at one moment; those published from a moment to come are in it, but not found."""

    def __init__(
        self, sealed: Sequence[tuple[Part, Mask]], tail: dict[uuid.UUID, IndexRow], words: Words
    ) -> None:
        last = Part(list(tail.values()), words)
        self._sealed, self._tail, self.words = tuple(sealed), tail, words
        self._parts = [*(part for part, _ in sealed), last]
        self._alive: Mask = np.concatenate([*(alive for _, alive in sealed), np.ones(len(tail), np.bool_)])
        self.ids = [key for part in self._parts for key in part.ids]
        self.columns = {
            name: np.concatenate([part.columns[name] for part in self._parts]) for name in last.columns
        }

    @classmethod
    def of(cls, rows: Sequence[IndexRow]) -> PublicIndex:
        words = Words()
        return cls([(Part(rows, words), np.ones(len(rows), np.bool_))], {}, words)

    def renewed(self, changed: Iterable[uuid.UUID], rows: Iterable[IndexRow]) -> PublicIndex:
        """Return the index after these vacancies changed; `rows` are those of them published now."""
        touched = set(changed)
        sealed = [(part, part.without(alive, touched)) for part, alive in self._sealed]
        tail = {key: row for key, row in self._tail.items() if key not in touched}
        tail |= {row.id: row for row in rows}
        if len(tail) > LONGEST_TAIL:
            sealed.append((Part(list(tail.values()), self.words), np.ones(len(tail), np.bool_)))
            tail = {}
        return PublicIndex(sealed, tail, self.words)

    @property
    def is_worn(self) -> bool:
        """Whether building anew would be better than going on."""
        return len(self._sealed) > MOST_PARTS

    def published(self, now: int) -> Mask:
        """Return which rows anybody may read at a moment, in microseconds."""
        found: Mask = self._alive & (self.columns["since"] <= now)
        return found

    def where(self, column: str, holds: Callable[[Any], bool]) -> Mask:
        """Return where the value of a column of words fulfils a condition."""
        words: Vocabulary = getattr(self.words, column)
        wanted = _wanted(words, holds)
        found: Mask = wanted[self.columns[column]] if len(wanted) else np.zeros(len(self.ids), np.bool_)
        return found

    def with_codes(self, holds: Callable[[str], bool]) -> Mask:
        """Return which rows have an occupation code that fulfils a condition."""
        wanted = _wanted(self.words.codes, holds)
        return self._join(lambda part: part.with_any(part.codes, wanted))

    def with_certificates(self, holds: Callable[[str], bool]) -> Mask:
        """Return which rows ask for a certificate whose name fulfils a condition."""
        wanted = _wanted(self.words.certificates, holds)
        return self._join(lambda part: part.with_any(part.certificates, wanted))

    def holding(self, phrase: str) -> Mask:
        """Return in which rows a phrase is written."""
        return self._join(lambda part: part.phrases.holding(phrase))

    def _join(self, mask_of: Callable[[Part], Mask]) -> Mask:
        return np.concatenate([mask_of(part) for part in self._parts])

    @cached_property
    def newest(self) -> NDArray[np.int64]:
        """Rows with the last published first, among equals the greater key."""
        return self._descending("since")

    @cached_property
    def best_paid(self) -> NDArray[np.int64]:
        """Rows with the highest pay first, among equals the greater key."""
        return self._descending("pay")

    def _descending(self, column: str) -> NDArray[np.int64]:
        keys = (self.columns["low"], self.columns["high"], self.columns[column])
        order: NDArray[np.int64] = np.lexsort(keys)[::-1]
        return order

    def counted(self, column: str, mask: Mask) -> list[tuple[Any, int, int]]:
        """Return for each word of a column how many rows and how many people wanted, most people first."""
        words: Vocabulary = getattr(self.words, column)
        numbers = self.columns[column][mask]
        rows = np.bincount(numbers, minlength=len(words.values))
        people = np.bincount(numbers, self.columns["people"][mask], minlength=len(words.values))
        found = [(words.values[at], int(rows[at]), int(people[at])) for at in np.flatnonzero(rows)]
        return sorted(found, key=lambda each: (-each[2], str(each[0])))
