"""What stays in a browser after somebody signed out: nothing about anybody (reliability 38)."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Error

from baigong.foundation.access.residue import CLEARED

PAGES = ("/desk/", "/desk/people/", "/desk/firms/", "/", "/jobs/")
NAME, PHONE = "陈小艳", "13800002201"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_somebody_signed_in_for_is_kept_nowhere(world: Any, path: str) -> None:
    """Reliability 38: `no-store`, on public pages too, for they say who is signed in."""
    client = signed_in(world.officer)
    assert client.get(path)["Cache-Control"] == "no-store"
    stranger = Client().get(path)
    assert stranger.get("Cache-Control", "") != "no-store" or stranger.status_code == 302


@pytest.mark.django_db(transaction=True)
def test_signing_out_tells_the_browser_to_forget(world: Any) -> None:
    """Reliability 38: only the answer by which the session ends says so."""
    client = signed_in(world.officer)
    assert "Clear-Site-Data" not in client.get("/desk/")
    out = client.post(reverse("account_logout"))
    assert out["Clear-Site-Data"] == CLEARED and out["Cache-Control"] == "no-store"
    assert "Clear-Site-Data" not in client.get("/")


@pytest.mark.django_db(transaction=True)
def test_without_the_middleware_a_page_may_be_kept(world: Any, settings: Any) -> None:
    """Sabotage twin."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "residue" not in each]
    client = signed_in(world.officer)
    assert "Cache-Control" not in client.get("/desk/people/")
    assert "Clear-Site-Data" not in client.post(reverse("account_logout"))


class Profile:
    """A browser with a folder of its own, as on a computer several people share."""

    def __init__(self, chromium: Any, folder: Path, site: str, client: Client) -> None:
        self.site, self.folder = site, folder
        self.context = chromium.browser_type.launch_persistent_context(
            str(folder), executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
        self.context.add_cookies([cookie])
        self.page = self.context.new_page()

    def read_people(self, entry: Any) -> None:
        """Read the list, one person, and reveal the telephone."""
        self.page.goto(f"{self.site}/desk/people/")
        self.page.goto(f"{self.site}/desk/people/{entry.id}/")
        self.page.click("text=显示姓名、电话和证号")
        self.page.wait_for_selector("text=只在这一页显示这一次")
        assert PHONE in self.page.content()

    def sign_out(self) -> None:
        self.page.goto(self.site + reverse("account_logout"))
        self.page.click("main button[type=submit], main form button")
        self.page.wait_for_load_state()

    def back(self) -> None:
        with suppress(Error):  # a page that came by a POST and is kept nowhere: the browser itself says so
            self.page.go_back()
        self.page.wait_for_load_state()

    def text(self) -> str:
        """Return what the page holds; a page still on its way is asked again."""
        while True:
            with suppress(Error):
                return str(self.page.content())

    def left(self) -> list[str]:
        """Close the browser and name every file of its folder that holds the telephone or the name."""
        self.context.close()
        wanted = [PHONE.encode(), NAME.encode(), NAME.encode("utf-16-le")]
        return [
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if path.is_file() and any(each in path.read_bytes() for each in wanted)
        ]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_back_after_signing_out_shows_nobody(
    chromium: Any, live_server: Any, world: Any, tmp_path: Path
) -> None:
    """Reliability 38: "back" after signing out, then every file of the browser's own folder: 0 hits."""
    profile = Profile(chromium, tmp_path / "profile", live_server.url, signed_in(world.officer))
    page = profile.page
    profile.read_people(world.entries[0])
    titles, urls = {page.title()}, {unquote(page.url)}
    profile.sign_out()
    for _ in range(4):
        profile.back()
        assert PHONE not in profile.text() and NAME not in profile.text()
        titles.add(page.title())
        urls.add(unquote(page.url))
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert not re.search(rf"{PHONE}|{NAME}", " ".join([*titles, *urls, stored]))
    assert profile.left() == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_the_guard_back_shows_the_list(
    chromium: Any, live_server: Any, world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: pages may be kept, and "back" after signing out shows them."""
    from baigong.foundation.shared_pages.middleware import SharedPagesMiddleware

    def let_it_be_kept(self: Any, request: Any) -> Any:
        response = self.get_response(request)
        response["Cache-Control"] = "private, max-age=600"
        for guard in ("Vary", "Clear-Site-Data"):
            del response[guard]
        return response

    monkeypatch.setattr(SharedPagesMiddleware, "__call__", let_it_be_kept)
    profile = Profile(chromium, tmp_path / "profile", live_server.url, signed_in(world.officer))
    page = profile.page
    page.goto(f"{live_server.url}/desk/people/")
    shown = page.inner_text("#people")
    profile.sign_out()
    profile.back()
    profile.back()
    assert page.inner_text("#people") == shown
    profile.context.close()
