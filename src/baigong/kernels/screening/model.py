"""A check as a pack declares it, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

# block: the text may not be published so. warn: it may, but somebody should look.
Level: TypeAlias = Literal["block", "warn"]
# words: one of the check's words stands in the text. empty: nothing is said. age: an upper limit of age.
# probation: more months of probation than `at_most`.
Finder: TypeAlias = Literal["words", "empty", "age", "probation"]
LEVELS: tuple[str, ...] = get_args(Level)
FINDERS: tuple[str, ...] = get_args(Finder)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing an advertisement may not say, or must.

    `says` is the sentence for people, with the cure; `basis` the law and article; `unless` are phrases that
    hold one of the words and mean no harm (男女不限). `fields` narrows the check to some parts of the
    advertisement, none means all. In force from `starts_on` until `ends_before` (half-open).
    """

    id: str
    level: Level
    says: str
    basis: str
    starts_on: date
    ends_before: date | None = None
    finder: Finder = "words"
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    at_most: int | None = None

    def holds_on(self, on: date) -> bool:
        """Whether the law behind the check is in force on a day."""
        return self.starts_on <= on and (self.ends_before is None or on < self.ends_before)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that an advertisement fails: in which field, and the words as they stand there."""

    check: Check
    field: str
    excerpt: str

    @property
    def is_blocking(self) -> bool:
        """Whether the advertisement may not be published as it is."""
        return self.check.level == "block"

    @property
    def sentence_zh(self) -> str:
        """What is wrong, what to do, and by which law."""
        said = f"“{self.excerpt}”：" if self.excerpt else ""
        return f"{said}{self.check.says}依据：{self.check.basis}。"
