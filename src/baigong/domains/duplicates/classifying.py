"""What speaks for two entries being one, from the digests they share and the names behind them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from baigong.domains.duplicates.enums import FingerprintKind, Likeness
from baigong.domains.parties.models import Organisation, Person
from baigong.foundation.privacy.secret import open_inside
from baigong.kernels.likeness import firm_names_alike, names_alike, plain_name


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries of a kind and the kinds of digests they share; `left` has the smaller key."""

    left: Person | Organisation
    right: Person | Organisation
    shared: frozenset[str]

    @property
    def ids(self) -> tuple[UUID, UUID]:
        return self.left.id, self.right.id


def likeness_of(pair: Pair) -> Likeness | None:
    """Return why the two may be one, None when nothing speaks for it."""
    if isinstance(pair.left, Organisation) and isinstance(pair.right, Organisation):
        return _of_firms(pair.left, pair.right)
    if isinstance(pair.left, Person) and isinstance(pair.right, Person):
        return _of_persons(pair.left, pair.right, pair.shared)
    return None


def _of_firms(left: Organisation, right: Organisation) -> Likeness | None:
    if not firm_names_alike(left.name, right.name):
        return None
    both = bool(left.credit_code) and bool(right.credit_code)
    return Likeness.SAME_NAME if both or left.credit_code == right.credit_code else Likeness.CODE_MISSING


def _of_persons(left: Person, right: Person, shared: frozenset[str]) -> Likeness | None:
    """Two valid numbers are two people, unless all but the numbers agrees: then one of them may be mistyped."""
    one, other = open_inside(left.full_name), open_inside(right.full_name)
    lacks = left.identity_index is None or right.identity_index is None
    if lacks and shared & {FingerprintKind.PHONE, FingerprintKind.NAME_AND_PLACE} and names_alike(one, other):
        return Likeness.NUMBER_MISSING
    if FingerprintKind.NAME_AND_BIRTH in shared:
        return Likeness.SAME_BIRTH
    if FingerprintKind.PHONE in shared and plain_name(one) == plain_name(other):
        return Likeness.SAME_PHONE
    return None
