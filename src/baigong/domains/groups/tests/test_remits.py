"""Departments of the plan at a place: who fills them, one at a time; platform firms nobody regulates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from baigong.domains.groups.errors import GroupError
from baigong.domains.groups.filling import fill_department
from baigong.domains.groups.remits import (
    departments_at,
    holders_at,
    matrices_at,
    platform_firms_without_regulator,
)
from baigong.domains.parties.models import Organisation, Party, PartyLink
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.policies.selectors import plans_at
from baigong.domains.statuses.lists import status_labels
from baigong.domains.statuses.models import Status
from baigong.domains.statuses.selectors import statuses_of
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import Scope, enter, system_scope

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
START = datetime.date(2020, 1, 1)


@pytest.fixture
def city() -> Iterator[Place]:
    """The city whose plan names fifteen departments, on a day it is in force; two counties below."""
    with system_scope("试验"):
        made = add_place(name="海原市", kind="city", code="210900", parent=None, valid_from=START)
        add_place(name="北渡县", kind="county", code="210994", parent=made, valid_from=START)
        add_place(name="石桥县", kind="county", code="210995", parent=made, valid_from=START)
        plan = next(each.pack.plan for each in plans_at(made.path).layers if each.pack.remits.remits)
    with clock.at(plan.starts_on + 30 * DAY):
        yield made


def add_firm(place: Place, name: str) -> Organisation:
    at_place = {"place_path": place.path, "county_id": place.county_id}
    party = Party.objects.create(kind="organisation", **at_place)
    body: Organisation = Organisation.objects.create(
        id=party.id, party=party, name=name, provisional_key=name, place=place, **at_place
    )
    return body


def county(name: str = "北渡县") -> Place:
    return Place.objects.get(name=name)


def at(place: Place) -> Any:
    return enter(Scope(actor="t", label="t", places=(place.path,)))


def fill(place: Place, body: Organisation, **said: Any) -> Status:
    values = {"department": "hr", "on": clock.today(), "document": "试1号"} | said
    with at(place):
        return fill_department(by="t", place=place, body=body, **values)


def refusal(place: Place, body: Organisation, **said: Any) -> str:
    with pytest.raises(GroupError) as found:
        fill(place, body, **said)
    return found.value.code


def test_the_matrix_counts_what_each_department_does(city: Place) -> None:
    with at(city):
        (matrix,) = matrices_at(city, clock.today())
    lines = {line.department.code: line for line in matrix.departments}
    assert (lines["hr"].lead, lines["court"].lead, lines["sports"].support) == (1, 0, 1)
    assert lines["hr"].joint > lines["sports"].joint == 1 and lines["hr"].holder is None
    assert [each.clause for each in matrix.responsibilities] == ["FX-G3b"] * 3
    named = [{line.department.code for line in each.departments} for each in matrix.responsibilities]
    assert named[0] == {"platform-firms"} and "transport" in named[1] and {"court", "hr"} <= named[2]
    governing = next(task for task in matrix.tasks if task.remit.clause == "FX-24a")
    assert len(governing.joint) == 15 and "法院" in governing.joint


def test_a_body_fills_a_department_at_its_place(city: Place) -> None:
    place, today = county(), clock.today()
    with system_scope("试验"):
        body = add_firm(place, "北渡县人力资源和社会保障局")
    fill(place, body)
    with at(place):
        (matrix,) = matrices_at(place, today)
        holder = next(line.holder for line in matrix.departments if line.department.code == "hr")
        assert holder is not None and (holder.name, holder.starts_on) == (body.name, today)
        assert holders_at(place, ["hr"], today - DAY) == {}
        assert [each.label for each in statuses_of(body.id, today, "organisation")] == [
            "人力资源社会保障部门"
        ]
    with at(city):  # the city's own department is another
        assert holders_at(city, ["hr"], today) == {} and holders_at(place, ["hr"], today)
    with system_scope("试验"):
        assert AuditEntry.objects.filter(act="remits.fill").count() == 1
    assert "department-hr" in status_labels("organisation") and "department-hr" not in status_labels("person")


def test_another_body_takes_over_and_the_past_stays(city: Place) -> None:
    place, today = county(), clock.today()
    with system_scope("试验"):
        one, two = add_firm(place, "老局"), add_firm(place, "新局")
    fill(place, one)
    assert refusal(place, one, on=today + DAY) == "body"
    assert refusal(place, two) == "on"  # not on the day the first began
    fill(place, two, on=today + DAY)
    with at(place):
        assert holders_at(place, ["hr"], today)["hr"].name == "老局"
        assert holders_at(place, ["hr"], today + DAY)["hr"].name == "新局"
    with system_scope("试验"):
        held = Status.objects.filter(Status.holding_on(today + DAY), code="department-hr")
        assert held.count() == 1


def test_what_does_not_fit_is_refused(city: Place) -> None:
    place = county()
    with system_scope("试验"):
        body, far = add_firm(place, "本县的局"), add_firm(county("石桥县"), "邻县的局")
    assert refusal(place, body, department="tax") == "department"
    assert refusal(place, far) == "body"
    assert refusal(place, body, on=datetime.date(2001, 1, 1)) == "department"  # no plan in force then
    with at(place):
        assert "hr" in departments_at(place, clock.today())
        assert departments_at(place, datetime.date(2001, 1, 1)) == {}


def test_platform_firms_without_a_regulator_are_told(city: Place) -> None:
    place, other = county(), county("石桥县")
    with system_scope("试验"):
        platform, regulated, far = (
            add_firm(place, "快送平台"), add_firm(place, "网约车平台"), add_firm(other, "邻县平台")
        )  # fmt: skip
        bureau, plain = add_firm(place, "交通局"), add_firm(place, "普通企业")
        for firm in (platform, regulated, far):
            Status.objects.create(
                party_id=firm.id, code="platform-firm", starts_on=START, place_path=firm.place_path,
                county_id=firm.county_id,
            )  # fmt: skip
        PartyLink.objects.create(
            from_party_id=regulated.id, to_party_id=bureau.id, kind="regulator", starts_on=START,
            ends_before=clock.today() + DAY, place_path=place.path, county_id=place.county_id,
        )  # fmt: skip
    with at(place):
        assert [firm.name for firm in platform_firms_without_regulator(clock.today())] == [platform.name]
        later = platform_firms_without_regulator(clock.today() + DAY)
        assert {firm.name for firm in later} == {platform.name, regulated.name}
    assert plain.name not in {firm.name for firm in later}
