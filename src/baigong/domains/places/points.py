"""Where places lie on the earth, as far as the office has said: kept in memory, as new as the tree."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from baigong.domains.places.enums import POINTED_KINDS
from baigong.domains.places.models import Place
from baigong.foundation.freshness.reader import Reader
from baigong.kernels.distance import Point

TOPIC = "place-points"
# What is held of a place that has a point.
WATCHED = ("longitude", "path", "valid_to")


class _Columns(NamedTuple):
    """Points of a list of paths as it was when it had so many, in degrees; nan for none."""

    paths: Sequence[str]
    length: int
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]


class PlacePoints:
    """The known points at one moment; never changed."""

    def __init__(self, known: Mapping[str, Point]) -> None:
        self._known = known
        self._resolved: dict[str, Point | None] = {}
        self._columns: _Columns | None = None

    def at(self, path: str) -> Point | None:
        """Return the point of a place: its own, else that of the nearest place above; None when nobody knows.

        Nothing above a town has a point, so the centre of a county never stands for a village.
        """
        if path not in self._resolved:
            self._resolved[path] = next(
                (self._known[above] for above in _upwards(path) if above in self._known), None
            )
        return self._resolved[path]

    def columns(self, paths: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return latitudes and longitudes of many paths, nan where nobody knows.

        :param paths: a list that only grows; asked again for the same one, the answer is there already.
        """
        held = self._columns
        if held is None or held.paths is not paths or held.length != len(paths):
            found = [self.at(path) for path in list(paths)]
            north = np.array([each.latitude if each else np.nan for each in found], dtype=np.float64)
            east = np.array([each.longitude if each else np.nan for each in found], dtype=np.float64)
            held = self._columns = _Columns(paths, len(found), north, east)
        return held.latitudes, held.longitudes


def _upwards(path: str) -> Iterator[str]:
    keys = path.strip("/").split("/")
    return ("/".join(keys[:depth]) + "/" for depth in range(len(keys), 0, -1))


class _Keeper:
    def __init__(self) -> None:
        self._lock, self._reader = threading.Lock(), Reader(TOPIC)
        self._points: PlacePoints | None = None

    def points(self) -> PlacePoints:
        with self._lock:
            changed = self._reader.news()
            if self._points is None or changed is None or changed:
                try:
                    self._points = PlacePoints(_known())
                except BaseException:
                    self._reader, self._points = Reader(TOPIC), None
                    raise
            return self._points


def _known() -> dict[str, Point]:
    rows = Place.objects.filter(latitude__isnull=False, valid_to__isnull=True, kind__in=POINTED_KINDS)
    return {
        path: Point(north, east)
        for path, north, east in rows.values_list("path", "latitude", "longitude")
        if north is not None and east is not None
    }


_keeper = _Keeper()


def place_points() -> PlacePoints:
    """Return the points as they stand now."""
    return _keeper.points()
