"""Counties that have not named their liaison officer are reminded before the plan's deadline, and once after it."""

from __future__ import annotations

import datetime

from baigong.domains.commissioners.selectors import LiaisonLine, liaison_lines
from baigong.domains.commissioners.telling import KIND
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.users.enums import Role
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, schedule
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope import system_scope

BEFORE = datetime.timedelta(days=7)
"""How long before the deadline it is spoken of first, and then again on the last day."""


def remind_liaisons(on: datetime.date) -> int:
    """Remind the officers of counties without a liaison officer; returns how many messages. Safe to repeat."""
    with system_scope("提醒还没报联络员的县"):
        counties = Place.objects.filter(kind__in=(PlaceKind.COUNTY, PlaceKind.ZONE), valid_to__isnull=True)
        waiting = [line for line in liaison_lines(counties, on) if line.liaison is None and line.deadline]
        return sum(_remind(line, stage, on) for line in waiting if (stage := _stage(line, on)))


def _stage(line: LiaisonLine, on: datetime.date) -> str:
    """Return how near the deadline is: each stage is told once."""
    assert line.deadline is not None
    if on > line.deadline:
        return "late"
    if on == line.deadline:
        return "today"
    return "soon" if on >= line.deadline - BEFORE else ""


def _remind(line: LiaisonLine, stage: str, on: datetime.date) -> int:
    posts = Post.objects.filter(Post.in_force_on(on), place=line.place, role=Role.COUNTY_OFFICER)
    said = {"soon": f"{line.deadline}前要报", "today": "今天是最后一天", "late": f"已经过了{line.deadline}"}[
        stage
    ]
    told = list(posts.order_by("id"))
    for post in told:
        send_message(
            by="system",
            to_user=post.user_id,
            kind=KIND,
            subject=f"{line.place.name}还没报联络员，{said}",
            body="在“服务专员”页报上联络员是谁。",
            link="/desk/commissioners/",
            key=f"liaison:{line.place.id}:{line.deadline}:{stage}:{post.user_id}",
        )
    return len(told)


@handler("commissioners.remind_liaisons", lane="short")
def remind(context: JobContext) -> dict[str, int]:
    return {"told": remind_liaisons(clock.today())}


schedule("commissioners-remind-liaisons", "commissioners.remind_liaisons", daily(7))
