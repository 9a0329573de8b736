"""What a list wants to know: its fields, the names people give them, and how their cells are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal[
    "text",
    "identity_number",
    "credit_code",
    "phone",
    "date",
    "month",
    "integer",
    "pay",
    "occupation",
    "education",
    "skill",
    "place",
    "choice",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a list. `label` is its heading in our template, `aliases` the headings of others."""

    name: str
    label: str
    kind: FieldKind = "text"
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A list's fields in the order of its template."""

    list_name: str
    label: str
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"A field is named twice in {self.list_name}")

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if the list has none."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)
