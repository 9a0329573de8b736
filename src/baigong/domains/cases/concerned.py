"""A case as the person sees it who takes part in it: what became of it, one's own word on it (FX-14c, model 7).

What the office notes for itself is not shown. The steps lie at a place, where the person stands nowhere: they are
read and written beyond the scope, after the case was found among those the person is named in.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from baigong.domains.cases.enums import NEXT_STATES, CaseStepKind
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.cases.participants import KIND
from baigong.domains.cases.steps import LONGEST_TEXT, Step, take_step
from baigong.domains.cases.telling import tell_handlers
from baigong.foundation import clock
from baigong.foundation.facts.models import Source
from baigong.foundation.messages.wording import without_numbers
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Participant

MOST_WORDS_A_DAY = 10
SATISFACTION = (("good", "满意"), ("fair", "基本满意"), ("bad", "不满意"))
_OWN = "当事人看自己的事项"


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case somebody takes part in: its steps that are for the person, the first first, and whether it waits for
    the person's word on how it was done.
    """

    case: Case
    steps: tuple[CaseStep, ...]
    asks_how_satisfied: bool


def cases_of(person_id: uuid.UUID) -> list[OwnCase]:
    """Return the cases a person is named in today, the newest first; three queries however many."""
    return _with_steps(list(_own(person_id).order_by("-opened_on", "-id")))


def case_of(person_id: uuid.UUID, case_id: uuid.UUID) -> OwnCase | None:
    """Return one of them, None when there is none or it is somebody else's."""
    return next(iter(_with_steps(list(_own(person_id).filter(id=case_id)))), None)


@transaction.atomic
def add_word(*, by: str, person_id: uuid.UUID, case_id: uuid.UUID, text: str) -> CaseStep:
    """Let the person say something more; numbers of people in it are covered, whoever handles the case hears of it.

    :raises Case.DoesNotExist: when the person is not named in it.
    :raises CaseError: for an empty word, and for the next one after many in a day.
    """
    held = _held(person_id, case_id)
    with system_scope(_OWN):
        today = CaseStep.objects.filter(
            case=held, kind=CaseStepKind.NOTE, source=Source.PERSON, happened_on=clock.today()
        )
        if today.count() >= MOST_WORDS_A_DAY:
            raise CaseError("many", "今天已经补充了很多次。请明天再写，或打服务电话说。")
    return _say(by, held, Step(CaseStepKind.NOTE, clock.today(), said=_covered(text)))


@transaction.atomic
def say_how_satisfied(
    *, by: str, person_id: uuid.UUID, case_id: uuid.UUID, answer: str, text: str = ""
) -> CaseStep:
    """Let the person say once, after a case was done, how satisfied he was.

    :raises Case.DoesNotExist: when the person is not named in it.
    :raises CaseError: while it is not done, when it was said already, and for an answer that is none.
    """
    held = _held(person_id, case_id)
    with system_scope(_OWN):
        is_asked = _with_steps([held])[0].asks_how_satisfied
    words = dict(SATISFACTION).get(answer)
    if words is None:
        raise CaseError("answer", "还没选满不满意。")
    if not is_asked:
        raise CaseError("said", "现在不用评价：还没办结，或者您已经评价过了。")
    return _say(by, held, Step(CaseStepKind.REVIEW, clock.today(), words, said=_covered(text)))


def text_for(step: CaseStep, *, by: str) -> str:
    """Return what a step says to whoever reads the own case: own words in plain, another participant's masked."""
    if step.said is None:
        return step.answer_text
    words = open_inside(step.said) if step.source_id == by else str(step.said)
    return f"{step.answer_text}：{words}" if step.answer_text else words


def _own(person_id: uuid.UUID) -> QuerySet[Case]:
    today = clock.today()
    still = Q(ends_before__isnull=True) | Q(ends_before__gt=today)
    named = Participant.objects.filter(
        still, object_kind=KIND, to_party_id=person_id, starts_on__lte=today
    ).values("object_id")
    return Case.objects.filter(pk__in=named, withdrawn_at__isnull=True)


def _held(person_id: uuid.UUID, case_id: uuid.UUID) -> Case:
    """Hold a case of the person, so that two words sent at once are said one after the other."""
    key = _own(person_id).values_list("id", flat=True).get(id=case_id)
    with system_scope(_OWN):
        held: Case = Case.objects.select_for_update(of=("self",)).get(id=key)
    return held


def _covered(text: str) -> str:
    return without_numbers(text.strip())[:LONGEST_TEXT]


def _say(by: str, case: Case, said: Step) -> CaseStep:
    with system_scope(_OWN):
        taken = take_step(by=by, case=case, step=said, source=Source.PERSON)
        tell_handlers(by=by, step=taken)
    return taken


def _with_steps(cases: list[Case]) -> list[OwnCase]:
    steps: dict[uuid.UUID, list[CaseStep]] = {case.id: [] for case in cases}
    with system_scope(_OWN):
        taken = CaseStep.objects.filter(case_id__in=list(steps), voided_at__isnull=True)
        for step in taken.order_by("sequence"):
            steps[step.case_id].append(step)
    return [
        OwnCase(case, tuple(filter(_is_for_the_person, steps[case.id])), _asks(case, steps[case.id]))
        for case in cases
    ]


def _is_for_the_person(step: CaseStep) -> bool:
    return step.kind != CaseStepKind.NOTE or step.source == Source.PERSON


def _asks(case: Case, steps: list[CaseStep]) -> bool:
    if case.state not in NEXT_STATES[CaseStepKind.REVIEW][0]:
        return False
    done = max((step.sequence for step in steps if step.kind == CaseStepKind.SOLVE), default=0)
    return not any(
        step.kind == CaseStepKind.REVIEW and step.source == Source.PERSON and step.sequence > done
        for step in steps
    )
