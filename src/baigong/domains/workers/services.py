"""Verbs on entries of the supply list made by an officer; lists come in through `imports`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from baigong.domains.parties.models import Person
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope

MAY_REVISE = frozenset(
    {
        "state",
        "occupation_text",
        "occupation_codes",
        "occupation_group",
        "pay_from_fen_month",
        "wish_places_text",
        "next_contact_on",
        "group_codes",
        "training_need",
        "surveyor",
        "surveyed_on",
        "birth_year",
        "sex",
    }
)
MAY_SAY_ONESELF = frozenset(
    {
        "state",
        "occupation_text",
        "occupation_codes",
        "occupation_group",
        "pay_from_fen_month",
        "wish_places",
        "wish_places_text",
        "shift",
        "wants_lodging",
        "free_from",
        "surveyed_on",
    }
)
"""What a person says of the own wishes; who it is and what was proved stays with the office."""
_MAY = {Source.OFFICER: MAY_REVISE, Source.PERSON: MAY_SAY_ONESELF}
_OWN = frozenset(
    {
        "id",
        "recorded_at",
        "source",
        "source_id",
        "voided_at",
        "voided_reason",
        "superseded_at",
        "certainty",
        "certified_until",
        "note",
    }
)


class RegistrationError(ValueError):
    """A revision that cannot be made; the sentence says what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@transaction.atomic
def revise_registration(
    *, by: str, registration: Registration, changes: Mapping[str, Any], source: Source = Source.OFFICER
) -> Registration:
    """Enter the changed facts as a new entry that supersedes the old one; nothing said before is lost.

    An unchanged form makes no new entry.

    :raises RegistrationError: when somebody else has revised the entry in the meantime.
    """
    unknown = set(changes) - _MAY[source]
    if unknown:
        raise ValueError(f"these are not revised here: {sorted(unknown)}")
    changed = sorted(name for name, value in changes.items() if getattr(registration, name) != value)
    if not changed:
        return registration
    taken = Registration.objects.filter(
        id=registration.id, superseded_at__isnull=True, voided_at__isnull=True
    ).update(superseded_at=clock.now())
    if not taken:
        raise RegistrationError("superseded", "这一页打开以后有人改过这个人的登记。请刷新，再改一次。")
    fresh = Registration(
        **{**carried_over(registration), **changes},
        source=source,
        source_id=by,
        certainty=Certainty.DECLARED,
    )
    if registration.note is not None:
        fresh.note = open_inside(registration.note)
    fresh.save(force_insert=True)
    record(
        by=by,
        act="workers.revise",
        object_kind="registration",
        object_ids=[fresh.id],
        place_path=fresh.place_path,
        detail={"supersedes": str(registration.id), "fields": changed},
    )
    return fresh


@transaction.atomic
def follow_person(*, by: str, person: Person) -> None:
    """Enter anew, at every place, what entries say of a person's year of birth and sex after these were put right.

    Writes beyond the caller's scope on purpose: whom another place lists is the same person.
    """
    said = {"birth_year": person.birth_year, "sex": person.sex}
    with system_scope("更正出生年和性别后重写各地的登记"):
        current = Registration.objects.filter(
            person_id=person.id, superseded_at__isnull=True, voided_at__isnull=True
        )
        for registration in list(current.order_by("id")):
            revise_registration(by=by, registration=registration, changes=said)


def carried_over(registration: Registration) -> dict[str, Any]:
    """Return what a newer entry of the same person takes over from an older one, by attribute name."""
    fields = registration._meta.concrete_fields
    return {field.attname: getattr(registration, field.attname) for field in fields if field.name not in _OWN}
