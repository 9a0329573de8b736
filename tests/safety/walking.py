"""Walking the whole site: every route, with the ids of objects at every distance, as every role.

Routes come from the resolver, so a new page is walked the day it is added. A new kind of id in an address must be
named here, or the walk stops and says so.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client
from tests import sand_table
from tests.safety.walked_work import OBJECTS_AT, PUBLIC_AT, work_at
from tests.sand_table import World, officer

from baigong.domains.commissioners.models import PublicContact
from baigong.domains.policies.models import PolicyBundle, PolicyItem
from baigong.domains.policies.publishing import publish_policy
from baigong.domains.statuses.credit import ARREARS, READER
from baigong.domains.statuses.models import Status
from baigong.domains.users.models import User
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.foundation.access.checks import all_routes
from baigong.foundation.access.routes import policy_of
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Share

NOWHERE = "nowhere"
# The firm and the person of the first place are shared with the second and with whoever is responsible for it.
SHARED_AT, SHARED_WITH = "2.2.2.2", "1.1.1.1"
POSTS = {
    "": ("",),
    "village_officer": ("1.1.1.1", "1.1.1.2", PUBLIC_AT, "2.1.1.1"),
    "town_officer": ("1.1.1", "1.1.2", "1.2.1", "2.1.1"),
    "county_officer": ("1.1", "1.2", "2.1", "2.2"),
    "city_officer": ("1", "2"),
    "province_officer": ("0",),
    "commissioner": ("1.1", "1.2", "2.1", "1"),
    "leader": ("1.1", "1.2", "2", "1.1.1"),
    "employer": ("1.1.1.1", PUBLIC_AT, "2.1.1.1"),
    "seeker": ("1.1.1.1", "2.1.1.1"),
    "agency": ("1.1.1.1", "2.1.1.1"),
    "school": ("1.1.1.1",),
    "department": ("1.1.1.1", PUBLIC_AT),
    "auditor": ("1",),
    "security_officer": ("1",),
    "administrator": ("1",),
}
WHO = tuple((role, at) for role, places in POSTS.items() for at in places)
WORDS = {
    "act": "lock",
    "list_name": "workers",
    "step": "interview",
    "ledger_id": "lg-16",
    "record_list": "facilities",
    "group_code": "key-enterprise",
    "number": "0",
    "feed_name": "insurance",
    "plan_id": "_national",
}
BATCH_TO_CHECK = ("columns/", "commit/", "cancel/")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_PER_REQUEST = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|idempotency_key|key)" value=")[^"]*|("X-CSRFToken": ")[^"]*|'
    rb'(<b class="secret">)\w+'
)


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its pattern, the parameters of its address and the methods it declares."""

    where: str
    parameters: tuple[str, ...]
    methods: tuple[str, ...]
    is_public: bool

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(name for name in self.parameters if name not in WORDS)

    def address(self, values: dict[str, Any]) -> str:
        return "/" + _PARAMETER.sub(lambda found: str({**WORDS, **values}[found[1]]), self.where)


def routes(method: str = "") -> list[Route]:
    """Return the site's own routes, those of one method when one is named."""
    found = []
    for where, pattern in all_routes():
        policy = policy_of(pattern)
        if policy is not None and (not method or method in policy.methods):
            found.append(Route(where, tuple(_PARAMETER.findall(where)), policy.methods, policy.is_public))
    return found


@dataclass
class Walk:
    """The world, the ids of its objects by place, and a client for each role."""

    world: World
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    clients: dict[tuple[str, str], Client] = field(default_factory=dict)

    def client(self, role: str, at: str) -> Client:
        """Return a signed-in client, or a stranger's for the role ""."""
        if (role, at) not in self.clients:
            client = Client(raise_request_exception=True)
            if role:
                client.force_login(officer(self.world, role, at))
            self.clients[role, at] = client
        return self.clients[role, at]

    def address(self, route: Route, key: str) -> str:
        """Return the address of a route for the objects at a place key."""
        missing = set(route.ids) - set(self.ids["1.1.1.1"])
        assert not missing, f"{route.where}：请在tests/safety/walking.py里写明{missing}是什么的编号"
        ids = self.ids[key]
        if key != NOWHERE and route.where.endswith(BATCH_TO_CHECK) and "batch_id" in route.ids:
            ids = {**ids, "batch_id": ids["open_batch_id"]}
        return route.address(ids)


@contextmanager
def undone() -> Iterator[None]:
    """Do the block and take back what it wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def plain(content: bytes) -> bytes:
    """Return a page without what differs from request to request."""
    return _PER_REQUEST.sub(rb"\1\2\3", content)


def grow_walk(world: World) -> Walk:
    """Add work at every distance to the world, and accounts for every role."""
    walk = Walk(world)
    with system_scope("搭建试验用的工作"):
        for number, key in enumerate(OBJECTS_AT):
            if key not in world.firms:
                sand_table._people_of(world, key, world.places[key], 100 + number)
            walk.ids[key] = work_at(world, key)
        Vacancy.objects.filter(id=world.vacancies[PUBLIC_AT].id).update(public_since=clock.now())
        PublicContact.objects.filter(id=walk.ids[PUBLIC_AT]["public_contact_id"]).update(
            public_since=clock.now()
        )
        publish_policy(by="t", by_label="t", item=PolicyItem.objects.get(id=walk.ids[PUBLIC_AT]["policy_id"]))
        PolicyBundle.objects.filter(id=walk.ids[PUBLIC_AT]["bundle_id"]).update(public_since=clock.now())
        _share(world)
        _credit(world)
    walk.ids[NOWHERE] = {name: str(uuid.UUID(int=number)) for number, name in enumerate(walk.ids["1"], 7)}
    for role, at in WHO:
        walk.client(role, at)
        if role == "seeker":
            User.objects.filter(username=f"seeker-{at}").update(person_id=world.persons[at].id)
    return walk


def _credit(world: World) -> None:
    """The body of the first place may read credit records, and one stands there."""
    key = "1.1.1.1"
    at = {"place_path": world.places[key].path, "county_id": world.places[key].county_id}
    for code in (READER, ARREARS):
        Status.objects.create(
            party_id=world.firms[key].id, code=code, document="试1号", starts_on=sand_table.SINCE, **at
        )


def _share(world: World) -> None:
    for party in (world.firms[SHARED_AT], world.persons[SHARED_AT]):
        Share.objects.create(
            object_kind="party",
            object_id=party.id,
            to_place_path=world.places[SHARED_WITH].path,
            purpose="跨县介绍",
            basis=Share.Basis.MANDATE,
            starts_on=sand_table.SINCE,
            recorded_by="test",
        )
