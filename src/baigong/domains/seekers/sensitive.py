"""Leave to keep sensitive data, asked apart, answered in a fact of its own, taken back at any time (PIPL 15, 29, 47).

Only the identity number is both sensitive and asked of a job-seeker. What an office entered by its duty rests on
that duty and stays.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from baigong.domains.parties.enums import MissingNumber
from baigong.domains.parties.models import Person
from baigong.domains.places.models import Place
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import RecordClaim, SensitiveAnswer
from baigong.domains.seekers.notice import notice_version
from baigong.domains.users.models import User
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.audit.changes import erase_personal_values
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source
from baigong.foundation.scope import system_scope

PURPOSE = "敏感信息的单独同意"
NOT_AGREED = (
    "认领要和登记的身份证号核对，请在“单独同意”前面打勾。不同意的，可以新建登记，或带身份证到村居、镇街办。"
)


def answer_of(user: User) -> SensitiveAnswer | None:
    """Return what somebody answered last; None for whoever was never asked."""
    with system_scope(PURPOSE):
        found: SensitiveAnswer | None = _current(user).first()
    return found


@transaction.atomic
def agree(*, by: str, user: User, place: Place, version: str) -> SensitiveAnswer:
    """Write down a yes to a version of the notice."""
    return _answer(by, user, place.path, place.county_id, version, is_agreed=True)


@transaction.atomic
def withdraw_sensitive(*, by: str, user: User) -> bool:
    """Take the yes back and stop keeping what rested on it; returns whether the number went.

    It stays where an office serves the person by law: it entered the record, or has one of its own.

    :raises SeekerError: when there is no yes to take back.
    """
    with system_scope(PURPOSE):
        given = _current(user).select_for_update().first()
        if given is None or not given.is_agreed:
            raise SeekerError("no-consent", "没有可以撤回的单独同意。要看存了什么，在“我的资料”里取一份。")
        _answer(by, user, given.place_path, given.county_id, notice_version(), is_agreed=False)
        _empty_claims(by, user)
        person = Person.objects.filter(id=user.person_id).first()
        return person is not None and _empty_number(by, person)


def _current(user: User) -> QuerySet[SensitiveAnswer]:
    return SensitiveAnswer.objects.filter(user=user, superseded_at__isnull=True, voided_at__isnull=True)


def _answer(
    by: str, user: User, place_path: str, county_id: str, version: str, *, is_agreed: bool
) -> SensitiveAnswer:
    with system_scope(PURPOSE):
        _current(user).update(superseded_at=clock.now())
        said: SensitiveAnswer = SensitiveAnswer.objects.create(
            user=user, is_agreed=is_agreed, notice_version=version, place_path=place_path, county_id=county_id,
            source=Source.PERSON, source_id=by,
        )  # fmt: skip
    record(
        by=by,
        act="seekers.sensitive_agree" if is_agreed else "seekers.sensitive_withdraw",
        object_kind="user",
        object_ids=[str(user.id)],
        place_path=place_path,
        purpose=PURPOSE,
        detail={"notice": version},
    )
    return said


def _empty_claims(by: str, user: User) -> None:
    claims = RecordClaim.objects.filter(claimant=user, identity_number__isnull=False)
    keys = list(claims.values_list("id", flat=True))
    claims.update(identity_number=None, identity_index=None)
    if keys:
        erase_personal_values(RecordClaim._meta.label_lower, keys, by=by, purpose=PURPOSE)


def _empty_number(by: str, person: Person) -> bool:
    """Empty the number of a record the person started; old values of it in the history go with it."""
    served = Registration.objects.filter(person=person, voided_at__isnull=True).exclude(source=Source.PERSON)
    if person.source != Source.PERSON or person.identity_number is None or served.exists():
        return False
    person.identity_number, person.number_missing = None, MissingNumber.NOT_GIVEN
    person.updated_at = clock.now()
    person.save(update_fields=["identity_number", "identity_index", "number_missing", "updated_at"])
    erase_personal_values(
        Person._meta.label_lower, [person.id], by=by, purpose=PURPOSE, place_path=person.place_path
    )
    return True
