"""What a match card shows, made from the kernel's reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from baigong.domains.placements.matching import Shown
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.kernels.matching import Explanation, Reason
from baigong.kernels.matching.sentences import pay_range

PART_LABELS = {
    "place": "地点",
    "occupation": "工种",
    "pay": "薪资",
    "education": "学历",
    "skill": "技能",
    "certificate": "证书",
    "shift": "班次",
    "contract": "合同",
    "age": "年龄",
    "experience": "经验",
    "lodging": "住宿",
    "priority": "优先",
}
# A hard condition nobody set says nothing; it would only lengthen every card.
_SILENT = frozenset({"certificate", "contract", "age"})


def card_reasons(explanation: Explanation) -> list[dict[str, Any]]:
    """Return the lines of the fit table; the points of all lines sum to the score."""
    return [_line(reason) for reason in explanation.reasons if reason.name not in _SILENT or _speaks(reason)]


def _speaks(reason: Reason) -> bool:
    return reason.maximum > 0 or reason.verdict != "fits"


def _line(reason: Reason) -> dict[str, Any]:
    name = PART_LABELS.get(reason.name, reason.name)
    return {
        "name": name,
        "verdict": reason.verdict,
        "points": reason.points,
        "maximum": reason.maximum,
        "asks": f"{name}：{reason.asks}",
        "has": reason.sentence_zh or reason.has,
    }


def person_cards(
    found: Sequence[Shown], vacancy: Vacancy, towns: dict[str, str], *, may_introduce: bool
) -> list[dict[str, Any]]:
    """Return the people of a vacancy as cards, names masked; who may introduce them gets the button."""
    cards = [_person_card(each, rank, vacancy, towns) for rank, each in enumerate(found, start=1)]
    return cards if may_introduce else [card | {"actions": []} for card in cards]


def _person_card(shown: Shown, rank: int, vacancy: Vacancy, towns: dict[str, str]) -> dict[str, Any]:
    registration: Registration = shown.row
    return {
        "name": str(registration.person.full_name),
        "score": shown.score,
        "rank": rank,
        "url": reverse("desk:person_match", args=[registration.id]),
        "facts": [
            towns.get(str(registration.place_id), ""),
            registration.get_state_display(),
            f"{registration.surveyed_on.month}月{registration.surveyed_on.day}日登记",
        ],
        "reasons": card_reasons(shown.explanation),
        "actions": [introduce_action(vacancy, registration, is_primary=True)],
    }


def vacancy_cards(
    found: Sequence[Shown], registration: Registration, own_places: Sequence[str], *, may_introduce: bool
) -> list[dict[str, Any]]:
    """Return the vacancies of a person as cards; those of other places are shown without a button."""
    cards = [_vacancy_card(each, rank, registration, own_places) for rank, each in enumerate(found, start=1)]
    return cards if may_introduce else [card | {"actions": []} for card in cards]


def _vacancy_card(
    shown: Shown, rank: int, registration: Registration, own_places: Sequence[str]
) -> dict[str, Any]:
    vacancy: Vacancy = shown.row
    is_own = any(vacancy.place_path.startswith(path) for path in own_places)
    pay = pay_range(vacancy.pay_from_fen_month, vacancy.pay_to_fen_month) or vacancy.pay_text
    return {
        "name": vacancy.title,
        "score": shown.score,
        "rank": rank,
        "url": reverse("desk:vacancy", args=[vacancy.id]) if is_own else "",
        "facts": [vacancy.employer_name, f"招{vacancy.headcount}人", pay or "面议"],
        "reasons": card_reasons(shown.explanation),
        "actions": [introduce_action(vacancy, registration, is_primary=True)] if is_own else [],
        "aside": "" if is_own else "外地公开岗位，请本人在门户联系，或请当地经办介绍。",
    }


def introduce_action(
    vacancy: Vacancy, registration: Registration, *, is_primary: bool = False
) -> dict[str, Any]:
    """Return the button that introduces a person to a vacancy."""
    return {
        "label": "介绍给企业",
        "url": reverse("desk:introduce", args=[vacancy.id, registration.id]),
        "method": "post",
        "is_primary": is_primary,
    }
