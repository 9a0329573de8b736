"""What a pay text says, once read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["range", "negotiable", "unknown"]
Period = Literal["month", "year", "half_year", "quarter", "half_month", "week", "day", "shift", "hour"]
Reason = Literal[
    "empty",  # nothing was written
    "no_figure",  # words, but no amount
    "piecework",  # paid by the piece, lesson or trip: no month can be known
    "currency",  # not renminbi
    "no_unit",  # a bare small figure: yuan a day, thousands a month? the text does not say
    "implausible",  # the figure cannot be anybody's pay
]


@dataclass(frozen=True, slots=True)
class Pay:
    """The monthly pay a text promises, in fen; a side the text leaves open is ``None``.

    ``months_per_year`` is how many months' pay a year brings where the text says so (13薪 gives 13);
    it never changes the month. ``is_base_only``: the figures are the base, commission or bonus comes
    on top. ``is_period_assumed``: the text named no period and the usual one was taken.
    """

    text: str
    kind: Kind
    from_fen_month: int | None = None
    to_fen_month: int | None = None
    months_per_year: int | Decimal | None = None
    is_base_only: bool = False
    is_period_assumed: bool = False
    period: Period | None = None
    reason: Reason | None = None

    @property
    def is_one_sided(self) -> bool:
        """Whether a range names only its lower or only its upper end."""
        return self.kind == "range" and (self.from_fen_month is None) != (self.to_fen_month is None)
