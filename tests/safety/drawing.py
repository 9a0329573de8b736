"""Every page of the site as somebody gets it: full, empty and refused, drawn once and kept for a browser to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.template.loader import render_to_string
from django.test import Client
from tests import sand_table
from tests.safety.test_idor import QUESTIONS
from tests.safety.test_sign_in_forms import NAME, STATES, WORD, addresses
from tests.safety.walking import POSTS, PUBLIC_AT, Route, Walk, plain, routes, undone

from baigong.domains.parties.models import Organisation, Party
from baigong.domains.places.enums import PlaceKind
from baigong.domains.users.models import User
from baigong.foundation.access.checks import all_routes
from baigong.foundation.access.routes import policy_of
from baigong.foundation.scope import system_scope

OWN = "1.1.1.1"
# In which place without anything somebody of a role has a post; not named: in the empty county.
EMPTY_AT = {
    "village_officer": "9.1.1.1", "town_officer": "9.1.1", "city_officer": "9", "province_officer": "9",
    "auditor": "9", "security_officer": "9", "administrator": "9", "employer": "9.1.1.1", "seeker": "9.1.1.1",
    "agency": "9.1.1.1", "school": "9.1.1.1", "department": "9.1.1.1",
}  # fmt: skip
KINDS = (PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.TOWN, PlaceKind.VILLAGE)
FAULT_PAGES = ("400", "403", "403_csrf", "404", "409", "410", "413", "500", "503")
# A list that finds nothing says so; a question that cannot be understood too.
NOTHING_FOUND = {
    "jobs/": "?q=飞行员", "firms/": "?q=没有这家", "desk/people/": "?group=1", "desk/firms/": "?q=没有这家",
    "desk/vacancies/": "?q=飞行员", "desk/claims/": "?q=没有这家", "desk/duplicates/": "?kind=organisation",
    "employer/vacancies/": "?q=飞行员",
}  # fmt: skip
NOT_UNDERSTOOD = {"jobs/": "?pay=x", "desk/people/": "?stat=1", "desk/week/": "?week=1999-W99"}


_FACE = re.compile(rb'<html[^>]* class="([^"]*)"')
_IDS = re.compile(rb'="[^"]*(?:[0-9a-f]{8}-|\xe5\x9c\xb0)[^"]*"')  # ids, and names of the places walked
_WORDS = re.compile(rb">[^<]+<")


class Asked(NamedTuple):
    where: str
    who: str
    state: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One answer: what was asked by whom in which state, its status, headers and body."""

    where: str
    who: str
    state: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __str__(self) -> str:
        return f"{self.state}：{self.where} {self.who or '没有登录'}（{self.status}）"

    @property
    def is_page(self) -> bool:
        """A whole page a person reads; not a file, a way elsewhere or a part that a script puts into a page."""
        return dict(self.headers).get("Content-Type", "").startswith("text/html") and b"<main" in self.body

    @property
    def face(self) -> tuple[str, bytes]:
        """Whose frame is around the page: a role's menus on one of the faces."""
        found = _FACE.search(self.body)
        return self.who, found[1] if found else b""

    @property
    def shape(self) -> bytes:
        """The elements of what the page says, without their words and ids."""
        said = plain(self.body).partition(b"<main")[2].partition(b"</main>")[0]
        return _WORDS.sub(b"><", _IDS.sub(b'=""', said))


def distinct(pages: list[Drawn]) -> list[Drawn]:
    """Return the pages made of other elements than those before, and the first of every role on every face.

    Two officers' pages of the same elements differ in words and ids only, and would be found fault with alike.
    """
    seen: set[Any] = set()
    found = []
    for page in pages:
        if page.is_page and not {page.face, page.shape} <= seen:
            found.append(page)
        seen |= {page.face, page.shape}
    return found


def draw_all(walk: Walk) -> list[Drawn]:
    """Return every answer in every state and forget what was made for it."""
    album: list[Drawn] = []
    with emptied(walk):
        for route, roles in policies("GET"):
            _full(walk, album, route, roles)
            _nothing(walk, album, route, roles)
        for route, roles in policies("POST"):
            _sent_empty(walk, album, route, roles)
        _sign_in(album)
        _faults(album)
    return album


def policies(method: str) -> Iterator[tuple[Route, tuple[str, ...]]]:
    """Yield the routes of a method and, in an order that stays, the roles that may use them; "" is a stranger."""
    open_to = {where: policy_of(pattern) for where, pattern in all_routes()}
    for route in routes(method):
        policy = open_to[route.where]
        assert policy is not None
        roles = ("", "seeker") if policy.is_public else tuple(role for role in POSTS if role in policy.roles)
        yield route, roles


@contextmanager
def emptied(walk: Walk) -> Iterator[None]:
    """Add a city where nothing is yet, for the length of the block."""
    world, clients = walk.world, dict(walk.clients)
    known = {name: dict(rows) for name, rows in world.__dict__.items()}
    with undone():
        with system_scope("搭建试验用的空地方"):
            sand_table._grow(world, world.places["0"], "9", KINDS)
            village = world.places[EMPTY_AT["employer"]]
            at: dict[str, Any] = {"place_path": village.path, "county_id": village.county_id}
            party = Party.objects.create(kind="organisation", **at)
            world.firms[EMPTY_AT["employer"]] = Organisation.objects.create(
                id=party.id, party=party, name="空企业", provisional_key="空企业", place=village, **at
            )
        yield
    world.__dict__.update(known)
    walk.clients = clients


def _full(walk: Walk, album: list[Drawn], route: Route, roles: tuple[str, ...]) -> None:
    """Every role that may open a page opens it once, of the objects it stands with."""
    key = PUBLIC_AT if route.is_public and "place_key" not in route.ids else OWN
    path = walk.address(route, key) + QUESTIONS.get(route.where, "")
    for role in roles:
        _ask(walk.client(role, POSTS[role][0]), album, "GET", path, Asked(route.where, role, "有内容"))


def _nothing(walk: Walk, album: list[Drawn], route: Route, roles: tuple[str, ...]) -> None:
    """Lists and homes where nothing is yet; searches in vain; questions not understood."""
    role = roles[0]
    if role and not route.ids:
        path = route.address({}) + QUESTIONS.get(route.where, "")
        client = walk.client(role, EMPTY_AT.get(role, "9.1"))
        _ask(client, album, "GET", path, Asked(route.where, role, "空"))
    for state, query in (("没找到", NOTHING_FOUND), ("没看懂", NOT_UNDERSTOOD)):
        if route.where in query:
            path = route.address({}) + query[route.where]
            _ask(walk.client(role, POSTS[role][0]), album, "GET", path, Asked(route.where, role, state))


def _sent_empty(walk: Walk, album: list[Drawn], route: Route, roles: tuple[str, ...]) -> None:
    role = roles[0]
    path = walk.address(route, PUBLIC_AT if route.is_public else OWN)
    _ask(walk.client(role, POSTS[role][0]), album, "POST", path, Asked(route.where, role, "空着发出"))


def _sign_in(album: list[Drawn]) -> None:
    """The pages below /sign-in/ as a stranger, half-way and signed in; each form also sent empty."""
    TOTP.activate(User.objects.create_user(NAME, WORD, display_name="第二人"), generate_totp_secret())
    for come_in in STATES:
        for name, path in addresses().items():
            with undone():
                client = come_in(False)
                for method, state in (("GET", "有内容"), ("POST", "空着发出")):
                    _ask(client, album, method, path, Asked(name, come_in.__name__, state))


def _ask(client: Client, album: list[Drawn], method: str, path: str, asked: Asked) -> None:
    with undone():
        answer = client.get(path) if method == "GET" else client.post(path, {})
    album.append(Drawn(*asked, answer.status_code, tuple(answer.headers.items()), answer.content))


def _faults(album: list[Drawn]) -> None:
    for name in FAULT_PAGES:
        body = render_to_string(f"{name}.html", {"number": "3F7A"}).encode()
        album.append(Drawn(f"{name}.html", "", "出错", int(name[:3]), (("Content-Type", "text/html"),), body))
