"""A village in the middle of its round: entries grown stale, people to be called today, some entered twice."""

from __future__ import annotations

import datetime
import random
from typing import Any

from django.db import transaction

from baigong.domains.canvass.enums import MissReason, Outcome, Sent, VisitTo
from baigong.domains.canvass.outcomes import record_outcome
from baigong.domains.canvass.visits import Visit, record_visit
from baigong.domains.duplicates.finding import find_duplicates
from baigong.domains.parties.services import PersonFacts
from baigong.domains.places.models import Place
from baigong.domains.workers.entering import Resident, enter_resident
from baigong.domains.workers.models import Registration
from baigong.domains.workers.reading import occupation_codes
from baigong.domains.workers.selectors import CURRENT
from baigong.faces.cli.demo import world
from baigong.foundation import clock
from baigong.foundation.privacy.secret import open_inside
from baigong.kernels.identity import Sex, mint_test_identity_number, parse_identity_number

STALE, FRESH, DOUBLED, DUE = 14, 9, 3, 4
_SURVEYOR = "李会计"
_TRADES = ("电焊工", "缝纫工", "叉车司机", "保洁", "厨师", "养老护理员")


def canvass_village(village: Place, today: datetime.date) -> None:
    """Fill the village officer's round, and look through the whole city for doubles."""
    source = random.Random(f"{world.SEED}-canvass")  # noqa: S311 (a demonstration)
    with transaction.atomic():
        long_ago = today - datetime.timedelta(days=150)
        stale = [_enter(village, source, number, long_ago) for number in range(STALE)]
        for number in range(STALE, STALE + FRESH):
            is_due = number < STALE + DUE
            _enter(
                village, source, number, today - datetime.timedelta(days=20), due=today if is_due else None
            )
        for entry in stale[:DOUBLED]:
            _enter_again(village, entry, today - datetime.timedelta(days=12))
        _miss(stale[4], today, 2)
        _miss(stale[5], today, 3)
        with clock.at(today - datetime.timedelta(days=6)):
            visit = Visit(VisitTo.HOME, (Sent.POLICY, Sent.JOBS), clock.today(), 6, "3人愿意去看看")
            record_visit(by="demo", place=village, visit=visit)
    find_duplicates()


def _enter(
    village: Place, source: random.Random, number: int, day: datetime.date, due: datetime.date | None = None
) -> Registration:
    sex: Sex = source.choice(("male", "female"))
    born = datetime.date(1970, 1, 1) + datetime.timedelta(days=number * 397)
    number18 = mint_test_identity_number(world.city()["code"], born, 400 + number, sex)
    facts = PersonFacts(
        world.name_from(source), parse_identity_number(number18), phone=f"139{77000000 + number:08d}"
    )
    return _write(Resident(facts, village, day), source.choice(_TRADES), due)


def _enter_again(village: Place, entry: Registration, day: datetime.date) -> None:
    """The same person once more, by somebody who did not have the identity card at hand."""
    person: Any = entry.person
    facts = PersonFacts(open_inside(person.full_name), phone=open_inside(person.phone))
    _write(Resident(facts, village, day, person.birth_year), entry.occupation_text, None)


def _write(resident: Resident, trade: str, due: datetime.date | None) -> Registration:
    codes = occupation_codes(trade)
    values: dict[str, Any] = {
        "occupation_text": trade,
        "occupation_codes": codes,
        "occupation_group": codes[0][0] if codes else "",
        "pay_from_fen_month": 450_000,
        "surveyor": _SURVEYOR,
    }
    if due is not None:
        values["next_contact_on"] = due
    with clock.at(resident.surveyed_on):
        entry, _ = enter_resident(by="demo", resident=resident, values=values)
    return entry


def _miss(entry: Registration, today: datetime.date, times: int) -> None:
    for days_ago in range(times, 0, -1):
        day = today - datetime.timedelta(days=days_ago)
        with clock.at(day):
            record_outcome(
                by="demo",
                surveyor=_SURVEYOR,
                registration=Registration.objects.get(CURRENT, person_id=entry.person_id),
                outcome=Outcome.UNREACHABLE,
                reason=MissReason.NO_ANSWER,
                on=day,
            )
