"""A seeker's world: the sand table, an account that signs in by telephone, and what it says of itself."""

from __future__ import annotations

import datetime
from typing import Any

from tests import sand_table

from baigong.domains.seekers.joining import Said
from baigong.domains.users.enums import Role
from baigong.domains.users.models import User
from baigong.domains.users.services import open_party_account
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import Scope, system_scope
from baigong.kernels.identity import mint_test_identity_number, parse_identity_number

HOME = "1.1.1.1"
OTHER = "1.2.1.1"


def account(world: Any, phone: str = sand_table.PHONE, at: str = HOME) -> User:
    """Return a job-seeker's account without a record."""
    with system_scope("test"):
        return open_party_account(
            by="", phone=phone, display_name="王某", role=Role.SEEKER, place=world.places[at]
        )


def said_of(world: Any, key: str = HOME, **changed: Any) -> Said:
    """Return what the person of a place would say, with changes."""
    with system_scope("test"):
        person = world.persons[key]
        number = parse_identity_number(open_inside(person.identity_number))
        right = {
            "full_name": open_inside(person.full_name),
            "number": number,
            "phone": open_inside(person.phone),
            "place": world.places[key],
            "agreed_to": "试用版",
        }
    return Said(**{**right, **changed})


def number_of(sequence: int, birth: datetime.date = datetime.date(1990, 5, 6)) -> Any:
    return parse_identity_number(mint_test_identity_number("371600", birth, 400 + sequence, "female"))


def own_scope(user: User) -> Scope:
    user.refresh_from_db()
    return Scope(str(user.id), user.display_name, parties=(user.person_id,) if user.person_id else ())


def seeker(world: Any, key: str = HOME, phone: str = sand_table.PHONE) -> User:
    """Return an account that has claimed the record at a place."""
    user = account(world, phone=phone, at=key)
    with system_scope("test"):
        user.person_id = world.persons[key].id
        user.save(update_fields=["person_id"])
    return user
