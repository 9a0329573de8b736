"""A small city of supply-list entries: ties, unknown values, superseded rows and a neighbour outside."""

from __future__ import annotations

import datetime
import itertools
import random
from dataclasses import dataclass, field

from baigong.domains.parties.enums import MissingNumber, PartyKind
from baigong.domains.parties.models import Party, Person
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.workers.enums import WorkState
from baigong.domains.workers.models import Registration
from baigong.foundation.facts.bulk import insert_rows
from baigong.foundation.scope import Scope, system_scope

SINCE = datetime.date(2021, 5, 1)
NOW = datetime.datetime(2021, 5, 12, 8, tzinfo=datetime.UTC)


@dataclass
class City:
    """The city's places by level and every entry made, current or not, inside the city or outside."""

    top: Place
    outside: Place
    counties: list[Place] = field(default_factory=list)
    towns: list[Place] = field(default_factory=list)
    villages: list[Place] = field(default_factory=list)
    person: Person | None = None
    entries: list[Registration] = field(default_factory=list)
    counter: itertools.count = field(default_factory=itertools.count)

    def scope(self, *places: Place) -> Scope:
        return Scope(actor="tester", label="测试", places=tuple(place.path for place in places))

    def enter_many(self, count: int, seed: int, villages: list[Place] | None = None) -> None:
        """Write entries with many equal and many unknown values."""
        rng = random.Random(seed)
        with system_scope("测试"):
            rows = [self._entry(rng, rng.choice(villages or self.villages)) for _ in range(count)]
            self.entries += insert_rows(rows)

    def _entry(self, rng: random.Random, village: Place) -> Registration:
        days = rng.randrange(20)
        return Registration(
            person=self.person,
            place=village,
            place_path=village.path,
            county_id=village.county_id,
            supply_list=f"list{next(self.counter)}",
            state=rng.choice(WorkState.values),
            occupation_group=rng.choice("123456"),
            education_rank=rng.randrange(8),
            pay_from_fen_month=rng.choice([None, *range(300_000, 800_000, 100_000)]),
            surveyed_on=SINCE + datetime.timedelta(days=days),
            next_contact_on=rng.choice([None, None, SINCE + datetime.timedelta(days=days + 7)]),
            recorded_at=NOW + datetime.timedelta(seconds=rng.randrange(60), microseconds=rng.choice([0, 5])),
            superseded_at=rng.choice([None] * 9 + [NOW]),
        )

    def expected(self, place: Place) -> list[Registration]:
        return [
            row for row in self.entries if row.place_path.startswith(place.path) and row.superseded_at is None
        ]


def build_city() -> City:
    """Return the city with its places and nobody's entry yet."""
    with system_scope("测试"):
        codes = (f"{number:06d}" for number in itertools.count(1))

        def add(name: str, kind: str, parent: Place | None) -> Place:
            return add_place(name=name, kind=kind, code=next(codes), parent=parent, valid_from=SINCE)

        city = City(add("某市", "city", None), add("邻市", "city", None))
        for county in range(2):
            city.counties.append(add(f"{county}县", "county", city.top))
            for town in range(2):
                city.towns.append(add(f"{county}{town}镇", "town", city.counties[-1]))
                city.villages += [add(f"{county}{town}{n}村", "village", city.towns[-1]) for n in range(2)]
        party = Party.objects.create(kind=PartyKind.PERSON, place_path=city.top.path)
        city.person = Person(
            id=party.id, party=party, place_path=city.top.path, number_missing=MissingNumber.NOT_GIVEN
        )
        city.person.full_name = "测试人"
        city.person.save()
    return city
