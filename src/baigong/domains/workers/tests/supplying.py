"""People of a supply list, and what an officer of a place reads of them, for the tests of the list."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from baigong.domains.parties.models import Person
from baigong.domains.parties.selectors import persons_with_tokens, tokens_of_name
from baigong.domains.parties.tests.bringing_in import DAY, Counties, gbk
from baigong.domains.places.models import Place
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import enter
from baigong.kernels.identity import mint_test_identity_number

HEAD = ["姓名", "性别", "身份证号", "联系电话", "户籍地", "现居镇村", "求职工种", "期望月薪", "摸排日期"]
NUMBER = mint_test_identity_number("371602", datetime.date(1988, 5, 6), 7, "male")
OTHER_NUMBER = mint_test_identity_number("371602", datetime.date(1990, 1, 2), 8, "female")
NAME, PHONE = "张试真", "13900007001"
_COLUMNS = {
    "name": 0,
    "sex": 1,
    "number": 2,
    "phone": 3,
    "household": 4,
    "place": 5,
    "trade": 6,
    "pay": 7,
    "on": 8,
}


def zhang(**said: str) -> list[str]:
    """Return the row of one person, with other words in the named columns."""
    row = [NAME, "男", NUMBER, PHONE, "", "", "电焊工", "6000", ""]
    for name, text in said.items():
        row[_COLUMNS[name]] = text
    return row


def bring(counties: Counties, *rows: list[str], place: Place | None = None) -> ImportBatch:
    return counties.bring("workers", gbk([HEAD, *rows]), place=place)


@dataclass
class Seen:
    """What an officer of a place reads of one entry; the name and the phone are None when not in sight."""

    name: str | None
    phone: str | None
    place: str
    trade: str


def seen_at(counties: Counties, place: Place | None = None, on: datetime.date = DAY) -> list[Seen]:
    """Return the current entries as the officer of a place sees them."""
    with clock.at(on), enter(counties.scope(place)):
        entries = Registration.objects.filter(superseded_at__isnull=True, voided_at__isnull=True)
        persons = Person.objects.in_bulk([entry.person_id for entry in entries])
        return [_seen(entry, persons.get(entry.person_id)) for entry in entries.select_related("place")]


def _seen(entry: Any, person: Any) -> Seen:
    name = open_inside(person.full_name) if person else None
    phone = open_inside(person.phone) if person and person.phone else None
    return Seen(name, phone, entry.place.name, entry.occupation_text)


def found_by_name(counties: Counties, typed: str, place: Place | None = None) -> int:
    """Return how many people the officer of a place finds by what was typed of a name."""
    with clock.at(DAY), enter(counties.scope(place)):
        return int(Person.objects.filter(persons_with_tokens(tokens_of_name(typed), "id")).count())
