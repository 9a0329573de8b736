"""Who hears that somebody answers for a firm or a place: the post, the firm, and who had it before."""

from __future__ import annotations

from collections.abc import Sequence

from baigong.domains.commissioners.models import Assignment
from baigong.domains.users.colleagues import posts_of_firm
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.services import send_message
from baigong.foundation.messages.wording import without_numbers
from baigong.foundation.scope import system_scope

KIND = "assignment"
register_kind(KIND, "服务专员分工")
LONGEST_SUBJECT = 120
MOST_NAMED = 20


def tell_assigned(*, by: str, made: Sequence[Assignment]) -> None:
    """Tell a post what it answers for from now on, and each firm who; call inside the assigning transaction."""
    _tell_holder(by, made, "")
    for assignment in made:
        tell_firm(by=by, assignment=assignment)


def tell_handed_over(*, by: str, old: Sequence[Assignment], new: Sequence[Assignment]) -> None:
    """Tell the post that goes on, each one that had it before, and each firm."""
    _tell_holder(by, new, "移交给您。")
    for before, after in zip(old, new, strict=True):
        with system_scope("告诉原来的负责人由谁接手"):
            user_id, name = before.post.user_id, after.post.user.display_name
        if str(user_id) != by:
            _say(
                by,
                user_id,
                f"“{_name(before)}”从{after.starts_on}起由{name}接手",
                f"原因：{before.ended_reason}" if before.ended_reason else "",
                "/desk/commissioners/",
                f"assignment:{before.id}:left",
            )
        tell_firm(by=by, assignment=after)


def tell_firm(*, by: str, assignment: Assignment) -> int:
    """Tell everybody who acts for the firm who answers for it; returns how many were told. A place has nobody."""
    if assignment.organisation_id is None:
        return 0
    with system_scope("告诉企业由谁服务"):
        posts = posts_of_firm(assignment.organisation_id)
        post = assignment.post
        name, office = post.user.display_name, post.place.name
    for each in posts:
        _say(
            by,
            each.user_id,
            f"从{assignment.starts_on}起，{office}的{name}是贵单位的{assignment.get_kind_display()}",
            "缺人、岗位、政策上的事，可以找这位。",
            "/employer/firm/",
            f"assignment:{assignment.id}:firm:{each.user_id}",
        )
    return len(posts)


def _tell_holder(by: str, made: Sequence[Assignment], how: str) -> None:
    """Say it in one message however many there are; who gave them to oneself knows."""
    if not made:
        return
    first = made[0]
    with system_scope("告诉负责人新的分工"):
        user_id = first.post.user_id
    if str(user_id) == by:
        return
    what, link = f"“{_name(first)}”", "/desk/commissioners/"
    if len(made) > 1:
        what = f"{len(made)}家（处）"
    elif first.organisation_id:
        link = f"/desk/firms/{first.organisation_id}/"
    named = "、".join(_name(each) for each in made[:MOST_NAMED])
    more = "等" if len(made) > MOST_NAMED else ""
    _say(
        by,
        user_id,
        f"从{first.starts_on}起，您是{what}的{first.get_kind_display()}",
        f"{how}{named}{more}"[:1000],
        link,
        f"assignment:{first.id}:holder",
    )


def _name(assignment: Assignment) -> str:
    target = assignment.organisation or assignment.target_place
    assert target is not None  # a constraint of the table
    return str(target.name)


def _say(by: str, user_id: object, subject: str, body: str, link: str, key: str) -> None:
    send_message(
        by=by,
        to_user=user_id,  # type: ignore[arg-type]  # a UUID
        kind=KIND,
        subject=without_numbers(subject)[:LONGEST_SUBJECT],
        body=without_numbers(body),
        link=link,
        key=key,
    )
