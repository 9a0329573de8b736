"""The sealed secrets of second factors, for the turning of keys: they lie in a table that is not ours."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from baigong.domains.users.adapter import SECOND_FACTOR
from baigong.foundation.privacy.envelope import HEADER_BYTES, seal, unseal
from baigong.foundation.rotation.places import register_sealed_place

_SECRETS = ("secret", "seed", "migrated_codes")


class SecondFactors:
    """Where the secrets of second factors lie: a few texts in each authenticator's data."""

    label = SECOND_FACTOR

    def counts(self) -> Counter[str]:
        return Counter(
            key_of(text) for row in Authenticator.objects.order_by("id") for text in sealed_texts(row.data)
        )

    def reseal(self, active: str) -> Iterator[int]:
        for key in Authenticator.objects.order_by("id").values_list("id", flat=True):
            if done := self._reseal_one(key, active):
                yield done

    @transaction.atomic
    def _reseal_one(self, key: int, active: str) -> int:
        row = Authenticator.objects.select_for_update().filter(id=key).first()
        old = [] if row is None else [text for text in sealed_texts(row.data) if key_of(text) != active]
        if row is not None and old:
            row.data = _changed(row.data, lambda text: _anew(text) if text in old else text)
            row.save(update_fields=["data"])
        return len(old)


def sealed_texts(data: dict[str, Any]) -> list[str]:
    """Return the sealed texts in an authenticator's data."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    _changed(data, note)
    return found


def key_of(text: str) -> str:
    """Return the id of the key a text is sealed under."""
    try:
        return base64.b64decode(text, validate=True)[2:HEADER_BYTES].hex()
    except (binascii.Error, ValueError):
        return ""


def _changed(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    turned = dict(data)
    for name in _SECRETS:
        value = data.get(name)
        if isinstance(value, str):
            turned[name] = change(value)
        elif isinstance(value, list):
            turned[name] = [change(each) for each in value]
    return turned


def _anew(text: str) -> str:
    plain = unseal(SECOND_FACTOR, "", base64.b64decode(text))
    return base64.b64encode(seal(SECOND_FACTOR, "", plain)).decode("ascii")


register_sealed_place(SecondFactors())
