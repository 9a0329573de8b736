"""A firm hears what became of its word that a shortage is filled."""

from __future__ import annotations

from baigong.domains.shortages.models import Need
from baigong.domains.users.colleagues import posts_of_firm
from baigong.foundation.ids import uuid7
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.services import send_message
from baigong.foundation.messages.wording import without_numbers
from baigong.foundation.scope import system_scope

KIND = "shortage"
register_kind(KIND, "缺工的核实和销号")
LONGEST_SUBJECT = 120


def tell_firm(*, by: str, need: Need, deed: str, reason: str) -> int:
    """Tell everybody who acts for the firm what an office found; returns how many were told."""
    with system_scope("告诉企业缺工核实的结果"):
        posts = posts_of_firm(need.organisation_id)
    once = uuid7()  # it may be said, refused and said again
    for post in posts:
        send_message(
            by=by,
            to_user=post.user_id,
            kind=KIND,
            subject=without_numbers(f"缺工“{need.label}”{deed}")[:LONGEST_SUBJECT],
            body=without_numbers(f"原因：{reason}"),
            link="/employer/shortages/",
            key=f"shortage:{need.id}:{once}:{post.user_id}",
        )
    return len(posts)
