"""Which accounts an administrator looks after: those with a post at the place or below; seekers look after their own.

A firm looks after its own people (`colleagues`).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet

from baigong.domains.places.models import Place
from baigong.domains.places.selectors import places_below
from baigong.domains.users.enums import BODY_ROLES, PARTY_ROLES, WORKING_ROLES, Role
from baigong.domains.users.models import Post, User
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.conditions import place_range

REASON = "账号管理：只看本单位的账号"
PAGE_SIZE, MOST_OFFERED = 50, 300


@dataclass(frozen=True, slots=True)
class Charge:
    """The posts an administrator looks after."""

    post: Post

    def posts(self) -> QuerySet[Post]:
        """Return them; to be asked inside the system's scope."""
        here: QuerySet[Post] = Post.objects.filter(place_range("place_path", self.post.place.path))
        return here.exclude(role=Role.SEEKER)

    def places(self) -> list[Place]:
        """Return the places at which somebody may be given a post."""
        return places_below(self.post.place.path)


def charge_of(post_id: str) -> Charge | None:
    """Return what the holder of a post looks after, None for whoever looks after no accounts."""
    with system_scope(REASON):
        post = Post.objects.filter(id=post_id, role=Role.ADMINISTRATOR).select_related("place").first()
    return Charge(post) if post is not None else None


def accounts_in(
    charge: Charge, *, words: str = "", role: str = "", state: str = "", page: str | None = None
) -> Page[User]:
    """Return one page of accounts with their posts (`charged_posts`), by name; five queries.

    `state`: `locked`, `without-post`, or empty for all.
    """
    with system_scope(REASON):
        posts = charge.posts()
        users = User.objects.filter(id__in=(posts.filter(role=role) if role else posts).values("user_id"))
        if words:
            users = users.filter(Q(username__icontains=words) | Q(display_name__icontains=words))
        if state == "locked":
            users = users.filter(is_active=False)
        if state == "without-post":
            users = users.exclude(id__in=posts.filter(Post.in_force_on(clock.today())).values("user_id"))
        users = users.prefetch_related(_posts_of(charge)).order_by("display_name", "id")
        found = Paginator(users, PAGE_SIZE).get_page(page)
        found.object_list = list(found.object_list)
        return found


def account_in(charge: Charge, user_id: uuid.UUID) -> User | None:
    """Return one account with its posts (`charged_posts`); one that is not looked after is not there."""
    with system_scope(REASON):
        users = User.objects.filter(id=user_id, id__in=charge.posts().values("user_id"))
        return users.prefetch_related(_posts_of(charge)).first()


def post_in(charge: Charge, post_id: uuid.UUID) -> Post | None:
    """Return one post looked after."""
    with system_scope(REASON):
        return charge.posts().filter(id=post_id).select_related("place", "user").first()


def successors(charge: Charge, *, without: uuid.UUID) -> list[Post]:
    """Return the working posts in force that somebody's work can go to, of other people, by name."""
    with system_scope("选接手的人"):
        posts = charge.posts().filter(role__in=WORKING_ROLES).exclude(user_id=without)
        return _by_name(posts)


def stand_ins(post: Post) -> list[Post]:
    """Return the posts in force at the same place whose holders can stand in for a post, by name."""
    with system_scope("选代理的人"):
        posts = Post.objects.filter(place_path=post.place_path).exclude(role__in=PARTY_ROLES | BODY_ROLES)
        return _by_name(posts.exclude(user_id=post.user_id))


def _by_name(posts: QuerySet[Post]) -> list[Post]:
    own = posts.filter(Post.in_force_on(clock.today()), delegated_from__isnull=True, user__is_active=True)
    return list(own.select_related("user", "place").order_by("user__display_name", "id")[:MOST_OFFERED])


def _posts_of(charge: Charge) -> Prefetch[str, QuerySet[Post], str]:
    posts = charge.posts().select_related("place").order_by("-starts_on", "id")
    return Prefetch("posts", queryset=posts, to_attr="charged_posts")
