"""The haversine formula: once in plain Python, once over whole columns; a test holds the two together."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from baigong.kernels.distance.point import Point

RADIUS_METRES = 6_371_008.8  # the mean radius of the ellipsoid
LONGEST_METRES = 20_015_115  # half way round


def metres_between(one: Point, other: Point) -> int:
    """Return the straight way between two points, in whole metres."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude) - math.radians(one.longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return round(2 * RADIUS_METRES * math.asin(math.sqrt(min(1.0, half))))


def metres_from(
    origin: Point, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the way from a point to each of many, in whole metres; −1 where a figure is not a number (nan)."""
    north, south = math.radians(origin.latitude), np.radians(latitudes)
    east = np.radians(longitudes) - math.radians(origin.longitude)
    half = np.sin((south - north) / 2) ** 2 + math.cos(north) * np.cos(south) * np.sin(east / 2) ** 2
    metres = np.rint(2 * RADIUS_METRES * np.arcsin(np.sqrt(np.minimum(1.0, half))))
    found: NDArray[np.int64] = np.where(np.isnan(metres), -1, metres).astype(np.int64)
    return found
