"""The list of all personal fields of the installation: it drives export-my-data, erasure and retention."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core import checks

from baigong.foundation.privacy.fields import EncryptedTextField


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One personal field as declared on its model."""

    model: str
    field: str
    name: str
    kind: str
    purpose: str
    basis: str
    retention: str


def personal_fields() -> tuple[PersonalField, ...]:
    """Return every encrypted field of every installed model, in order of logical name."""
    declared = [
        PersonalField(
            model=model._meta.label_lower,
            field=field.name,
            name=field.logical_name,
            kind=field.kind,
            purpose=field.purpose,
            basis=field.basis,
            retention=field.retention,
        )
        for model in apps.get_models()
        if not model._meta.proxy
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField)
    ]
    return tuple(sorted(declared, key=lambda each: each.name))


def personal_names_of(model: type[Any]) -> frozenset[str]:
    """Return the names of a model's encrypted fields."""
    return frozenset(f.name for f in model._meta.get_fields() if isinstance(f, EncryptedTextField))


@checks.register("privacy")
def check_names_are_unique(**_: Any) -> list[checks.CheckMessage]:
    """Two fields of one logical name could exchange their ciphertexts unseen."""
    counted = Counter(field.name for field in personal_fields())
    return [
        checks.Error(f"两个字段都叫“{name}”，密文可以互换。请改其中一个。", id="privacy.E005")
        for name, times in counted.items()
        if times > 1
    ]
