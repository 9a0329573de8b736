"""Everything that lies under a data key: encrypted columns, sealed files, and what others register here."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Protocol

from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.sealing import key_of, reseal_file
from baigong.foundation.rotation.columns import sealed_columns


class SealedPlace(Protocol):
    """Somewhere ciphertexts lie: how many under each key, and sealing anew what is not under the active one."""

    @property
    def label(self) -> str: ...
    def counts(self) -> Counter[str]: ...
    def reseal(self, active: str) -> Iterator[int]: ...


class SealedFiles:
    """The contents of stored files; each is written anew beside its place and moved there whole."""

    label = "files.content"

    def counts(self) -> Counter[str]:
        return Counter(key for file_id in self._ids() if (key := key_of(file_id)))

    def reseal(self, active: str) -> Iterator[int]:
        for file_id in self._ids():
            if (key := key_of(file_id)) and key != active:
                yield reseal_file(file_id)

    def _ids(self) -> list[uuid.UUID]:
        return list(StoredFile.objects.order_by("id").values_list("id", flat=True))


_others: dict[str, SealedPlace] = {}


def register_sealed_place(place: SealedPlace) -> None:
    """Name another place where ciphertexts lie; saying it again replaces it."""
    _others[place.label] = place


def sealed_places() -> list[SealedPlace]:
    """Return every place, columns first."""
    return [*sealed_columns(), SealedFiles(), *_others.values()]


def rows_by_key(told: Callable[[str], None] = lambda label: None) -> dict[str, dict[str, int]]:
    """Return key id → place → how many; reads every table once."""
    found: dict[str, dict[str, int]] = {}
    for place in sealed_places():
        told(place.label)
        for key_id, rows in place.counts().items():
            found.setdefault(key_id, {})[place.label] = rows
    return found
