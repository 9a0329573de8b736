"""Verbs on vacancies: published with what an advertisement must say, closed with a reason."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction

from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.outbox import announce, withdraw
from baigong.domains.vacancies.public_addresses import note_addresses
from baigong.domains.vacancies.screening import FIELDS, findings_of
from baigong.domains.vacancies.telling import tell_owner
from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes, record_changes_in_bulk
from baigong.foundation.audit.services import record
from baigong.kernels.screening import Finding

_PUBLISHED = ("public_since", "employer_name")
_CLOSED = ("closed_on", "closed_reason", "public_since")


class VacancyError(ValueError):
    """The step does not fit the vacancy; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def why_not_public(vacancy: Vacancy, findings: Sequence[Finding] | None = None) -> VacancyError | None:
    """Return what keeps a vacancy from being published; None when nothing does.

    `findings` are those of the law's checks where the caller has them already.
    """
    if vacancy.withdrawn_at is not None or vacancy.closed_on is not None:
        return VacancyError("closed", f"“{vacancy.title}”已经关闭，不能发布。")
    if not vacancy.title.strip():
        return VacancyError("title", "有一个岗位没有名称，请补上再发布。")
    if not vacancy.headcount:
        return VacancyError("headcount", f"“{vacancy.title}”没写招几人，请补上人数再发布。")
    return _refusal_by_law(vacancy, findings_of([vacancy])[vacancy.id] if findings is None else findings)


def _refusal_by_law(vacancy: Vacancy, findings: Sequence[Finding]) -> VacancyError | None:
    first = next((finding for finding in findings if finding.is_blocking), None)
    if first is None:
        return None
    return VacancyError(
        "screening",
        f"“{vacancy.title}”的{FIELDS[first.field]}{'里' if first.excerpt else '：'}{first.sentence_zh}",
    )


@transaction.atomic
def publish_vacancies(*, by: str, vacancies: Sequence[Vacancy]) -> list[Vacancy]:
    """Let everybody read these vacancies, all or none; those already public stay as they are.

    Outlets that are connected are asked to put them up.

    The employer's name is kept as it is now, for the public page shows it without knowing the firm.

    :raises VacancyError: with the sentence for the first that lacks what an advertisement must say.
    """
    waiting = [vacancy for vacancy in vacancies if vacancy.public_since is None]
    found = findings_of(waiting)
    for vacancy in waiting:
        refusal = why_not_public(vacancy, found[vacancy.id])
        if refusal is not None:
            raise refusal
    now, changes = clock.now(), []
    for vacancy in waiting:
        before = {name: getattr(vacancy, name) for name in _PUBLISHED}
        vacancy.public_since, vacancy.updated_at = now, now
        vacancy.employer_name = vacancy.organisation.name
        vacancy.save(update_fields=[*_PUBLISHED, "updated_at"])
        after = {name: getattr(vacancy, name) for name in _PUBLISHED}
        changes.append(ObjectChange(str(vacancy.id), before, after))
    record_changes_in_bulk(by=by, model=Vacancy, changes=changes)
    note_addresses(waiting)
    if waiting:
        record(
            by=by,
            act="vacancy.publish",
            object_kind="vacancy",
            object_ids=[each.id for each in waiting],
            place_path=waiting[0].place_path,
        )
        announce(by=by, vacancies=waiting)
    return waiting


@transaction.atomic
def close_vacancy(*, by: str, vacancy: Vacancy, reason: str, on: datetime.date) -> Vacancy:
    """Close a vacancy with its reason; from now on nobody outside reads it, and every outlet is to take it down.

    :raises VacancyError: without a reason, when it is closed already, or on a day to come.
    """
    if vacancy.closed_on is not None:
        raise VacancyError("closed", f"这个岗位在{vacancy.closed_on:%Y-%m-%d}已经关闭。")
    if not reason.strip():
        raise VacancyError("reason", "关闭岗位要写明原因，如“已招满”。")
    if on > clock.today():
        raise VacancyError("future", "关闭日期不能晚于今天。")
    before = {name: getattr(vacancy, name) for name in _CLOSED}
    if vacancy.public_since is not None:
        note_addresses([vacancy])
    vacancy.closed_on, vacancy.closed_reason = on, reason.strip()[:120]
    vacancy.public_since, vacancy.updated_at = None, clock.now()
    vacancy.save(update_fields=[*_CLOSED, "updated_at"])
    after = {name: getattr(vacancy, name) for name in _CLOSED}
    record_changes(by=by, instance=vacancy, before=before, after=after, place_path=vacancy.place_path)
    withdraw(by=by, vacancies=[vacancy])
    tell_owner(by=by, vacancy=vacancy, deed="关闭", reason=vacancy.closed_reason)
    return vacancy
