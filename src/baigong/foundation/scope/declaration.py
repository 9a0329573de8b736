"""How a model says along which axes its rows may be seen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScopedBy:
    """The axes of one model; a row is seen when any of them holds for the current scope.

    `place`: the column with the place path, whose prefix must be one of the scope's places.
    `party`: columns that hold a party's id, equal to one of the scope's parties.
    `share`: the object kind under which open `Share` rows may let others see this row.
    `public`: a column that is null while the row is not published; when set, everybody sees the row.

    `withheld`: a column that closes all of these where it is true: then only those see the row whom an open
    `Participant` row of the kind `participants` names, whoever looks after the place.
    `within`: a column and the label of the model it refers to; a row is seen only where that one is seen. With
    `within_optional` a row that refers to none is seen by its other axes alone.
    """

    place: str | None = "place_path"
    party: tuple[str, ...] = ()
    share: str | None = None
    public: str | None = None
    withheld: str | None = None
    participants: str = ""
    within: tuple[str, str] | None = None
    within_optional: bool = False
