"""The post of an officer that the rows of another list refer to, by the officer's name."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared.references import Made, Resolved
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Field

_NAMES = ("服务专员", "专员", "包保责任人", "联络员姓名", "责任人")


class PostReference:
    """A post in force of somebody in the scope, named by the name on the account or by the user name."""

    attribute, label, is_required = "post_id", "专员", True
    fields = (
        Field(
            "officer_name",
            "专员姓名",
            "text",
            ("服务专员", "专员", "包保责任人", "联络员姓名", "责任人"),
            required=True,
        ),
        Field("officer_username", "专员用户名", "text", ("用户名",), hint="同名的人才要填"),
    )

    def read(self, reader: RowReader, context: ImportContext) -> tuple[str, str] | None:
        name = reader.text("officer_name", longest=40)
        return (name, reader.text("officer_username", longest=40)) if name else None

    def resolve(self, asked: Sequence[tuple[str, str]], context: ImportContext) -> list[Resolved]:
        """Return the posts; who has several is taken in the one that began last."""
        today = clock.today()
        posts = Post.objects.filter(
            user__display_name__in={name for name, _ in asked},
            starts_on__lte=today,
            withdrawn_at__isnull=True,
        ).exclude(ends_before__lte=today)
        found: dict[str, dict[str, Post]] = defaultdict(dict)
        for post in posts.select_related("user").order_by("starts_on", "id"):
            found[post.user.display_name][post.user.username] = post
        return [self._one(name, username, found[name]) for name, username in asked]

    def _one(self, name: str, username: str, named: Mapping[str, Post]) -> Resolved:
        posts = [named[username]] if username in named else [] if username else list(named.values())
        if len(posts) == 1:
            return Resolved(str(posts[0].id), posts[0].id, name)
        if posts:
            listed = "、".join(sorted(named))
            return Resolved(name, sentence=f"叫“{name}”的有{len(posts)}人（{listed}），请填上用户名。")
        return Resolved(name, sentence=f"没有找到在任的“{name}”。请先给这个人开账号、定岗位，或核对姓名。")

    def write(self, found: Sequence[Resolved], context: ImportContext) -> dict[str, Made]:
        return {each.key: Made(each.object_id, {}) for each in found if each.object_id}

    def undo(
        self, traces: Sequence[Mapping[str, Any]], ids: Sequence[uuid.UUID], context: ImportContext
    ) -> None:
        """Posts were there before and stay."""

    def shown(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
        rows = Post.objects.filter(id__in=set(ids)).values_list("id", "user__display_name", "user__username")
        return {key: {"officer_name": name, "officer_username": username} for key, name, username in rows}
