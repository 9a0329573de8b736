"""A small world for safety tests: two cities, two counties each, two towns each, two villages each.

Every village has a firm, a need, a vacancy and a registered person.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from baigong.domains.parties.models import Organisation, Party, Person
from baigong.domains.parties.services import PersonFacts, add_persons, new_person
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.shortages.models import Need
from baigong.domains.users.models import Post, User
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation.scope import Scope, enter, system_scope
from baigong.kernels.identity import mint_test_identity_number, parse_identity_number

SINCE = datetime.date(2020, 1, 1)
NAME = "欧阳试真"
PHONE = "13900007001"


@dataclass
class World:
    places: dict[str, Place] = field(default_factory=dict)
    firms: dict[str, Organisation] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    registrations: dict[str, Registration] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    vacancies: dict[str, Vacancy] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def scope_at(self, key: str) -> Scope:
        return Scope(actor=f"officer-{key}", label=key, places=(self.places[key].path,))


def build_world() -> World:
    """Build the world; keys are positions such as "1", "1.2", "1.2.1", "1.2.1.2"."""
    world = World()
    with system_scope("搭建试验用的小世界"):
        # The code of a plan with ledgers, so that its pages have something to show at every place.
        root = add_place(name="试省", kind=PlaceKind.PROVINCE, code="371600", parent=None, valid_from=SINCE)
        world.places["0"] = root
        for first in "12":
            _grow(world, root, first, (PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.TOWN, PlaceKind.VILLAGE))
        for number, (key, place) in enumerate(world.places.items()):
            if place.kind == PlaceKind.VILLAGE:
                _people_of(world, key, place, number)
    return world


def _grow(world: World, parent: Place, key: str, kinds: tuple[str, ...]) -> None:
    code = "99" + "".join(f"{int(part):02d}" for part in key.split("."))
    place = add_place(name=f"地{key}", kind=kinds[0], code=code, parent=parent, valid_from=SINCE)
    world.places[key] = place
    for below in "12" if len(kinds) > 1 else "":
        _grow(world, place, f"{key}.{below}", kinds[1:])


def _people_of(world: World, key: str, place: Place, number: int) -> None:
    at: dict[str, Any] = {"place_path": place.path, "county_id": place.county_id}
    party = Party.objects.create(kind="organisation", **at)
    firm = Organisation.objects.create(
        id=party.id, party=party, name=f"企业{key}", provisional_key=f"企业{key}", place=place, **at
    )
    parsed = parse_identity_number(
        mint_test_identity_number("371600", datetime.date(1988, 5, 6), number, "male")
    )
    facts = PersonFacts(full_name=f"{NAME}{number}", number=parsed, phone=PHONE)
    person = new_person(facts, source="officer", source_id="", **at)
    add_persons([person], [facts.full_name])
    world.firms[key], world.persons[key] = firm, person
    world.registrations[key] = Registration.objects.create(
        person=person,
        place=place,
        surveyed_on=SINCE,
        occupation_codes=["6-18-02-04"],
        occupation_group="6",
        **at,
    )
    world.needs[key] = Need.objects.create(organisation=firm, place=place, label="焊工", headcount=3, **at)
    world.vacancies[key] = Vacancy.objects.create(
        organisation=firm,
        need=world.needs[key],
        place=place,
        employer_name=firm.name,
        title="焊工",
        headcount=3,
        occupation_codes=["6-18-02-04"],
        **at,
    )


FOR_A_BODY = ("employer", "agency", "school", "department")


def officer(world: World, role: str, key: str) -> User:
    """Return a user with a post of that role at that place, made when first asked for."""
    username = f"{role}-{key}"
    if username not in world.users:
        user = User.objects.create_user(username, "x" * 16, display_name=username)
        with enter(Scope(actor="test", label="test", everything=True)):
            place = world.places[key]
            firm = world.firms.get(key) if role in FOR_A_BODY else None
            Post.objects.create(
                user=user,
                role=role,
                place=place,
                place_path=place.path,
                county_id=place.county_id,
                starts_on=SINCE,
                organisation=firm,
                rank="administrator" if role == "employer" and firm else "",
            )
        world.users[username] = user
    return world.users[username]
