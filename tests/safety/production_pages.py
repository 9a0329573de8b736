"""Run as a process of its own under the production settings: what three pages answer, as JSON.

The site is built from nothing in the folder its environment names; nobody signs in by a shortcut.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
from typing import Any

import django

HOST, WORD = "work.example.org", "a long word for tests"
SCRIPTS = re.compile(r"<script[^>]*\ssrc=\"([^\"]*)\"")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SECRET = re.compile(r"\b([A-Z2-7]{32})\b")
OVER_TLS: dict[str, Any] = {"HTTP_HOST": HOST, "HTTP_X_FORWARDED_PROTO": "https"}


def build() -> None:
    """Make keys, static files, tables and one officer."""
    from django.conf import settings
    from django.core.management import call_command

    from baigong.domains.places.services import add_place
    from baigong.domains.users.services import appoint, open_account
    from baigong.foundation.privacy.keys import create_key_file
    from baigong.foundation.scope import system_scope

    for folder in (
        settings.VAR_FOLDER,
        settings.BAIGONG_KEY_FILE.parent,
        settings.BAIGONG_ANCHOR_FILE.parent,
    ):
        folder.mkdir(parents=True, exist_ok=True)
    create_key_file(settings.BAIGONG_KEY_FILE)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    on = datetime.date(2020, 1, 1)
    with system_scope("test"):
        county = add_place(name="北渡县", kind="county", code="990001", parent=None, valid_from=on)
        user = open_account(by="test", username="officer", password=WORD, display_name="秦专员")
        appoint(by="test", user=user, role="county_officer", place=county, starts_on=on)


def told(*responses: Any) -> dict[str, Any]:
    """Return what the last of some answers says, with the cookies all of them set (not those they end)."""
    last = responses[-1]
    cookies = [cookie for each in responses for cookie in each.cookies.values()]
    return {
        "status": last.status_code,
        "headers": dict(last.headers),
        "cookies": [cookie.OutputString() for cookie in cookies if cookie["max-age"] != 0],
        "scripts": SCRIPTS.findall(last.content.decode()),
    }


def send(client: Any, where: str, form: dict[str, str], page: Any) -> Any:
    """Send the form of a page."""
    token = TOKEN.search(page.content.decode())
    assert token is not None, (where, page.status_code)
    filled = {**form, "csrfmiddlewaretoken": token[1]}
    return client.post(where, filled, HTTP_ORIGIN=f"https://{HOST}", **OVER_TLS)


def pages() -> dict[str, Any]:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
    from django.test import Client
    from django.urls import reverse

    client = Client(enforce_csrf_checks=True)
    where = reverse("account_login")
    asked = client.get(where, **OVER_TLS)
    taken = send(client, where, {"login": "officer", "password": WORD}, asked)
    factor = reverse("mfa_activate_totp")
    again = f"{reverse('account_reauthenticate')}?next={factor}"
    send(client, again, {"password": WORD}, client.get(again, **OVER_TLS))
    page = client.get(factor, **OVER_TLS)
    secret = SECRET.search(page.content.decode())
    assert secret is not None
    code = format_hotp_value(hotp_value(secret[1], next(iter(yield_hotp_counters_from_time()))))
    shown = send(client, factor, {"code": code}, page)
    return {
        "portal": told(Client().get("/", **OVER_TLS)),
        "sign-in": told(asked),
        "desk": told(asked, taken, shown, client.get("/desk/", **OVER_TLS)),
    }


if __name__ == "__main__":
    django.setup()
    build()
    sys.stdout.write(json.dumps(pages()))
