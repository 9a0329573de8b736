"""The round of a village: who is to be asked, one tap for what came of it, taken back at once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baigong.domains.canvass.models import Contact
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.domains.workers.services import revise_registration
from baigong.faces.survey.tests.survey_world import NAMES, World, build_world, resident
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def world() -> World:
    return build_world()


def signed_in(world: World, key: str) -> Client:
    client = Client()
    client.force_login(world.users[key])
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def current(world: World, number: int = 0) -> Registration:
    with system_scope("test"):
        found: Registration = Registration.objects.get(CURRENT, person_id=world.entries[number].person_id)
    return found


def tap(client: Client, entry: Registration, outcome: str, reason: str = "") -> Any:
    return client.post(
        f"/survey/people/{entry.id}/outcome/", {"outcome": outcome, "reason": reason}, follow=True
    )


def test_the_list_shows_stale_entries_masked_and_only_ones_own(world: World) -> None:
    page = text(signed_in(world, "village").get("/survey/"))
    assert page.count('class="stop') == 3 and "陈**" in page and "138****2300" in page
    assert not any(name in page for name in NAMES)
    assert "陈**" not in text(signed_in(world, "next").get("/survey/"))
    assert text(signed_in(world, "county").get("/survey/")).count('class="stop') == 3


def test_a_fresh_entry_is_asked_only_when_its_day_has_come(world: World) -> None:
    with system_scope("test"):
        entry = resident(world, "郑一甲", 7, days_ago=3)
    client = signed_in(world, "village")
    assert "郑**" not in text(client.get("/survey/"))
    with clock.at(clock.today() + datetime.timedelta(days=120)):
        assert "郑**" in text(signed_in(world, "village").get("/survey/"))
    assert entry.next_contact_on is None


def test_whoever_was_promised_a_call_today_comes_first(world: World) -> None:
    with system_scope("test"):
        entry = resident(world, "郑一甲", 7, days_ago=3)
        revise_registration(by="t", registration=entry, changes={"next_contact_on": clock.today()})
    page = text(signed_in(world, "village").get("/survey/"))
    assert "约好" in page and page.index("郑**") < page.index("陈**")


@pytest.mark.parametrize(
    ("outcome", "state"), [("unchanged", "seeking"), ("employed", "employed"), ("away", "not_seeking")]
)
def test_one_tap_writes_a_new_entry_of_today(world: World, outcome: str, state: str) -> None:
    page = text(tap(signed_in(world, "village"), world.entries[0], outcome))
    entry = current(world)
    assert (entry.state, entry.surveyed_on, entry.surveyor) == (state, clock.today(), "员village")
    assert entry.id != world.entries[0].id and "已记下陈**" in page
    assert page.count('class="stop') == 2
    with system_scope("test"):
        assert Contact.objects.get().previous_id == world.entries[0].id


def test_a_miss_needs_its_reason_and_leaves_the_entry_as_old_as_it_is(world: World) -> None:
    client = signed_in(world, "village")
    assert "还没选为什么联系不上" in text(tap(client, world.entries[0], "unreachable"))
    page = text(tap(client, world.entries[0], "unreachable", "no_answer"))
    assert "1次没联系上" in page and "电话没人接" in page
    assert current(world).id == world.entries[0].id
    assert page.index("周**") < page.rindex("1次没联系上"), "whoever was not reached goes to the end"


def test_three_misses_put_a_resident_to_the_town(world: World) -> None:
    client = signed_in(world, "village")
    for reason in ("no_answer", "nobody_home", "no_answer"):
        page = text(tap(client, world.entries[0], "unreachable", reason))
    assert "已交给镇里" in page
    handed = page[page.index("已交给镇里") :]
    assert "陈**" in handed and "/outcome/" not in handed
    assert "村里3次没联系上的" in text(signed_in(world, "town").get("/survey/"))
    tap(signed_in(world, "town"), world.entries[0], "unchanged")
    assert "已交给镇里" not in text(client.get("/survey/")), "reached, the count starts anew"


def test_a_tap_is_taken_back_within_minutes_by_whoever_made_it(world: World) -> None:
    client = signed_in(world, "village")
    tap(client, world.entries[0], "employed")
    with system_scope("test"):
        contact = Contact.objects.get()
    address = f"/survey/contacts/{contact.id}/undo/"
    assert "别人记的" in text(signed_in(world, "town").post(address, follow=True))
    assert "已撤回" in text(client.post(address, follow=True))
    assert current(world).id == world.entries[0].id
    assert "已经撤回了" in text(client.post(address, follow=True))
    assert AuditEntry.objects.filter(act="canvass.undo_contact").count() == 1


def test_a_tap_is_not_taken_back_later(world: World) -> None:
    client = signed_in(world, "village")
    tap(client, world.entries[0], "employed")
    with system_scope("test"):
        contact = Contact.objects.get()
    with clock.at(clock.now() + datetime.timedelta(minutes=16)):
        assert "过了能撤的时间" in text(client.post(f"/survey/contacts/{contact.id}/undo/", follow=True))
    assert current(world).state == "employed"


def test_what_was_built_upon_is_not_taken_back(world: World) -> None:
    client = signed_in(world, "village")
    tap(client, world.entries[0], "employed")
    with system_scope("test"):
        first = Contact.objects.get()
    tap(client, current(world), "unreachable", "no_answer")
    assert "撤不了" in text(client.post(f"/survey/contacts/{first.id}/undo/", follow=True))
    assert current(world).state == "employed"


def test_others_may_not(world: World) -> None:
    entry = world.entries[0]
    assert signed_in(world, "next").post(f"/survey/people/{entry.id}/outcome/").status_code == 404
    assert signed_in(world, "county").post(f"/survey/people/{entry.id}/outcome/").status_code == 403
    assert Client().get("/survey/").status_code == 302
    assert "还没选结果" in text(tap(signed_in(world, "village"), entry, "gone"))


def test_a_stale_page_is_refused_and_nothing_is_written(world: World) -> None:
    client = signed_in(world, "village")
    tap(client, world.entries[0], "employed")
    assert "有人改过" in text(tap(client, world.entries[0], "away"))
    with system_scope("test"):
        assert Contact.objects.count() == 1


def test_the_page_asks_the_same_number_of_questions_for_more_people(world: World) -> None:
    client = signed_in(world, "village")
    client.get("/survey/")
    with CaptureQueriesContext(connection) as few:
        client.get("/survey/")
    with system_scope("test"):
        for number in range(20, 26):
            resident(world, f"人{number}", number)
    with CaptureQueriesContext(connection) as many:
        assert text(client.get("/survey/")).count('class="stop') == 9
    assert len(many) == len(few)
