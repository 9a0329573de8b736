"""Distances: known ones, the laws of any distance, and columns against the plain reference."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.distance import LONGEST_METRES, Point, PointError, metres_between, metres_from

points = st.builds(
    Point,
    latitude=st.decimals(min_value=3, max_value=54, places=5),
    longitude=st.decimals(min_value=73, max_value=136, places=5),
)
anywhere = st.builds(
    Point,
    latitude=st.decimals(min_value=-90, max_value=90, places=5),
    longitude=st.decimals(min_value=-180, max_value=180, places=5),
)


def point(latitude: str, longitude: str) -> Point:
    return Point(Decimal(latitude), Decimal(longitude))


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (("30", "110"), ("31", "110"), 111_195),  # a degree of the meridian of the ball
        (("0", "100"), ("0", "101"), 111_195),  # and of its equator
        (("60", "100"), ("60", "101"), 55_597),  # half as long on the sixtieth parallel
        (("39.90420", "116.40740"), ("31.23040", "121.47370"), 1_067_311),
        (("30", "179.99999"), ("30", "-179.99999"), 2),  # across the line of the date
    ],
)
def test_known_distances(one: tuple[str, str], other: tuple[str, str], metres: int) -> None:
    assert abs(metres_between(point(*one), point(*other)) - metres) <= 5


@given(one=anywhere, other=anywhere, third=anywhere)
def test_it_is_a_distance(one: Point, other: Point, third: Point) -> None:
    there = metres_between(one, other)
    assert metres_between(one, one) == 0
    assert there == metres_between(other, one)
    assert 0 <= there <= LONGEST_METRES
    assert there <= metres_between(one, third) + metres_between(third, other) + 2


@given(origin=points, others=st.lists(points, max_size=20))
def test_columns_say_what_the_reference_says(origin: Point, others: list[Point]) -> None:
    latitudes = np.array([float(each.latitude) for each in others], dtype=np.float64)
    longitudes = np.array([float(each.longitude) for each in others], dtype=np.float64)
    found = metres_from(origin, latitudes, longitudes)
    assert all(
        abs(int(metres) - metres_between(origin, other)) <= 1
        for metres, other in zip(found, others, strict=True)
    )


def test_what_is_not_known_is_not_measured() -> None:
    nothing = np.array([np.nan, 30.0])
    assert metres_from(point("30", "110"), nothing, np.array([np.nan, 110.0])).tolist() == [-1, 0]


@given(point=points)
def test_a_point_is_read_as_it_is_written(point: Point) -> None:
    assert Point.read(str(point.latitude), str(point.longitude)) == point


def test_more_decimals_than_a_metre_are_rounded() -> None:
    assert Point.read("37.123456", "118.0") == point("37.12346", "118.00000")


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [
        ("118.0", "37.5", "写反了"),
        ("", "118", "纬度“”读不懂"),
        ("37", "一百一十八", "经度“一百一十八”读不懂"),
        ("37°12′", "118", "读不懂"),
        ("nan", "118", "读不懂"),
        ("inf", "118", "读不懂"),
        ("1e99999999", "118", "读不懂"),
        ("60", "118", "不在国内"),
        ("37", "20", "不在国内"),
    ],
)
def test_what_is_no_point_of_the_country_is_refused(latitude: str, longitude: str, words: str) -> None:
    with pytest.raises(PointError, match=words):
        Point.read(latitude, longitude)
