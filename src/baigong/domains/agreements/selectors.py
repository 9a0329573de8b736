"""What a body has agreed with others and still holds, answered within the scope of whoever asks."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import Q

from baigong.domains.agreements.models import Agreement
from baigong.domains.parties.selectors import identities_of, names_of_organisations
from baigong.foundation.scope import system_scope


@dataclass(frozen=True, slots=True)
class HeldAgreement:
    """One agreement of a body in words: of what kind, with whom as far as they are in sight, and its days."""

    label: str
    others: tuple[str, ...]
    signed_on: datetime.date
    last_day: datetime.date | None

    @property
    def words(self) -> str:
        """The whole in one line."""
        until = f"，到{self.last_day}" if self.last_day else ""
        whom = f"和{'、'.join(self.others)}，" if self.others else ""
        return f"{self.label}（{whom}{self.signed_on}签订{until}）"


def agreements_of(organisation_id: uuid.UUID, on: datetime.date) -> list[HeldAgreement]:
    """Return the agreements of a body that hold on a day, the oldest first."""
    keys = identities_of(organisation_id)
    party = Q(first_id__in=keys) | Q(second_id__in=keys) | Q(third_id__in=keys)
    rows = list(Agreement.objects.filter(Agreement.holding_on(on) & party).order_by("signed_on", "id"))
    sides = {each.id: {each.first_id, each.second_id, each.third_id} - keys - {None} for each in rows}
    names = names_of_organisations(key for side in sides.values() for key in side if key)
    return [
        HeldAgreement(
            each.label or each.get_kind_display(),
            tuple(sorted(names[key] for key in sides[each.id] if key in names)),
            each.signed_on,
            each.last_day,
        )
        for each in rows
    ]


def agreements_as_party(organisation_id: uuid.UUID, on: datetime.date) -> list[HeldAgreement]:
    """Return the same for a body's own people: who signed knows with whom, whatever else they may see."""
    with system_scope("签了协议的一方看得见另一方是谁"):
        return agreements_of(organisation_id, on)
