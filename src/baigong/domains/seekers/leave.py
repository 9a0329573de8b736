"""Leave to keep the identity number, given after a no or after it was taken back (PIPL 14, 15, 29).

It is asked as at the beginning: a box of its own, the version of the notice, a new fact with its time. The number
itself is asked again where the person started the record and none is kept; an office's own record is not touched.
"""

from __future__ import annotations

from django.db import transaction

from baigong.domains.parties.models import Person
from baigong.domains.parties.services import index_of, persons_by_index
from baigong.domains.places.models import Place
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.joining import Said, ask_the_office, tries_left
from baigong.domains.seekers.sensitive import PURPOSE, agree, answer_of
from baigong.domains.users.models import User
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import IdentityNumber


def asks_number(person: Person) -> bool:
    """Say whether a yes has to come with the number: a record the person started, without one."""
    return person.source == Source.PERSON and person.identity_number is None


@transaction.atomic
def give_leave(*, by: str, user: User, version: str, number: IdentityNumber | None = None) -> None:
    """Write down a yes given later and keep the number that came with it.

    A number that is in the register already waits for the office, as at the beginning; the answer is the same.

    :raises SeekerError: when the yes is in force, when the number is wanted and missing or is somebody else's, or
        after too many tries in a day.
    """
    with system_scope(PURPOSE):
        held = User.objects.select_for_update().get(id=user.id)
        person = Person.objects.select_for_update().get(id=held.person_id)
        place = Place.objects.get(path=person.place_path)
    given = answer_of(held)
    if given is not None and given.is_agreed:
        raise SeekerError("agreed", "您已经单独同意过了，不用再点。")
    kept = _checked(held, person, number) if asks_number(person) else None
    agree(by=by, user=held, place=place, version=version)
    if kept is not None:
        _keep(by, held, person, place, version, kept)


def _checked(user: User, person: Person, number: IdentityNumber | None) -> IdentityNumber:
    if number is None:
        raise SeekerError("number", "身份证号没有填。")
    if not tries_left(user, person.place_path):
        raise SeekerError(
            "tries", "一天里没对上的次数用完了。请明天这个时候再来，或带身份证到村居、镇街办理。"
        )
    born = person.birth_date
    if born is not None and open_inside(born) != number.birth_date.isoformat():
        raise SeekerError("birth", "这个号码和您登记时的出生日期对不上。请核对号码。")
    return number


def _keep(by: str, user: User, person: Person, place: Place, version: str, number: IdentityNumber) -> None:
    known = persons_by_index([index_of(number.number18)]).get(index_of(number.number18))
    with system_scope(PURPOSE):
        if known is not None:
            phone = "" if person.phone is None else open_inside(person.phone)
            said = Said(open_inside(person.full_name), number, phone, place, agreed_to=version)
            ask_the_office(by, user, said, known)
            return
        person.identity_number, person.number_missing = number.number18, ""
        person.updated_at = clock.now()
        person.save(update_fields=["identity_number", "identity_index", "number_missing", "updated_at"])
    record(
        by=by,
        act="seekers.keep_number",
        object_kind="party",
        object_ids=[person.id],
        place_path=person.place_path,
        purpose=PURPOSE,
        detail={"notice": version},
    )
