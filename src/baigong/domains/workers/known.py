"""What the register knows already of the people a supply list names, and whether a row comes too late."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baigong.domains.parties.models import Person
from baigong.domains.parties.services import persons_by_index
from baigong.domains.workers.models import Registration
from baigong.domains.workers.reading import SupplyRow
from baigong.foundation.exchange.row_reader import RowReader

SUPPLY_LIST = "canvass"


@dataclass(slots=True)
class Known:
    """What is already in the register about a row's person; `current` is the entry the row is news of.

    `is_late`: a later survey is registered, so the row is history and changes nothing of today. `is_told`: that
    day's survey at that place is registered too.
    """

    person: Person | None = None
    current: Registration | None = None
    is_late: bool = False
    is_told: bool = False


def known_of(indexes: Mapping[int, bytes], rows: Sequence[SupplyRow]) -> dict[int, Known]:
    """Return by row number what is known; persons are looked for everywhere, entries in the scope."""
    persons = persons_by_index(indexes.values())
    current = {
        (registration.person_id, registration.place_id): registration
        for registration in Registration.objects.filter(
            person_id__in=[person.id for person in persons.values()],
            superseded_at__isnull=True,
            voided_at__isnull=True,
            supply_list=SUPPLY_LIST,
        )
    }
    # The person has moved within the caller's sight: the entry of the old village is the one to supersede.
    elsewhere = {person_id: registration for (person_id, _), registration in current.items()}
    known = {}
    for row in rows:
        person = persons.get(indexes[row.number])
        found = current.get((person.id, row.place.id)) or elsewhere.get(person.id) if person else None
        surveyed_on = row.values.get("surveyed_on")
        is_late = bool(found and surveyed_on and surveyed_on < found.surveyed_on)
        known[row.number] = Known(person, found, is_late)
    _mark_told([row for row in rows if known[row.number].is_late], known)
    return known


def _mark_told(late: Sequence[SupplyRow], known: Mapping[int, Known]) -> None:
    if not late:
        return
    persons = {row.number: person.id for row in late if (person := known[row.number].person)}
    surveys = Registration.objects.filter(
        person_id__in=persons.values(), voided_at__isnull=True, supply_list=SUPPLY_LIST
    )
    told = set(surveys.values_list("person_id", "place_id", "surveyed_on"))
    for row in late:
        survey = (persons[row.number], row.place.id, row.values["surveyed_on"])
        known[row.number].is_told = survey in told


def ask_for_day(reader: RowReader, known: Known) -> None:
    """Keep a row out whose survey has a month only, where the register knows of one that may be later.

    Set aside, the day would let an old table go over what was surveyed since.
    """
    month, current = reader.month_alone("surveyed_on"), known.current
    if month and current and current.surveyed_on >= datetime.date(*month, 1):
        then = f"{current.surveyed_on:%Y-%m-%d}"
        sentence = f"只写了月份，而这个人已有{then}的摸排，分不出哪次在后。请补上日再导入。"
        reader.wrong("surveyed_on", "month_only", sentence)


def warn_of_late(reader: RowReader, known: Known) -> None:
    """Say in the preview that a row is older than what is registered, and what becomes of it."""
    if known.is_late and known.current:
        then = f"{known.current.surveyed_on:%Y-%m-%d}"
        what = "那天的摸排已经登记过" if known.is_told else "这一行只存作历史"
        sentence = f"这个人已有{then}的摸排，比这一行新：{what}，现在的登记不变。"
        reader.wrong("surveyed_on", "late", sentence, is_error=False)
