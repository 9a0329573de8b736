"""What a person with an account hears of the own introductions; who has no account is told by the office."""

from __future__ import annotations

import datetime
import uuid

from baigong.domains.placements.enums import IntroductionState
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.telling import KIND
from baigong.domains.statuses.selectors import is_deceased
from baigong.domains.users.models import User
from baigong.foundation import clock
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope import system_scope


def tell_person(*, by: str, introduction: Introduction) -> int:
    """Tell the person where the introduction stands now, once for each state and day; return how many were told.

    What the person did oneself is not told back, and the dead are told nothing. The messages name the
    vacancy and nobody.
    """
    said = _words(introduction)
    if said is None:
        return 0
    return _tell(by, introduction, said, about=f"{introduction.state}:{introduction.state_since}")


def tell_person_hire_voided(*, by: str, introduction: Introduction, engagement_id: uuid.UUID) -> int:
    """Tell the person, who was told of a hire, that it was recorded by mistake; return how many were told."""
    said = (
        f"“{introduction.vacancy.title}”的录用记错了，已经更正",
        f"现在是“{introduction.get_state_display()}”。有疑问，请问当地经办。",
    )
    return _tell(by, introduction, said, about=f"voided:{engagement_id}")


def _tell(by: str, introduction: Introduction, said: tuple[str, str], *, about: str) -> int:
    if is_deceased(introduction.person_id, clock.today()):
        return 0
    subject, body = said
    with system_scope("告诉求职者本人介绍到了哪一步"):
        found = User.objects.filter(person_id=introduction.person_id, is_active=True)
        users = [user_id for user_id in found.values_list("id", flat=True) if str(user_id) != by]
    for user_id in users:
        send_message(
            by=by,
            to_user=user_id,
            kind=KIND,
            subject=subject,
            body=body,
            link=f"/me/applications/{introduction.id}/",
            key=f"introduced:{introduction.id}:{about}:{user_id}",
        )
    return len(users)


def _words(introduction: Introduction) -> tuple[str, str] | None:
    title, due = introduction.vacancy.title, introduction.due_on
    day: datetime.date | None = introduction.interview_on
    words = {
        IntroductionState.INVITED: (
            f"有单位想请您去做“{title}”",
            f"请在{due}前回个话。您同意以前，单位看不到您是谁。" if due else "您同意以前，单位看不到您是谁。",
        ),
        IntroductionState.INTRODUCED: (f"已把您介绍去“{title}”", "单位答复了会告诉您。"),
        IntroductionState.INTERVIEW_SET: (
            f"“{title}”约您{day}{_hour(introduction)}面试",
            _where(introduction),
        ),
        IntroductionState.HIRED: (f"“{title}”录用您了", "上岗日期和要带的材料，单位会同您联系。"),
        IntroductionState.REFUSED_BY_EMPLOYER: (
            f"“{title}”这次没有录用",
            "别的合适岗位，在“合适的岗位”里接着看。",
        ),
        IntroductionState.WITHDRAWN: (f"“{title}”的邀请撤回了", "别的合适岗位，在“合适的岗位”里接着看。"),
    }
    return words.get(IntroductionState(introduction.state))


def _hour(introduction: Introduction) -> str:
    return f"{introduction.interview_time:%H:%M}" if introduction.interview_time else ""


def _where(introduction: Introduction) -> str:
    if introduction.interview_link:
        return "远程面试，到点从打开的这一页进会议。"
    return "时间、地点以单位电话为准，记得带身份证。"
