"""Why a pair fits and why it does not, from the same judgement that scores.

``explain`` answers: which parts make up the score, and which hard condition (the first in the fixed order)
refuses the pair. ``why_not`` adds the smallest change that mends it, or, for a pair that fits, the rank it
takes in the other side's list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from .criteria import CRITERIA, judge, points, score_pair
from .facts import Seeker, Vacancy
from .mending import Change, mend
from .outcomes import UNKNOWN_SEEKER, Verdict
from .sentences import Words
from .setting import PART_NAMES, CommuteTable, Setting, Settings, Weights, WeightsByPlace

NO_LABELS: Mapping[str, str] = MappingProxyType({})
Part = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion in words: ``asks`` what the post wants, ``has`` what the person brings."""

    name: str
    verdict: Verdict
    points: int
    maximum: int
    sentence_zh: str
    asks: str
    has: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """``score`` is always the sum of ``parts``; ``failed`` is the first hard condition that refuses."""

    score: int
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    failed: Reason | None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The answer for one named pair.

    ``changes`` mend the pair in order (empty when nothing fails); ``mendable`` is false when a condition of
    law stands in the way. ``mended_score`` is the score after all changes. Ranks count from 1 and are
    ``None`` when the other candidates were not handed in or the pair is refused.
    """

    explanation: Explanation
    failed: Reason | None
    changes: tuple[Change, ...]
    mendable: bool
    mended_score: int | None
    rank_for_vacancy: int | None
    rank_for_seeker: int | None
    sentence_zh: str


def explain(
    seeker: Seeker,
    vacancy: Vacancy,
    weights: Weights,
    commute: CommuteTable,
    *,
    on: date,
    labels: Mapping[str, str] = NO_LABELS,
) -> Explanation:
    """All criteria of one pair with points and a sentence each."""
    return explain_in(seeker, vacancy, Setting(weights, commute, on), labels)


def explain_in(
    seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Mapping[str, str] = NO_LABELS
) -> Explanation:
    """``explain`` for a caller that already holds a setting."""
    words = Words(seeker, vacancy, setting, labels)
    reasons: list[Reason] = []
    failed: Reason | None = None
    for criterion in CRITERIA:
        outcome = judge(criterion, seeker, vacancy, setting)
        maximum = setting.weights.maximum(criterion.name)
        asks, has, sentence = words.of(criterion.name, outcome)
        scored = points(maximum, outcome.percent)
        reason = Reason(criterion.name, outcome.verdict, scored, maximum, sentence, asks, has)
        reasons.append(reason)
        if outcome.percent < 0 and failed is None:
            failed = reason
    parts = tuple((item.name, item.points, item.maximum) for item in reasons if item.name in PART_NAMES)
    return Explanation(sum(part[1] for part in parts), parts, tuple(reasons), failed)


def score_parts(seeker: Seeker, vacancy: Vacancy, setting: Setting) -> tuple[Part, ...]:
    """The named parts alone, without words."""
    maximum = setting.weights.maximum
    return tuple(
        (
            item.name,
            points(maximum(item.name), judge(item, seeker, vacancy, setting).percent),
            maximum(item.name),
        )
        for item in CRITERIA
        if item.name in PART_NAMES
    )


def why_not(
    seeker: Seeker,
    vacancy: Vacancy,
    weights: Weights | WeightsByPlace,
    commute: CommuteTable,
    *,
    on: date,
    seekers: Iterable[Seeker] | None = None,
    vacancies: Iterable[Vacancy] | None = None,
    labels: Mapping[str, str] = NO_LABELS,
) -> WhyNot:
    """Why this person is not on this vacancy's list, or the other way round.

    ``seekers`` and ``vacancies`` are the candidates the ranks are counted among; the pair itself need not
    be in them. ``weights`` are one set for all, or the set of each vacancy's place, as in ``match``.
    """
    settings = Settings(weights, commute, on)
    setting = settings.of(vacancy)
    explanation = explain_in(seeker, vacancy, setting, labels)
    failed = explanation.failed
    if failed is None:
        rank_for_vacancy = _rank_of_seeker(seeker, vacancy, explanation.score, seekers, setting)
        rank_for_seeker = _rank_of_vacancy(seeker, vacancy, explanation.score, vacancies, settings)
        sentence = _rank_sentence(explanation.score, rank_for_vacancy, rank_for_seeker)
        return WhyNot(
            explanation, None, (), True, explanation.score, rank_for_vacancy, rank_for_seeker, sentence
        )
    changes, mended = _mend_all(seeker, vacancy, setting, labels)
    score = None if mended is None else score_pair(*mended, setting)
    sentence = _mending_sentence(failed.sentence_zh, changes, score)
    return WhyNot(explanation, failed, changes, score is not None, score, None, None, sentence)


def _mend_all(
    seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Mapping[str, str]
) -> tuple[tuple[Change, ...], tuple[Seeker, Vacancy] | None]:
    """Mend condition after condition in their order; ``None`` when one of them cannot be mended."""
    changes: list[Change] = []
    for criterion in CRITERIA:
        outcome = judge(criterion, seeker, vacancy, setting)
        if outcome.percent >= 0:
            continue
        unknown = outcome.kind == UNKNOWN_SEEKER
        mended = mend(criterion.name, seeker, vacancy, setting, labels, unknown=unknown)
        if mended is None:
            return tuple(changes), None
        change, seeker, vacancy = mended
        changes.append(change)
    return tuple(changes), (seeker, vacancy)


def _rank_of_seeker(
    seeker: Seeker, vacancy: Vacancy, score: int, others: Iterable[Seeker] | None, setting: Setting
) -> int | None:
    if others is None:
        return None
    rivals = (other for other in others if other.id != seeker.id)
    return _rank(score, seeker.id, ((score_pair(other, vacancy, setting), other.id) for other in rivals))


def _rank_of_vacancy(
    seeker: Seeker, vacancy: Vacancy, score: int, others: Iterable[Vacancy] | None, settings: Settings
) -> int | None:
    if others is None:
        return None
    rivals = (other for other in others if other.id != vacancy.id)
    scored = ((score_pair(seeker, other, settings.of(other)), other.id) for other in rivals)
    return _rank(score, vacancy.id, scored)


def _rank(score: int, own: str, rivals: Iterable[tuple[int | None, str]]) -> int:
    """1 + how many come before: a higher score, or the same score and a smaller id."""
    return 1 + sum(1 for other, key in rivals if other is not None and (-other, key) < (-score, own))


def _rank_sentence(score: int, for_vacancy: int | None, for_seeker: int | None) -> str:
    places = []
    if for_vacancy is not None:
        places.append(f"在本岗的人选里排第{for_vacancy}名")
    if for_seeker is not None:
        places.append(f"在此人的岗位里排第{for_seeker}名")
    return "，".join([f"{score}分", *places]) + "。"


def _mending_sentence(failure: str, changes: tuple[Change, ...], score: int | None) -> str:
    if score is None:
        return f"{failure}。{'另有法定年龄条件' if changes else '这是法定条件'}，不能放宽。"
    return f"{failure}。若{'，再'.join(item.sentence_zh for item in changes)}，得{score}分。"
