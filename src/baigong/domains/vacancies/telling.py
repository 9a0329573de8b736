"""A firm hears when an office takes its vacancy from the public or closes it, and why."""

from __future__ import annotations

from baigong.domains.users.colleagues import posts_of_firm
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation.ids import uuid7
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.services import send_message
from baigong.foundation.messages.wording import without_numbers
from baigong.foundation.scope import system_scope

KIND = "vacancy"
register_kind(KIND, "岗位的撤下和关闭")
LONGEST_SUBJECT = 120


def tell_owner(*, by: str, vacancy: Vacancy, deed: str, reason: str) -> int:
    """Tell everybody who acts for the firm what was done to its vacancy; returns how many were told.

    What one of the firm's own people did is told to nobody: they know what they do.
    """
    with system_scope("告诉企业岗位被撤下或关闭"):
        posts = posts_of_firm(vacancy.organisation_id)
    if by in {str(post.user_id) for post in posts}:
        return 0
    once = uuid7()  # it may be taken down again another day
    for post in posts:
        send_message(
            by=by,
            to_user=post.user_id,
            kind=KIND,
            subject=without_numbers(f"岗位“{vacancy.title}”被{deed}")[:LONGEST_SUBJECT],
            body=without_numbers(f"原因：{reason}") if reason else "",
            link=f"/employer/vacancies/{vacancy.id}/",
            key=f"vacancy:{vacancy.id}:{once}:{post.user_id}",
        )
    return len(posts)
