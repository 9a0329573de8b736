"""What a person wants, said by the person; each change is a new entry, the old one stays in the history."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from baigong.domains.codes.selectors import entry_of, official
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.domains.workers.services import RegistrationError, revise_registration
from baigong.foundation import clock
from baigong.foundation.facts.models import Source
from baigong.kernels.titles import rank_occupations

OFFERED = 5


def own_entries(person_id: uuid.UUID) -> list[Registration]:
    """Return a person's entries in force, the newest first."""
    rows = Registration.objects.filter(CURRENT, person_id=person_id).select_related("place")
    return list(rows.order_by("-recorded_at"))


def trades_like(words: str) -> list[tuple[str, str]]:
    """Return up to five official trades for what somebody calls the own trade, the likeliest first."""
    known = official("occupation")
    found = [each.code for each in rank_occupations(words, limit=OFFERED)]
    return [(code, known[code].label) for code in found if known.get(code)]


@transaction.atomic
def say_wishes(*, by: str, person_id: uuid.UUID, values: Mapping[str, Any]) -> list[Registration]:
    """Write the wishes into every entry in force of the person; unchanged wishes write nothing.

    :raises SeekerError: without an entry, or when an office changed one meanwhile.
    """
    entries = own_entries(person_id)
    if not entries:
        raise SeekerError("no-entry", "还没有您的求职登记。请先在“我的登记”里认领或新建。")
    given = dict(values)
    if "occupation_codes" in given:
        given["occupation_group"] = given["occupation_codes"][0][0] if given["occupation_codes"] else ""
    try:
        return [_revised(by, entry, given) for entry in entries]
    except RegistrationError as error:
        raise SeekerError(error.code, "这一页打开以后有人改过您的登记。请刷新，看过再改。") from error


def _revised(by: str, entry: Registration, given: Mapping[str, Any]) -> Registration:
    if all(getattr(entry, name) == value for name, value in given.items()):
        return entry
    return revise_registration(
        by=by,
        registration=entry,
        changes={**given, "surveyed_on": clock.today()},
        source=Source.PERSON,
    )


def trade_of(entry: Registration) -> str:
    """Return the official name of the trade chosen, "" when there is none."""
    code = (entry.occupation_codes or [""])[0]
    found = entry_of("occupation", code)
    return found.label if found else ""
