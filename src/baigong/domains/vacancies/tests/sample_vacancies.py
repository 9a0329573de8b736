"""A county with two towns, a firm, and as many vacancies as a test asks for."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.models import Organisation, Party
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation.scope import system_scope

START = datetime.datetime(2026, 5, 1, 1, tzinfo=datetime.UTC)
SINCE = datetime.date(2020, 1, 1)


@dataclass
class SampleCounty:
    """Places and one firm; `post` writes one vacancy, published unless told otherwise."""

    county: Place = field(init=False)
    other_county: Place = field(init=False)
    town: Place = field(init=False)
    other_town: Place = field(init=False)
    firm: Organisation = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        city = self._place("云泽市", PlaceKind.CITY, "999900000000", None)
        self.county = self._place("北渡县", PlaceKind.COUNTY, "999921000000", city)
        self.other_county = self._place("石桥县", PlaceKind.COUNTY, "999922000000", city)
        self.town = self._place("柳塘镇", PlaceKind.TOWN, "999921100000", self.county)
        self.other_town = self._place("东桥镇", PlaceKind.TOWN, "999922100000", self.other_county)
        where = {"place_path": self.town.path, "county_id": self.town.county_id}
        with system_scope("test"):
            party = Party.objects.create(kind=PartyKind.ORGANISATION, **where)
            self.firm = Organisation.objects.create(
                id=party.id, party=party, name="北渡愚公机械有限公司", provisional_key="yugong",
                place=self.town, contact_name="秦始终", contact_phone="13912345678", **where,
            )  # fmt: skip

    @staticmethod
    def _place(name: str, kind: str, code: str, parent: Place | None) -> Place:
        return add_place(name=name, kind=kind, code=code, parent=parent, valid_from=SINCE)

    def post(self, title: str = "", **more: Any) -> Vacancy:
        self.count += 1
        place = more.pop("place", self.town)
        values = {
            "organisation": self.firm, "place": place, "place_path": place.path, "county_id": place.county_id,
            "employer_name": self.firm.name, "title": title or f"焊工{self.count}",
            "headcount": 1, "external_source": "test", "external_id": str(self.count),
            "public_since": START + datetime.timedelta(minutes=self.count),
        }  # fmt: skip
        with system_scope("test"):
            return Vacancy.objects.create(**(values | more))
