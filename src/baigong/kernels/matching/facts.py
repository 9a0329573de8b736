"""The facts matching is allowed to look at: one seeker, one vacancy, nothing else.

Sex, household registration, ethnicity, marriage and origin are no fields here, so no weight can use them
(就业促进法第三条、第二十五至三十一条). A birth year is used only against an age limit that names its law.

Units: money in fen a month; education rank and skill level are integers where more is higher; years whole.
``None`` or an empty collection on a seeker means *not known yet* (待补), except where a field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

HIGHEST_SKILL_LEVEL = 7
HIGHEST_PRIORITY = 100


class MatchingError(ValueError):
    """Input that cannot be matched; carries a Chinese sentence for people and a code for machines."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class LawfulAge:
    """An age limit that a law sets for this work; without a legal basis it cannot be written down."""

    minimum: int | None
    maximum: int | None
    basis: str

    def __post_init__(self) -> None:
        if not self.basis.strip():
            raise MatchingError(
                "age_without_basis", "年龄条件没有写依据，不能使用。请写明法律条款，或删去年龄条件。"
            )


@dataclass(frozen=True, slots=True)
class Seeker:
    """A person looking for work, as far as matching may know.

    ``occupations``: wishes in order, codes of the 职业分类大典 or of a group of it (``6-18``).
    ``wish_places``: place paths; a path must be prefix-safe (each step closed by its separator).
    ``area``: the commute area in the :class:`CommuteTable`; empty = not known.
    ``certificates``: all that are held; ``None`` = nobody asked for all, an empty set = asked, holds none.
    ``certificates_checked``: seen by an officer and valid on the day; ``certificates_declared``: only said so far.
    Neither says that no others are held.
    ``is_priority``: somebody a plan names to be helped first (a group that was recorded).
    ``skill_level``: 0 = asked, holds no level; ``None`` = nobody asked.
    ``wants_lodging``: willing to live in; ``None`` never opens a far post (willingness is not presumed).
    """

    id: str
    occupations: tuple[str, ...] = ()
    place_path: str = ""
    area: str = ""
    wish_places: tuple[str, ...] = ()
    pay_from_fen: int | None = None
    pay_to_fen: int | None = None
    education_rank: int | None = None
    skill_level: int | None = None
    certificates: frozenset[str] | None = None
    certificates_checked: frozenset[str] = frozenset()
    certificates_declared: frozenset[str] = frozenset()
    is_priority: bool = False
    birth_year: int | None = None
    shifts: frozenset[str] = frozenset()
    contract_forms: frozenset[str] = frozenset()
    wants_lodging: bool | None = None
    experience_years: int | None = None

    def __post_init__(self) -> None:
        _check_pay(self.id, self.pay_from_fen, self.pay_to_fen)
        _check_skill_level(self.id, self.skill_level)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that is open, as far as matching may know; ``None`` means the post does not ask for it.

    ``education_rank``, ``skill_level``, ``experience_years`` are minimums. ``priority`` is 0 to 100 and is
    set by the plan (key enterprise, urgent need), never by payment; ``tier`` is the firm's rank in the plan (1 is
    served first) and ``is_key_firm`` says that it was recorded as one: the weights say what they are worth.
    ``headcount`` is for the allocation.
    """

    id: str
    occupations: tuple[str, ...] = ()
    place_path: str = ""
    area: str = ""
    pay_from_fen: int | None = None
    pay_to_fen: int | None = None
    education_rank: int | None = None
    skill_level: int | None = None
    certificates: frozenset[str] = frozenset()
    headcount: int = 1
    shift: str | None = None
    contract_form: str | None = None
    has_lodging: bool = False
    lawful_age: LawfulAge | None = None
    experience_years: int | None = None
    priority: int = 0
    tier: int | None = None
    is_key_firm: bool = False

    def __post_init__(self) -> None:
        _check_pay(self.id, self.pay_from_fen, self.pay_to_fen)
        _check_skill_level(self.id, self.skill_level)
        if not 0 <= self.priority <= HIGHEST_PRIORITY:
            raise MatchingError(
                "priority_out_of_range",
                f"岗位{self.id}的优先级是{self.priority}，应在0到{HIGHEST_PRIORITY}之间。",
            )


def _check_pay(owner: str, low: int | None, high: int | None) -> None:
    if (low is not None and low < 0) or (high is not None and high < 0):
        raise MatchingError("pay_negative", f"{owner}的薪酬是负数，请改成每月应发的分数。")
    if low is not None and high is not None and low > high:
        raise MatchingError("pay_reversed", f"{owner}的薪酬下限高于上限，请对调或改正。")


def _check_skill_level(owner: str, level: int | None) -> None:
    if level is not None and not 0 <= level <= HIGHEST_SKILL_LEVEL:
        raise MatchingError(
            "skill_level_out_of_range", f"{owner}的技能等级是{level}，应在0到{HIGHEST_SKILL_LEVEL}之间。"
        )
