"""A person's facts as the desk shows them: masked, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from baigong.domains.codes.selectors import entry_of
from baigong.domains.workers.enums import WorkState
from baigong.domains.workers.models import Registration

FACT_LABELS = {
    "full_name": "姓名",
    "identity_number": "身份证号",
    "phone": "联系电话",
    "birth_date": "出生日期",
    "address": "户籍地",
}
REVEALED = tuple(FACT_LABELS)
_SHAPES = {
    WorkState.SEEKING: "on",
    WorkState.UNEMPLOYED: "wait",
    WorkState.EMPLOYED: "done",
    WorkState.STUDENT: "off",
    WorkState.NOT_SEEKING: "off",
}
UNKNOWN = "—"


def rows_of(registrations: Sequence[Registration]) -> list[dict[str, Any]]:
    """Return rows for the register; a person out of sight shows without name and without a link."""
    return [_row(each) for each in registrations]


def _row(entry: Registration) -> dict[str, Any]:
    person = entry.person
    return {
        "entry": entry,
        "name": str(person.full_name) if person else UNKNOWN,
        "phone": str(person.phone) if person and person.phone else UNKNOWN,
        "url": reverse("desk:person", args=[entry.id]) if person else "",
        "education": education_label(entry.education_code),
        "shape": _SHAPES[WorkState(entry.state)],
    }


def education_label(code: str) -> str:
    found = entry_of("education", code)
    return found.label if found else UNKNOWN


def skill_label(level: int | None) -> str:
    found = entry_of("skill", str(level)) if level is not None else None
    return found.label if found else UNKNOWN


def occupation_labels(codes: Sequence[str]) -> str:
    known = (entry_of("occupation", code) for code in codes)
    return "、".join(code.label for code in known if code)


def person_facts(entry: Registration) -> list[tuple[str, Any]]:
    """Return label and value of what is known of a person, personal values masked."""
    person = entry.person
    pay = entry.pay_from_fen_month
    masked = [(label, getattr(person, name)) for name, label in FACT_LABELS.items() if name != "birth_date"]
    plain = [
        ("出生年", entry.birth_year),
        ("性别", entry.get_sex_display() if hasattr(entry, "get_sex_display") else ""),
        ("学历", education_label(entry.education_code)),
        ("技能等级", skill_label(entry.skill_level)),
        ("求职工种", entry.occupation_text),
        ("归到职业", occupation_labels(entry.occupation_codes)),
        ("期望月薪", f"{pay // 100:,}元起" if pay else ""),
        ("意向地区", entry.wish_places_text),
        ("班次", entry.get_shift_display()),
        ("下次联系", entry.next_contact_on),
        ("摸排", f"{entry.surveyor or '没写谁'}，{entry.surveyed_on}"),
    ]
    plain[1] = ("性别", {"m": "男", "f": "女"}.get(entry.sex, ""))
    return [(label, UNKNOWN if value in (None, "") else value) for label, value in [*masked, *plain]]
