"""What a list must be able to do to be imported; the pipeline does everything else."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from baigong.foundation.facts.models import Certainty, Source
from baigong.kernels.recognition.cells import Cell
from baigong.kernels.recognition.fields import Layout


class Outcome:
    """What will become of a row; rows = accepted (new, changed, unchanged) + wrong + duplicate + blank."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    WRONG = "wrong"
    BLANK = "blank"

    ACCEPTED = (NEW, CHANGED, UNCHANGED)
    LABELS = {
        NEW: "新增",
        CHANGED: "更新",
        UNCHANGED: "没有变化",
        DUPLICATE: "重复",
        WRONG: "有误",
        BLANK: "空行",
    }


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing said of one cell (`field` empty: of the whole row); only errors keep a row out."""

    field: str
    code: str
    sentence: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a row will change, as it may be shown: personal values masked."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowIn:
    """A row of the table: its number in the sheet and the cells by field name; absent columns are absent."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(slots=True)
class RowPlan:
    """What a list means to do with a row. `payload` is private to the list that made it and never stored.

    `key` tells two rows of one file about the same thing apart from others; it must not be readable.
    """

    number: int
    outcome: str
    problems: tuple[Problem, ...] = ()
    key: str = ""
    changes: tuple[FieldChange, ...] = ()
    payload: Any = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written for a row: the object it is about, and whatever `undo` will need (ids only)."""

    number: int
    object_kind: str
    object_id: str
    trace: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UndoResult:
    """Whether a row's effect was taken back, and if not, why not."""

    number: int
    is_taken_back: bool
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ImportContext:
    """For whom and where a file is imported. `on` is the day it counts as known.

    `source` and `certainty` are what the rows are taken for: a clerk's table, a form, a department's register.
    """

    batch_id: uuid.UUID
    by: str
    place_id: uuid.UUID
    place_path: str
    county_id: str
    on: datetime.date
    source: str = Source.IMPORT
    certainty: int = Certainty.DECLARED
    certified_until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """From whom a file comes, how sure its rows are and until when; `known_on` is the day its data hold for."""

    source: str = Source.IMPORT
    source_id: str = ""
    certainty: int = Certainty.DECLARED
    certified_until: datetime.date | None = None
    known_on: datetime.date | None = None


OF_AN_OFFICER = Origin()


class ListSpec(Protocol):
    """One list that can come in: its columns, and how rows are planned, written and taken back.

    `plan` reads and never writes, in a constant number of queries per call; `apply` writes all rows of
    one chunk inside the caller's transaction; `undo` takes back what it can and says what it cannot.
    """

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def layout(self) -> Layout: ...

    def plan(self, rows: Sequence[RowIn], context: ImportContext) -> list[RowPlan]: ...

    def apply(self, plans: Sequence[RowPlan], context: ImportContext) -> list[Applied]: ...

    def undo(self, rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]: ...


_SPECS: dict[str, ListSpec] = {}


def register_list(spec: ListSpec) -> None:
    """Make a list importable under its name; called when the domain's app is ready."""
    _SPECS[spec.name] = spec


def spec_of(name: str) -> ListSpec:
    """Return the list registered under a name.

    :raises KeyError: when none is.
    """
    return _SPECS[name]


def list_names() -> list[str]:
    return sorted(_SPECS)
