"""Changing what an advertisement says; while it is public, it may not come to say what the law forbids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from baigong.domains.shortages.reading import pay_values
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.outbox import announce
from baigong.domains.vacancies.reading import title_codes
from baigong.domains.vacancies.services import VacancyError, why_not_public
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.kernels.pay import parse_pay

REVISABLE = (
    "title", "headcount", "pay_text", "description", "benefits", "workplace_text", "education_rank", "shift",
    "has_lodging", "video_link", "interviews_remotely",
)  # fmt: skip


@transaction.atomic
def revise_vacancy(*, by: str, vacancy: Vacancy, values: Mapping[str, Any]) -> Vacancy:
    """Set what an officer mended of `REVISABLE`; pay and occupation are read anew from their words.

    Outlets that are connected are given what a public one says now.

    :raises VacancyError: when it is closed, cannot be read, stands there already, or may not be public so.
    """
    held: Vacancy = Vacancy.objects.select_for_update().get(id=vacancy.id)
    if held.closed_on is not None:
        raise VacancyError("closed", f"“{held.title}”已经关闭，不能再改。")
    said = read_values(held, {name: values[name] for name in REVISABLE if name in values})
    changed = {name: value for name, value in said.items() if getattr(held, name) != value}
    if not changed:
        return held
    before = {name: getattr(held, name) for name in changed}
    for name, value in changed.items():
        setattr(held, name, value)
    if held.public_since is not None and (refusal := why_not_public(held)) is not None:
        raise VacancyError(refusal.code, f"{refusal.sentence}要么改好，要么先从门户撤下。")
    held.updated_at = clock.now()
    try:
        with transaction.atomic():
            held.save(update_fields=[*changed, "updated_at"])
    except IntegrityError as error:
        raise VacancyError(
            "twice", "这个单位在同一个地点已经有同名的岗位。请换个名称，或改那一个。"
        ) from error
    record_changes(by=by, instance=held, before=before, after=changed, place_path=held.place_path)
    if held.public_since is not None:
        announce(by=by, vacancies=[held], again=True)
    return held


def read_values(vacancy: Vacancy, said: dict[str, Any]) -> dict[str, Any]:
    """Return what was said with the occupation and the figures its words mean; unchanged words mean nothing new.

    :raises VacancyError: for a pay nobody can read.
    """
    if "title" in said and said["title"] != vacancy.title:
        codes = list(title_codes(said["title"]))
        said |= {"occupation_codes": codes, "occupation_group": codes[0][0] if codes else ""}
    if "pay_text" in said and said["pay_text"] != vacancy.pay_text:
        pay = parse_pay(said["pay_text"])
        if said["pay_text"] and pay.kind == "unknown":
            raise VacancyError("pay", f"看不懂“{said['pay_text']}”是多少钱。请写成“5000-6000元/月”或“面议”。")
        said |= {"pay_from_fen_month": None, "pay_to_fen_month": None, **pay_values(pay)}
    return said
