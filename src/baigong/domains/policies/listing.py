"""The desk's list of policies: what an office works on in its places, narrowed and a page at a time."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from baigong.domains.policies.channels import ChannelLine, channel_lines
from baigong.domains.policies.ending import days_left, ended_items, ending_items
from baigong.domains.policies.enums import PolicyState
from baigong.domains.policies.models import PolicyItem, PolicyVersion
from baigong.domains.policies.publishing import is_revised

PAGE_SIZE = 30
SUPERSEDED, DUE, ENDING, ENDED = "superseded", "due", "ending", "ended"
# What the desk may ask for besides the states themselves.
STATES = (
    *PolicyState.choices,
    (SUPERSEDED, "已被代替"),
    (DUE, "到了复核日期"),
    (ENDING, "即将到期"),
    (ENDED, "已失效"),
)


@dataclass(frozen=True, slots=True)
class DeskSearch:
    """What an officer asks of the list."""

    words: str = ""
    field: str = ""
    level: str = ""
    audience: str = ""
    tag: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy of the list: its public version, whether it says something else since, and its open channels."""

    item: PolicyItem
    version: PolicyVersion | None
    is_due: bool
    days_left: int | None
    """Days until its last public day, when that is near; None when it is far or it never ends."""
    has_ended: bool
    channels: tuple[ChannelLine, ...]

    @property
    def is_revised(self) -> bool:
        return self.version is not None and is_revised(self.item, self.version)

    @property
    def open_channels(self) -> tuple[ChannelLine, ...]:
        return tuple(line for line in self.channels if line.is_open)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the list, and how many of the whole wait for what."""

    lines: tuple[PolicyLine, ...]
    total: int
    page: int
    pages: int


def desk_policies(search: DeskSearch, on: datetime.date, *, page: int = 1) -> DeskPage:
    """Return one page of the policies in the scope, what waits first, then the newest; few questions in all."""
    rows = list(_narrowed(search, on).order_by("-valid_from", "title", "id"))
    if search.audience:
        rows = [row for row in rows if search.audience in row.audience_codes]
    if search.tag:
        rows = [row for row in rows if search.tag in row.tag_codes]
    rows.sort(key=lambda row: row.state != PolicyState.SUBMITTED)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(page, pages)
    shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return DeskPage(tuple(policy_lines(shown, on)), len(rows), number, pages)


def policy_lines(items: Sequence[PolicyItem], on: datetime.date) -> list[PolicyLine]:
    """Return each policy with its public version and its channels."""
    current = PolicyVersion.objects.filter(
        item_id__in=[item.id for item in items], voided_at__isnull=True, superseded_at__isnull=True
    )
    versions = {version.item_id: version for version in current}
    channels, left = channel_lines(items), days_left(versions.values(), on)
    return [
        PolicyLine(
            item,
            version := versions.get(item.id),
            is_due(item, on),
            left.get(item.id),
            version is not None and version.valid_before is not None and version.valid_before <= on,
            tuple(channels.get(item.id, ())),
        )
        for item in items
    ]


def is_due(item: PolicyItem, on: datetime.date) -> bool:
    """Return whether a policy in use is to be read through again by a day (RP-21)."""
    return (
        item.state != PolicyState.TAKEN_DOWN
        and item.superseded_by_id is None
        and item.review_due_on is not None
        and item.review_due_on <= on
    )


def count_due(on: datetime.date) -> int:
    """Return how many policies in the scope are to be read through again by a day."""
    return int(_alive().filter(_due(on)).count())


def count_ending(on: datetime.date) -> int:
    """Return how many public policies in the scope end soon and have nothing that follows."""
    return len(ending_items(on))


def count_submitted() -> int:
    """Return how many policies in the scope wait to be published."""
    return int(_alive().filter(state=PolicyState.SUBMITTED).count())


def published_items() -> list[PolicyItem]:
    """Return the policies in the scope that are or were public, the newest first."""
    states = (PolicyState.PUBLISHED, PolicyState.SUBMITTED, PolicyState.TAKEN_DOWN)
    return list(_alive().filter(state__in=states).order_by("-valid_from", "title", "id"))


def policy_in_sight(item_id: uuid.UUID) -> PolicyItem | None:
    """Return a policy of the list in the scope, None when there is none or it lies elsewhere."""
    found: PolicyItem | None = _alive().filter(pk=item_id).first()
    return found


def detailed_rules_of(item: PolicyItem) -> list[PolicyItem]:
    """Return the entries in the scope that are the detailed rules of a policy (PD-END)."""
    return list(_alive().filter(elaborates_id=item.id).order_by("-valid_from", "title", "id"))


def _alive() -> QuerySet[PolicyItem]:
    found: QuerySet[PolicyItem] = PolicyItem.objects.filter(withdrawn_at__isnull=True)
    return found


def _due(on: datetime.date) -> Q:
    used = Q(superseded_by__isnull=True) & ~Q(state=PolicyState.TAKEN_DOWN)
    return used & Q(review_due_on__lte=on)


def _narrowed(search: DeskSearch, on: datetime.date) -> QuerySet[PolicyItem]:
    rows = _alive()
    for word in search.words.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(number__icontains=word)
            | Q(issuer__icontains=word)
            | Q(audience_text__icontains=word)
        )
    if search.field:
        rows = rows.filter(field=search.field)
    if search.level:
        rows = rows.filter(level=search.level)
    if search.state == DUE:
        return rows.filter(_due(on))
    if search.state in (ENDING, ENDED):
        return rows.filter(id__in=list(ending_items(on) if search.state == ENDING else ended_items(on)))
    if search.state == SUPERSEDED:
        return rows.filter(superseded_by__isnull=False)
    return rows.filter(state=search.state) if search.state else rows
