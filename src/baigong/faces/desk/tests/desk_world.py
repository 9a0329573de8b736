"""A small county: three people, two firms, an officer here and one elsewhere."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass
from typing import Any

from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.models import Organisation, Party
from baigong.domains.parties.services import PersonFacts, add_persons, new_person
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.shortages.models import Need
from baigong.domains.users.services import appoint, open_account
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.writer import SheetOut, write_workbook
from baigong.kernels.identity import parse_identity_number
from baigong.kernels.identity.minting import mint_test_identity_number

START = datetime.date(2026, 1, 1)
NAMES = ("陈小燕", "周大海", "吴春生")


@dataclass
class World:
    city: Place
    county: Place
    town: Place
    village: Place
    other_county: Place
    officer: Any
    stranger: Any
    entries: list[Registration]
    firm: Organisation
    need: Need
    vacancy: Vacancy


def build_world() -> World:
    with system_scope("test"):
        city = _place("云泽市", "city", "990000", None)
        county = _place("北渡县", "county", "990001", city)
        town = _place("柳塘镇", "town", "990001001", county)
        village = _place("石磨村", "village", "990001001001", town)
        other = _place("前窑县", "county", "990002", city)
        officer = _officer("officer", "county_officer", county)
        stranger = _officer("stranger", "county_officer", other)
        entries = [
            _entry(name, place, number)
            for number, (name, place) in enumerate(zip(NAMES, (village, village, town), strict=True), start=1)
        ]
        firm = _firm(town)
        need = Need.objects.create(
            organisation=firm,
            place=town,
            label="电焊工",
            headcount=12,
            place_path=town.path,
            county_id=town.county_id,
        )
        vacancy = Vacancy.objects.create(
            organisation=firm,
            need=need,
            place=town,
            employer_name=firm.name,
            title="二保焊工",
            headcount=5,
            place_path=town.path,
            county_id=town.county_id,
        )
    return World(city, county, town, village, other, officer, stranger, entries, firm, need, vacancy)


def _place(name: str, kind: str, code: str, parent: Place | None) -> Place:
    return add_place(name=name, kind=kind, code=code, parent=parent, valid_from=START)


def _officer(name: str, role: str, place: Place) -> Any:
    user = open_account(by="test", username=name, password="a long word for tests", display_name="秦专员")
    appoint(by="test", user=user, role=role, place=place, starts_on=START)
    return user


def identity_number(sequence: int) -> str:
    return mint_test_identity_number("371602", datetime.date(1980 + sequence % 20, 5, 3), sequence, "female")


def _entry(name: str, place: Place, sequence: int) -> Registration:
    number = parse_identity_number(identity_number(sequence))
    facts = PersonFacts(name, number, phone=f"1380000220{sequence}", address="云泽市北渡县柳塘镇石磨村12号院")
    person = new_person(
        facts, place_path=place.path, county_id=place.county_id, source="officer", source_id="test"
    )
    add_persons([person], [name])
    return Registration.objects.create(
        person=person,
        place=place,
        place_path=place.path,
        county_id=place.county_id,
        occupation_text="电焊工",
        occupation_group="6",
        occupation_codes=["6-18-02-04"],
        pay_from_fen_month=500_000 + sequence * 100_000,
        education_code="21",
        education_rank=sequence,
        birth_year=1980,
        surveyed_on=START,
        next_contact_on=clock.today() if sequence == 1 else None,
    )


def _firm(place: Place) -> Organisation:
    party = Party.objects.create(
        kind=PartyKind.ORGANISATION, place_path=place.path, county_id=place.county_id
    )
    firm = Organisation(
        id=party.id,
        party=party,
        name="北渡愚公机械有限公司",
        name_pinyin="beiduyugong",
        provisional_key="愚公",
        place=place,
        place_path=place.path,
        county_id=place.county_id,
    )
    firm.contact_name, firm.contact_phone = "冯广财", "13800002299"
    firm.save(force_insert=True)
    return firm


HEADINGS = ("姓名", "身份证号", "电话", "期望月薪")


def supply_workbook(rows: list[list[str]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    stream = io.BytesIO()
    write_workbook(stream, [SheetOut("摸排", headings, rows)])
    return stream.getvalue()
