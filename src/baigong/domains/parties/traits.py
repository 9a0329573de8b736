"""What a firm was when something was recorded of it: its nature, size and trade may be others today.

A figure of last year must not move because a firm has grown since (`model.md`: dimension values as of recording).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from baigong.domains.codes.selectors import entry_of, top_of
from baigong.domains.parties.enums import OrganisationNature
from baigong.domains.parties.models import Organisation
from baigong.foundation.audit.changes import values_then

Key = TypeVar("Key")
FIELDS = ("nature", "size_label", "industry_code")


@dataclass(frozen=True, slots=True)
class Traits:
    """The dimensions of a firm by which lists are cut."""

    nature: str
    size_label: str
    industry_code: str

    @property
    def nature_label(self) -> str:
        return str(OrganisationNature(self.nature).label)

    @property
    def industry_section(self) -> str | None:
        return top_of("industry", self.industry_code)

    @property
    def industry_label(self) -> str | None:
        entry = entry_of("industry", self.industry_code)
        return entry.label if entry else None


def traits_then(asked: Mapping[Key, tuple[Organisation, datetime.datetime]]) -> dict[Key, Traits]:
    """Return what each firm was at a moment, by the caller's own keys; a moment to come means today."""
    kind = Organisation._meta.label_lower
    moments = {key: (str(firm.pk), at) for key, (firm, at) in asked.items()}
    then = values_then(kind, moments.values(), FIELDS)
    return {
        key: replace(Traits(firm.nature, firm.size_label, firm.industry_code), **then.get(moments[key], {}))
        for key, (firm, _) in asked.items()
    }
