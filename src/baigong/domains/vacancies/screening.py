"""What the checks in force say of a vacancy's text before it is published (AD-01…AD-15)."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from baigong.domains.parties.models import Organisation
from baigong.domains.policies.selectors import pack_for, parameter_at
from baigong.domains.statuses.selectors import codes_held
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.kernels.screening import Check, Finding, screen

FIELDS = {
    "title": "岗位名称",
    "description": "工作内容",
    "benefits": "福利待遇",
    "pay": "薪资",
    "workplace": "工作地点",
    "employer": "用人单位",
}
FEN = 100
_MINIMUM, _CURRENT_DAYS = "minimum-wage-month", "need-figures-days"
# An employer the reader sees nothing of: none of its facts is known, and what is not known fails no check.
_NOBODY: dict[str, Any] = dict.fromkeys(("employer_nature", "employer_statuses", "employer_code_missing"))


def findings_of(vacancies: Iterable[Vacancy]) -> dict[UUID, tuple[Finding, ...]]:
    """Return by vacancy what its advertisement may not or should not say, blocking findings first."""
    today, vacancies = clock.today(), list(vacancies)
    employers = _employers_of(vacancies, today)

    @functools.cache
    def checks_at(place_path: str) -> tuple[Check, ...]:
        return pack_for(place_path).screening_checks

    @functools.cache
    def figure_at(name: str, place_path: str) -> Decimal | None:
        try:
            return parameter_at(name, place_path, today)
        except KeyError:
            return None

    def facts_of(each: Vacancy) -> dict[str, Any]:
        days = figure_at(_CURRENT_DAYS, each.place_path)
        age = (today - clock.day_of(each.updated_at)).days
        return employers.get(each.organisation_id, _NOBODY) | {
            "pay_standing": _pay_standing(each, figure_at(_MINIMUM, each.place_path)),
            "is_out_of_date": days is not None and age > days,
        }

    return {
        each.id: screen(_texts_of(each), checks_at(each.place_path), on=today, facts=facts_of(each))
        for each in vacancies
    }


def _employers_of(vacancies: Iterable[Vacancy], on: datetime.date) -> dict[UUID, dict[str, Any]]:
    """What is known of the employers' papers: two queries, however many vacancies."""
    ids = {each.organisation_id for each in vacancies}
    held = codes_held(ids, on)
    return {
        firm.id: {
            "employer_nature": firm.nature,
            "employer_statuses": tuple(sorted(held[firm.id])),
            "employer_code_missing": firm.code_missing
            if firm.code_missing and not firm.credit_code
            else None,
        }
        for firm in Organisation.objects.filter(id__in=ids)
    }


def _pay_standing(vacancy: Vacancy, minimum_yuan: Decimal | None) -> str | None:
    """Where the pay lies against the minimum wage: `below` all of it, `low` its lower end; None where it is not."""
    least = int(minimum_yuan * FEN) if minimum_yuan else 0
    offered = [fen for fen in (vacancy.pay_from_fen_month, vacancy.pay_to_fen_month) if fen is not None]
    if not offered or min(offered) >= least:
        return None
    return "below" if max(offered) < least else "low"


def _texts_of(vacancy: Vacancy) -> dict[str, str]:
    has_pay = vacancy.pay_from_fen_month is not None or vacancy.pay_to_fen_month is not None
    return {
        "title": vacancy.title,
        "description": vacancy.description,
        "benefits": vacancy.benefits,
        "pay": vacancy.pay_text or ("写明" if has_pay else ""),
        "workplace": vacancy.workplace_text,
    }
