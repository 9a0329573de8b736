"""The security officer's pages: keys, sessions, locked accounts, the record of processing."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baigong.domains.users.sessions import sessions_in_force
from baigong.faces.oversight.tests.oversight_world import NAME, World, signed_in, text_of
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.jobs.models import Job
from baigong.foundation.privacy.catalogue import personal_fields
from baigong.foundation.privacy.keys import current_ring, forget_rings

PAGES = ("", "keys/", "sessions/", "sign-ins/", "privacy-register/")
SENT = ("keys/rotate/", "keys/reseal/", "keys/count/", "keys/retire/", "sessions/end/", "sign-ins/unlock/")


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Iterator[None]:
    shutil.copy(settings.BAIGONG_KEY_FILE, tmp_path / "keys.json")
    settings.BAIGONG_KEY_FILE = tmp_path / "keys.json"
    forget_rings()
    yield
    forget_rings()


@pytest.fixture
def officer_of_security(own_keys: None, world: World) -> Client:
    return signed_in(world.security)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_names_nobody_and_writes_nothing(officer_of_security: Client, page: str) -> None:
    before = AuditEntry.objects.count()
    response = officer_of_security.get(f"/oversight/{page}")
    assert response.status_code == 200 and NAME not in text_of(response)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", ["officer", "auditor", "administrator"])
def test_keys_and_sessions_are_the_security_officers_alone(world: World, name: str) -> None:
    client = signed_in(getattr(world, name))
    assert {client.get(f"/oversight/{page}").status_code for page in PAGES[1:]} == {403}
    assert {client.post(f"/oversight/{page}").status_code for page in SENT} == {403}


# --- keys ------------------------------------------------------------------------------------------


def test_a_turn_makes_a_new_key_and_asks_for_the_resealing_once(officer_of_security: Client) -> None:
    old, before = current_ring().active, len(current_ring().key_ids)
    said = text_of(officer_of_security.post("/oversight/keys/rotate/", follow=True))
    assert "新密钥已经启用" in said and "正在排队" in said
    assert current_ring().active != old and current_ring().active in said and old in said
    again = text_of(officer_of_security.post("/oversight/keys/rotate/", follow=True))
    assert "还没有做完" in again and len(current_ring().key_ids) == before + 1
    assert Job.objects.filter(kind="keys.reseal").count() == 1
    assert AuditEntry.objects.filter(act="keys.rotate").count() == 1


def test_no_key_ever_stands_on_the_page(officer_of_security: Client, settings: Any) -> None:
    import json

    held = json.loads(Path(settings.BAIGONG_KEY_FILE).read_text())
    page = text_of(officer_of_security.get("/oversight/keys/"))
    assert held["active"] in page
    assert [word for word in (held["index"], *held["roots"].values()) if word in page] == []


@pytest.mark.parametrize("sent", [{}, {"key": "x"}, {"key": "00000000"}])
def test_a_key_that_is_not_there_is_not_retired(officer_of_security: Client, sent: dict[str, str]) -> None:
    said = text_of(officer_of_security.post("/oversight/keys/retire/", sent, follow=True))
    assert "没说清停用哪一把" in said or "已经停用" in said
    assert not Job.objects.filter(kind="keys.retire").exists()


# --- sessions ----------------------------------------------------------------------------------------


def test_who_is_put_out_must_sign_in_again(officer_of_security: Client, world: World) -> None:
    working = signed_in(world.officer)
    assert working.get("/desk/people/").status_code == 200
    page = text_of(officer_of_security.get("/oversight/sessions/"))
    assert "秦专员" in page and working.cookies["sessionid"].value not in page
    [row] = [each for each in sessions_in_force() if each.actor.username == "officer"]
    officer_of_security.post("/oversight/sessions/end/", {"session": row.handle})
    assert working.get("/desk/people/").status_code == 302
    assert AuditEntry.objects.get(act="users.end_session").object_ids == [str(world.officer.id)]
    again = officer_of_security.post("/oversight/sessions/end/", {"session": row.handle}, follow=True)
    assert "已经退出了" in text_of(again)


def test_a_session_that_has_run_out_is_not_in_force(officer_of_security: Client, world: World) -> None:
    signed_in(world.officer)
    assert len(sessions_in_force()) == 2
    with clock.at(clock.now() + datetime.timedelta(days=30)):
        assert sessions_in_force() == []


# --- sign-ins ----------------------------------------------------------------------------------------


def fail(username: str, times: int) -> None:
    for _ in range(times):
        Client().post("/sign-in/login/", {"login": username, "password": "wrong"})


def test_failures_are_written_down_without_what_was_typed(officer_of_security: Client, world: World) -> None:
    fail("officer", 1)
    fail("13800001111", 1)
    failed = AuditEntry.objects.filter(act="users.sign_in_failed").order_by("id")
    assert sorted(entry.detail["is_known"] for entry in failed) == [False, True]
    page = text_of(officer_of_security.get("/oversight/sign-ins/?kind=failed"))
    assert "登录失败" in page and "没有这个账号" in page and "13800001111" not in page
    assert officer_of_security.get("/oversight/sign-ins/?kind=x").status_code == 400


def test_a_locked_account_is_listed_and_unlocked(officer_of_security: Client, world: World) -> None:
    fail("officer", 6)
    page = text_of(officer_of_security.get("/oversight/sign-ins/"))
    assert "现在解锁" in page and "秦专员" in page
    officer_of_security.post("/oversight/sign-ins/unlock/", {"user": str(world.officer.id)})
    assert "没有锁着的账号" in text_of(officer_of_security.get("/oversight/sign-ins/"))
    assert AuditEntry.objects.get(act="users.lift_wait").object_ids == [str(world.officer.id)]
    signed = Client().post("/sign-in/login/", {"login": "officer", "password": "a long word for tests"})
    assert signed.status_code == 302
    again = officer_of_security.post(
        "/oversight/sign-ins/unlock/", {"user": str(world.officer.id)}, follow=True
    )
    assert "没有锁" in text_of(again)


# --- the record of processing --------------------------------------------------------------------------


def test_every_personal_field_stands_in_the_record(officer_of_security: Client) -> None:
    response = officer_of_security.get("/oversight/privacy-register/")
    assert len(response.context["rows"]) == len(personal_fields())
    page = text_of(response)
    assert "个人：身份证号" in page and "敏感个人信息" in page and "县级经办" in page
    assert {row.purpose for row in response.context["rows"]} == {each.purpose for each in personal_fields()}


def test_the_record_says_what_is_declared(officer_of_security: Client, monkeypatch: Any) -> None:
    """Twin: a field nobody declared is not in it."""
    monkeypatch.setattr("baigong.faces.oversight.processing_record.personal_fields", lambda: ())
    assert officer_of_security.get("/oversight/privacy-register/").context["rows"] == []
