"""By a mandate somebody keeps a firm's shortages and vacancies, and nothing else; it ends at once (BZ-4b)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from tests.sand_table import World, build_world, officer

from baigong.domains.parties.enums import OrganisationNature
from baigong.domains.parties.models import Organisation
from baigong.domains.shortages.models import NeedReport
from baigong.domains.users import mandate_desk, mandates
from baigong.domains.users.mandate_desk import desk_of
from baigong.domains.users.mandates import MandateError, grant_mandate, withdraw_mandate
from baigong.domains.users.models import Mandate, Post, User
from baigong.faces.oversight.trail import details_of
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db
KEY, OTHER = "1.1.1.1", "1.1.1.2"
TODAY = clock.today()


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def helper(world: World) -> User:
    return officer(world, "village_officer", "1.1.1.2")  # whose own place is the next village


def given(world: World, helper: User, matter: str = "needs", **more: Any) -> Mandate:
    manager = officer(world, "employer", KEY)
    with system_scope("试验"):
        post = Post.objects.get(user=helper)
        return grant_mandate(
            by=str(manager.id), organisation=world.firms[KEY], post=post, matter=matter, **more
        )


def at_the_desk(helper: User, mandate: Mandate) -> Client:
    client = Client()
    client.force_login(helper)
    client.post("/desk/role/", {"role": desk_of(mandate)})
    return client


def report(client: Client, world: World) -> int:
    need = world.needs[KEY]
    said = {
        "employees": "30", f"need-{need.id}-headcount": "7", "new-TOTAL_FORMS": "0", "new-INITIAL_FORMS": "0",
    }  # fmt: skip
    return int(client.post("/employer/shortages/", said | {"same": "1"}).status_code)


def reports(world: World) -> list[NeedReport]:
    with system_scope("试验"):
        return list(NeedReport.objects.filter(need=world.needs[KEY]))


def test_shortages_and_vacancies_are_kept_in_the_firms_name(world: World, helper: User) -> None:
    mandate = given(world, helper)
    client = at_the_desk(helper, mandate)
    assert client.get("/desk/")["Location"] == "/employer/shortages/"
    shown = client.get("/employer/shortages/").content.decode()
    assert world.firms[KEY].name in shown and "受委托代办" in shown and "/employer/people/" not in shown
    assert report(client, world) == 302 and len(reports(world)) == 1
    mine = client.get(f"/employer/vacancies/{world.vacancies[KEY].id}/")
    assert mine.status_code == 200 and "谁合适" not in mine.content.decode()
    entry = AuditEntry.objects.filter(act="shortages.report_need").latest("at")
    assert entry.by == str(helper.id) and entry.detail["on_behalf_of"] == str(world.firms[KEY].id)
    assert ("代谁办的", world.firms[KEY].name) in details_of(entry)


def test_nothing_else_of_the_firm_and_nothing_of_another_is_open(world: World, helper: User) -> None:
    client = at_the_desk(helper, given(world, helper))
    for page in ("", "people/", "firm/", "colleagues/", "mandates/", "looked/", "handouts/", "policies/"):
        assert client.get(f"/employer/{page}").status_code == 403, page
    match = f"/employer/vacancies/{world.vacancies[KEY].id}/match/"
    assert client.get(match).status_code == 403
    assert client.get(f"/employer/vacancies/{world.vacancies[OTHER].id}/").status_code == 404
    assert client.get("/desk/people/").status_code == 403  # one's own place is another desk
    with system_scope("试验"):
        own = Post.objects.get(user=helper)
    client.post("/desk/role/", {"role": str(own.id)})
    assert client.get("/desk/people/").status_code == 200
    assert client.get("/employer/vacancies/").status_code == 403


def test_a_firm_with_pages_of_candidates_names_nobody_here(world: World, helper: User) -> None:
    client = at_the_desk(helper, given(world, helper))
    assert "/match/" not in client.get(f"/employer/vacancies/{world.vacancies[KEY].id}/").content.decode()
    assert client.post("/employer/workbook/", {"list": "vacancies"}).status_code == 403


def test_it_ends_with_the_mandate_at_the_next_request(world: World, helper: User) -> None:
    mandate = given(world, helper)
    client = at_the_desk(helper, mandate)
    assert client.get("/employer/shortages/").status_code == 200
    with system_scope("试验"):
        withdraw_mandate(by="firm", mandate=mandate)
    assert client.get("/employer/shortages/").status_code == 403
    assert report(client, world) == 403 and reports(world) == []


def test_one_that_ran_out_or_of_another_matter_gives_nothing(world: World, helper: User) -> None:
    with clock.at(TODAY - datetime.timedelta(days=9)):
        over = given(world, helper, ends_before=TODAY)
    papers = given(world, helper, "claims")
    for mandate in (over, papers):
        client = at_the_desk(helper, mandate)
        assert client.get("/employer/shortages/").status_code == 403
        assert report(client, world) == 403
    assert "mandate:" not in client.get("/desk/mandates/").content.decode()


def test_without_the_look_at_the_matter_papers_would_open_the_firm(
    world: World, helper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twin: the matter is what stands between handing in papers and speaking for the firm."""
    monkeypatch.setattr(mandate_desk, "DESK_MATTERS", frozenset({"needs", "claims"}))
    client = at_the_desk(helper, given(world, helper, "claims"))
    assert report(client, world) == 302 and len(reports(world)) == 1


def test_without_the_look_at_the_day_it_would_go_on_for_ever(
    world: World, helper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twin: the day is asked on each request."""
    mandate = given(world, helper)
    with system_scope("试验"):
        withdraw_mandate(by="firm", mandate=mandate)
    monkeypatch.setattr(mandate_desk, "mandates_held", lambda user_id: [mandate])
    assert report(at_the_desk(helper, mandate), world) == 302


def test_a_mandate_of_somebody_else_opens_nothing(world: World, helper: User) -> None:
    mandate = given(world, helper)
    client = at_the_desk(officer(world, "village_officer", KEY), mandate)
    assert client.get("/employer/shortages/").status_code == 403


def test_an_agency_may_act_and_another_firm_may_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = officer(world, "employer", OTHER)
    with pytest.raises(MandateError, match="人力资源服务机构"):
        given(world, agent)
    with system_scope("试验"):
        Organisation.objects.filter(id=world.firms[OTHER].id).update(nature=OrganisationNature.AGENCY)
        assert agent.id in {post.user_id for post in mandates.possible_holders(world.firms[KEY])}
    mandate = given(world, agent)
    client = Client()
    client.force_login(agent)
    assert desk_of(mandate) in client.get("/employer/mandates/").content.decode()
    assert report(at_the_desk(agent, mandate), world) == 302
    with system_scope("试验"):
        withdraw_mandate(by="firm", mandate=mandate)
        Organisation.objects.filter(id=world.firms[OTHER].id).update(nature=OrganisationNature.ENTERPRISE)
    # Twin: without the look at the trade any firm could be let into another.
    monkeypatch.setattr(mandates, "AGENCIES", (OrganisationNature.ENTERPRISE,))
    assert given(world, agent)
