"""One row of the supply list turned into facts; nothing is written and nothing is looked up but places."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

from baigong.domains.parties.enums import MissingNumber
from baigong.domains.parties.services import PersonFacts
from baigong.domains.places.finding import PlaceFinder
from baigong.domains.places.models import Place
from baigong.domains.places.reading import place_named
from baigong.domains.workers.enums import Shift, WorkState
from baigong.domains.workers.layout import SUPPLY_LAYOUT
from baigong.foundation.exchange.contract import ImportContext, RowIn
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.codes import education_rank
from baigong.kernels.identity import IdentityNumber
from baigong.kernels.periods import UnderAge, WorkingAge, working_age
from baigong.kernels.titles import rank_occupations

_STATES = {label: value for value, label in WorkState.choices}
_SHIFTS = {label: value for value, label in Shift.choices}
_YES_NO = {"是": True, "需要": True, "要": True, "否": False, "不需要": False, "不要": False}
_GROUP_SEPARATORS = str.maketrans("、，；;/", ",,,,,")
OCCUPATION_CODES_KEPT = 3


@dataclass(slots=True)
class SupplyRow:
    """What one row says. `values` holds only what the row does say, by the registration's field names."""

    number: int
    person: PersonFacts
    place: Place
    values: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def read_supply_row(
    row: RowIn, context: ImportContext, places: PlaceFinder, home: Place, *, least_years: int
) -> tuple[SupplyRow | None, RowReader]:
    """Return the facts of a row, or None with the reader's problems when it cannot go in."""
    reader = RowReader(row, SUPPLY_LAYOUT, context.on)
    person = _person(reader, least_years)
    place = _place(reader, places, home)
    values = {name: value for name, value in _values(reader).items() if value not in (None, "", [])}
    note = reader.text("note", longest=300)
    if reader.has_error or place is None:
        return None, reader
    return SupplyRow(row.number, person, place, values, note), reader


def _person(reader: RowReader, least_years: int) -> PersonFacts:
    name = reader.text("full_name", longest=40)
    reader.require("full_name", name)
    number = reader.identity_number("identity_number")
    reader.require("identity_number", number)
    _warn_of_sex(reader, number)
    _refuse_under_age(reader, number, least_years)
    return PersonFacts(
        full_name=name,
        number=number,
        number_missing="" if number else MissingNumber.NOT_GIVEN,
        phone=reader.phone("phone"),
        address=reader.text("household_place"),
    )


def _refuse_under_age(reader: RowReader, number: IdentityNumber | None, least_years: int) -> None:
    on = reader.on
    if number and on and working_age(number.birth_date, on, least_years=least_years) is WorkingAge.UNDER:
        reader.wrong("identity_number", "under-age", UnderAge(least_years).sentence)


def _warn_of_sex(reader: RowReader, number: IdentityNumber | None) -> None:
    written = reader.text("sex", longest=4)
    if number and written in ("男", "女") and (written == "男") != (number.sex == "male"):
        reader.wrong(
            "sex", "sex", "性别和身份证号对不上，按身份证号记。请核对是不是抄错了人。", is_error=False
        )


def _place(reader: RowReader, places: PlaceFinder, home: Place) -> Place | None:
    text = reader.text("place")
    if not text:
        return home
    return place_named(reader, places, text)


def _values(reader: RowReader) -> dict[str, Any]:
    pay = reader.pay("pay")
    education = reader.education("education")
    wish = reader.text("occupation", longest=60)
    codes = occupation_codes(wish)
    return {
        "state": _choice(reader, "state", _STATES),
        "occupation_text": wish,
        "occupation_codes": codes,
        "occupation_group": codes[0][0] if codes else "",
        "pay_from_fen_month": (pay.from_fen_month or pay.to_fen_month) if pay else None,
        "education_code": education,
        "education_rank": education_rank(education) if education else None,
        "skill_level": reader.skill_level("skill"),
        "shift": _choice(reader, "shift", _SHIFTS),
        "wants_lodging": _choice(reader, "wants_lodging", _YES_NO),
        "wish_places_text": reader.text("wish_places"),
        "group_codes": [
            part for part in reader.text("groups").translate(_GROUP_SEPARATORS).split(",") if part
        ],
        "training_need": reader.text("training_need"),
        "surveyor": reader.text("surveyor", longest=40),
        "surveyed_on": reader.day_or_aside("surveyed_on"),
    }


def occupation_codes(wish: str) -> list[str]:
    """Return the occupations a wish may mean, the likeliest first; several wishes in one cell all count."""
    return list(_occupation_codes(wish))


@functools.lru_cache(maxsize=16384)
def _occupation_codes(wish: str) -> tuple[str, ...]:
    parts = [part for part in wish.translate(_GROUP_SEPARATORS).split(",") if part]
    ranked = [rank_occupations(part, limit=1 if len(parts) > 1 else OCCUPATION_CODES_KEPT) for part in parts]
    codes = [found.code for several in ranked for found in several]
    return tuple(dict.fromkeys(codes))[:OCCUPATION_CODES_KEPT]


def _choice(reader: RowReader, name: str, choices: dict[str, Any]) -> Any:
    text = reader.text(name, longest=20)
    if not text:
        return None
    if text in choices:
        return choices[text]
    inside = [value for label, value in choices.items() if label in text or text in label]
    if len(set(map(str, inside))) == 1:
        return inside[0]
    label = SUPPLY_LAYOUT.field(name).label
    reader.wrong(name, "choice", f"“{text}”不是{label}里的一项，先空着。", is_error=False)
    return None
