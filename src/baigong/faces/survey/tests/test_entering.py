"""Residents, firms and visits entered on a phone: few boxes, what is known shown first, nothing typed lost."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from baigong.domains.activities.models import Activity
from baigong.domains.cohorts.models import Participation
from baigong.domains.parties.models import Organisation, Person
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.faces.survey.tests.survey_world import World, build_world, number_of
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.django_db]
NEW = "/survey/people/new/"
MOST_BOXES = 8


@pytest.fixture
def world() -> World:
    return build_world()


def signed_in(world: World, key: str = "village") -> Client:
    client = Client()
    client.force_login(world.users[key])
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def said(world: World, place: str = "village", **more: str) -> dict[str, str]:
    return {
        "place": str(world.places[place].id),
        "on": str(clock.today()),
        "full_name": "郑一甲",
        "identity_number": number_of(50),
        "phone": "138 0000 7001",
        "state": "seeking",
        "occupation_text": "开叉车",
        "pay_yuan": "6000",
        "training_need": "",
        "next_contact_on": "",
        "birth_year": "",
        "known": "",
        **more,
    }


def entries() -> list[Registration]:
    with system_scope("test"):
        return list(Registration.objects.filter(CURRENT).order_by("recorded_at"))


def test_the_form_is_short(world: World) -> None:
    """Under a minute: what must be seen before saving is counted, not timed."""
    page = text(signed_in(world).get(NEW))
    before_fold = page[page.index('<form method="post" class="form"') : page.index('<details class="fold"')]
    boxes = re.findall(r"<(?:select|input)[^>]*name=\"(?!csrf|idempotency|known)\w+\"", before_fold)
    assert len(boxes) <= MOST_BOXES
    assert page.count("存好，录下一个") == 1


def test_saved_and_next_keeps_place_and_day(world: World) -> None:
    client = signed_in(world, "town")
    yesterday = str(clock.today() - datetime.timedelta(days=1))
    response = client.post(NEW, said(world, "next", on=yesterday))
    assert response.status_code == 302
    page = text(client.get(response["Location"]))
    assert f'value="{world.places["next"].id}" selected' in page and f'value="{yesterday}"' in page
    assert "郑**" in page and "女，1985年" in page and "郑一甲" not in page
    entry = entries()[-1]
    assert (entry.sex, entry.birth_year, entry.pay_from_fen_month) == ("f", 1985, 600_000)
    assert entry.occupation_codes and entry.occupation_text == "开叉车"
    assert str(entry.surveyed_on) == yesterday and entry.surveyor == "员town"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("identity_number", number_of(51)[:17] + "?", "身份证号只有数字"),
        ("identity_number", "", "还没填身份证号"),
        ("identity_number", number_of(52, year=clock.today().year - 12), "不满16周岁"),
        ("full_name", "", "还没写姓名"),
        ("phone", "12345", "位"),
        ("pay_yuan", "六千", "请填整数元"),
        ("on", "2999-01-01", "还没到"),
        ("next_contact_on", "明天", "请写成"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    world: World, field: str, value: str, sentence: str
) -> None:
    given = said(world, **{field: value})
    response = signed_in(world).post(NEW, given)
    page = text(response)
    assert response.status_code == 422 and sentence in page
    assert response["Cache-Control"] == "no-store"
    for name in ("full_name", "identity_number", "phone", "occupation_text"):
        assert f'value="{given[name]}"' in page or not given[name]
    assert len(entries()) == 3


def test_without_a_number_the_year_stands_in_and_the_young_are_refused(world: World) -> None:
    client = signed_in(world)
    young = said(world, identity_number="", birth_year=str(clock.today().year - 10))
    assert "不满16周岁" in text(client.post(NEW, young))
    assert client.post(NEW, said(world, identity_number="", birth_year="1979")).status_code == 302
    with system_scope("test"):
        person = Person.objects.get(id=entries()[-1].person_id)
    assert (person.birth_year, person.number_missing) == (1979, "not_given")


def test_somebody_known_is_shown_masked_and_then_updated(world: World) -> None:
    client, number = signed_in(world), number_of(0)
    given = said(world, full_name="陈小燕", identity_number=number, phone="", occupation_text="", pay_yuan="")
    response = client.post(NEW, given)
    page = text(response)
    assert response.status_code == 200 and "这个人已经登记过" in page and "138****2300" in page
    assert "13800002300" not in page and 'value="电焊工"' in page and 'value="6000"' in page
    assert len(entries()) == 3, "looked at, not yet changed"
    known = re.search(r'name="known" value="([^"]*)"', page)
    assert known
    again = {**given, "known": known[1], "occupation_text": "叉车司机", "pay_yuan": ""}
    assert client.post(NEW, again).status_code == 302
    entry = next(each for each in entries() if each.person_id == world.entries[0].person_id)
    assert (entry.occupation_text, entry.pay_from_fen_month) == ("叉车司机", None)
    assert entry.surveyed_on == clock.today()
    with system_scope("test"):
        assert open_inside(Person.objects.get(id=entry.person_id).phone) == "13800002300"


def test_a_number_known_elsewhere_tells_nothing(world: World) -> None:
    """Decision 0014: what another county knows of a number is not seen from here before the entry is made."""
    client = signed_in(world, "far_village")
    given = said(world, "far_village", full_name="陈小燕", identity_number=number_of(0))
    unknown = said(world, "far_village", full_name="郑一乙", identity_number=number_of(77))
    asked = [
        text(client.post("/survey/people/check/", {"identity_number": each["identity_number"]}))
        for each in (given, unknown)
    ]
    assert asked[0] == asked[1] and "已经登记过" not in asked[0]
    assert client.post(NEW, given).status_code == client.post(NEW, unknown).status_code == 302
    with system_scope("test"):
        assert Registration.objects.filter(CURRENT, person_id=world.entries[0].person_id).count() == 2


def test_an_older_day_than_the_register_knows_is_refused(world: World) -> None:
    client = signed_in(world)
    client.post(NEW, said(world))
    known = str(entries()[-1].id)
    yesterday = str(clock.today() - datetime.timedelta(days=1))
    page = text(client.post(NEW, said(world, on=yesterday, known=known)))
    assert "比这次新" in page and len(entries()) == 4


def test_a_number_is_checked_while_the_form_is_filled(world: World) -> None:
    client = signed_in(world)
    check = "/survey/people/check/"
    assert "女，1985年出生" in text(client.post(check, {"identity_number": number_of(60)}))
    assert "已经登记过" in text(client.post(check, {"identity_number": number_of(0)}))
    assert "位" in text(client.post(check, {"identity_number": "3716"}))
    assert text(client.post(check, {"identity_number": ""})).strip() == ""
    assert "叉车" in text(client.post("/survey/people/trades/", {"occupation_text": "开叉车"}))


def test_forms_are_for_those_at_the_door(world: World) -> None:
    for address in (NEW, "/survey/firms/new/", "/survey/visits/new/"):
        assert signed_in(world, "county").get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert signed_in(world, "county").get("/survey/firms/").status_code == 200
    far = said(world, "far_village")
    assert signed_in(world).post(NEW, far).status_code == 422, "another county's village cannot be chosen"
    assert signed_in(world, "far_village").get(f"/survey/firms/{world.firm.id}/").status_code == 404


def line(world: World, **more: str) -> dict[str, str]:
    key = str(world.need.id)
    new = {f"new-{name}": "" for name in ("label", "headcount", "pay_from", "pay_to")}
    return {
        "on": str(clock.today()),
        "contact_way": "visit",
        "employees": "80",
        f"{key}-label": "",
        f"{key}-headcount": "9",
        f"{key}-pay_from": "6000",
        f"{key}-pay_to": "",
        **new,
        **more,
    }


def test_a_firm_is_asked_with_last_times_figures_in_place(world: World) -> None:
    client, address = signed_in(world, "town"), f"/survey/firms/{world.firm.id}/"
    page = text(client.get(address))
    assert 'value="12"' in page and 'value="6000"' in page
    new = {"new-label": "钳工", "new-headcount": "3"}
    assert client.post(address, line(world, **new)).status_code == 302
    with system_scope("test"):
        needs = dict(Need.objects.values_list("label", "headcount"))
        reports = NeedReport.objects.filter(reported_on=clock.today(), contact_way="visit", employees=80)
        assert needs == {"电焊工": 9, "钳工": 3} and reports.count() == 2
    assert "已问" in text(client.get("/survey/firms/"))


def test_a_firm_is_asked_all_four_facts_with_last_times_words_in_place(world: World) -> None:
    """SD-2.1.1b: kind, skill and plan beside number and pay; what is left empty stays as it was."""
    client, address, key = signed_in(world, "town"), f"/survey/firms/{world.firm.id}/", str(world.need.id)
    told = {f"{key}-kind": "skilled", f"{key}-skill_text": "持证", f"{key}-plan_text": "月底前招齐"}
    new = {"new-label": "钳工", "new-headcount": "3", "new-kind": "general", "new-skill_text": "不限"}
    assert client.post(address, line(world, **told, **new)).status_code == 302
    assert client.post(address, line(world, **{f"{key}-headcount": "7"})).status_code == 302
    with system_scope("test"):
        needs = {each.label: each for each in Need.objects.all()}
    old, fresh = needs["电焊工"], needs["钳工"]
    assert (old.kind, old.skill_text, old.plan_text, old.headcount) == ("skilled", "持证", "月底前招齐", 7)
    assert (fresh.kind, fresh.skill_text) == ("general", "不限")
    page = text(client.get(address))
    assert 'value="持证"' in page and 'value="月底前招齐"' in page and 'value="skilled" selected' in page


def test_a_firms_wrong_figures_are_said_and_none_is_written(world: World) -> None:
    client, address = signed_in(world, "town"), f"/survey/firms/{world.firm.id}/"
    key = str(world.need.id)
    assert "比最低月薪还低" in text(client.post(address, line(world, **{f"{key}-pay_to": "5000"})))
    page = text(client.post(address, line(world, **{"new-label": "电焊工", "new-headcount": "3"})))
    assert "已经在报" in page
    nothing = line(world, **{f"{key}-headcount": "", f"{key}-pay_from": ""})
    assert "还没填一个数" in text(client.post(address, nothing))
    with system_scope("test"):
        assert Need.objects.get().headcount == 12 and not NeedReport.objects.exists()


def firm_said(world: World, **more: str) -> dict[str, str]:
    return {
        "name": "石磨村豆腐坊",
        "credit_code": "",
        "code_missing": "not_registered",
        "place": str(world.places["village"].id),
        "on": str(clock.today()),
        "contact_name": "冯广财",
        "contact_phone": "13800002299",
        "contact_way": "visit",
        "new-label": "点卤工",
        "new-headcount": "2",
        "new-pay_from": "",
        "new-pay_to": "",
        **more,
    }


def test_a_small_firm_without_a_code_gets_a_provisional_key_and_its_reason(world: World) -> None:
    client, address = signed_in(world), "/survey/firms/new/"
    assert "请选一个原因" in text(client.post(address, firm_said(world, code_missing="")))
    assert client.post(address, firm_said(world)).status_code == 302
    with system_scope("test"):
        firm = Organisation.objects.get(name="石磨村豆腐坊")
        assert firm.provisional_key and firm.code_missing == "not_registered" and not firm.credit_code
        assert Need.objects.get(organisation=firm).headcount == 2
    again = text(client.post(address, firm_said(world, **{"new-label": ""}), follow=True))
    assert "已经登记过，接上了" in again
    with system_scope("test"):
        assert Organisation.objects.filter(name="石磨村豆腐坊").count() == 1


def test_a_visit_is_an_outreach_and_names_whom_it_reached(world: World) -> None:
    client = signed_in(world)
    client.post(NEW, said(world))
    person_id = str(entries()[-1].person_id)
    given = {
        "place": str(world.places["village"].id),
        "on": str(clock.today()),
        "entered": "home",
        "sent": ["policy", "jobs"],
        "people": [person_id],
        "headcount": "",
        "result": "愿意去看看",
    }
    refused = client.post("/survey/visits/new/", {**given, "sent": []})
    assert refused.status_code == 422 and "请至少选一样" in text(refused) and "愿意去看看" in text(refused)
    for _ in range(2):
        assert client.post("/survey/visits/new/", given).status_code == 302
    with system_scope("test"):
        made = list(Activity.objects.filter(kind="outreach").order_by("recorded_at"))
        assert [each.tags for each in made] == [["进户", "送政策", "送岗位"]] * 2
        assert made[0].label != made[1].label and made[0].reported_headcount == 1
        assert str(Participation.objects.get(activity=made[0]).party_id) == person_id
    assert "送政策" in text(client.get("/survey/visits/"))
    assert AuditEntry.objects.filter(act="canvass.visit").count() == 2
    assert "还没到" in text(client.post("/survey/visits/new/", {**given, "on": "2999-01-01"}))
