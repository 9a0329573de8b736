"""The auditor's pages: who saw whom, in sight only of the own part of the tree, and nothing changed but the trail."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baigong.domains.users.enums import Role
from baigong.faces.oversight import alarms, sight
from baigong.faces.oversight.alarms import raise_alarms
from baigong.faces.oversight.tests.oversight_world import (
    NAME,
    PURPOSE,
    World,
    look_at,
    opened,
    signed_in,
    text_of,
)
from baigong.faces.oversight.wording import ACTS
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.searching import purpose_code
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.scope import system_scope

ENTRIES = "/oversight/entries/"


def shown(user: Any, query: str = "") -> str:
    response = signed_in(user).get(ENTRIES + query)
    assert response.status_code == 200, query
    return text_of(response)


def test_what_left_the_mask_stands_first_and_the_rest_is_one_tab_away(world: World) -> None:
    look_at(world, world.officer, 0)
    first = shown(world.auditor)
    assert "查看明文" in first and "秦专员" in first and PURPOSE in first
    assert "开账号</td>" not in first and "开账号" in shown(world.auditor, "?tab=all")


@pytest.mark.parametrize(
    ("query", "sees"),
    [
        ("username=officer", {"秦专员"}),
        ("role=county_officer", {"秦专员", "陶专员"}),
        ("office={county}", {"秦专员"}),
        ("place={other}", {"陶专员"}),
        ("act=personal.reveal", {"秦专员", "陶专员"}),
        ("kind=parties.person", {"秦专员", "陶专员"}),
        ("object_id={person}", {"秦专员"}),
        ("purpose={purpose}", {"秦专员", "陶专员"}),
        ("since={today}", {"秦专员", "陶专员"}),
        ("until={yesterday}", set()),
        ("username=nobody", set()),
    ],
)
def test_each_question_narrows(world: World, query: str, sees: set[str]) -> None:
    look_at(world, world.officer, 0)
    look_at(world, world.stranger, 4)
    asked = query.format(
        county=world.county.path,
        other=world.other_county.path,
        person=world.entries[0].person_id,
        purpose=purpose_code(PURPOSE),
        today=clock.today(),
        yesterday=clock.today() - datetime.timedelta(days=1),
    )
    page = shown(world.auditor, f"?{asked}")
    assert {name for name in ("秦专员", "陶专员") if name in page} == sees


@pytest.mark.parametrize(
    "query",
    [
        "tab=x",
        "role=x",
        "act=x",
        "place=x",
        "object_id=12",
        "since=x",
        "before=x",
        "since=2026-05-02&until=2026-05-01",
    ],
)
def test_a_question_that_means_nothing_shows_nothing(world: World, query: str) -> None:
    look_at(world, world.officer, 0)
    response = signed_in(world.auditor).get(f"{ENTRIES}?{query}")
    assert response.status_code == 400 and "看不懂" in text_of(response)
    assert "秦专员" not in text_of(response)


def test_an_auditor_of_a_county_sees_the_county(world: World) -> None:
    look_at(world, world.officer, 0)
    look_at(world, world.stranger, 4)
    page = shown(world.county_auditor, "?tab=all")
    assert "秦专员" in page and "陶专员" not in page
    far = AuditEntry.objects.get(act="personal.reveal", by=str(world.stranger.id))
    address = reverse("oversight:entry", args=[far.id])
    assert signed_in(world.county_auditor).get(address).status_code == 404
    assert signed_in(world.auditor).get(address).status_code == 200


def test_without_the_sightline_the_neighbour_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: an auditor whom no place limits."""
    look_at(world, world.stranger, 4)
    monkeypatch.setattr("baigong.faces.oversight.views.audit.sightline_of", lambda request: None)
    assert "陶专员" in shown(world.county_auditor, "?tab=all")


def test_an_entry_stands_among_its_neighbours_in_time(world: World) -> None:
    look_at(world, world.officer, 0, 1, 2)
    person = str(world.entries[1].person_id)
    middle = next(
        entry for entry in AuditEntry.objects.filter(act="personal.reveal") if person in entry.object_ids
    )
    page = text_of(signed_in(world.auditor).get(reverse("oversight:entry", args=[middle.id])))
    assert page.count("查看明文</td>") + page.count("查看明文<br>") == 3
    assert '<tr class="sel">' in page and person in page
    assert "姓名" in page and "full_name" not in page
    assert NAME not in page


def test_pages_go_on_where_the_last_one_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at(world, world.officer, 0, 1, 2)
    monkeypatch.setattr("baigong.foundation.audit.searching.page_before.__defaults__", (2,))
    first = signed_in(world.auditor).get(ENTRIES).context["pager"]
    second = signed_in(world.auditor).get(ENTRIES + first["next_url"]).context
    assert len(second["rows"]) == 1 and second["pager"]["next_url"] == ""


def test_the_list_taken_away_is_itself_in_the_list(world: World) -> None:
    look_at(world, world.officer, 0)
    response = signed_in(world.auditor).post("/oversight/entries/workbook/", {"query": "username=officer"})
    sheet = opened(response).worksheets[0]
    assert [cell.value for cell in sheet[2]][1:4] == ["秦专员", "officer", "县级经办"]
    entry = AuditEntry.objects.get(act="audit.export")
    assert (entry.by, entry.count) == (str(world.auditor.id), 1)
    assert entry.detail["filters"] == ["username=officer"]


def test_an_export_of_nonsense_is_refused_and_not_the_whole_list(world: World) -> None:
    response = signed_in(world.auditor).post("/oversight/entries/workbook/", {"query": "role=x"})
    assert response.status_code == 302 and not AuditEntry.objects.filter(act="audit.export").exists()


def test_reading_changes_nothing(world: World) -> None:
    look_at(world, world.officer, 0)
    client, entry = signed_in(world.auditor), AuditEntry.objects.get(act="personal.reveal")
    before = AuditEntry.objects.count()
    for page in (
        "",
        "entries/",
        f"entries/{entry.id}/",
        "patterns/",
        "verification/",
        "incident/",
        "tracing/",
        "handouts/",
    ):
        assert client.get(f"/oversight/{page}").status_code == 200, page
    assert AuditEntry.objects.count() == before


# --- unusual patterns --------------------------------------------------------------------------------


def test_many_in_an_hour_and_foreign_people_are_flagged_with_the_figures_in_force(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at(world, world.officer, 4)
    page = text_of(signed_in(world.auditor).get("/oversight/patterns/"))
    assert "看了辖区以外的人</td>" in page and "一小时内看得太多</td>" not in page
    for _ in range(8):
        look_at(world, world.officer, 0, 1, 2, 3)
    page = text_of(signed_in(world.auditor).get("/oversight/patterns/"))
    assert "一小时内看得太多</td>" in page and "一小时内看了30人以上的明文" in page


def test_an_alarm_is_raised_once_for_one_burst(world: World) -> None:
    for _ in range(8):
        look_at(world, world.officer, 0, 1, 2, 3)
    with system_scope("test"):
        assert [raise_alarms(), raise_alarms()] == [1, 0]
    alarm = AuditEntry.objects.get(act="audit.alarm")
    assert alarm.detail["rule"] == "hourly" and alarm.detail["figure"] == 32
    assert "24小时里有1次异常查看报警" in text_of(signed_in(world.auditor).get("/oversight/"))


def test_ordinary_work_raises_no_alarm(world: World) -> None:
    look_at(world, world.officer, 0, 1, 2, 3)
    with system_scope("test"):
        assert raise_alarms() == 0


def test_without_the_rules_a_mass_reading_goes_unseen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: no rule is loud."""
    monkeypatch.setattr(alarms, "LOUD", frozenset())
    for _ in range(8):
        look_at(world, world.officer, 0, 1, 2, 3)
    with system_scope("test"):
        assert raise_alarms() == 0


# --- the incident drill (reliability test 129) -----------------------------------------------------------


def incident(world: World, **asked: str) -> Any:
    known = clock.now().astimezone(clock.CHINA) - datetime.timedelta(minutes=30)
    form = {"known_at": known.strftime("%Y-%m-%dT%H:%M"), "operator": "other", "username": "officer"}
    return signed_in(world.auditor).post("/oversight/incident/", form | asked)


def test_a_planted_leak_is_counted_exactly(world: World) -> None:
    look_at(world, world.officer, 0, 1, 1, 2)
    look_at(world, world.stranger, 4, 5)
    report = incident(world).context["report"]
    assert {each.person_id for each in report.notices} == {
        str(world.entries[number].person_id) for number in (0, 1, 2)
    }
    assert report.incident.entries == 4 and [each.times for each in report.notices].count(2) == 1
    assert report.by_place == (("石磨村", 3),)


def test_the_notice_list_names_ids_and_places_and_nobody(world: World) -> None:
    look_at(world, world.officer, 0)
    response = incident(world, **{"as": "workbook"})
    rows = [[cell.value for cell in row] for row in opened(response)["通知名单"].iter_rows()]
    assert rows[1][:2] == [str(world.entries[0].person_id), "石磨村"]
    assert NAME not in text_of(incident(world))
    assert AuditEntry.objects.filter(act="audit.incident_workbook").count() == 1


@pytest.mark.parametrize(
    ("operator", "words"), [("other", "还剩3小时"), ("government", "还剩1小时"), ("critical", "还剩")]
)
def test_the_time_left_depends_on_who_reports(world: World, operator: str, words: str) -> None:
    first, second = incident(world, operator=operator).context["report"].deadlines
    assert first.left.startswith(words) and first.urgency != "over"
    assert second.urgency == "over"


def test_a_leak_by_export_finds_the_persons_behind_the_registrations(world: World) -> None:
    from baigong.foundation.audit.services import record

    ids = [entry.id for entry in world.entries[:3]]
    record(by=str(world.officer.id), act="people.export", object_kind="registration", object_ids=ids)
    look_at(world, world.officer, 0)
    assert len(incident(world).context["report"].notices) == 3


def test_the_whole_trail_is_too_wide_a_suspicion(world: World) -> None:
    response = incident(world, username="")
    assert response.status_code == 422 and "范围太大" in text_of(response)
    assert 'value="other" selected' in text_of(response)


# --- the chain -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_chain_is_checked_on_request_and_what_is_forged_is_named(transactional_db: None) -> None:
    from baigong.faces.oversight.tests.oversight_world import make_world

    world = make_world()
    client = signed_in(world.auditor)
    client.post("/oversight/verification/")
    assert "正在排队" in text_of(client.get("/oversight/verification/"))
    Worker(["import"]).run(until_idle=True)
    page = text_of(client.get("/oversight/verification/"))
    assert "没有发现问题" in page or "处问题" in page
    assert AuditEntry.objects.filter(act="audit.verified").count() == 1


# --- who may not -----------------------------------------------------------------------------------------


def test_the_three_powers_are_apart(world: World) -> None:
    """None of the three opens a page of another, nor one of the desk's."""
    from baigong.foundation.access.checks import routes_open_to

    powers = (Role.AUDITOR, Role.SECURITY_OFFICER, Role.ADMINISTRATOR)
    pages = [routes_open_to(role)["oversight"] - {"home"} for role in powers]
    assert all(pages) and not (pages[0] & pages[1] or pages[1] & pages[2] or pages[0] & pages[2])
    for role in powers:
        assert routes_open_to(role)["desk"] == {"home", "role"}
        others = {namespace for namespace, names in routes_open_to(role).items() if names}
        assert "oversight" in others


@pytest.mark.parametrize("name", ["officer", "security", "administrator"])
def test_the_trail_is_the_auditors_alone(world: World, name: str) -> None:
    client: Client = signed_in(getattr(world, name))
    for page in ("entries/", "patterns/", "verification/", "incident/"):
        assert client.get(f"/oversight/{page}").status_code == 403, page


def test_the_first_page_leads_each_power_to_its_own(world: World) -> None:
    for user in (world.auditor, world.security, world.administrator):
        assert signed_in(user).get("/desk/").headers["Location"] == "/oversight/"


def test_every_act_of_the_product_has_a_name() -> None:
    import re
    from pathlib import Path

    source = Path(sight.__file__).parents[2]
    written = set()
    for path in source.rglob("*.py"):
        if "tests" not in path.parts:
            text = path.read_text(encoding="utf-8")
            written |= set(re.findall(r"\bact=\"([a-z_]+\.[a-z_]+)\"", text))
            written |= set(re.findall(r"^(?:\w+_)?ACT = \"([a-z_.]+)\"", text, re.MULTILINE))
    assert len(written) > 25
    assert {act for act in written if act not in ACTS} == set()
