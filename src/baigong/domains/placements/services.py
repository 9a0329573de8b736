"""Verbs on introductions: introduce a person to a vacancy, and take the next step with the answer."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from baigong.domains.parties.ages import UnderAgeError, refuse_person_under_age
from baigong.domains.parties.sight import show_to_places
from baigong.domains.placements.enums import (
    ENDED_WITHOUT_HIRE,
    WAITING_FOR_EMPLOYER,
    IntroductionState,
)
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.inserting import insert_once
from baigong.domains.placements.models import Engagement, Introduction, IntroductionStep
from baigong.domains.placements.telling import tell_introduced
from baigong.domains.placements.telling_person import tell_person
from baigong.domains.placements.workflow import INTERVIEW_ON, REFUSAL, last_day_in, workflow_at
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.statuses.selectors import is_deceased
from baigong.domains.users.enums import Role
from baigong.domains.vacancies.linking import link_to_needs
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Share, share_with_party
from baigong.kernels.workflow import WorkflowError, take

EMPLOYER_CHANNEL = "employer"
CONTACT_DAYS = "shared-contact-days"
OPEN_INVITATIONS = "open-invitations"
_STEPPED = (
    "state", "state_since", "refusal_code", "due_on", "interview_on", "interview_time", "interview_link",
)  # fmt: skip
OWN_STEPS = {"agree", "person_refuses"}  # what the person said needs no message back
SHOWN_FOR = "岗位介绍"
"""The purpose of the share through which a firm sees a person introduced to it."""


@transaction.atomic
def introduce(
    *,
    by: str,
    vacancy: Vacancy,
    registration: Registration,
    on: datetime.date,
    channel: str = "desk",
    score: int | None = None,
    reasons: Sequence[dict[str, Any]] = (),
) -> Introduction:
    """Introduce a registered person to an open vacancy and start the clock for the firm's answer.

    The firm may from now on see the person (a share on the basis of the introduction), and so may the
    office at the firm's place, which follows the introduction up.

    :raises PlacementError: when the vacancy is closed, or the person is already introduced to it.
    """
    _refuse_closed(vacancy)
    introduction = begin(
        by, vacancy, registration, on, IntroductionState.INTRODUCED, channel, score, list(reasons)
    )
    _show_person(introduction, registration, by)
    tell_introduced(by=by, introduction=introduction)
    tell_person(by=by, introduction=introduction)
    return introduction


@transaction.atomic
def invite(
    *,
    by: str,
    vacancy: Vacancy,
    registration: Registration,
    on: datetime.date,
    score: int | None = None,
    reasons: Sequence[dict[str, Any]] = (),
) -> Introduction:
    """A firm asks a person it knows only masked; nothing is shown to it before the person agrees (M05.3).

    The office at the firm's place sees the person from now on, for somebody must ask. Only an advertisement
    that is public, and so has passed the checks, may invite.

    :raises PlacementError: when the vacancy is closed or not public, as many as may be wait for an answer, or the
        person stands there already.
    """
    _refuse_closed(vacancy)
    if vacancy.public_since is None:
        raise PlacementError("not-public", f"“{vacancy.title}”还没公开。先公开这个岗位，再邀请人。")
    _refuse_many(vacancy, on)
    introduction = begin(
        by, vacancy, registration, on, IntroductionState.INVITED, EMPLOYER_CHANNEL, score, list(reasons)
    )
    with system_scope("企业邀请求职者，让当地经办能联系本人"):
        show_to_places(by=by, wanted=[(registration.person, introduction.place_path)])
    tell_person(by=by, introduction=introduction)
    return introduction


def _refuse_many(vacancy: Vacancy, on: datetime.date) -> None:
    """Refuse one more invitation while as many wait as the office allows at one time; counted one by one."""
    most = int(parameter_at(OPEN_INVITATIONS, vacancy.place_path, on))
    Vacancy.objects.select_for_update(of=("self",)).get(id=vacancy.id)
    waiting = Introduction.objects.filter(
        vacancy=vacancy, state=IntroductionState.INVITED, withdrawn_at__isnull=True
    ).count()
    if waiting >= most:
        sentence = (
            f"“{vacancy.title}”已有{waiting}人等着答复，同时最多{most}人。等有人答复，或撤回一个，再邀请。"
        )
        raise PlacementError("many", sentence)


def _refuse_closed(vacancy: Vacancy) -> None:
    if vacancy.closed_on or vacancy.withdrawn_at:
        raise PlacementError("closed", f"“{vacancy.title}”已经关闭，不能再介绍。请换一个岗位。")


def refuse_child(person_id: uuid.UUID, place_path: str, on: datetime.date) -> None:
    """Refuse to place somebody below the lawful age (Labour Law 15).

    :raises PlacementError: with the law's words.
    """
    try:
        refuse_person_under_age(person_id, place_path=place_path, on=on)
    except UnderAgeError as error:
        raise PlacementError(error.code, error.sentence) from error


def refuse_dead(person_id: uuid.UUID, on: datetime.date) -> None:
    """Refuse to place somebody who is known to be dead on a day.

    :raises PlacementError: with what to do when that is a mistake.
    """
    if is_deceased(person_id, on):
        raise PlacementError(
            "deceased", "这个人登记为已去世，不能介绍或录用。登记有误的，请先在“人员身份”里改正。"
        )


def begin(
    by: str,
    vacancy: Vacancy,
    registration: Registration,
    on: datetime.date,
    state: IntroductionState,
    channel: str,
    score: int | None,
    reasons: list[dict[str, Any]],
) -> Introduction:
    """Write a new introduction with its first step and its clock."""
    refuse_child(registration.person_id, vacancy.place_path, on)
    refuse_dead(registration.person_id, on)
    link_to_needs(by=by, vacancies=[vacancy])
    introduction = Introduction(
        person_id=registration.person_id,
        vacancy=vacancy,
        organisation_id=vacancy.organisation_id,
        registration=registration,
        place_path=vacancy.place_path,
        county_id=vacancy.county_id,
        channel=channel,
        introduced_by=by,
        introduced_on=on,
        state=state,
        state_since=on,
        due_on=last_day_in(workflow_at(vacancy.place_path, on), state, on),
        score=score,
        reasons=reasons,
    )
    insert_once(introduction, "这个人已经介绍到这个岗位，正在等回音。请先记下结果。")
    verb = "invite" if state is IntroductionState.INVITED else "introduce"
    _note_step(introduction, verb, on, by)
    record(
        by=by,
        act=f"placements.{verb}",
        object_kind="introduction",
        object_ids=[introduction.id],
        place_path=introduction.place_path,
        detail={"vacancy": str(vacancy.id), "person": str(registration.person_id)},
    )
    return introduction


def _show_person(introduction: Introduction, registration: Registration, by: str) -> None:
    show_to_places(by=by, wanted=[(registration.person, introduction.place_path)])
    show_to_firm(introduction, by, ends_before=None)


def show_to_firm(
    introduction: Introduction,
    by: str,
    *,
    ends_before: datetime.date | None,
    basis: Share.Basis = Share.Basis.INTRODUCTION,
) -> None:
    """Let the firm see who was introduced to it, until a day or until the introduction ends.

    The basis is the person's consent where the person said so by the own hand, and can take it back.
    """
    share_with_party(
        by=by,
        kind="party",
        object_id=introduction.person_id,
        party_id=introduction.organisation_id,
        purpose=SHOWN_FOR,
        basis=basis,
        ends_before=ends_before,
    )


def hide_from_firm(person_id: uuid.UUID, organisation_id: uuid.UUID) -> None:
    """End what showed a person to a firm, unless an open introduction or a hire that goes on still does."""
    waiting = Introduction.objects.filter(
        person_id=person_id, organisation_id=organisation_id, state__in=WAITING_FOR_EMPLOYER
    )
    hires = Engagement.objects.filter(
        person_id=person_id, employer_id=organisation_id, voided_at__isnull=True, ends_before__isnull=True
    )
    if waiting.exists() or hires.exists():
        return
    today = clock.today()
    Share.objects.filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=today),
        object_kind="party",
        object_id=person_id,
        to_party_id=organisation_id,
        purpose=SHOWN_FOR,
    ).update(ends_before=today)


@transaction.atomic
def take_step(
    *,
    by: str,
    role: str,
    introduction: Introduction,
    step: str,
    on: datetime.date,
    refusal_code: str = "",
    interview_on: datetime.date | None = None,
    interview_time: datetime.time | None = None,
    interview_link: str = "",
) -> Introduction:
    """Take one step of the table; the row is held while it is taken, so that two answers cannot both win.

    `on` is the day the step was taken, `interview_on` the day an interview is agreed for, `interview_time` its hour in
    China and `interview_link` where it is held when not on the spot (BZ-5b). With the person's yes the firm sees who
    it is, for the days the plan sets.

    :raises PlacementError: when the step does not fit the state or the role, or a refusal gives no reason.
    """
    held: Introduction = Introduction.objects.select_for_update().get(id=introduction.id)
    workflow = workflow_at(held.place_path, on)
    try:
        target = take(workflow, held.state, step, role, {REFUSAL: refusal_code, INTERVIEW_ON: interview_on})
    except WorkflowError as error:
        raise PlacementError(error.code, error.sentence) from error
    if on < held.introduced_on or (interview_on is not None and interview_on < held.introduced_on):
        raise PlacementError("date", f"日期早于介绍的那天（{held.introduced_on}）。请核对日期。")
    held.state, held.state_since, held.refusal_code = target, on, refusal_code
    if interview_on is not None:  # another day is another slot
        held.interview_on, held.interview_time, held.interview_link = (
            interview_on,
            interview_time,
            interview_link,
        )
    clock_starts = interview_on if target == IntroductionState.INTERVIEW_SET and interview_on else on
    held.due_on = last_day_in(workflow, target, clock_starts)
    held.updated_at = clock.now()
    held.save(update_fields=[*_STEPPED, "updated_at"])
    if step == "agree":
        days = int(parameter_at(CONTACT_DAYS, held.place_path, on))
        basis = Share.Basis.CONSENT if role == Role.SEEKER else Share.Basis.INTRODUCTION
        show_to_firm(held, by, ends_before=on + datetime.timedelta(days=days), basis=basis)
    if target in ENDED_WITHOUT_HIRE:
        hide_from_firm(held.person_id, held.organisation_id)
    _note_step(held, step, on, by, refusal_code)
    if step == "agree":
        tell_introduced(by=by, introduction=held)
    if step not in OWN_STEPS:
        tell_person(by=by, introduction=held)
    record(
        by=by,
        act=f"placements.{step}",
        object_kind="introduction",
        object_ids=[held.id],
        place_path=held.place_path,
        detail={"state": held.state, "refusal_code": refusal_code},
    )
    return held


def _note_step(
    introduction: Introduction, step: str, on: datetime.date, by: str, refusal_code: str = ""
) -> None:
    IntroductionStep.objects.create(
        introduction=introduction,
        organisation_id=introduction.organisation_id,
        person_id=introduction.person_id,
        place_path=introduction.place_path,
        county_id=introduction.county_id,
        step=step,
        state=introduction.state,
        happened_on=on,
        refusal_code=refusal_code,
        taken_by=by,
    )
