"""From a signed-in request to what it may do: the post in force, its place, its parties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import OuterRef
from django.http import HttpRequest

from baigong.domains.parties.selectors import identities_of
from baigong.domains.users.enums import BODY_ROLES, MANDATED, PARTY_ROLES, Role
from baigong.domains.users.mandate_desk import desk_of, mandate_at
from baigong.domains.users.models import Mandate, Post, User
from baigong.domains.users.sign_in import has_second_factor
from baigong.foundation import clock
from baigong.foundation.access.standing import Standing
from baigong.foundation.facts.moving import way_of
from baigong.foundation.scope import Scope, system_scope

DESK_KEY = "desk"
# Asked on every request, so no column more than is read of it.
_BESIDE = ("place", "organisation", "delegated_from")
_READ = (
    "role", "title", "rank", "user_id", "starts_on", "place_path", "place__path", "place__name", "organisation__name",
    "delegated_from__user_id",
)  # fmt: skip
SET_UP_SECOND_FACTOR = "mfa_activate_totp"
# Auditors see no working rows at all.
PLACELESS_ROLES = PARTY_ROLES | BODY_ROLES | {Role.AUDITOR, Role.SECURITY_OFFICER, Role.ADMINISTRATOR}


def posts_in_force(user: User) -> list[Post]:
    """Return the user's posts of today: one's own first, each kind the oldest first."""
    today = clock.today()
    with system_scope("查本人岗位以确定可见范围"):
        posts = Post.objects.filter(Post.in_force_on(today), user=user).order_by()
        posts = posts.annotate(way=way_of(OuterRef("place__path"))).select_related(*_BESIDE).only(*_READ)
        # Sorted here: the ORM would compile an order of five tables anew on each request.
        return sorted(posts, key=lambda post: (post.delegated_from_id is not None, post.starts_on, post.id))


def scope_of(user: User, post: Post | None) -> Scope:
    """Return the scope of a user acting in a post; without a post, only the person's own rows."""
    parties = [*identities_of(user.person_id)] if user.person_id else []
    places: tuple[str, ...] = ()
    if post is not None and post.role not in PLACELESS_ROLES:
        # While places are redrawn, rows lie at either end of the way.
        places = tuple(filter(None, (post.place.path, getattr(post, "way", None))))
    if post is not None and post.role in PARTY_ROLES | BODY_ROLES and post.organisation_id:
        parties += identities_of(post.organisation_id)
    return Scope(
        actor=str(user.id),
        label=user.display_name,
        places=places,
        parties=tuple(UUID(str(p)) for p in parties),
        on_behalf_of=str(post.delegated_from.user_id) if post is not None and post.delegated_from else "",
    )


def _where(post: Post) -> str:
    """Return what a desk is called: the firm for those who act for one, else the place."""
    return post.organisation.name if post.organisation else post.place.name


def standing_for(user: User, desk: str = "") -> Standing:
    """Return the standing of a user at the desk chosen (a post or a mandate), or at the first of the user's posts."""
    posts = posts_in_force(user)
    mandate = mandate_at(user.id, desk)
    if mandate is not None:
        return _standing_by_mandate(user, mandate, posts)
    chosen = next((post for post in posts if str(post.id) == desk), posts[0] if posts else None)
    if chosen is None:
        return Standing(scope=scope_of(user, None), is_known=True)
    return Standing(
        scope=scope_of(user, chosen),
        role=chosen.role,
        post_id=str(chosen.id),
        place_id=str(chosen.place_id),
        place_label=_where(chosen),
        is_known=True,
        desks=_desks(posts),
        party_id=str(chosen.organisation_id) if chosen.organisation_id else "",
        rank=chosen.rank,
        detour="account_change_password" if user.must_change_password else "",
    )


def _standing_by_mandate(user: User, mandate: Mandate, posts: list[Post]) -> Standing:
    """Return what a mandate opens: the firm's rows, on the routes that name the mandated; audit says for whom."""
    firm, desk = mandate.organisation, desk_of(mandate)
    scope = Scope(
        actor=str(user.id),
        label=user.display_name,
        parties=tuple(UUID(str(each)) for each in identities_of(firm.id)),
        on_behalf_of=str(firm.id),
    )
    return Standing(
        scope=scope,
        role=MANDATED,
        post_id=desk,
        place_label=firm.name,
        is_known=True,
        desks=(*_desks(posts), (desk, f"{firm.name} 受委托代办")),
        party_id=str(firm.id),
        detour="account_change_password" if user.must_change_password else "",
    )


def _desks(posts: list[Post]) -> tuple[tuple[str, str], ...]:
    return tuple((str(post.id), f"{_where(post)} {post}") for post in posts)


def choose_desk(request: HttpRequest, post_id: str) -> bool:
    """Let the signed-in user act in another post in force or by a mandate; returns whether there is such a one."""
    user: Any = request.user
    is_post = post_id in {str(post.id) for post in posts_in_force(user)}
    if not is_post and mandate_at(user.id, post_id) is None:
        return False
    request.session.cycle_key()  # other rights, another session: the old one's name is worth nothing
    request.session[DESK_KEY] = post_id
    return True


def standing_of_request(request: HttpRequest) -> Standing:
    """Return the standing of the signed-in user of a request."""
    user: Any = request.user
    standing = standing_for(user, request.session.get(DESK_KEY, ""))
    if standing.detour or not standing.role or _acts_for_parties(user, standing):
        return standing
    if has_second_factor(request):
        return standing
    return replace(standing, detour=SET_UP_SECOND_FACTOR)


def _acts_for_parties(user: User, standing: Standing) -> bool:
    """Say whether nobody but parties is acted for; an officer stays one at the desk of a mandate too."""
    if standing.role == MANDATED:
        return all(post.role in PARTY_ROLES for post in posts_in_force(user))
    return standing.role in PARTY_ROLES
