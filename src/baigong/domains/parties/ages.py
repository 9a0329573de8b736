"""Nobody under the lawful age is registered, introduced or hired (Labour Law 15; reliability 130)."""

from __future__ import annotations

import datetime
import uuid

from baigong.domains.parties.models import Person
from baigong.domains.policies.selectors import parameter_at
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope
from baigong.kernels.periods import UnderAge, WorkingAge, working_age

LEAST_AGE = "least-working-age"


class UnderAgeError(ValueError):
    """Somebody is too young on the day; the sentence names the law."""

    code = "under-age"

    def __init__(self, least_years: int) -> None:
        self.sentence = UnderAge(least_years).sentence
        super().__init__(self.sentence)


def least_working_years(place_path: str, on: datetime.date) -> int:
    """Return from how many years of age somebody may work at a place on a day."""
    return int(parameter_at(LEAST_AGE, place_path, on))


def refuse_under_age(birth: datetime.date, *, place_path: str, on: datetime.date) -> WorkingAge:
    """Return where somebody born on a day stands.

    :raises UnderAgeError: when that is below the lawful age.
    """
    least = least_working_years(place_path, on)
    age = working_age(birth, on, least_years=least)
    if age is WorkingAge.UNDER:
        raise UnderAgeError(least)
    return age


def refuse_person_under_age(person_id: uuid.UUID, *, place_path: str, on: datetime.date) -> WorkingAge | None:
    """Return where a person stands on a day, None when no day of birth is known.

    Reads beyond the caller's scope: a firm that may not see the day of birth must not hire a child either.

    :raises UnderAgeError: when the person is below the lawful age.
    """
    with system_scope("核对法定就业年龄"):
        person = Person.objects.filter(id=person_id).only("id", "birth_date").first()
    if person is None or person.birth_date is None:
        return None
    birth = datetime.date.fromisoformat(open_inside(person.birth_date))
    return refuse_under_age(birth, place_path=place_path, on=on)
