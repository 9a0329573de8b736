"""The commissioners anybody may reach: office data in the public's scope, found by place or by a firm's own name.

Nothing here tells which firms somebody serves: who writes a firm's whole name or its credit code is told who serves it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from baigong.domains.commissioners.enums import AssignmentKind
from baigong.domains.commissioners.models import Assignment, PublicContact
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import normalised_name
from baigong.domains.places.selectors import labels_of
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.scope import current_scope, enter, public_scope, system_scope

PAGE_SIZE = 30
# What strangers read depends on these columns.
SHOWN_BY_CONTACT = (
    "withdrawn_at",
    "name_shown",
    "title",
    "office",
    "office_telephone",
    "office_address",
    "place_path",
)
SHOWN_BY_POST = ("ends_before", "withdrawn_at")
SHOWN_BY_ASSIGNMENT = ("ends_before", "voided_at", "superseded_at")


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One commissioner as strangers read it."""

    id: uuid.UUID
    name: str
    title: str
    office: str
    telephone: str
    address: str
    place_label: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One page of the list; `serves` says that the names asked for a firm, and these serve it."""

    contacts: tuple[ContactLine, ...]
    total: int
    page: int
    pages: int
    serves: bool = False


def public_contacts(*, place_path: str = "", firm: str = "", page: int = 1) -> ContactPage:
    """Return one page of the commissioners of a place, or those who serve the firm of that whole name or code."""
    posts = _posts_serving(firm) if firm else None
    found = _shown(place_path, posts)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(page, pages)
    rows = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return ContactPage(tuple(_lines(rows)), len(found), number, pages, serves=bool(firm))


@dataclass(frozen=True, slots=True)
class DeskContact:
    """One contact as the office reads it; `is_shown` says whether strangers see it today."""

    contact: PublicContact
    is_shown: bool


def contacts_of_the_desk() -> list[DeskContact]:
    """Return the contacts of the scope's own places that were not withdrawn, and whether each is shown."""
    scope = current_scope()
    rows = PublicContact.objects.filter(withdrawn_at__isnull=True).order_by("place_path", "name_shown", "id")
    own = [row for row in rows if scope.covers_place(row.place_path)]
    in_force = posts_in_force(row.post_id for row in own)
    return [DeskContact(row, row.public_since is not None and row.post_id in in_force) for row in own]


def _shown(place_path: str, posts: set[uuid.UUID] | None) -> list[PublicContact]:
    rows = PublicContact.objects.filter(public_since__lte=clock.now(), withdrawn_at__isnull=True)
    if place_path:
        rows = rows.filter(place_path__startswith=place_path)
    if posts is not None:
        rows = rows.filter(post_id__in=posts)
    with enter(public_scope()):
        found: list[PublicContact] = list(rows.order_by("place_path", "name_shown", "id"))
    in_force = posts_in_force(row.post_id for row in found)
    return [row for row in found if row.post_id in in_force]


def posts_in_force(ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these posts are in force today; who may read a contact may know that its post holds."""
    with system_scope("公开的联系方式只在任期里显示"):
        return set(
            Post.objects.filter(Post.in_force_on(clock.today()), id__in=list(ids), user__is_active=True)
            .order_by()
            .values_list("id", flat=True)
        )


def _posts_serving(firm: str) -> set[uuid.UUID]:
    """Return the posts that serve the firm of that whole name or credit code today."""
    word = normalised_name(firm)
    with system_scope("企业查自己的服务专员"):
        asked = Organisation.objects.filter(withdrawn_at__isnull=True).filter(
            Q(name__in=_writings(firm)) | Q(credit_code=word.upper())
        )
        firms = list(asked.order_by("id").values_list("id", flat=True)[:10])
        held = Assignment.objects.filter(
            Assignment.holding_on(clock.today()), kind=AssignmentKind.COMMISSIONER, organisation_id__in=firms
        )
        return set(held.values_list("post_id", flat=True))


def _writings(name: str) -> set[str]:
    """Return a name with brackets of either width, for registers write both."""
    plain = name.strip()
    narrow = plain.replace("（", "(").replace("）", ")")
    return {plain, narrow, narrow.replace("(", "（").replace(")", "）")}


def _lines(rows: list[PublicContact]) -> Iterable[ContactLine]:
    names = labels_of({row.place_path for row in rows})
    for row in rows:
        yield ContactLine(
            id=row.id,
            name=row.name_shown,
            title=row.title,
            office=row.office,
            telephone=row.office_telephone,
            address=row.office_address,
            place_label=names.get(row.place_path, ""),
        )
