"""One row of the shortage list turned into facts: an employer, a trade it lacks, what was learnt when."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass, field
from typing import Any

from baigong.domains.parties.employers import EmployerReader
from baigong.domains.parties.organisation_keys import OrganisationFacts
from baigong.domains.places.models import Place
from baigong.domains.shortages.enums import ContactWay, NeedKind
from baigong.domains.shortages.layout import SHORTAGE_LAYOUT
from baigong.foundation.exchange.choosing import YES_NO, choice, pay_of
from baigong.foundation.exchange.contract import ImportContext, RowIn
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.codes import education_rank
from baigong.kernels.codes.occupations import normal_occupation_code
from baigong.kernels.pay import Pay
from baigong.kernels.titles import rank_occupations

_KINDS = {label: value for value, label in NeedKind.choices} | {"专技": NeedKind.PROFESSIONAL.value}
_WAYS = {label: value for value, label in ContactWay.choices}
_SEPARATORS = str.maketrans("，；;/\n", "、、、、、")
_LONGEST_TRADE = 80


@dataclass(slots=True)
class ShortageRow:
    """What one row says. `values` holds only what it does say, by the need's field names."""

    number: int
    employer: OrganisationFacts
    place: Place
    label: str
    reported_on: datetime.date
    contact_way: str
    employees: int | None
    values: dict[str, Any] = field(default_factory=dict)


def read_shortage_row(row: RowIn, context: ImportContext) -> tuple[ShortageRow | None, RowReader]:
    """Return the facts of a row, or None with the reader's problems when it cannot go in."""
    reader = RowReader(row, SHORTAGE_LAYOUT, context.on)
    employers = EmployerReader.of(context)
    place = employers.place(reader)
    employer = employers.facts(reader, place)
    label = reader.text("trade", longest=_LONGEST_TRADE).replace("\n", " ")
    reader.require("trade", label)
    reported_on = reader.date("reported_on") or context.on
    way = choice(reader, "contact_way", _WAYS) or ContactWay.TABLE
    employees = reader.integer("employees")
    values = {name: value for name, value in _values(reader).items() if value not in (None, "", [])}
    values |= pay_values(pay_of(reader, one="pay", low="pay_from", high="pay_to"))
    if reader.has_error or employer is None or place is None:
        return None, reader
    return ShortageRow(row.number, employer, place, label, reported_on, way, employees, values), reader


def _values(reader: RowReader) -> dict[str, Any]:
    education = reader.education("education", as_requirement=True)
    return {
        "occupation_code": normal_occupation_code(reader.text("occupation_code", longest=20)),
        "kind": choice(reader, "kind", _KINDS),
        "headcount": reader.integer("headcount"),
        "skill_level": reader.skill_level("skill", as_requirement=True),
        "skill_text": reader.text("skill", longest=80),
        "education_rank": education_rank(education) if education else None,
        "cause_codes": _causes(reader.text("causes", longest=200)),
        "plan_text": reader.text("plan", longest=120),
        "is_urgent": choice(reader, "is_urgent", YES_NO),
    }


def pay_values(pay: Pay | None) -> dict[str, Any]:
    """Return the columns a pay fills; a new text replaces the old figures too.

    Where only the base is named (底薪3000+提成) its lower figure is a floor: what comes on top nobody has said, so the
    upper bound stays open, and matching asks about more instead of refusing it.
    """
    if pay is None or not pay.text:
        return {}
    return {
        "pay_text": pay.text[:80],
        "pay_from_fen_month": pay.from_fen_month,
        "pay_to_fen_month": None if pay.is_base_only else pay.to_fen_month,
    }


def _causes(text: str) -> list[str]:
    return [part.strip() for part in text.translate(_SEPARATORS).split("、") if part.strip()]


@functools.lru_cache(maxsize=8192)
def likeliest_code(title: str) -> str:
    """Return the occupation a trade most probably is; empty when nothing fits."""
    found = rank_occupations(title, limit=1) if title else ()
    return found[0].code if found else ""
