"""What a declared list refers to: a body, a person, an activity …, found for all rows of a chunk at once."""

from __future__ import annotations

import uuid
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Field


@dataclass(slots=True)
class Resolved:
    """What a row's words mean. `key` is equal for equal things, known or not; `sentence` says why it is nothing.

    `sentence` is shown at `field`. With neither `object_id` nor `sentence` the thing will be made when written.
    """

    key: str
    object_id: uuid.UUID | None = None
    label: str = ""
    sentence: str = ""
    field: str = ""
    payload: Any = None


@dataclass(frozen=True, slots=True)
class Made:
    """The object a reference stands for after writing, and what undo needs to take it back."""

    object_id: uuid.UUID
    trace: Mapping[str, Any]


class Reference(Protocol):
    """One thing a row refers to. `attribute` is the model's column that holds its id."""

    @property
    def attribute(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def fields(self) -> tuple[Field, ...]: ...

    @property
    def is_required(self) -> bool: ...

    def read(self, reader: RowReader, context: ImportContext) -> Hashable | None:
        """Return what the row says, None when it says nothing; what cannot be read goes to the reader."""
        ...

    def resolve(self, asked: Sequence[Any], context: ImportContext) -> list[Resolved]:
        """Return what each of the answers of `read` means, in a constant number of queries."""
        ...

    def write(self, found: Sequence[Resolved], context: ImportContext) -> dict[str, Made]:
        """Make what is not there yet and return the objects by key; a trace is given out once."""
        ...

    def undo(
        self, traces: Sequence[Mapping[str, Any]], ids: Sequence[uuid.UUID], context: ImportContext
    ) -> None:
        """Take back what `write` made and nothing uses; `ids` are what the rows taken back referred to."""
        ...

    def shown(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
        """Return for the objects in the scope what stands in each of `fields`; personal values masked."""
        ...


@dataclass(frozen=True, slots=True)
class At:
    """Where a row belongs."""

    place_id: uuid.UUID
    path: str
    county_id: str


class PlaceSource(Protocol):
    """Says to which place a row belongs: the one it names, or the file's own."""

    @property
    def fields(self) -> tuple[Field, ...]: ...

    def read(self, reader: RowReader, context: ImportContext) -> At | None: ...
