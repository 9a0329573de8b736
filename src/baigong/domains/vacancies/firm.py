"""A firm's own vacancies: the list of them, one of them, written anew or copied (M05.1).

What is published is seen by everybody; a firm's desk works on its own vacancies only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.revising import REVISABLE, read_values
from baigong.domains.vacancies.selectors import VacancyLine, lines_of
from baigong.domains.vacancies.services import VacancyError
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source

STATES = (
    ("open", "正在招"),
    ("public", "已公开"),
    ("draft", "没公开"),
    ("closed", "已关闭"),
    ("all", "全部"),
)
_COPIED = (*REVISABLE, "occupation_codes", "occupation_group", "pay_from_fen_month", "pay_to_fen_month")
_TWICE = "本单位在同一个地点已经有同名的岗位。请换个名称，例如加上车间或班次，或改那一个。"


def firm_vacancies(organisation_id: UUID, *, state: str = "open", words: str = "") -> list[VacancyLine]:
    """Return the firm's vacancies in a state (see `STATES`), newest first, with their counts; two queries."""
    rows = Vacancy.objects.filter(organisation_id=organisation_id, withdrawn_at__isnull=True)
    narrowed = {
        "open": rows.filter(closed_on__isnull=True),
        "public": rows.filter(public_since__isnull=False),
        "draft": rows.filter(closed_on__isnull=True, public_since__isnull=True),
        "closed": rows.filter(closed_on__isnull=False),
    }.get(state, rows)
    if words:
        narrowed = narrowed.filter(title__icontains=words)
    return lines_of(narrowed.select_related("place").order_by("-recorded_at", "-id"))


def firm_vacancy(vacancy_id: UUID, organisation_id: UUID) -> Vacancy | None:
    """Return a vacancy of the firm, None when there is no such one or it is another firm's."""
    rows = Vacancy.objects.filter(id=vacancy_id, organisation_id=organisation_id, withdrawn_at__isnull=True)
    found: Vacancy | None = rows.select_related("place", "organisation").first()
    return found


@transaction.atomic
def draft_vacancy(
    *,
    by: str,
    organisation: Organisation,
    place: Place,
    values: Mapping[str, Any],
    source: str = Source.OFFICER,
) -> Vacancy:
    """Write a vacancy nobody outside reads yet; `values` are those of `REVISABLE`.

    :raises VacancyError: when the pay cannot be read, or the firm has an open one of that title there.
    """
    vacancy = Vacancy(
        organisation=organisation,
        place=place,
        place_path=place.path,
        county_id=place.county_id,
        employer_name=organisation.name,
        source=source,
        source_id=by,
    )
    for name, value in read_values(vacancy, {n: values[n] for n in REVISABLE if n in values}).items():
        setattr(vacancy, name, value)
    return _inserted(by, vacancy, "vacancy.draft")


@transaction.atomic
def copy_vacancy(*, by: str, vacancy: Vacancy, title: str, source: str = Source.OFFICER) -> Vacancy:
    """Write a new draft that says what an old one said, under its own title.

    :raises VacancyError: when the firm has an open one of that title at the place.
    """
    copy = Vacancy(
        organisation_id=vacancy.organisation_id,
        place_id=vacancy.place_id,
        place_path=vacancy.place_path,
        county_id=vacancy.county_id,
        employer_name=vacancy.employer_name,
        skill_level=vacancy.skill_level,
        certificates=list(vacancy.certificates),
        source=source,
        source_id=by,
        **{name: getattr(vacancy, name) for name in _COPIED if name != "title"},
        title=title,
    )
    return _inserted(by, copy, "vacancy.copy")


def _inserted(by: str, vacancy: Vacancy, act: str) -> Vacancy:
    try:
        with transaction.atomic():
            vacancy.save(force_insert=True)
    except IntegrityError as error:
        raise VacancyError("twice", _TWICE) from error
    record(by=by, act=act, object_kind="vacancy", object_ids=[vacancy.id], place_path=vacancy.place_path)
    return vacancy
