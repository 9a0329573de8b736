"""A plan of aid for one person of an aid group: needs, measures, who answers for it, when it is looked at again.

A case of its own kind about a person (JH-11a, JH-11b, M03.4). Its further life is that of every case: put off to
another review, answered, done with what came of it.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction

from baigong.domains.cases.enums import CaseKind, CaseState
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.models import Case
from baigong.domains.cases.steps import LEAST_TEXT
from baigong.domains.parties.models import Person
from baigong.domains.policies.selectors import group_labels
from baigong.domains.statuses.selectors import codes_held
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.audit.services import record

LONGEST_NEEDS, LONGEST_MEASURES, LONGEST_RESPONSIBLE = 160, 300, 120
_OPEN = (CaseState.OPEN, CaseState.IN_HAND)


@dataclass(frozen=True, slots=True)
class AidPlan:
    """What an officer agrees with a person; `review_on` is the day the plan is looked at again."""

    needs: str
    measures: str
    responsible: str
    review_on: datetime.date


def is_in_aid_group(registration: Registration) -> bool:
    """Whether the person of an entry belongs to a group that plans aid: as entered, or as an office decided."""
    if registration.group_codes:
        return True
    person_id = registration.person_id
    held = codes_held([person_id], clock.today())[person_id]
    return not held.isdisjoint(group_labels("person"))


def is_plan_wanted(registration: Registration) -> bool:
    """Whether a plan may be stated for the person of an entry: in an aid group, and none is open in the scope."""
    return is_in_aid_group(registration) and not _has_open(registration.person_id)


@transaction.atomic
def state_plan(*, by: str, registration: Registration, plan: AidPlan) -> Case:
    """Open a plan of aid at the place of the person's entry; of two sent at once, one is stated.

    :raises CaseError: for a person of no aid group, beside a plan still open, for words missing, and for a review
        that does not lie ahead.
    """
    _check(registration, plan)
    Person.objects.select_for_update(of=("self",)).get(id=registration.person_id)
    if _has_open(registration.person_id):
        raise CaseError("open", "已经有一份帮扶方案在办。请先把它办结，或者在那一份上延期。")
    today = clock.today()
    if Case.objects.filter(person_id=registration.person_id, opened_on=today, withdrawn_at=None).exists():
        raise CaseError("today", "今天已经定过一份，也办结了。请在那一份上重开。")
    case: Case = Case.objects.create(
        kind=CaseKind.AID_PLAN,
        label=plan.needs.strip()[:LONGEST_NEEDS],
        measure_text=plan.measures.strip()[:LONGEST_MEASURES],
        responsible_text=plan.responsible.strip()[:LONGEST_RESPONSIBLE],
        state=CaseState.IN_HAND,
        person_id=registration.person_id,
        place_id=registration.place_id,
        place_path=registration.place_path,
        county_id=registration.county_id,
        opened_on=today,
        due_on=plan.review_on,
        source_id=by,
    )
    record(by=by, act="cases.plan", object_kind="case", object_ids=[case.id], place_path=case.place_path)
    return case


def plans_of(person_id: uuid.UUID) -> list[Case]:
    """Return a person's plans of aid in the scope, the newest first; the person sees the own ones."""
    rows = Case.objects.filter(kind=CaseKind.AID_PLAN, person_id=person_id, withdrawn_at__isnull=True)
    return list(rows.order_by("-opened_on", "-id"))


def _has_open(person_id: uuid.UUID) -> bool:
    return any(each.state in _OPEN for each in plans_of(person_id))


def _check(registration: Registration, plan: AidPlan) -> None:
    if not is_in_aid_group(registration):
        raise CaseError("group", "这个人不在帮扶的人群里。请先登记人员类别，再定方案。")
    for words, asked in ((plan.needs, "需要什么"), (plan.measures, "怎么帮"), (plan.responsible, "谁负责")):
        if len(words.strip()) < LEAST_TEXT:
            raise CaseError("text", f"还没写{asked}。")
    if plan.review_on <= clock.today():
        raise CaseError("review", "复核日期要在今天以后。")
