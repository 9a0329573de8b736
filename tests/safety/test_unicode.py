"""Any text in any field of any form: never a fault, and what is kept is what is shown (reliability test 57).

Fields are those of the site's own forms as its pages show them. Each free text is sent alone with the rest of its form
filled honestly, so that it gets as far as it can; dates, figures and hidden fields are sent together. What a field
refers to by its id may be one's own only: a foreign id is answered like one that never was (reliability test 25).
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db.models import UUIDField
from django.test import Client
from django.utils import timezone
from tests.safety.forms_found import FREE, FoundForm, forms_found, forms_of_page
from tests.safety.forms_sent import FORMS, TODAY
from tests.safety.test_mass_assignment import snapshot
from tests.safety.walking import Walk, plain, routes, undone

from baigong.domains.places.models import Place
from baigong.faces.desk.views import commissioners
from baigong.foundation.access import typed_text as guard
from baigong.foundation.access.typed_text import typed_text
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.scope import system_scope

BEGIN, END = "试前", "试后"
STRANGE = {
    "no text": "甲\x00\x01\x08\x0b\x1f\x7f\x85\x9f\u202e\u2066乙\ufffe\uffff\ufdd0\ud800丙\udfff",
    "rare writing": "👩\u200d🌾می\u200cخ𠮷𨋢",
    "placeholders": "{{7*7}}${7*7}#{7*7}%s{0}",  # a template's words stay words (reliability test 117)
    "combining": "e" + "\u0301" * 1000,
    "one megabyte": "x" * 1_000_000,
}
# Short enough for the shortest field, so that it is kept and comes back.
KEPT = {name: f"{BEGIN}{text}{END}" for name, text in STRANGE.items() if len(text) < 30}
HONEST = {
    name: value for said, _ in FORMS.values() for name, value in said.items() if "{" not in value + name
}
BY_KIND = {
    "number": "4",
    "date": TODAY,
    "month": TODAY[:7],
    "tel": "13900007123",
    "password": "a long word 27",
}
HONEST |= {"credit_code": "", "display_name": "试名", "username": "unicode-walk", "identity_number": ""}


@pytest.fixture(scope="module")
def forms(_grown: Walk) -> Iterator[list[FoundForm]]:
    with undone():
        found = forms_found(_grown)
    for form in found:
        for name, kind in form.kinds.items():
            if not form.values.get(name):
                form.values[name] = HONEST.get(name) or BY_KIND.get(kind, "试填的字" if kind in FREE else "")
    yield found


def tries(form: FoundForm, text: str) -> Iterator[dict[str, str]]:
    """Yield what is changed in each sending of a form."""
    yield from ({name: text} for name in form.free)
    others = [name for name in form.typed if name not in form.free]
    if others:
        yield dict.fromkeys(others, text)


def send(walk: Walk, form: FoundForm, changed: dict[str, str]) -> Any:
    client = walk.client(*form.who)
    client.raise_request_exception = False
    try:
        return form.send(client, changed)
    finally:
        client.raise_request_exception = True


def test_the_forms_are_those_of_the_whole_site(forms: list[FoundForm]) -> None:
    assert len(forms) >= 80 and sum(len(form.free) for form in forms) >= 90
    assert {form.who[0] for form in forms} >= {"", "county_officer", "employer", "seeker", "administrator"}


@pytest.mark.parametrize("name", STRANGE)
def test_no_text_in_no_field_is_a_fault(walk: Walk, forms: list[FoundForm], name: str) -> None:
    faults = []
    for form in forms:
        for changed in tries(form, STRANGE[name]):
            with undone():
                answer = send(walk, form, changed)
            if answer.status_code >= 500:
                faults.append(f"{form.method} {form.action} {sorted(changed)}：{answer.status_code}")
    assert faults == []


def torn(text: str, wanted: str) -> list[str]:
    """Return the pieces of a text that begin as what was sent begins and do not go on as it does."""
    pieces = [text[found.start() :][: len(wanted)] for found in re.finditer(BEGIN, text)]
    return [piece for piece in pieces if piece != wanted]


def as_received(text: str) -> str:
    """Return the text as a server reads it that writes a sign for every byte that is no text."""
    return typed_text(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))


def shown_on(answer: Any, form: FoundForm) -> list[str]:
    """Return the texts of a page; of a form that came back what stands in its fields, for sentences may quote less."""
    if "text/html" not in answer.headers.get("Content-Type", ""):
        return []
    body = answer.content.decode()
    if answer.status_code == 200:
        return [html.unescape(body)]
    return [text for each in forms_of_page(body, form.who, form.action) for text in each.values.values()]


def kept_and_shown(
    walk: Walk, form: FoundForm, changed: dict[str, str], wanted: str
) -> tuple[int, list[str]]:
    """Send a form; return how often the text was kept or shown, and where it was not whole."""
    before = set(map(str, (value for row in snapshot().values() for value in row.values())))
    answer = send(walk, form, changed)
    rows = [str(value) for row in snapshot().values() for value in row.values() if str(value) not in before]
    if answer.status_code == 302 and str(answer.headers["Location"]).startswith("/"):
        answer = walk.client(*form.who).get(answer.headers["Location"])
    texts = [*rows, *shown_on(answer, form)]
    faults = [f"{form.action} {sorted(changed)}：{piece!r}" for text in texts for piece in torn(text, wanted)]
    return sum(BEGIN in text for text in texts), faults


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_and_shown_is_whole(walk: Walk, forms: list[FoundForm], name: str) -> None:
    wanted, count, faults = as_received(KEPT[name]), 0, []
    for form in forms:
        if form.method != "post" or not form.free:
            continue
        with undone():
            seen, broken = kept_and_shown(walk, form, dict.fromkeys(form.free, KEPT[name]), wanted)
        count, faults = count + seen, faults + broken
    assert faults == []
    assert count >= 20, count


@pytest.mark.parametrize("name", STRANGE)
def test_no_address_and_no_cookie_is_a_fault(walk: Walk, name: str) -> None:
    text = STRANGE[name][:400].encode("utf-8", "surrogatepass")
    quoted = "".join(f"%{byte:02X}" for byte in text)
    words = [route for route in routes("GET") if route.parameters]
    client = Client(raise_request_exception=False)
    addresses = [re.sub(r"<[^>]*>", quoted, f"/{route.where}") for route in words if route.is_public]
    octal = "".join(f"\\{byte:03o}" for byte in text[:200])
    client.cookies.load({settings.SESSION_COOKIE_NAME: "x"})
    statuses = {client.get(address).status_code for address in [*addresses, f"/{quoted}/"]}
    for cookie in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "display", "last_used"):
        answer = Client(raise_request_exception=False).get("/desk/", HTTP_COOKIE=f'{cookie}="{octal}"')
        statuses.add(answer.status_code)
    assert max(statuses) < 500


def test_without_the_guard_strange_texts_are_kept(
    walk: Walk, forms: list[FoundForm], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: requests come in as they were sent."""
    monkeypatch.setattr(guard, "cleaned", lambda said: said)
    form = next(
        form for form in forms if form.action.endswith("/close/") and form.action.startswith("/desk/vac")
    )
    with undone():
        _, faults = kept_and_shown(
            walk, form, dict.fromkeys(form.free, KEPT["no text"]), as_received(KEPT["no text"])
        )
    assert faults != []


def test_a_text_cut_on_its_way_is_found() -> None:
    """Twin: a text that is not whole, beside one that is."""
    assert torn(f"x{BEGIN}甲", f"{BEGIN}甲{END}") and not torn(f"x{BEGIN}甲{END}y", f"{BEGIN}甲{END}")


def test_what_is_no_writing_is_taken_out() -> None:
    assert typed_text("甲\t乙\r\n丙\u200d") == "甲\t乙\r\n丙\u200d"
    assert typed_text("甲\x00\x7f\x9f\u202e\u2069\ud800\uffff乙") == "甲乙"


def test_a_cookie_with_control_characters_is_none(rf: Any) -> None:
    request = rf.get("/", HTTP_COOKIE='display="\\000"; kept="x"')
    assert "\x00" in request.COOKIES["display"]
    seen: list[dict[str, str]] = []
    guard.TypedTextMiddleware(lambda request: seen.append(request.COOKIES))(request)  # type: ignore[arg-type,func-returns-value]
    assert seen == [{"kept": "x"}]


# --- ids within a form (reliability test 25) -------------------------------------------------------

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NOBODYS = "01912345-1234-7123-8123-1234567890ab"
FAR = "2"  # the other city


def far_one(walk: Walk, own: str) -> Any:
    """Return a row of the kind of the one with this id that lies in the other city; None where there is none."""
    for model in apps.get_models():
        if isinstance(model._meta.pk, UUIDField) and model._base_manager.filter(pk=own).exists():
            names = {field.name for field in model._meta.concrete_fields}
            if model is Place:
                return walk.world.places["2.1.1.1"]
            if "place_path" not in names:
                return None
            row = model._base_manager.get(pk=own)
            alike = {name: getattr(row, name) for name in ("role", "kind") if name in names}
            far = walk.world.places[FAR].path
            return model._base_manager.filter(place_path__startswith=far, **alike).first()
    return None


def references(walk: Walk, forms: list[FoundForm]) -> list[tuple[FoundForm, str, Any]]:
    """Return every field that refers to a row, with a row of its kind that is out of the sender's sight."""
    found, known = [], {}
    with system_scope("找远处的同类"):
        for form in forms:
            for name, value in form.values.items():
                if form.method == "post" and ID.fullmatch(value):
                    known[value] = known.get(value) or far_one(walk, value)
                    if known[value] is not None and form.who[0] not in ("", "administrator", "auditor"):
                        found.append((form, name, known[value]))
    return found


def _plain_columns(row: Any) -> list[str]:
    """Return the columns whose values can be compared; sealed ones are never equal."""
    fields = row._meta.concrete_fields
    return [field.attname for field in fields if not isinstance(field, EncryptedTextField)]


def told_apart(walk: Walk, forms: list[FoundForm]) -> tuple[list[str], int]:
    """Return the fields where a foreign id is answered unlike one that never was, or its row changes."""
    found, fields = [], references(walk, forms)
    moment = time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False)
    for form, name, far in fields:
        answers = []
        for said in (str(far.pk), NOBODYS):
            with undone(), moment:  # a page says the minute it was made
                answer = send(walk, form, {name: said})
                with system_scope("看远处的有没有变"):
                    now = type(far)._base_manager.filter(pk=far.pk).values(*_plain_columns(far)).get()
            walk.client(*form.who).cookies.pop(
                "messages", None
            )  # what was said is said on the next page only
            page = (
                plain(answer.content).replace(said.encode(), b"").replace(said.replace("-", "").encode(), b"")
            )
            answers.append((answer.status_code, answer.get("Location", "").replace(said, ""), page, now))
        if answers[0] != answers[1]:
            found.append(f"{form.action} {name}")
    return found, len(fields)


def test_a_foreign_id_in_a_field_is_answered_like_one_that_never_was(
    walk: Walk, forms: list[FoundForm]
) -> None:
    found, count = told_apart(walk, forms)
    assert found == [] and count >= 12


def test_twin_a_form_that_offers_everybodys_posts_tells(
    walk: Walk, forms: list[FoundForm], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: whom firms may be given to is asked in everybody's scope."""
    true = commissioners.loads

    def everywhere(on: Any) -> Any:
        with system_scope("twin"):
            return true(on)

    monkeypatch.setattr(commissioners, "loads", everywhere)
    assert any(line.endswith(" post") for line in told_apart(walk, forms)[0])
