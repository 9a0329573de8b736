"""Every form the site shows, read from its own pages: who sees it, where it goes, what may be typed into it.

Pages come from the resolver and forms from the pages, so that a new field is found the day it is added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client
from tests.safety.walking import Walk, routes

OWN = "1.1.1.1"
# Who looks at pages; together they see every one.
LOOKERS = (
    ("", ""), ("county_officer", "1.1"), ("village_officer", OWN), ("employer", OWN), ("seeker", OWN),
    ("auditor", "1"), ("security_officer", "1"), ("administrator", "1"),
)  # fmt: skip
SIGN_IN = ("/sign-in/login/", "/sign-in/signup/", "/sign-in/password/reset/")
TYPED = {"text", "search", "tel", "email", "url", "password", "number", "date", "month", "textarea"}
GUARDS = {"csrfmiddlewaretoken", "idempotency_key"}
FREE = {"text", "search", "textarea"}
# Deeds that end the sign-in or the world of the walk; none has a text field.
LEFT_OUT = ("/sign-in/logout/",)


def encoded(said: dict[str, str]) -> str:
    """Return a form's body as a browser that checks nothing would write it, half a pair of surrogates too."""
    return urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in said.items()})


@dataclass
class FoundForm:
    """One form on one page, as a browser would send it."""

    who: tuple[str, str]
    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> list[str]:
        """Names of the fields somebody types into, hidden ones among them: anybody can write those too."""
        return [name for name, kind in self.kinds.items() if kind in TYPED or kind == "hidden"]

    @property
    def free(self) -> list[str]:
        """Names of the fields that take any text."""
        return [name for name, kind in self.kinds.items() if kind in FREE]

    def send(self, client: Client, changed: dict[str, str]) -> Any:
        """Send the form with some fields changed, the rest as the page had them; also what is no text at all."""
        said = {name: value for name, value in (self.values | changed).items() if name not in GUARDS}
        body = encoded(said)
        if self.method == "get":
            return client.get(self.action, QUERY_STRING=body)
        return client.post(self.action, body, content_type="application/x-www-form-urlencoded")


class _Reader(HTMLParser):
    def __init__(self, who: tuple[str, str], page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._who, self._page = who, page
        self._form: FoundForm | None = None
        self._area = self._select = ""
        self.forms: list[FoundForm] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urlsplit(given.get("action", "")).path or self._page
            self._form = FoundForm(self._who, action, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form and given.get("name") and tag in ("input", "textarea", "select"):
            self._begin(self._form, tag, given)
        elif tag == "option" and self._form and self._select:
            self._choose(self._form, given)

    def _choose(self, form: FoundForm, given: dict[str, str]) -> None:
        if "selected" in given or not form.values.get(self._select):
            form.values[self._select] = given.get("value", "")

    def _begin(self, form: FoundForm, tag: str, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "text") if tag == "input" else tag
        if kind in ("radio", "checkbox") and "checked" not in given and name in form.values:
            return
        if kind in ("submit", "button", "image", "file"):
            return
        form.kinds[name] = kind
        form.values[name] = given.get("value", "")
        self._area = name if tag == "textarea" else ""
        self._select = name if tag == "select" else ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in ("textarea", "select"):
            self._area = self._select = ""


def forms_of_page(body: str, who: tuple[str, str], page: str) -> list[FoundForm]:
    reader = _Reader(who, page)
    reader.feed(body)
    reader.close()
    return reader.forms


def forms_found(walk: Walk) -> list[FoundForm]:
    """Return each form once, by where it goes and what may be typed into it; each page is looked at once."""
    found: dict[Any, FoundForm] = {}
    waiting = [*(walk.address(route, OWN) for route in routes("GET")), *SIGN_IN]
    for who in LOOKERS:
        for page in list(waiting):
            answer = walk.client(*who).get(page)
            if answer.status_code != 200:
                continue
            waiting.remove(page)
            if "text/html" not in answer.headers.get("Content-Type", ""):
                continue
            for form in forms_of_page(answer.content.decode(), who, page):
                if form.action not in LEFT_OUT and form.typed:
                    found.setdefault((form.method, _without_ids(form.action), *sorted(form.kinds)), form)
    return list(found.values())


def _without_ids(action: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", action)
