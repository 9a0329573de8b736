"""Who stands behind the names in the audit trail: people by account, post and place; no personal value."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from baigong.domains.users.enums import Role
from baigong.domains.users.models import Post, User
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.conditions import place_range

MACHINERY = {
    "system": "系统",
    "cli": "命令行",
    "retention": "到期清除",
    "demo": "演示数据",
    "watch": "异常监看",
    "public": "未登录的访客",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody as an auditor reads them: name, account, role and office; machinery has a name only."""

    id: str
    name: str
    username: str = ""
    role: str = ""
    office: str = ""


def actors_named(ids: Iterable[str]) -> dict[str, Actor]:
    """Return each id's name, account and latest post."""
    wanted = set(ids)
    users = User.objects.filter(id__in=[each for each in wanted if _is_id(each)])
    with system_scope("审计：查行为人的岗位"):
        posts = Post.objects.filter(user__in=users).select_related("place").order_by("starts_on", "id")
        latest = {post.user_id: post for post in posts}
        found = {str(user.id): _actor(user, latest.get(user.id)) for user in users}
    return {each: found.get(each) or Actor(each, MACHINERY.get(each, each)) for each in wanted}


def actors_matching(
    *, username: str = "", role: str = "", place_path: str = "", inside: str = ""
) -> frozenset[str]:
    """Return the ids of those with this account name, or with a post of this role, or at or below a place.

    All conditions given must hold; `inside` narrows to people of one part of the tree.
    """
    with system_scope("审计：按岗位找行为人"):
        posts = Post.objects.all()
        if role:
            posts = posts.filter(role=role)
        for path in (place_path, inside):
            if path:
                posts = posts.filter(place_range("place_path", path))
        users = User.objects.all()
        if username:
            users = users.filter(username=username)
        if role or place_path or inside:
            users = users.filter(id__in=posts.values("user_id"))
        return frozenset(str(each) for each in users.values_list("id", flat=True))


def homes_of_everybody() -> dict[str, tuple[str, ...]]:
    """Return by user id the places somebody has or had a post at."""
    with system_scope("审计：查各人负责的地方"):
        found: dict[str, tuple[str, ...]] = {}
        for user_id, path in Post.objects.order_by("starts_on", "id").values_list("user_id", "place_path"):
            found[str(user_id)] = tuple(dict.fromkeys((*found.get(str(user_id), ()), path)))
    return found


def _actor(user: User, post: Post | None) -> Actor:
    role = Role(post.role).label if post else "没有岗位"
    return Actor(str(user.id), user.display_name, user.username, role, post.place.name if post else "")


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
