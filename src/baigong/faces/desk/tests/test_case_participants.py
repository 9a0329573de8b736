"""A case for its participants alone, on the desk: closed, opened to a colleague by name, and let go again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.sand_table import SINCE

from baigong.domains.cases.models import Case
from baigong.domains.parties.models import Person
from baigong.domains.users.models import User
from baigong.domains.users.services import appoint, open_account
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope

SAID = {"kind": "投诉", "label": "窗口推诿", "opened_on": "2026-05-12"}


@pytest.fixture
def colleague(world: Any) -> User:
    """Another officer of the same county."""
    with system_scope("test"):
        user = open_account(
            by="test", username="colleague", password="a long word for tests", display_name="段专员"
        )
        appoint(by="test", user=user, role="county_officer", place=world.county, starts_on=SINCE)
    return user


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def page(desk: Client, world: Any) -> str:
    """The address of a case the officer has entered."""
    where = reverse("desk:record_new", args=["cases"])
    return str(desk.post(where, SAID | {"place": str(world.county.id)})["Location"])


def done(client: Client, page: str, deed: str, who: object = "") -> str:
    answer = client.post(f"{page}participants/", {"deed": deed, "who": str(who)}, follow=True)
    return str(answer.content.decode())


def test_closed_it_is_gone_for_the_colleague_until_named(desk: Client, page: str, colleague: User) -> None:
    other = browser_of(colleague)
    assert "只给参与人看" in other.get(page).content.decode()
    said = done(desk, page, "withhold")
    assert "现在只有参与人看得到" in said and "只有这些人看得到" in said and "段专员" in said
    assert other.get(page).status_code == 404
    assert "窗口推诿" not in other.get("/desk/records/cases/").content.decode()
    assert "共0条" in other.get("/desk/records/cases/").content.decode()
    assert other.post(f"{page}participants/", {"deed": "release"}).status_code == 404
    assert "还没选加谁" in done(desk, page, "name")
    assert "他现在看得到" in done(desk, page, "name", colleague.id)
    assert "窗口推诿" in other.get(page).content.decode()


def test_somebody_always_handles_it_and_who_leaves_sees_it_no_longer(
    desk: Client, world: Any, page: str, colleague: User
) -> None:
    done(desk, page, "withhold")
    assert "至少要留一位办理人" in done(desk, page, "end", world.officer.id)
    done(desk, page, "name", colleague.id)
    done(desk, page, "end", world.officer.id)
    assert desk.get(page).status_code == 404
    assert "又看得到这一条" in done(browser_of(colleague), page, "release")
    assert desk.get(page).status_code == 200


def test_what_is_no_button_there_does_nothing(desk: Client, world: Any, page: str, elsewhere: Client) -> None:
    assert "没有看懂要做什么" in done(desk, page, "burn")
    done(desk, page, "withhold")
    assert "这个人没有参与" in done(desk, page, "end", world.stranger.id)
    assert "还没选加谁" in done(desk, page, "name", world.stranger.id)  # of another county
    assert elsewhere.post(f"{page}participants/", {"deed": "withhold"}).status_code == 404
    with system_scope("test"):
        assert Case.objects.get().participants_only


def test_the_person_it_concerns_is_named_by_number_and_only_from_the_own_place(
    desk: Client, world: Any, page: str
) -> None:
    done(desk, page, "withhold")
    assert "没有登记过这个号码的人" in done(desk, page, "concern", "13900008888")
    with system_scope("test"):
        person = Person.objects.filter(place_path__startswith=world.county.path).first()
        number = open_inside(person.identity_number)
    said = done(desk, page, "concern", number)
    assert "我反映的事" in said and "当事人" in said and number not in said
