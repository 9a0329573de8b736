"""A town with two villages, its officers, three residents and a firm, for the tests of the phone."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from baigong.domains.parties.organisation_keys import OrganisationFacts
from baigong.domains.parties.organisations import add_organisations, new_organisation
from baigong.domains.parties.services import PersonFacts
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.shortages.models import Need
from baigong.domains.users.services import appoint, open_account
from baigong.domains.workers.entering import Resident, enter_resident
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.scope import Scope, enter, system_scope
from baigong.kernels.identity import mint_test_identity_number, parse_identity_number

START = datetime.date(2026, 1, 1)
NAMES = ("陈小燕", "周大海", "吴春生")
PHONE = "1380000230{}"


@dataclass
class World:
    places: dict[str, Place] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    entries: list[Registration] = field(default_factory=list)
    firm: Any = None
    need: Any = None

    def scope(self, key: str) -> Scope:
        """Return the scope of an officer of a place."""
        user = self.users[key]
        return Scope(actor=str(user.id), label=user.display_name, places=(self.places[key].path,))


def number_of(sequence: int, *, year: int = 1985, sex: str = "female") -> str:
    return mint_test_identity_number("371602", datetime.date(year, 5, 3), sequence, sex)  # type: ignore[arg-type]


def build_world() -> World:
    world = World()
    with system_scope("test"):
        for key, name, kind, code, parent in (
            ("city", "云泽市", "city", "990000", ""),
            ("county", "北渡县", "county", "990001", "city"),
            ("town", "柳塘镇", "town", "990001001", "county"),
            ("village", "石磨村", "village", "990001001001", "town"),
            ("next", "前窑村", "village", "990001001002", "town"),
            ("far", "前窑县", "county", "990002", "city"),
            ("far_village", "远山村", "village", "990002001", "far"),
        ):
            world.places[key] = add_place(
                name=name, kind=kind, code=code, parent=world.places.get(parent), valid_from=START
            )
        for key, role in (
            ("village", "village_officer"),
            ("next", "village_officer"),
            ("town", "town_officer"),
            ("county", "county_officer"),
            ("far_village", "village_officer"),
        ):
            user = open_account(
                by="test", username=key, password="a long word for tests", display_name=f"员{key}"
            )
            appoint(by="test", user=user, role=role, place=world.places[key], starts_on=START)
            world.users[key] = user
        world.entries = [resident(world, name, number) for number, name in enumerate(NAMES)]
        _firm(world)
    return world


def resident(
    world: World, name: str, sequence: int, at: str = "village", days_ago: int = 200
) -> Registration:
    """Enter somebody as the officer of the place did, so many days ago."""
    day = clock.today() - datetime.timedelta(days=days_ago)
    number = parse_identity_number(number_of(sequence))
    facts = PersonFacts(name, number, phone=PHONE.format(sequence))
    with clock.at(day), enter(world.scope(at)):
        entry, _ = enter_resident(
            by=str(world.users[at].id),
            resident=Resident(facts, world.places[at], day),
            values={"state": "seeking", "occupation_text": "电焊工", "pay_from_fen_month": 600_000},
        )
    return entry


def _firm(world: World) -> None:
    place = world.places["town"]
    facts = OrganisationFacts(
        "北渡愚公机械有限公司", place.id, place.path, place.county_id, credit_code="91370000MA3TEST000"
    )
    world.firm = new_organisation(facts, source="officer", source_id="test")
    add_organisations([world.firm])
    world.need = Need.objects.create(
        organisation=world.firm,
        place=place,
        label="电焊工",
        headcount=12,
        pay_from_fen_month=600_000,
        place_path=place.path,
        county_id=place.county_id,
    )
