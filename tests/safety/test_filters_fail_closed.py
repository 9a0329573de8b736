"""A filter narrows or is refused; it never shows more than the list without it (reliability test 16)."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import sand_table
from tests.safety.walking import PUBLIC_AT, Walk, routes

from baigong.foundation.exchange.contract import Outcome
from baigong.foundation.lists import ListRequest

OFFICER = ("county_officer", "1.1")
FIRM = ("employer", "1.1.1.1")
LINKS = re.compile(
    r'href="(/(?:desk/(?:people|firms|vacancies|claims|record-claims|policies|records/facilities)|employer/(?:people|vacancies)'
    r"|jobs|firms|policies)"
    r"/[0-9a-f-]{36}/)"
)
OWN, FAR = "1.1.1.1", "2.1.1.1"
LISTS = {
    "/desk/people/": ("state", "group", "education", "place", "sort", "after", "before", "page", "name"),
    "/desk/firms/": ("which", "q", "place", "clear", "sort", "page"),
    "/desk/vacancies/": ("q", "town", "open", "public", "after", "before"),
    "/desk/claims/": ("state", "q"),
    "/desk/commissioners/": ("q", "page"),
    "/desk/policies/": ("q", "field", "level", "audience", "tag", "state", "page"),
    "/desk/records/facilities/": ("kind", "place", "sort", "after", "before", "page"),
    "/jobs/": (
        "q",
        "trade",
        "certificate",
        "place",
        "pay",
        "shift",
        "near",
        "within",
        "lodging",
        "sort",
        "after",
        "before",
    ),  # fmt: skip
    "/firms/": ("q", "place", "page"),
    "/policies/": ("q", "field", "level", "who", "tag", "place", "ended", "page"),
}
WIDEST = {
    "/desk/firms/": "?which=all",
    "/desk/vacancies/": "?open=all",
    "/desk/claims/": "?state=all",
    "/policies/": "?ended=yes",
}
ALWAYS_WRONG = {
    "/desk/people/": (
        {"state": "nobody"},
        {"group": "99"},
        {"education": "x"},
        {"place": "x"},
        {"nothing": "1"},
    ),
    "/desk/firms/": ({"which": "x"}, {"place": "x"}, {"clear": "x"}, {"sort": "x"}),
    "/desk/vacancies/": ({"town": "x"}, {"open": "x"}, {"public": "x"}),
    "/desk/claims/": ({"state": "x"}, {"state": ""}, {"place": "x"}),
    "/desk/commissioners/": ({"page": "x"}, {"page": "0"}, {"place": "x"}),
    "/desk/policies/": (
        {"field": "x"},
        {"level": "x"},
        {"audience": "x"},
        {"tag": "x"},
        {"state": "x"},
        {"page": "0"},
        {"place": "x"},
    ),
    "/desk/records/facilities/": ({"kind": "x"}, {"place": "x"}, {"nothing": "1"}),
    "/jobs/": (
        {"trade": "x"},
        {"place": "x"},
        {"pay": "-1"},
        {"shift": "x"},
        {"lodging": "x"},
        {"certificate": "证" * 31},
        {"near": "x"},
        {"within": "x"},
        {"within": "7"},
    ),
    "/firms/": ({"place": "x"}, {"page": "x"}, {"page": "0"}),
    "/policies/": (
        {"field": "x"},
        {"level": "x"},
        {"who": "x"},
        {"tag": "x"},
        {"place": "x"},
        {"ended": "x"},
        {"page": "0"},
    ),
}
# Pages with a question that leads elsewhere or looks one object up; every other page that asks is in LISTS.
NO_LISTS = {
    "": "its form leads to jobs/",
    "styleguide/": "made-up rows",
    "inbox/": "one's own messages, whatever is asked",
    "desk/groups/<uuid:group_id>/": "asks for a day; its own tests send what is no day",
    "desk/plans/": "asks which plans hold at a place on a day: public documents, no rows",
    "desk/people/<uuid:registration_id>/match/": "looks one vacancy up, see below",
    "bodies/credit/": "its lines lead nowhere; its own tests send words that mean nothing",
    "commissioners/": "its lines lead nowhere, see below",
    "policies/bundles/": "its own tests send words that mean nothing",
    "policies/bundles/<uuid:bundle_id>/": "one bundle, whoever asks; its own tests send words that mean nothing",
    "points/": "its lines lead nowhere; its own tests send words that mean nothing",
    "employer/vacancies/": "a firm's own list, see below",
}
# What is chosen by a link instead of a form, with words that mean nothing.
NARROWED = {
    "/desk/outlets/": ({"channel": "x"}, {"channel": "*"}),
    "/desk/imports/{batch_id}/": ({"outcome": "x"}, {"outcome": "NEW"}, {"outcome": "new,wrong"}),
    "/desk/record-claims/": ({"state": "x"}, {"state": ""}, {"place": "x"}),
    "/desk/firms/{firm_id}/": ({"kind": "x"}, {"kind": "*"}),
    "/desk/week/rows/": (
        {"dimension": "x", "key": "", "measure": "needs"},
        {"dimension": "total", "key": "x", "measure": "needs"},
        {"dimension": "total", "key": "", "measure": "x"},
        {},
    ),
    "/desk/coverage/": ({"sort": "x"}, {"sort": "stale"}, {"sort": "stale.up"}),
    "/desk/staffing/": ({"of": "x"}, {"sort": "x"}, {"sort": "short.up"}, {"page": "0"}),
    "/desk/coverage/rows/": (
        {"measure": "x"},
        {"measure": "doubles"},
        {"place": "9", "measure": "stale"},
        {},
    ),
    "/desk/duplicates/": ({"kind": "x"}, {"kind": "*"}),
    "/desk/ledgers/lg-16/rows/": (
        {"row": "99", "measure": "needs"},
        {"row": "x", "measure": "needs"},
        {"column": "7", "measure": "needs"},
        {"measure": "x"},
        {},
    ),
}
WORDS = (
    "",
    "x",
    "1",
    "yes",
    "no",
    "all",
    "*",
    "%",
    "焊工",
    "'",
    "0",
    "-1",
    "pay.desc",
    "last",
    "\ud7ff",
    "1e9",
    "99",
)
MODEST = settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def shown(walk: Walk, address: str, query: object = None) -> tuple[int, set[str]]:
    response = walk.client(*OFFICER).get(address, query)
    body = response.content.decode() if response.status_code != 302 else ""
    return response.status_code, set(LINKS.findall(body))


def everything(walk: Walk, address: str) -> set[str]:
    return shown(walk, address + WIDEST.get(address, ""))[1]


@pytest.mark.parametrize("address", LISTS)
def test_what_cannot_be_understood_shows_nothing(walk: Walk, address: str) -> None:
    assert everything(walk, address)
    for query in ALWAYS_WRONG[address]:
        status, links = shown(walk, address, query)
        assert (status, links) == (400, set()), (address, query)


@pytest.mark.parametrize("address", [address for address in LISTS if address.startswith("/desk/")])
def test_a_far_place_shows_nothing(walk: Walk, address: str) -> None:
    name = "town" if address == "/desk/vacancies/" else "place"
    status, links = shown(walk, address, {name: walk.world.places[FAR].path})
    assert status in (200, 400) and links == set()


@pytest.mark.parametrize("address", LISTS)
def test_any_question_shows_a_part_of_the_whole(walk: Walk, address: str) -> None:
    whole = everything(walk, address)
    places = [walk.world.places[key].path for key in ("1.1", "1.1.1", FAR, "0")]
    far = {walk.ids[FAR][name] for name in ("registration_id", "firm_id", "vacancy_id")}

    @MODEST
    @given(st.dictionaries(st.sampled_from(LISTS[address]), st.sampled_from([*WORDS, *places]), max_size=4))
    def ask(query: dict[str, str]) -> None:
        status, links = shown(walk, address, query)
        assert status in (200, 302, 400)
        assert links <= whole and not any(key in link for link in links for key in far)

    ask()


ASKS_FOR = {"employer": FIRM, "bodies": ("department", OWN)}


def test_every_page_that_asks_is_here(walk: Walk) -> None:
    asking = set()
    for route in routes("GET"):
        address = walk.address(route, OWN if route.where.startswith("desk/") else PUBLIC_AT)
        who = ASKS_FOR.get(route.where.partition("/")[0], OFFICER)
        if b'method="get"' in walk.client(*who).get(address).content:
            asking.add(route.where)
    records = "desk/records/<slug:record_list>/"
    lists = {address.removeprefix("/").replace("desk/records/facilities/", records) for address in LISTS}
    assert asking == lists | set(NO_LISTS)
    assert set(ALWAYS_WRONG) == set(LISTS) and all(NO_LISTS.values())


@pytest.mark.parametrize("pattern", NARROWED)
def test_a_link_that_means_nothing_is_refused(walk: Walk, pattern: str) -> None:
    address = pattern.format(**walk.ids[OWN])
    for query in NARROWED[pattern]:
        status, links = shown(walk, address, query)
        assert status in (400, 404) and links == set(), (query, status)


def test_a_link_taken_for_any_is_found(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: a word nobody knows passes for one that is known."""
    monkeypatch.setitem(Outcome.LABELS, "x", "不管哪样")
    assert shown(walk, "/desk/imports/{batch_id}/".format(**walk.ids[OWN]), {"outcome": "x"})[0] == 200


@pytest.mark.parametrize(
    ("address", "name"), [("/employer/vacancies/", "state"), ("/employer/people/", "group")]
)
def test_a_firms_lists_show_nothing_for_a_word_they_do_not_know(walk: Walk, address: str, name: str) -> None:
    client = walk.client(*FIRM)
    whole = set(LINKS.findall(client.get(address, {name: "all"}).content.decode()))
    assert whole
    for word in WORDS:
        response = client.get(address, {name: word})
        links = set(LINKS.findall(response.content.decode()))
        assert (response.status_code == 200 and links <= whole) or (response.status_code, links) == (
            400,
            set(),
        )
    assert client.get(address, {name: "x"}).status_code == 400


def test_who_serves_firms_is_not_told_for_a_question_that_is_none(walk: Walk) -> None:
    client = walk.client("", "")
    name = f"专员{PUBLIC_AT}"
    assert name in client.get("/commissioners/").content.decode()
    for query in ({"place": "x"}, {"page": "x"}, {"page": "0"}, {"firm": "企" * 61}):
        response = client.get("/commissioners/", query)
        assert response.status_code == 400 and name not in response.content.decode()
    for part in ("企业", "%", "_", "*", "'"):
        response = client.get("/commissioners/", {"firm": part})
        assert response.status_code == 200 and name not in response.content.decode()


def test_looking_somebody_up_finds_nobody_far_away(walk: Walk) -> None:
    own, far = walk.ids[OWN], walk.ids[FAR]
    for word in (sand_table.NAME, "焊工", "企业", "%", "_", "*"):
        client = walk.client(*OFFICER)
        person = client.post(f"/desk/vacancies/{own['vacancy_id']}/match/find/", {"name": word}, follow=True)
        vacancy = client.get(f"/desk/people/{own['registration_id']}/match/", {"name": word})
        for response in (person, vacancy):
            body = response.content.decode()
            assert response.status_code in (200, 400)
            assert far["registration_id"] not in body and far["vacancy_id"] not in body


def test_a_filter_that_ignores_what_it_does_not_know_is_found(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: unknown values are taken for "any", as published registries have done."""
    true = ListRequest.from_query.__func__  # type: ignore[attr-defined]  # a class method

    def careless(cls: type, definition: object, query: object, **more: object) -> object:
        return true(cls, definition, QueryDict(""), **more)

    monkeypatch.setattr(ListRequest, "from_query", classmethod(careless))
    found = [query for query in ALWAYS_WRONG["/desk/people/"] if shown(walk, "/desk/people/", query)[1]]
    assert len(found) == len(ALWAYS_WRONG["/desk/people/"])
