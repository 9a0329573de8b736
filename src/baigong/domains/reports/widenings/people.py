"""People of the supply list: what is known of them elsewhere and what was done for them (LG-4, LG-5, LG-24)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from baigong.domains.activities.models import Activity
from baigong.domains.canvass.enums import Outcome
from baigong.domains.canvass.models import Contact
from baigong.domains.cases.enums import CaseKind
from baigong.domains.cases.models import Case
from baigong.domains.cohorts.enums import ParticipationRole
from baigong.domains.cohorts.models import Participation
from baigong.domains.parties.models import Organisation
from baigong.domains.placements.models import Introduction
from baigong.domains.policies.selectors import code_labels, group_labels
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.domains.reports.widenings.needs import quarter_of
from baigong.domains.statuses.models import Status
from baigong.domains.workers.models import Registration
from baigong.foundation.scope.models import Share

_INTRODUCED = "岗位介绍"


def _registrations(rows: Sequence[Row]) -> list[Registration]:
    return list(Registration.objects.filter(id__in=ids_of(rows)))


def _known(rows: Sequence[Row], on: datetime.date) -> Found:
    found = _registrations(rows)
    held = _held({each.person_id for each in found}, on)
    missed = _missed({each.person_id for each in found}, on)
    return {
        each.id: {
            "status_labels": held.get(each.person_id),
            "surveyor": each.surveyor or None,
            "quarter_label": quarter_of(each.surveyed_on),
            "missed_reason": missed.get(each.person_id),
            "shift_label": each.get_shift_display() or None,
        }
        for each in found
    }


def _held(person_ids: Iterable[UUID], on: datetime.date) -> dict[UUID, tuple[str, ...]]:
    """What each person is taken for on a day: from elsewhere, new form of work, rural surplus …"""
    labels = group_labels("person") | code_labels("status")
    found: dict[UUID, tuple[str, ...]] = {}
    rows = Status.objects.filter(Status.holding_on(on), party_id__in=list(person_ids)).order_by(
        "starts_on", "id"
    )
    for person_id, code in rows.values_list("party_id", "code"):
        if person_id is not None:
            found[person_id] = tuple(dict.fromkeys((*found.get(person_id, ()), labels.get(code, code))))
    return found


def _missed(person_ids: Iterable[UUID], on: datetime.date) -> dict[UUID, str]:
    """Why each person was not reached the last time somebody tried; nothing for those who were."""
    rows = Contact.objects.filter(
        person_id__in=list(person_ids), voided_at__isnull=True, contacted_on__lte=on
    ).order_by("contacted_on", "recorded_at")
    last = {row.person_id: row for row in rows}
    return {
        person_id: row.get_reason_display()
        for person_id, row in last.items()
        if row.outcome == Outcome.UNREACHABLE
    }


def _served(rows: Sequence[Row], on: datetime.date) -> Found:
    """The last service each person was given: an introduction, or an activity held for them."""
    found = _registrations(rows)
    people = {each.person_id for each in found}
    services = _activities(people, on)
    introductions = _introductions(people, on)
    asked = {introduction.organisation_id for introduction in introductions.values()}
    names = dict(Organisation.objects.filter(id__in=asked).values_list("id", "name"))
    wide: dict[Any, Row] = {}
    for each in found:
        given = [services[each.person_id]] if each.person_id in services else []
        introduction = introductions.get(each.person_id)
        facts: dict[str, Any] = {}
        if introduction is not None:
            given.append((introduction.introduced_on, _INTRODUCED, introduction.get_state_display()))
            facts["recommended_firm"] = names.get(introduction.organisation_id)
        if given:
            facts |= dict(zip(_SERVICE, max(given), strict=True))
        wide[each.id] = facts
    return wide


_SERVICE = ("service_on", "service_label", "service_result")


def _introductions(people: Iterable[UUID], on: datetime.date) -> dict[UUID, Introduction]:
    rows = Introduction.objects.filter(person_id__in=list(people), introduced_on__lte=on)
    return {row.person_id: row for row in rows.order_by("introduced_on", "id")}


def _activities(people: Iterable[UUID], on: datetime.date) -> dict[UUID, tuple[datetime.date, str, str]]:
    labels = code_labels("participation_result")
    taken = Participation.objects.filter(
        party_id__in=list(people), activity__isnull=False, voided_at__isnull=True,
        superseded_at__isnull=True, role__in=(ParticipationRole.SERVED, ParticipationRole.VISITOR),
    )  # fmt: skip
    rows = list(taken.values_list("activity_id", "party_id", "result_code"))
    held = Activity.objects.filter(id__in={row[0] for row in rows}, held_on__lte=on)
    days = {each.id: (each.held_on, each.get_kind_display()) for each in held}
    last: dict[UUID, tuple[datetime.date, str, str]] = {}
    for activity_id, party_id, result in rows:
        if activity_id in days:
            given = (*days[activity_id], labels.get(result, result))
            last[party_id] = max(last.get(party_id, given), given)
    return last


def _aided(rows: Sequence[Row], on: datetime.date) -> Found:
    """The last plan of aid of each person as of a day (JH-11a)."""
    found = _registrations(rows)
    plans = Case.objects.filter(
        kind=CaseKind.AID_PLAN, person_id__in={each.person_id for each in found},
        withdrawn_at__isnull=True, opened_on__lte=on,
    )  # fmt: skip
    last = {plan.person_id: plan for plan in plans.order_by("opened_on", "id")}
    return {each.id: _plan(last[each.person_id]) for each in found if each.person_id in last}


def _plan(case: Case) -> Row:
    return {
        "aid_need": case.label,
        "aid_measures": case.measure_text or None,
        "aid_responsible": case.responsible_text or None,
        "aid_review_on": case.due_on,
        "aid_result": case.result_text or None,
    }


def _matched(rows: Sequence[Row], on: datetime.date) -> Found:
    """Whether somebody introduced each person anywhere by a day, and whether their yes to be shown holds."""
    found = _registrations(rows)
    people = {each.person_id for each in found}
    introduced = Introduction.objects.filter(person_id__in=people, introduced_on__lte=on)
    matched = set(introduced.values_list("person_id", flat=True))
    agreed = Share.objects.filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=on), object_kind="party", object_id__in=people,
        basis=Share.Basis.CONSENT, starts_on__lte=on,
    )  # fmt: skip
    consented = set(agreed.values_list("object_id", flat=True))
    return {
        each.id: {"is_matched": each.person_id in matched, "has_consented": each.person_id in consented}
        for each in found
    }


MATCHED = Widening({"is_matched": "已对接岗位", "has_consented": "已同意推荐"}, _matched)
PEOPLE = Widening(
    {
        "status_labels": "身份和认定",
        "surveyor": "摸排人",
        "quarter_label": "摸排季度",
        "missed_reason": "未访原因",
        "shift_label": "班次意愿",
    },
    _known,
)
SERVED = Widening(
    {
        "service_label": "服务内容",
        "service_on": "最近服务日期",
        "service_result": "服务结果",
        "recommended_firm": "推荐企业",
    },
    _served,
)
AIDED = Widening(
    {
        "aid_need": "帮扶需求",
        "aid_measures": "帮扶措施",
        "aid_responsible": "帮扶责任人",
        "aid_review_on": "方案复核日期",
        "aid_result": "帮扶结果",
    },
    _aided,
)
