"""One row of the vacancy list turned into facts: an employer and a post it offers."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

from baigong.domains.parties.employers import EmployerReader
from baigong.domains.parties.organisation_keys import OrganisationFacts
from baigong.domains.places.models import Place
from baigong.domains.shortages.reading import pay_values
from baigong.domains.vacancies.layout import VACANCY_LAYOUT
from baigong.domains.workers.enums import Shift
from baigong.foundation.exchange.choosing import YES_NO, choice, pay_of
from baigong.foundation.exchange.contract import ImportContext, RowIn
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.codes import education_rank
from baigong.kernels.titles import rank_occupations

_SHIFTS = {label: value for value, label in Shift.choices}
_LODGING = {**YES_NO, "提供": True, "包住": True, "有": True, "不提供": False, "无": False}
_LONGEST_TITLE = 80
_LONGEST_DESCRIPTION = 10_000
CODES_KEPT = 3


@dataclass(slots=True)
class VacancyRow:
    """What one row says. `values` holds only what it does say, by the vacancy's field names."""

    number: int
    employer: OrganisationFacts
    place: Place
    title: str
    values: dict[str, Any] = field(default_factory=dict)


def read_vacancy_row(row: RowIn, context: ImportContext) -> tuple[VacancyRow | None, RowReader]:
    """Return the facts of a row, or None with the reader's problems when it cannot go in."""
    reader = RowReader(row, VACANCY_LAYOUT, context.on)
    employers = EmployerReader.of(context)
    place = employers.place(reader)
    employer = employers.facts(reader, place)
    title = reader.text("title", longest=_LONGEST_TITLE).replace("\n", " ")
    reader.require("title", title)
    values = {name: value for name, value in _values(reader).items() if value not in (None, "", [])}
    pay = pay_of(reader, one="pay", low="pay_from", high="pay_to")
    values |= pay_values(pay) or _pay_by_words(reader)
    if reader.has_error or employer is None or place is None:
        return None, reader
    if "headcount" not in values:
        reader.wrong("headcount", "headcount", "没写招几人，入库后补上人数才能发布。", is_error=False)
    return VacancyRow(row.number, employer, place, title, values), reader


def _values(reader: RowReader) -> dict[str, Any]:
    education = reader.education("education", as_requirement=True)
    return {
        "headcount": reader.integer("headcount", least=1),
        "education_rank": education_rank(education) if education else None,
        "skill_level": reader.skill_level("skill", as_requirement=True),
        "certificates": [part for part in reader.text("certificates", longest=200).split("、") if part],
        "shift": choice(reader, "shift", _SHIFTS),
        "has_lodging": choice(reader, "has_lodging", _LODGING),
        "workplace_text": reader.text("workplace", longest=120),
        "benefits": reader.text("benefits", longest=300),
        "description": _description(reader),
    }


def _description(reader: RowReader) -> str:
    parts = [reader.text(name, longest=_LONGEST_DESCRIPTION) for name in ("description", "demands")]
    return "\n\n".join(part for part in parts if part)


def _pay_by_words(reader: RowReader) -> dict[str, Any]:
    """A pay left open in words (面谈) stands as it is written; 非面谈 says nothing without its figures."""
    words = reader.text("pay_kind", longest=40)
    is_open = any(word in words for word in ("面谈", "面议")) and "非" not in words
    return {"pay_text": words, "pay_from_fen_month": None, "pay_to_fen_month": None} if is_open else {}


@functools.lru_cache(maxsize=16384)
def title_codes(title: str) -> tuple[str, ...]:
    """Return the occupations a title may mean, the likeliest first."""
    return tuple(found.code for found in rank_occupations(title, limit=CODES_KEPT))
