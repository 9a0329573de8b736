"""No address that somebody wrote leads off this site, wherever it is taken from (reliability test 115).

Taken from: the next page of signing in, out and of the display's buttons; the link of a message; the path of an
address that names a place of before; the page a form was sent from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from tests.safety.forms_found import OWN
from tests.safety.leading_away import AWAY, leaves
from tests.safety.walking import Walk, routes, undone
from tests.sand_table import officer

from baigong.domains.users.models import User
from baigong.faces.frame import moved_places, views
from baigong.foundation.messages.models import Message
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope import system_scope

WORD = "a long word for tests"
Redirecting = Callable[[Walk, str], Any]


def signing_in(walk: Walk, target: str) -> Any:
    said = {"login": "county_officer-1.1", "password": WORD, "next": target}
    return Client().post("/sign-in/login/", said)


def officer_of(walk: Walk) -> Client:
    """Return a client signed in anew: the password of the fixture ended the sessions of before."""
    client = Client()
    client.force_login(User.objects.get(id=walk.world.users["county_officer-1.1"].id))
    return client


def signed_in_already(walk: Walk, target: str) -> Any:
    return officer_of(walk).get("/sign-in/login/", {"next": target})


def signing_out(walk: Walk, target: str) -> Any:
    return officer_of(walk).post("/sign-in/logout/", {"next": target})


def changing_the_display(walk: Walk, target: str) -> Any:
    return walk.client("", "").post("/display/", {"type": "large", "next": target})


def asking_as_a_stranger(walk: Walk, target: str) -> Any:
    return walk.client("", "").get("/desk/", {"next": target})


def following_a_message(walk: Walk, target: str) -> Any:
    user = walk.world.users["county_officer-1.1"]
    with system_scope("一封信"):
        sent = send_message(by="test", to_user=user.id, kind="test", subject="信", key="letter")
        kept = target.replace("\0", "")  # no text of PostgreSQL holds one
        Message.objects.filter(id=sent.id).update(link=kept[:200])
    return officer_of(walk).post(f"/inbox/{sent.id}/")


def setting_the_page_before(walk: Walk, target: str) -> Any:
    address = f"/desk/vacancies/{walk.ids[OWN]['vacancy_id']}/take-down/"
    before = target.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "")
    return officer_of(walk).post(address, {"down-reason": "写了押金，先改"}, HTTP_REFERER=before)


VIEWS: tuple[Redirecting, ...] = (
    signing_in, signed_in_already, signing_out, changing_the_display, asking_as_a_stranger, following_a_message,
    setting_the_page_before,
)  # fmt: skip
HEARING = (signing_in, signed_in_already, signing_out, changing_the_display)


@pytest.fixture
def known(walk: Walk, settings: Any) -> Iterator[Walk]:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.ALLOWED_HOSTS = ["testserver"]  # as in production, where the machine itself is nobody's host
    user = officer(walk.world, "county_officer", "1.1")
    user.set_password(WORD)
    user.save()
    yield walk


def led_away(walk: Walk, view: Redirecting, targets: tuple[str, ...] = AWAY) -> list[str]:
    """Return the addresses for which a view sends its reader elsewhere."""
    found = []
    for target in targets:
        with undone():
            answer = view(walk, target)
        location = answer.headers.get("Location", "") or answer.headers.get("HX-Redirect", "")
        if answer.status_code >= 500 or (location and leaves(location)):
            found.append(f"{target!r} -> {answer.status_code} {location!r}")
    return found


def test_a_browser_would_leave_by_most_of_them() -> None:
    assert len(AWAY) >= 80
    assert sum(leaves(target) for target in AWAY) >= 60
    assert not any(leaves(target) for target in ("/desk/", "/jobs/?q=//evil.example", "", "?a=b", "x/", "#x"))


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_nobody_is_led_away(known: Walk, view: Redirecting) -> None:
    assert led_away(known, view) == []


def test_a_page_of_ours_is_gone_to(known: Walk) -> None:
    """Twin: the target is heard, so that what is refused above is refused for where it leads."""
    heard = [view(known, "/jobs/?q=1").headers.get("Location") for view in VIEWS if view in HEARING]
    assert heard == ["/jobs/?q=1"] * len(HEARING)
    assert following_a_message(known, "/jobs/").headers["Location"] == "/jobs/"


def test_an_old_address_leads_to_this_site(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moved_places, "_now", lambda value: "zzzz" if value == "abcd" else "")
    client = walk.client("", "")
    for path in ("//evil.example/", "//evil.example/jobs/", "/\\evil.example/", "/jobs/"):
        answer = client.get("/", {"place": "abcd"}, PATH_INFO=path)
        assert answer.status_code == 302 and not leaves(answer.headers["Location"]), path
    monkeypatch.setattr(moved_places, "escape_leading_slashes", lambda path: path)  # sabotage twin
    assert leaves(client.get("/", {"place": "abcd"}, PATH_INFO="//evil.example/").headers["Location"])


def test_a_button_that_goes_anywhere_is_found(known: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the display's buttons do not ask where they lead."""
    monkeypatch.setattr(views, "url_has_allowed_host_and_scheme", lambda *_, **__: True)
    assert len(led_away(known, changing_the_display)) >= 20


def test_no_route_takes_an_address_that_is_not_asked_here(walk: Walk) -> None:
    """Every page, asked with a target under the usual names, leads nowhere else."""
    names = ("next", "return", "return_to", "redirect", "url", "to", "back", "continue", "goto", "from")
    for who in (("county_officer", "1.1"), ("seeker", OWN), ("", "")):
        for route in routes("GET"):
            answer = walk.client(*who).get(walk.address(route, OWN), dict.fromkeys(names, "//evil.example/"))
            assert not leaves(answer.headers.get("Location", "/")), route.where
