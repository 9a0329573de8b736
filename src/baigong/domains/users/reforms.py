"""Posts when places are redrawn: who serves a merged place either goes along or ends, and the plan says which."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from baigong.domains.places.following import Follower, Merger
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.scope import system_scope

REASON = "所在地方并入别处"


def check(mergers: list[Merger]) -> list[str]:
    """Return a sentence for every merger that leaves open what becomes of its posts: sight must not widen unsaid."""
    problems = []
    for merger in mergers:
        count = _live(merger.old_place_id).count()
        if count and not merger.posts:
            problems.append(
                f"“{merger.old_name}”还有{count}个岗位职务在任。请在这一条写posts："
                "move是跟着并过去，会看到并入地方的全部；end是任期到这天为止。"
            )
    return problems


def begin(*, by: str, mergers: list[Merger], on: datetime.date) -> dict[str, Any]:
    """End the posts the plan ends; those that go along are moved with the rows."""
    ended = []
    for merger in mergers:
        for post in _live(merger.old_place_id) if merger.posts == "end" else ():
            _end(by, post, max(on, post.starts_on + datetime.timedelta(days=1)))
            ended.append(str(post.id))
    return {"ended": ended}


def undo(*, by: str, kept: dict[str, Any]) -> None:
    """Let the posts go on that the reform had ended."""
    with system_scope("撤回区划调整"):
        for post in Post.objects.filter(id__in=kept.get("ended", [])):
            _end(by, post, None)


def _live(place_id: UUID) -> Any:
    with system_scope("查地方上的岗位职务"):
        posts = Post.objects.filter(place_id=place_id, withdrawn_at__isnull=True)
        return posts.exclude(ends_before__lte=clock.today())


def _end(by: str, post: Post, ends_before: datetime.date | None) -> None:
    before = post.ends_before
    post.ends_before, post.updated_at = ends_before, clock.now()
    post.save(update_fields=["ends_before", "updated_at"])
    record_changes(
        by=by,
        instance=post,
        before={"ends_before": before.isoformat() if before else None},
        after={"ends_before": ends_before.isoformat() if ends_before else None},
        place_path=post.place_path,
        purpose=REASON,
    )


FOLLOWER = Follower("posts", check, begin, undo, lambda **_: None)
