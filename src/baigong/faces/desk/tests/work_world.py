"""A small county with firms, needs, vacancies and people; nobody in it exists."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.models import Organisation, Party
from baigong.domains.parties.services import PersonFacts, add_persons, new_person
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.users.enums import Role
from baigong.domains.users.services import appoint, open_account
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

WELDER = "6-18-02-04"
PASSWORD = "a-long-pass-phrase-7"
START = datetime.date(2020, 1, 1)


@dataclass
class World:
    """The places and accounts; rows are added by the functions below."""

    county: Place
    town: Place
    other_county: Place
    officer: Any
    other_officer: Any
    employer: Any
    firm: Organisation
    other_firm: Organisation


def make_world() -> World:
    with system_scope("test"):
        city = add_place(name="云泽市", kind="city", code="000000000001", parent=None, valid_from=START)
        county = add_place(name="北渡县", kind="county", code="000000000002", parent=city, valid_from=START)
        town = add_place(name="柳塘镇", kind="town", code="000000000003", parent=county, valid_from=START)
        other = add_place(name="石桥县", kind="county", code="000000000004", parent=city, valid_from=START)
        firm, other_firm = add_firm(town, "北渡愚公机械有限公司"), add_firm(other, "石桥后稷食品有限公司")
        return World(
            county,
            town,
            other,
            add_user("officer", Role.COUNTY_OFFICER, county),
            add_user("other", Role.COUNTY_OFFICER, other),
            add_user("employer", Role.EMPLOYER, county, firm),
            firm,
            other_firm,
        )


def add_user(name: str, role: str, place: Place, firm: Organisation | None = None) -> Any:
    user = open_account(by="test", username=name, password=PASSWORD, display_name=name)
    appoint(
        by="test",
        user=user,
        role=role,
        place=place,
        starts_on=START,
        organisation_id=firm.id if firm else None,
    )
    return user


def _where(place: Place) -> dict[str, Any]:
    return {"place_path": place.path, "county_id": place.county_id}


def add_firm(place: Place, name: str) -> Organisation:
    party = Party.objects.create(kind=PartyKind.ORGANISATION, **_where(place))
    firm: Organisation = Organisation.objects.create(
        id=party.id,
        party=party,
        name=name,
        provisional_key=f"{place.key}{name}",
        place=place,
        **_where(place),
    )
    return firm


def add_need(
    place: Place, firm: Organisation, label: str, headcount: int, reported_on: datetime.date
) -> Need:
    need: Need = Need.objects.create(
        organisation=firm,
        place=place,
        label=label,
        headcount=headcount,
        kind="general",
        skill_text="会用",
        pay_from_fen_month=600_000,
        occupation_code=WELDER,
        **_where(place),
    )
    NeedReport.objects.create(
        need=need,
        organisation=firm,
        reported_on=reported_on,
        contact_way="call",
        headcount_open=headcount,
        **_where(place),
    )
    return need


def add_vacancy(
    place: Place, firm: Organisation, title: str, need: Need | None = None, **values: Any
) -> Vacancy:
    given: dict[str, Any] = {
        "headcount": 3,
        "pay_from_fen_month": 600_000,
        "pay_to_fen_month": 800_000,
        "occupation_codes": [WELDER],
        "occupation_group": "6",
    }
    vacancy: Vacancy = Vacancy.objects.create(
        organisation=firm,
        need=need,
        place=place,
        employer_name=firm.name,
        title=title,
        **_where(place),
        **{**given, **values},
    )
    return vacancy


def add_worker(place: Place, name: str, **values: Any) -> Registration:
    person = new_person(
        PersonFacts(name),
        place_path=place.path,
        county_id=place.county_id,
        source="officer",
        source_id="test",
    )
    add_persons([person], [name])
    given: dict[str, Any] = {
        "occupation_codes": [WELDER],
        "occupation_group": "6",
        "pay_from_fen_month": 650_000,
        "wants_lodging": False,
        "surveyed_on": clock.today(),
    }
    registration: Registration = Registration.objects.create(
        person=person, place=place, **_where(place), **{**given, **values}
    )
    return registration
