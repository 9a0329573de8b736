"""What the register says of a person or a firm put right, on a reason and a paper (PIPL 46, M02).

What stood there before stays in the history, personal values sealed. Who else a number may belong to is asked by
`duplicates.correcting`, which calls these verbs.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from baigong.domains.parties.ages import UnderAgeError, refuse_under_age
from baigong.domains.parties.models import Organisation, Person
from baigong.domains.parties.name_index import reindex_names
from baigong.domains.parties.organisation_keys import LONGEST_NAME, provisional_key
from baigong.domains.parties.organisations import update_organisations
from baigong.domains.parties.services import sex_of
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.privacy.secret import Secret, open_inside
from baigong.foundation.scope import current_scope
from baigong.kernels.identity import IdentityNumber

# The year and the sex follow from what is sealed, and are sealed in the history like it.
_FOLLOWS = frozenset({"birth_year", "sex"})


class CorrectionError(ValueError):
    """A correction that cannot be made; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why something is corrected, and the document it rests on."""

    reason: str
    document: str

    @property
    def purpose(self) -> str:
        return f"更正：{self.reason}，依据{self.document}"


@dataclass(frozen=True, slots=True)
class PersonCorrection:
    """What is right of a person; empty means that what stands there stays."""

    full_name: str = ""
    number: IdentityNumber | None = None
    phone: str = ""
    birth_date: datetime.date | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class FirmCorrection:
    """What is right of a firm; empty means that what stands there stays."""

    name: str = ""
    credit_code: str = ""
    nature: str = ""
    industry_code: str = ""
    size_label: str = ""
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""

    @property
    def values(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}


@transaction.atomic
def correct_person(
    *, by: str, person: Person, said: PersonCorrection, grounds: Grounds, place_path: str
) -> frozenset[str]:
    """Put a person right, as the office of a place that lists it; returns which columns changed.

    :raises CorrectionError: for somebody too young to be registered, a day of birth beside a number, or a number
        that somebody else entered this very moment.
    """
    held: Person = Person.objects.select_for_update().get(id=person.id)
    values = _of_person(held, said)
    _refuse_child(values, place_path)
    before = {name: getattr(held, name) for name in values}
    for name, value in values.items():
        setattr(held, name, value)
    held.updated_at = clock.now()
    also = ["identity_index"] if "identity_number" in values else []
    try:
        with transaction.atomic():
            held.save(update_fields=[*values, *also, "updated_at"])
    except IntegrityError:
        raise CorrectionError("clash", "刚才有人登记了同一个身份证号。请再存一次。") from None
    if "full_name" in values:
        reindex_names([held])
    record_changes(
        by=by,
        instance=held,
        before=before,
        after={name: getattr(held, name) for name in values},
        personal=_FOLLOWS,
        place_path=place_path,
        purpose=grounds.purpose,
    )
    return frozenset(values)


def _of_person(held: Person, said: PersonCorrection) -> dict[str, Any]:
    """Return the columns that are not yet as they should be, with their new values."""
    wanted: dict[str, Any] = {
        name: getattr(said, name) for name in ("full_name", "phone", "address") if getattr(said, name)
    }
    if said.number is not None:
        wanted |= {
            "identity_number": said.number.number18,
            "birth_date": said.number.birth_date.isoformat(),
            "birth_year": said.number.birth_date.year,
            "sex": sex_of(said.number),
            "number_missing": "",
        }
    elif said.birth_date is not None:
        if held.identity_number is not None:
            raise CorrectionError("birth_date", "有身份证号的，出生日期从号码里读。号码不对，请改号码。")
        wanted |= {"birth_date": said.birth_date.isoformat(), "birth_year": said.birth_date.year}
    return {name: value for name, value in wanted.items() if _plain(getattr(held, name)) != value}


def _plain(value: Any) -> Any:
    return open_inside(value) if isinstance(value, Secret) else value


def _refuse_child(values: dict[str, Any], place_path: str) -> None:
    if "birth_date" not in values:
        return
    birth = datetime.date.fromisoformat(values["birth_date"])
    try:
        refuse_under_age(birth, place_path=place_path, on=clock.today())
    except UnderAgeError as error:
        raise CorrectionError(error.code, error.sentence) from error


def may_correct(firm: Organisation) -> bool:
    """Say whether the asker answers for the place a firm is registered at; sight through a share is not enough."""
    return current_scope().covers_place(firm.place_path)


@transaction.atomic
def correct_firm(*, by: str, firm: Organisation, said: FirmCorrection, grounds: Grounds) -> frozenset[str]:
    """Put a firm right; returns which columns changed, none when all was so already.

    :raises CorrectionError: when the firm is registered elsewhere, or its code was entered this very moment.
    """
    if not may_correct(firm):
        raise CorrectionError("elsewhere", "这家企业在别处登记，由登记地的经办更正。")
    held: Organisation = Organisation.objects.select_for_update().get(id=firm.id)
    values = {name: value for name, value in said.values.items() if _plain(getattr(held, name)) != value}
    if "name" in values:
        values["name"] = values["name"][:LONGEST_NAME]
    if "name" in values and not (held.credit_code or said.credit_code):
        values["provisional_key"] = key_under_name(held, values["name"])
    try:
        with transaction.atomic():
            update_organisations(
                by=by, updates=[(held, values)], place_path=held.place_path, purpose=grounds.purpose
            )
    except IntegrityError:
        raise CorrectionError("clash", "刚才有人登记了同一家企业。请再存一次。") from None
    return frozenset(values)


def key_under_name(firm: Organisation, name: str) -> str:
    """Return the provisional key a firm without a code would have under a name."""
    return provisional_key(name, firm.place_path, firm.county_id)
