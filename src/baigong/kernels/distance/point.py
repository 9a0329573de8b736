"""A point of the earth in degrees of WGS-84, as people enter it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

# Five decimals are about a metre.
STEP = Decimal("0.00001")
# China with its islands. What lies outside was typed wrongly, most often the two figures changed about.
LATITUDES = (Decimal(3), Decimal(54))
LONGITUDES = (Decimal(73), Decimal(136))


class PointError(ValueError):
    """Two texts are no point of the country; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees north and east in WGS-84, to five decimals."""

    latitude: Decimal
    longitude: Decimal

    @classmethod
    def read(cls, latitude: str, longitude: str) -> Point:
        """Return the point two texts name, rounded to five decimals.

        :raises PointError: for what is no decimal fraction, or lies outside the country.
        """
        north, east = _degrees("纬度", latitude), _degrees("经度", longitude)
        if _lies(north, LATITUDES) and _lies(east, LONGITUDES):
            return cls(north, east)
        if _lies(east, LATITUDES) and _lies(north, LONGITUDES):
            raise PointError("纬度和经度写反了，请对调。")
        raise PointError(f"纬度{north}、经度{east}不在国内，请核对。")


def _degrees(label: str, text: str) -> Decimal:
    try:
        found = Decimal(text)
        if not found.is_finite() or not -180 <= found <= 180:
            raise InvalidOperation
    except InvalidOperation:
        raise PointError(f"{label}“{text[:20]}”读不懂，请写成小数的度数，如37.38201。") from None
    return found.quantize(STEP)


def _lies(value: Decimal, between: tuple[Decimal, Decimal]) -> bool:
    return between[0] <= value <= between[1]
