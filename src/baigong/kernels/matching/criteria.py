"""The criteria of ``SPECIFICATION.md``, one small function each: facts of both sides in, outcome out.

This is the only place where points are decided. The reference engine calls these functions pair by pair,
the numpy engine tabulates them over the distinct facts of both sides, ``explain`` puts their outcomes into
words: so a reason can never disagree with a score.

A criterion has one or more *ways* to be met; the best way counts (a post is reached by commute **or** by a
wished place **or** by lodging). ``percent`` is the share of the part's maximum, ``BROKEN`` a hard condition
that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from .facts import LawfulAge, Seeker, Vacancy
from .occupations import judge_occupation
from .outcomes import (
    BROKEN,
    FAILED,
    OPEN,
    UNKNOWN_POST,
    UNKNOWN_SEEKER,
    Outcome,
    close,
    fits,
    unknown,
)
from .setting import Setting

Facts = Any  # the hashable facts one way looks at; their shape is known to its judge only


class Way(NamedTuple):
    """How one criterion can be met: what it reads on each side, and the judgement."""

    of_seeker: Callable[[Seeker], Hashable]
    of_vacancy: Callable[[Vacancy], Hashable]
    judge: Callable[[Facts, Facts, Setting], Outcome]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A named condition or score part; ``hard`` ones can refuse a pair."""

    name: str
    ways: tuple[Way, ...]
    hard: bool


def judge_way(criterion: Criterion, way: Way, seeker: Facts, vacancy: Facts, setting: Setting) -> Outcome:
    """One way's outcome, with the pack's word on unknown facts applied."""
    outcome = way.judge(seeker, vacancy, setting)
    if outcome.kind == UNKNOWN_SEEKER and criterion.name in setting.weights.unknown_fails:
        return Outcome("missing", BROKEN, UNKNOWN_SEEKER)
    return outcome


def judge(criterion: Criterion, seeker: Seeker, vacancy: Vacancy, setting: Setting) -> Outcome:
    """The best way's outcome; among equals the way named first."""
    best = FAILED
    for way in criterion.ways:
        outcome = judge_way(criterion, way, way.of_seeker(seeker), way.of_vacancy(vacancy), setting)
        if outcome.percent > best.percent or (best is FAILED and outcome.kind == UNKNOWN_SEEKER):
            best = outcome
    return best


def _wish(wishes: tuple[str, ...], path: str, setting: Setting) -> Outcome:
    inside = any(wish and path.startswith(wish) for wish in wishes)
    return fits("wish") if inside else FAILED


def _commute(home: tuple[str, bool], area: str, setting: Setting) -> Outcome:
    weights = setting.weights
    minutes = setting.commute.between(home[0], area)
    limit, easy = weights.commute_limit_minutes, weights.commute_easy_minutes
    if minutes is None or minutes > limit:
        return FAILED
    percent = 100 if minutes <= easy else 100 - 60 * (minutes - easy) // (limit - easy)
    if home[1]:
        return close(percent * weights.outside_wish_percent // 100, "outside_wish")
    return fits("commute") if percent == 100 else close(percent, "commute")


def _lodging_reach(wants: bool | None, has: bool, setting: Setting) -> Outcome:
    return close(setting.weights.lodging_reach_percent, "lodging") if wants and has else FAILED


def _place_unknown(known: bool, area: str, setting: Setting) -> Outcome:
    if not known:
        return unknown(setting.weights.unknown_percent, UNKNOWN_SEEKER)
    return FAILED if area else unknown(setting.weights.unknown_percent, UNKNOWN_POST)


def _pay(wish: int | None, offer: tuple[int | None, int | None], setting: Setting) -> Outcome:
    low, high = offer
    if low is None and high is None:
        return unknown(setting.weights.unknown_percent, UNKNOWN_POST)
    if wish is None:
        return unknown(setting.weights.unknown_percent, UNKNOWN_SEEKER)
    if high is None:
        # "6000元以上", "底薪3000+提成": the promise holds up to its figure, what comes beyond it nobody has said.
        is_promised = wish <= (low or 0)
        return fits("pay") if is_promised else unknown(setting.weights.unknown_percent, "pay_open")
    middle = high if low is None else (low + high) // 2
    if wish <= middle:
        return fits("pay")
    if wish <= high:
        return close(100 - 40 * (wish - middle) // (high - middle), "pay_upper")
    if wish * 100 <= high * (100 + setting.weights.pay_tolerance_percent):
        return close(30, "pay_tolerance")
    return FAILED


def _at_least(has: int | None, asks: int | None, tolerance: int, setting: Setting) -> Outcome:
    if asks is None:
        return fits(OPEN)
    if has is None:
        return unknown(setting.weights.unknown_percent, UNKNOWN_SEEKER)
    if has >= asks:
        return fits("enough")
    return close(50, "nearly") if has + tolerance >= asks else FAILED


def _education(has: int | None, asks: int | None, setting: Setting) -> Outcome:
    return _at_least(has, asks, setting.weights.education_tolerance, setting)


def _skill(has: int | None, asks: int | None, setting: Setting) -> Outcome:
    return _at_least(has, asks, setting.weights.skill_tolerance, setting)


def _certificate(
    known: tuple[frozenset[str] | None, frozenset[str], frozenset[str]],
    asked: frozenset[str],
    setting: Setting,
) -> Outcome:
    held, checked, declared = known
    if not asked:
        return fits(OPEN)
    sure = (held or frozenset()) | checked
    if asked <= sure:
        return fits("held")
    if asked <= sure | declared:
        return close(setting.weights.certificate_declared_percent, "declared")
    return unknown(setting.weights.unknown_percent, UNKNOWN_SEEKER) if held is None else FAILED


def _accepted(accepts: frozenset[str], offered: str | None, setting: Setting) -> Outcome:
    if offered is None:
        return fits(OPEN)
    if not accepts:
        return unknown(setting.weights.unknown_percent, UNKNOWN_SEEKER)
    return fits("accepted") if offered in accepts else FAILED


def _age(birth_year: int | None, limit: LawfulAge | None, setting: Setting) -> Outcome:
    if limit is None:
        return fits(OPEN)
    if birth_year is None:
        return unknown(setting.weights.unknown_percent, UNKNOWN_SEEKER)
    # Only the year is known: the age is ``oldest`` after this year's birthday and one less before it.
    oldest = setting.on.year - birth_year
    low = 0 if limit.minimum is None else limit.minimum
    high = oldest if limit.maximum is None else limit.maximum
    if oldest < low or oldest - 1 > high:
        return FAILED
    sure = oldest - 1 >= low and oldest <= high
    return fits("lawful") if sure else unknown(setting.weights.unknown_percent, "birthday")


def _experience(years: int | None, asks: int | None, setting: Setting) -> Outcome:
    if not asks:
        return fits(OPEN)
    if years is None:
        return unknown(setting.weights.unknown_percent, UNKNOWN_SEEKER)
    if years >= asks:
        return fits("enough")
    return Outcome(_short_verdict(years), 100 * years // asks, "short")


def _short_verdict(years: int) -> Literal["close", "missing"]:
    return "close" if years else "missing"


def _lodging(wants: bool | None, has: bool, setting: Setting) -> Outcome:
    if has or wants is False:
        return fits("lodging" if has else OPEN)
    if wants is None:
        return unknown(setting.weights.unknown_percent, UNKNOWN_SEEKER)
    return Outcome("missing", 0, "no_lodging")


def _priority(nothing: None, post: tuple[int, int | None, bool], setting: Setting) -> Outcome:
    given, tier, is_key_firm = post
    weights = setting.weights
    of_tier = {1: weights.first_tier_percent, 2: weights.second_tier_percent}.get(tier or 0, 0)
    percent = max(given, of_tier, weights.key_firm_percent if is_key_firm else 0)
    return fits("priority") if percent == 100 else close(percent, "priority")


def _priority_person(is_priority: bool, nothing: None, setting: Setting) -> Outcome:
    percent = setting.weights.priority_person_percent if is_priority else 0
    return fits("person") if percent == 100 else close(percent, "person")


def _single(name: str, seeker: str, vacancy: str, judgement: Callable[..., Outcome], hard: bool) -> Criterion:
    return Criterion(name, (Way(attrgetter(seeker), attrgetter(vacancy), judgement),), hard)


PLACE = Criterion(
    "place",
    (
        Way(attrgetter("wish_places"), attrgetter("place_path"), _wish),
        Way(lambda seeker: (seeker.area, bool(seeker.wish_places)), attrgetter("area"), _commute),
        Way(attrgetter("wants_lodging"), attrgetter("has_lodging"), _lodging_reach),
        Way(lambda seeker: bool(seeker.area or seeker.wish_places), attrgetter("area"), _place_unknown),
    ),
    hard=True,
)
OCCUPATION = _single("occupation", "occupations", "occupations", judge_occupation, True)
PAY = Criterion(
    "pay",
    (Way(attrgetter("pay_from_fen"), attrgetter("pay_from_fen", "pay_to_fen"), _pay),),
    hard=True,
)
OTHERS = (
    _single("education", "education_rank", "education_rank", _education, True),
    _single("skill", "skill_level", "skill_level", _skill, True),
    Criterion(
        "certificate",
        (
            Way(
                attrgetter("certificates", "certificates_checked", "certificates_declared"),
                attrgetter("certificates"),
                _certificate,
            ),
        ),
        hard=True,
    ),
    _single("shift", "shifts", "shift", _accepted, True),
    _single("contract", "contract_forms", "contract_form", _accepted, True),
    _single("age", "birth_year", "lawful_age", _age, True),
    _single("experience", "experience_years", "experience_years", _experience, False),
    _single("lodging", "wants_lodging", "has_lodging", _lodging, False),
    Criterion(
        "priority",
        (
            Way(lambda seeker: None, attrgetter("priority", "tier", "is_key_firm"), _priority),
            Way(attrgetter("is_priority"), lambda vacancy: None, _priority_person),
        ),
        hard=False,
    ),
)
# The order is part of the specification: the first hard condition that fails is the one named.
CRITERIA: tuple[Criterion, ...] = (PLACE, OCCUPATION, PAY, *OTHERS)


def points(maximum: int, percent: int) -> int:
    """Points of a part: rounded down, never negative."""
    return maximum * max(percent, 0) // 100


def score_pair(seeker: Seeker, vacancy: Vacancy, setting: Setting) -> int | None:
    """The pair's score, or ``None`` when a hard condition fails; stops at the first that does."""
    total = 0
    for criterion in CRITERIA:
        outcome = judge(criterion, seeker, vacancy, setting)
        if outcome.percent < 0:
            return None
        total += points(setting.weights.maximum(criterion.name), outcome.percent)
    return total
