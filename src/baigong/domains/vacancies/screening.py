"""What the checks in force say of a vacancy's text before it is published (AD-01…AD-15)."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from uuid import UUID

from baigong.domains.policies.selectors import pack_for
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.kernels.screening import Check, Finding, screen

FIELDS = {
    "title": "岗位名称",
    "description": "工作内容",
    "benefits": "福利待遇",
    "pay": "薪资",
    "workplace": "工作地点",
}


def findings_of(vacancies: Iterable[Vacancy]) -> dict[UUID, tuple[Finding, ...]]:
    """Return by vacancy what its advertisement may not or should not say, blocking findings first."""
    today = clock.today()

    @functools.cache
    def checks_at(place_path: str) -> tuple[Check, ...]:
        return pack_for(place_path).screening_checks

    return {each.id: screen(_texts_of(each), checks_at(each.place_path), on=today) for each in vacancies}


def _texts_of(vacancy: Vacancy) -> dict[str, str]:
    has_pay = vacancy.pay_from_fen_month is not None or vacancy.pay_to_fen_month is not None
    return {
        "title": vacancy.title,
        "description": vacancy.description,
        "benefits": vacancy.benefits,
        "pay": vacancy.pay_text or ("写明" if has_pay else ""),
        "workplace": vacancy.workplace_text,
    }
