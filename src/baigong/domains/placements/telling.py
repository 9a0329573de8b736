"""What a firm's people hear of introductions: somebody came, somebody waits too long. No person is named."""

from __future__ import annotations

import datetime
import uuid

from baigong.domains.placements.enums import WAITING_FOR_EMPLOYER, IntroductionState
from baigong.domains.placements.models import Introduction
from baigong.domains.users.colleagues import posts_of_firm
from baigong.foundation import clock
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, schedule
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope import system_scope

KIND = "introduction"
register_kind(KIND, "人选和答复")


def tell_firm(*, by: str, introduction: Introduction, subject: str, about: str) -> int:
    """Tell everybody who acts for the firm, once for each state and reason; return how many were told."""
    with system_scope("告诉企业有人在等答复"):
        posts = posts_of_firm(introduction.organisation_id)
    for post in posts:
        send_message(
            by=by,
            to_user=post.user_id,
            kind=KIND,
            subject=subject,
            body=f"请在{introduction.due_on}前答复。" if introduction.due_on else "",
            link=f"/employer/people/{introduction.id}/",
            key=f"introduction:{introduction.id}:{about}:{post.user_id}",
        )
    return len(posts)


def tell_introduced(*, by: str, introduction: Introduction) -> None:
    """Tell the firm that somebody is introduced, or has agreed to its invitation."""
    if introduction.state == IntroductionState.INTRODUCED:
        subject = f"“{introduction.vacancy.title}”来了一位人选，等答复"
        tell_firm(by=by, introduction=introduction, subject=subject, about="introduced")


def tell_hire_voided(*, by: str, introduction: Introduction, engagement_id: uuid.UUID) -> None:
    """Tell the firm that a hire of it was voided, and that an answer is open again."""
    subject = f"“{introduction.vacancy.title}”一位人选的录用记录作废了，请再答复"
    tell_firm(by=by, introduction=introduction, subject=subject, about=f"voided:{engagement_id}")


def remind_overdue(on: datetime.date) -> int:
    """Remind firms of people whose answer is overdue, once for each due day; return how many messages."""
    with system_scope("提醒企业答复超期"):
        late = Introduction.objects.filter(
            state__in=WAITING_FOR_EMPLOYER, due_on__lt=on, withdrawn_at__isnull=True
        ).select_related("vacancy")
        return sum(
            tell_firm(
                by="system",
                introduction=row,
                subject=f"“{row.vacancy.title}”有人等答复，已经超期",
                about=f"overdue:{row.due_on}",
            )
            for row in late.order_by("due_on", "id")
        )


@handler("placements.remind_overdue", lane="short")
def remind(context: JobContext) -> dict[str, int]:
    return {"told": remind_overdue(clock.today())}


schedule("placements-remind-overdue", "placements.remind_overdue", daily(7))
