"""Who stands behind an account: a record of a person, its identity number, a telephone (four eyes by natural person).

A name alone makes nobody the same: many people share one.
"""

from __future__ import annotations

import uuid

from baigong.domains.parties.models import Person
from baigong.domains.parties.selectors import identities_of
from baigong.domains.users.models import User
from baigong.foundation.privacy.kinds import normalise
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope

Mark = tuple[str, object]


def are_one_person(one: str, other: str) -> bool:
    """Return whether two accounts, given by their ids, have a person, a number or a telephone in common."""
    ids = _ids(one, other)
    if len(ids) < 2:
        return False
    with system_scope("核对两个账号是不是同一个人"):
        users = list(User.objects.filter(id__in=ids))
        return len(users) == 2 and bool(_marks(users[0]) & _marks(users[1]))


def _ids(*actors: str) -> set[uuid.UUID]:
    """Return the ids of accounts among the actors; machinery is nobody."""
    found = set()
    for actor in actors:
        try:
            found.add(uuid.UUID(actor))
        except ValueError:
            continue
    return found


def _marks(user: User) -> set[Mark]:
    phones = [user.phone]
    marks: set[Mark] = set()
    if user.person_id is not None:
        known = identities_of(user.person_id)
        marks |= {("person", each) for each in known}
        for person in Person.objects.filter(id__in=known):
            phones.append(person.phone)
            if person.identity_index is not None:
                marks.add(("number", bytes(person.identity_index)))
    return marks | {("phone", normalise("phone", open_inside(each))) for each in phones if each is not None}
