"""Which groups there are at a place, who sits or sat in them, and where there is none (M01.3, AH-4.1b)."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from baigong.domains.groups.enums import KIND_HEADING, Seat
from baigong.domains.parties.enums import LinkKind, OrganisationNature
from baigong.domains.parties.models import Organisation, PartyLink
from baigong.domains.places.enums import COUNTY_KINDS
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import code_labels, code_parents
from baigong.domains.statuses.models import Status
from baigong.domains.users.models import Post, User
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.conditions import in_own_places, place_range

_ORDER = {title: number for number, title in enumerate(Seat.values)}


@dataclass(frozen=True, slots=True)
class Group:
    """One group with its founding on a day: kind, document, days, and how many sit in it; `heads` are its leaders."""

    organisation: Organisation
    kind_label: str
    document: str
    starts_on: datetime.date | None
    ends_before: datetime.date | None
    heads: tuple[str, ...]
    people: int
    bodies: int

    def is_there(self, on: datetime.date) -> bool:
        """Return whether the group is set up on a day."""
        return self.starts_on is not None and self.starts_on <= on and not self.is_over(on)

    def is_over(self, on: datetime.date) -> bool:
        return self.ends_before is not None and self.ends_before <= on


@dataclass(frozen=True, slots=True)
class Member:
    """A seat of a person or body; `home_unit` is where somebody seconded comes from."""

    seat: Post | PartyLink
    name: str
    title: str
    duty: str
    home_unit: str

    @property
    def is_person(self) -> bool:
        return isinstance(self.seat, Post)

    @property
    def last_day(self) -> datetime.date | None:
        ends_before: datetime.date | None = self.seat.ends_before
        return ends_before and ends_before - datetime.timedelta(days=1)

    def holds_on(self, on: datetime.date) -> bool:
        ends_before: datetime.date | None = self.seat.ends_before
        return bool(self.seat.starts_on <= on and (ends_before is None or ends_before > on))


def group_kinds() -> dict[str, str]:
    """Return code → label of the kinds of groups the plans name."""
    labels, parents = code_labels("status"), code_parents("status")
    return {code: label for code, label in labels.items() if parents.get(code) == KIND_HEADING}


def groups_here(on: datetime.date) -> list[Group]:
    """Return the groups of the scope's own places as they stand on a day, those that are over last."""
    rows = Organisation.objects.filter(
        in_own_places(), nature=OrganisationNature.GROUP, withdrawn_at__isnull=True
    )
    found = _described(list(rows.select_related("place").order_by("place__code", "name_pinyin", "id")), on)
    return sorted(found, key=lambda group: group.is_over(on))


def group_here(group_id: uuid.UUID, on: datetime.date) -> Group | None:
    """Return one group of the scope's own places as it stands on a day."""
    rows = Organisation.objects.filter(in_own_places(), id=group_id, nature=OrganisationNature.GROUP)
    found = _described(list(rows.filter(withdrawn_at__isnull=True).select_related("place")), on)
    return found[0] if found else None


def founding_of(group: Organisation) -> Status | None:
    """Return by what a group was set up, the last time it was."""
    return _foundings([group.id]).get(group.id)


def places_without(place: Place, groups: Sequence[Group], on: datetime.date) -> list[Place]:
    """Return the counties at or below a place that have no group set up on a day (AH-4.1b)."""
    counties = Place.objects.filter(
        place_range("path", place.path), kind__in=COUNTY_KINDS, valid_to__isnull=True
    ).order_by("code")
    there = {group.organisation.place_id for group in groups if group.is_there(on)}
    return [county for county in counties if county.id not in there]


def members_of(group: Organisation) -> list[Member]:
    """Return everybody who has or had a seat: leaders first, bodies last, the newest seat of a kind first.

    Who sees the group is told who sits in it, wherever they stand.
    """
    seats = Post.memberships.filter(organisation=group, withdrawn_at__isnull=True)
    links = PartyLink.objects.filter(
        to_party_id=group.id, kind=LinkKind.GROUP_MEMBER, voided_at__isnull=True, superseded_at__isnull=True
    )
    with system_scope("小组看得见的人，也看得见成员是谁"):
        posts = list(seats.select_related("user").order_by("-starts_on", "id"))
        bodies = list(links.order_by("-starts_on", "id"))
        names = dict(
            Organisation.objects.filter(id__in=[each.from_party_id for each in bodies]).values_list(
                "id", "name"
            )
        )
    people = [
        Member(post, post.user.display_name, post.title, post.duty, post.home_unit)
        for post in sorted(posts, key=lambda post: _ORDER.get(post.title, len(_ORDER)))
    ]
    return people + [
        Member(each, names.get(each.from_party_id, ""), "成员单位", each.service_kind, "") for each in bodies
    ]


def colleagues_called(words: str) -> list[User]:
    """Return the two first people at work in the scope who bear a name or a user name, each once."""
    posts = Post.objects.filter(
        Post.in_force_on(clock.today()), Q(user__display_name=words) | Q(user__username=words),
        organisation__isnull=True, user__is_active=True,
    )  # fmt: skip
    return list(User.objects.filter(id__in=posts.values("user_id")).order_by("username")[:2])


def _foundings(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Status]:
    rows = Status.objects.filter(
        party_id__in=ids, exclusive_group=KIND_HEADING, voided_at__isnull=True, superseded_at__isnull=True
    ).order_by("starts_on", "id")
    return {row.party_id: row for row in rows if row.party_id is not None}


def _described(organisations: Sequence[Organisation], on: datetime.date) -> list[Group]:
    ids = [each.id for each in organisations]
    foundings, labels = _foundings(ids), code_labels("status")
    heads: dict[uuid.UUID, list[str]] = {each: [] for each in ids}
    people: Counter[uuid.UUID] = Counter()
    with system_scope("小组看得见的人，也看得见成员是谁"):
        seats = Post.memberships.filter(Post.in_force_on(on), organisation_id__in=ids)
        for group_id, title, name in seats.order_by("starts_on", "id").values_list(
            "organisation_id", "title", "user__display_name"
        ):
            people[group_id] += 1
            if title == Seat.HEAD:
                heads[group_id].append(name)
        links = PartyLink.objects.filter(
            PartyLink.holding_on(on), to_party_id__in=ids, kind=LinkKind.GROUP_MEMBER
        )
        bodies = Counter(links.values_list("to_party_id", flat=True))
    return [
        Group(
            organisation=each,
            kind_label=labels.get(founding.code, founding.code) if founding else "没有写明",
            document=founding.document if founding else "",
            starts_on=founding.starts_on if founding else None,
            ends_before=founding.ends_before if founding else None,
            heads=tuple(heads[each.id]),
            people=people[each.id],
            bodies=bodies[each.id],
        )
        for each in organisations
        for founding in [foundings.get(each.id)]
    ]
