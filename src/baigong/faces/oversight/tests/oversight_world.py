"""A small tree with the three powers at its top, an auditor of one county, and officers who look at people."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass
from typing import Any

from django.test import Client
from openpyxl import load_workbook

from baigong.domains.parties.services import PersonFacts, add_persons, new_person
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.users.enums import Role
from baigong.domains.users.services import appoint, open_account
from baigong.domains.workers.models import Registration
from baigong.foundation.audit.reveal import reveal
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import parse_identity_number
from baigong.kernels.identity.minting import mint_test_identity_number

START = datetime.date(2026, 1, 1)
NAME = "闻人不见"
PURPOSE = "核对登记信息"


@dataclass
class World:
    city: Place
    county: Place
    village: Place
    other_county: Place
    auditor: Any
    county_auditor: Any
    security: Any
    administrator: Any
    officer: Any
    stranger: Any
    entries: list[Registration]


def make_world() -> World:
    with system_scope("test"):
        city = _place("云泽市", "city", "990000", None)
        county = _place("北渡县", "county", "990001", city)
        town = _place("柳塘镇", "town", "990001001", county)
        village = _place("石磨村", "village", "990001001001", town)
        other = _place("前窑县", "county", "990002", city)
        entries = [_registration(village, number) for number in range(1, 5)]
        entries += [_registration(other, number) for number in range(5, 7)]
        return World(
            city=city,
            county=county,
            village=village,
            other_county=other,
            auditor=_user("auditor", "方审计", Role.AUDITOR, city),
            county_auditor=_user("county-auditor", "金审计", Role.AUDITOR, county),
            security=_user("security", "卢管理", Role.SECURITY_OFFICER, city),
            administrator=_user("admin", "严管理", Role.ADMINISTRATOR, city),
            officer=_user("officer", "秦专员", Role.COUNTY_OFFICER, county),
            stranger=_user("stranger", "陶专员", Role.COUNTY_OFFICER, other),
            entries=entries,
        )


def look_at(world: World, user: Any, *numbers: int) -> None:
    """Let somebody see the whole name of some of the people."""
    with system_scope("test"):
        for number in numbers:
            entry = world.entries[number]
            reveal(entry.person, ["full_name"], by=str(user.id), purpose=PURPOSE, place_path=entry.place_path)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


def opened(response: Any) -> Any:
    return load_workbook(io.BytesIO(response.content))


def _place(name: str, kind: str, code: str, parent: Place | None) -> Place:
    return add_place(name=name, kind=kind, code=code, parent=parent, valid_from=START)


def _user(username: str, name: str, role: Role, place: Place) -> Any:
    user = open_account(by="test", username=username, password="a long word for tests", display_name=name)
    appoint(by="test", user=user, role=role, place=place, starts_on=START)
    return user


def _registration(place: Place, sequence: int) -> Registration:
    born = datetime.date(1980 + sequence, 5, 3)
    number = parse_identity_number(mint_test_identity_number("371602", born, sequence, "female"))
    facts = PersonFacts(NAME, number, phone=f"1380000770{sequence}", address="石磨村12号")
    person = new_person(
        facts, place_path=place.path, county_id=place.county_id, source="officer", source_id="test"
    )
    add_persons([person], [NAME])
    return Registration.objects.create(
        person=person,
        place=place,
        place_path=place.path,
        county_id=place.county_id,
        surveyed_on=START,
        state="seeking",
        occupation_text="焊工",
    )
