"""Everybody acts as oneself (reliability test 11), and what was taken away is gone at the next request (test 2).

There is no way to be somebody else: no parameter, header, cookie or session key names another person to act as; the
one way to stand in for somebody is a post of one's own, under which the trail names both.
"""

from __future__ import annotations

import ast
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY, middleware
from django.test import Client
from django.utils.functional import SimpleLazyObject
from tests.safety.walking import Walk, routes, undone
from tests.sand_table import World, officer

import baigong
from baigong.domains.users import lifecycle
from baigong.domains.users.models import Post, User
from baigong.domains.users.standing import DESK_KEY
from baigong.faces.cli.main import MODULES
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.models import Handout
from baigong.foundation.files.services import store
from baigong.foundation.scope import system_scope

OWN = "1.1.1.1"
ACTORS = (("administrator", "1"), ("county_officer", "1.1"))
NAMES = (
    "user", "user_id", "as", "as_user", "act_as", "acting_as", "run_as", "su", "sudo", "impersonate", "hijack",
    "switch_user", "_switch_user", "login_as", "loginas", "on_behalf_of", "by", "actor", "asked_by", "username",
    SESSION_KEY, "_impersonate", "hijack_history",
)  # fmt: skip
# Where somebody is signed in: each proves who it is, by a code sent to the telephone or an invitation just accepted.
SIGN_IN = {
    "faces/account/phone.py", "faces/employer/views/joining.py", "faces/seeker/views/joining.py",
}  # fmt: skip


def victim_of(walk: Walk) -> User:
    return officer(walk.world, "city_officer", "1")


def sends(client: Client, address: str, other: User) -> None:
    """Send a form that names somebody else in every way a careless site would believe."""
    said = dict.fromkeys(NAMES, str(other.id)) | {"username": other.username}
    query = "&".join(f"{name}={value}" for name, value in said.items())
    headers = {f"HTTP_X_{name.upper().strip('_')}": value for name, value in said.items()}
    headers |= {
        "REMOTE_USER": other.username,
        "HTTP_REMOTE_USER": other.username,
        "HTTP_SUDO": other.username,
    }
    client.post(f"{address}?{query}", said, **headers)


def acted_as_another(walk: Walk, who: tuple[str, str], most: int | None = None) -> list[str]:
    """Return the forms after which somebody else was signed in, or the trail named somebody else."""
    own, other = officer(walk.world, *who), victim_of(walk)
    client, found = Client(), []
    client.force_login(own)
    for name in NAMES:
        client.cookies[name] = str(other.id)
    for route in routes("POST")[:most]:
        with undone():
            last = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first()
            sends(client, walk.address(route, OWN), other)
            noted = AuditEntry.objects.filter(id__gt=last, by=str(other.id))
            if client.session.get(SESSION_KEY) != str(own.id) or noted.exists():
                found.append(route.where)
    return found


@pytest.mark.parametrize("who", ACTORS, ids=lambda who: who[0])
def test_no_form_lets_anybody_act_as_somebody_else(walk: Walk, who: tuple[str, str]) -> None:
    assert acted_as_another(walk, who) == []


def test_twin_a_site_that_believes_a_parameter_is_found(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: support staff may say whom they act as."""
    true = middleware.get_user

    def believing(request: Any) -> Any:
        named = request.GET.get("act_as")
        return User.objects.get(id=named) if named else true(request)

    def process(self: Any, request: Any) -> None:
        request.user = SimpleLazyObject(lambda: believing(request))

    monkeypatch.setattr(middleware.AuthenticationMiddleware, "process_request", process)
    assert acted_as_another(walk, ("county_officer", "1.1"), most=12)


def test_no_key_in_a_session_opens_another_persons_desk(walk: Walk) -> None:
    own, other = officer(walk.world, "village_officer", OWN), victim_of(walk)
    with system_scope("别人的岗位"):
        post = Post.objects.get(user=other)
    client = Client()
    client.force_login(own)
    session = client.session
    for name in NAMES:
        if name != SESSION_KEY:
            session[name] = str(other.id)
    session[DESK_KEY] = str(post.id)
    session.save()
    assert client.get(f"/desk/people/{walk.ids[OWN]['registration_id']}/").status_code == 200
    assert client.get(f"/desk/people/{walk.ids['1.2.1.1']['registration_id']}/").status_code == 404
    client.post("/desk/role/", {"post": str(post.id)})
    assert client.session[DESK_KEY] == str(
        post.id
    )  # as planted above: the form itself takes one's own posts only
    assert client.get(f"/desk/people/{walk.ids['1.2.1.1']['registration_id']}/").status_code == 404


def signing_in(root: Path) -> set[str]:
    """Return the files that sign somebody in or write who is signed in."""
    found = set()
    for file in root.rglob("*.py"):
        if "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", ""))
            written = isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Subscript)
                and ast.unparse(target.slice) in ("SESSION_KEY", "'_auth_user_id'")
                for target in node.targets
            )
            if called in ("login", "perform_login", "force_login", "alogin") or written:
                found.add(str(file.relative_to(root)))
    return found


def test_nobody_is_signed_in_but_where_one_proves_who_one_is(tmp_path: Path) -> None:
    """And no command signs in: it acts as the command line, which the trail calls so. Its twin is one line of code."""
    assert signing_in(Path(baigong.__file__).parent) == SIGN_IN
    words = {word for module in MODULES for word in module.rpartition(".")[2].split("_")}
    assert "account" in words and not words & {"login", "impersonate", "su", "become"}
    (tmp_path / "support.py").write_text("from django.contrib.auth import login\nlogin(request, other)\n")
    (tmp_path / "keys.py").write_text("request.session['_auth_user_id'] = other\n")
    assert signing_in(tmp_path) == {"support.py", "keys.py"}


# --- what was taken away ---------------------------------------------------------------------------

CAUSE = "离开这个岗位了"


def _post_of(user: User) -> Post:
    with system_scope("哪个岗位"):
        return Post.objects.get(user=user)


def _logs_out(user: User, client: Client) -> None:
    session = client.cookies["sessionid"].value
    client.post("/sign-in/logout/")
    client.cookies["sessionid"] = session  # whoever copied the cookie goes on with it


EVENTS: dict[str, Callable[[User, Client], Any]] = {
    "signed out": _logs_out,
    "locked": lambda user, client: lifecycle.lock_account(by="a", user=user, reason=CAUSE),
    "sessions ended": lambda user, client: lifecycle.end_sessions(by="a", user=user, reason=CAUSE),
    "new password": lambda user, client: lifecycle.give_new_password(by="a", user=user, reason=CAUSE),
    "password to be changed": lambda user, client: lifecycle.require_new_password(by="a", user=user, reason=CAUSE),
    "post ended": lambda user, client: lifecycle.end_post(
        by="a", post=_post_of(user), ends_before=clock.today(), reason=CAUSE
    ),
    "left": lambda user, client: lifecycle.staff_leaves(by="a", user=user, leaves_on=clock.today(), reason=CAUSE),
}  # fmt: skip


def open_handout(world: World, user: User) -> Handout:
    """A list that a second person agreed to: it waits to be taken."""
    until, place = clock.now() + datetime.timedelta(hours=8), world.places["1.1"]
    file = store(b"xlsx", kind="exchange.handout", original_name="a.xlsx", by="t", expires_at=until)
    made: Handout = Handout.objects.create(
        title="名单", object_kind="test", asked_by=str(user.id), asked_label="某人", purpose="试验", row_count=200,
        sha256="0" * 64, signature=b"0" * 36, state="open", file_id=file.id, decided_by="another",
        decided_at=clock.now(), open_until=until, place_path=place.path, county_id=place.county_id,
    )  # fmt: skip
    return made


def channels(walk: Walk, client: Client, handout: Handout) -> dict[str, Any]:
    """Ask on every channel an officer has: a page, a form that reads, one that writes, a list, a file that waits."""
    ids = walk.ids[OWN]
    purpose = {"purpose": "核对登记信息", "words": ""}
    return {
        "page": client.get(f"/desk/people/{ids['registration_id']}/"),
        "search": client.post("/desk/people/find/", {"full_name": "欧阳试真"}),
        "whole number": client.post(f"/desk/people/{ids['registration_id']}/reveal/", purpose),
        "written": client.post(f"/desk/vacancies/{ids['vacancy_id']}/close/", {"reason": "企业已招满"}),
        "list": client.post("/desk/people/export/", {"query": ""}),
        "file": client.post("/desk/handouts/take/", {"handout": str(handout.id)}),
        "import": client.get(f"/desk/imports/{ids['batch_id']}/"),
        "refused rows": client.post(f"/desk/imports/{ids['batch_id']}/errors/"),
    }


def still_heard(answers: dict[str, Any]) -> set[str]:
    """Return the channels that answered as to somebody in office: not the way to a sign-in page, not a refusal."""
    return {
        name
        for name, answer in answers.items()
        if not (
            answer.status_code in (401, 403, 404)
            or (answer.status_code == 302 and answer["Location"].startswith("/sign-in/"))
        )
    }


def heard_after(walk: Walk, event: str) -> tuple[set[str], set[str]]:
    """Return which channels answer before something is taken from an officer, and which at the next request."""
    user = User.objects.create_user(f"officer-{event}", "a long word for tests", display_name="某人")
    place = walk.world.places["1.1"]
    with system_scope("任职"):
        Post.objects.create(
            user=user, role="county_officer", place=place, place_path=place.path, county_id=place.county_id,
            starts_on=clock.today(),
        )  # fmt: skip
        handout = open_handout(walk.world, user)
    client = Client()
    client.force_login(user)
    with undone():
        before = still_heard(channels(walk, client, handout))
    EVENTS[event](user, client)
    return before, still_heard(channels(walk, client, handout))


@pytest.mark.parametrize("event", EVENTS)
def test_what_was_taken_away_is_gone_on_every_channel(walk: Walk, event: str) -> None:
    before, after = heard_after(walk, event)
    assert len(before) == 8
    assert after == set()


@pytest.mark.parametrize("event", ["sessions ended", "new password"])
def test_twin_a_session_bound_to_nothing_goes_on(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    """Sabotage twin: what a session is bound to never changes, and nobody is led to the page for a new password."""
    monkeypatch.setattr(User, "_session_hash", lambda self, key: "always")
    monkeypatch.setattr(User, "must_change_password", property(lambda self: False, lambda self, value: None))
    assert len(heard_after(walk, event)[1]) >= 6
