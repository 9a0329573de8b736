"""The smallest change that mends a failing hard condition, as a changed pair and a sentence.

Each function assumes that its condition fails. A change is offered to the side that can make it most easily:
the post lowers a bar or lifts its pay, the person widens a wish. A lawful age is never mended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from .facts import Seeker, Vacancy
from .sentences import label, yuan
from .setting import Setting

FEN_PER_YUAN = 100


@dataclass(frozen=True, slots=True)
class Change:
    """What one side would change (``side``), in words that follow “若”, and the new value."""

    name: str
    side: Literal["seeker", "vacancy"]
    sentence_zh: str
    value: str


Mended = tuple[Change, Seeker, Vacancy]
Labels = Mapping[str, str]


def mend(
    name: str, seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Labels, *, unknown: bool
) -> Mended | None:
    """The pair after the smallest change to the named condition; ``None`` when the law forbids one.

    ``unknown``: it fails only because the person's fact is not known and the pack insists on it.
    """
    if unknown and name in FILLED_IN:
        title, facts = FILLED_IN[name]
        change = Change(name, "seeker", f"补上{title}且合要求", "")
        return change, replace(seeker, **facts(vacancy, setting)), vacancy
    mender = MENDERS.get(name)
    return None if mender is None else mender(seeker, vacancy, setting, labels)


def _place(seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Labels) -> Mended:
    if seeker.wants_lodging:
        change = Change("place", "vacancy", "本岗提供住宿", "has_lodging")
        return change, seeker, replace(vacancy, has_lodging=True)
    if vacancy.has_lodging:
        change = Change("place", "seeker", "此人愿住宿舍", "wants_lodging")
        return change, replace(seeker, wants_lodging=True), vacancy
    if not vacancy.place_path:
        change = Change("place", "vacancy", "本岗提供住宿，此人也愿住", "has_lodging")
        return change, replace(seeker, wants_lodging=True), replace(vacancy, has_lodging=True)
    where = label(labels, "place", vacancy.place_path)
    change = Change("place", "seeker", f"意向地区加上{where}", vacancy.place_path)
    return change, replace(seeker, wish_places=(*seeker.wish_places, vacancy.place_path)), vacancy


def _occupation(seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Labels) -> Mended:
    code = vacancy.occupations[0]
    change = Change("occupation", "seeker", f"求职意向加上{label(labels, 'occupation', code)}", code)
    return change, replace(seeker, occupations=(*seeker.occupations, code)), vacancy


def _pay(seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Labels) -> Mended:
    share = 100 + setting.weights.pay_tolerance_percent
    least = -(-(seeker.pay_from_fen or 0) * 100 // share)
    upper = -(-least // FEN_PER_YUAN) * FEN_PER_YUAN
    change = Change("pay", "vacancy", f"把上限提到{yuan(upper)}元", str(upper))
    return change, seeker, replace(vacancy, pay_to_fen=upper)


def _education(seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Labels) -> Mended:
    rank = (seeker.education_rank or 0) + setting.weights.education_tolerance
    change = Change("education", "vacancy", f"学历放宽到{label(labels, 'education', rank)}", str(rank))
    return change, seeker, replace(vacancy, education_rank=rank)


def _skill(seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Labels) -> Mended:
    level = (seeker.skill_level or 0) + setting.weights.skill_tolerance
    change = Change("skill", "vacancy", f"技能等级放宽到{label(labels, 'skill', level)}", str(level))
    return change, seeker, replace(vacancy, skill_level=level)


def _certificate(seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Labels) -> Mended:
    lacking = sorted(vacancy.certificates - (seeker.certificates or frozenset()))
    names = "、".join(label(labels, "certificate", item) for item in lacking)
    change = Change("certificate", "seeker", f"取得{names}", ",".join(lacking))
    held = (seeker.certificates or frozenset()) | vacancy.certificates
    return change, replace(seeker, certificates=held), vacancy


def _shift(seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Labels) -> Mended:
    shift = vacancy.shift or ""
    change = Change("shift", "seeker", f"接受{label(labels, 'shift', shift)}", shift)
    return change, replace(seeker, shifts=seeker.shifts | {shift}), vacancy


def _contract(seeker: Seeker, vacancy: Vacancy, setting: Setting, labels: Labels) -> Mended:
    form = vacancy.contract_form or ""
    change = Change("contract", "seeker", f"接受{label(labels, 'contract', form)}", form)
    return change, replace(seeker, contract_forms=seeker.contract_forms | {form}), vacancy


def _birth_year_within(vacancy: Vacancy, setting: Setting) -> int | None:
    limit = vacancy.lawful_age
    if limit is None:
        return None
    age = (limit.minimum or 0) + 1 if limit.maximum is None else limit.maximum
    return setting.on.year - age


def _acceptable_pay(vacancy: Vacancy, _: Setting) -> dict[str, Any]:
    return {"pay_from_fen": vacancy.pay_from_fen or 0, "pay_to_fen": None}


# What a missing fact would be if it just met the post: the title people read, and the fields.
FILLED_IN: Mapping[str, tuple[str, Callable[[Vacancy, Setting], dict[str, Any]]]] = {
    "pay": ("期望薪酬", _acceptable_pay),
    "education": ("学历", lambda post, _: {"education_rank": post.education_rank}),
    "skill": ("技能等级", lambda post, _: {"skill_level": post.skill_level}),
    "age": ("出生年份", lambda post, setting: {"birth_year": _birth_year_within(post, setting)}),
}
MENDERS: Mapping[str, Callable[[Seeker, Vacancy, Setting, Labels], Mended]] = {
    "place": _place,
    "occupation": _occupation,
    "pay": _pay,
    "education": _education,
    "skill": _skill,
    "certificate": _certificate,
    "shift": _shift,
    "contract": _contract,
}
