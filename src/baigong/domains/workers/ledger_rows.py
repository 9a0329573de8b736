"""The supply list as rows a ledger of a plan may ask for (LG-8, LG-13); names are masked, numbers never stand here."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from baigong.domains.codes.selectors import entry_of, label_of
from baigong.domains.places.enums import COUNTY_KINDS, TOWN_KINDS
from baigong.domains.places.models import Place
from baigong.domains.places.selectors import names_above
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.foundation.scope.conditions import place_range

FIELDS = {
    "county_label": "县（市、区）",
    "town_label": "乡镇（街道）",
    "place_label": "村（社区）",
    "name": "姓名（打星号）",
    "sex_label": "性别",
    "age": "年龄",
    "education_label": "文化程度",
    "group_labels": "人员类别",
    "work_state_label": "就业状况",
    "occupation_text": "求职意向",
    "wish_places_text": "意向地点",
    "pay_from_fen_month": "期望薪资（分）",
    "skill_label": "技能等级",
    "training_need": "培训需求",
    "source_label": "人员来源",
    "surveyed_on": "登记日期",
    "next_contact_on": "下次联系",
}
_SEX = {"m": "男", "f": "女"}


def supply_list(place_path: str, on: datetime.date) -> Iterator[dict[str, Any]]:
    """Yield the current entries of a place, the youngest first; ages are those reached in the year of `on`."""
    found = Registration.objects.filter(place_range("place_path", place_path), CURRENT)
    paths = set(Place.objects.filter(place_range("path", place_path)).values_list("path", flat=True))
    counties, towns = names_above(paths, COUNTY_KINDS), names_above(paths, TOWN_KINDS)
    rows = found.select_related("person", "place").order_by("-recorded_at", "-id")
    for each in rows.iterator(chunk_size=500):
        yield _facts(each, on) | {
            "county_label": counties.get(each.place_path) or None,
            "town_label": towns.get(each.place_path) or None,
        }


def _facts(each: Registration, on: datetime.date) -> dict[str, Any]:
    education, skill = entry_of("education", each.education_code), None
    if each.skill_level is not None:
        skill = entry_of("skill", str(each.skill_level))
    return {
        "id": each.id,
        "place_label": each.place.name,
        "name": str(each.person.full_name) if each.person else None,
        "sex_label": _SEX.get(each.sex),
        "age": on.year - each.birth_year if each.birth_year else None,
        "education_label": education.label if education else None,
        "group_labels": tuple(label_of("group", code, each.surveyed_on) for code in each.group_codes),
        "work_state_label": each.get_state_display(),
        "occupation_text": each.occupation_text or None,
        "wish_places_text": each.wish_places_text or None,
        "pay_from_fen_month": each.pay_from_fen_month,
        "skill_label": skill.label if skill else None,
        "training_need": each.training_need or None,
        "source_label": each.get_source_display(),
        "surveyed_on": each.surveyed_on,
        "next_contact_on": each.next_contact_on,
    }
