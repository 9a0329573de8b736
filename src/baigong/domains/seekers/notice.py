"""What the notice says is kept of people, read from the register of fields itself, and its version (PIPL 17)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass

from baigong.domains.seekers.column_words import WORDS
from baigong.foundation.privacy.catalogue import personal_fields

SENSITIVE_KINDS = frozenset({"identity_number", "address", "bank_account"})
VERSION_SIGNS = 8


@dataclass(frozen=True, slots=True)
class KeptField:
    """One kind of value: what it is part of, for what it is kept, by which law, how long."""

    of: str
    label: str
    is_sensitive: bool
    purpose: str
    basis: str
    retention: str


def kept_fields() -> list[KeptField]:
    """Return what is kept of people in their own names; working copies of it are cleared with it."""
    found = {
        KeptField(
            of=WORDS[each.model],
            label=WORDS.get(each.field, each.field),
            is_sensitive=each.kind in SENSITIVE_KINDS,
            purpose=each.purpose,
            basis=each.basis,
            retention=each.retention,
        )
        for each in personal_fields()
        if each.model in WORDS and each.field in WORDS
    }
    return sorted(found, key=astuple)


def version_of(fields: list[KeptField]) -> str:
    """Return the signs by which one wording of the notice is told from another."""
    said = json.dumps([astuple(each) for each in fields], ensure_ascii=False).encode()
    return hashlib.sha256(said).hexdigest()[:VERSION_SIGNS]


def notice_version() -> str:
    """Return the version of the notice in force."""
    return version_of(kept_fields())
