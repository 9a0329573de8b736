"""A check as a pack declares it, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

from baigong.kernels.predicates import ALWAYS, Predicate

# block: the text may not be published so. warn: it may, but somebody should look. note: a duty that goes with it.
Level: TypeAlias = Literal["block", "warn", "note"]
# words: one of the check's words stands in the text. empty: nothing is said. age: an upper limit of age.
# probation: more months of probation than `at_most`. facts: the check's condition holds of what is known beside the
# text: the pay against the local minimum, the employer's papers.
Finder: TypeAlias = Literal["words", "empty", "age", "probation", "facts"]
# What may be known beside the text: pay against the local minimum ("below" all of it, "low" its lower end), and of
# the employer its nature, what it is recognised as, why it has no credit code; whether nobody touched it for long.
FACTS = frozenset(
    {"pay_standing", "employer_nature", "employer_statuses", "employer_code_missing", "is_out_of_date"}
)
LEVELS: tuple[str, ...] = get_args(Level)
FINDERS: tuple[str, ...] = get_args(Finder)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing an advertisement may not say, or must.

    `says` is the sentence for people, with the cure; `basis` the law and article; `unless` are phrases that
    hold one of the words and mean no harm (男女不限). `fields` narrows the check to some parts of the
    advertisement, none means all; a finding by facts is shown at the first of them. In force from `starts_on`
    until `ends_before` (half-open).
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
    where: Predicate = ALWAYS

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
    def is_note(self) -> bool:
        """Whether nothing is wrong, and only a duty is told that goes with the advertisement."""
        return self.check.level == "note"

    @property
    def sentence_zh(self) -> str:
        """What is wrong, what to do, and by which law."""
        said = f"“{self.excerpt}”：" if self.excerpt else ""
        return f"{said}{self.check.says}依据：{self.check.basis}。"
