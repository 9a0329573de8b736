"""Where places lie: entered as one table, kept with its history, seen at once by whoever holds the points."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from baigong.domains.places import points
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.pointing import (
    HEADINGS,
    PointCounts,
    PointListError,
    plan_points,
    point_rows,
    read_points,
    set_points,
)
from baigong.domains.places.points import place_points
from baigong.domains.places.services import add_place
from baigong.foundation.audit.changes import history_of
from baigong.foundation.scope import system_scope
from baigong.kernels.distance import Point

pytestmark = pytest.mark.django_db
SINCE = datetime.date(2020, 1, 1)
HERE, THERE = Point.read("37.10000", "118.20000"), Point.read("37.20000", "118.30000")


class Tree:
    def __init__(self) -> None:
        self.city = self.add("云泽市", PlaceKind.CITY, "9900", None)
        self.county = self.add("北渡县", PlaceKind.COUNTY, "990001", self.city)
        self.town = self.add("柳塘镇", PlaceKind.TOWN, "990001101", self.county)
        self.village = self.add("槐树村", PlaceKind.VILLAGE, "990001101201", self.town)

    @staticmethod
    def add(name: str, kind: str, code: str, parent: Place | None) -> Place:
        return add_place(name=name, kind=kind, code=code, parent=parent, valid_from=SINCE)


@pytest.fixture
def tree() -> Tree:
    return Tree()


def enter(**found: Point | None) -> PointCounts:
    with system_scope("test"):
        return set_points(by="clerk", points={code[1:]: point for code, point in found.items()})


def table(*rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [HEADINGS, *rows]


def test_the_table_comes_out_is_filled_in_and_comes_back(tree: Tree) -> None:
    assert [row[:2] for row in point_rows()] == [("990001101", "柳塘镇"), ("990001101201", "槐树村")]
    read = read_points(table(("990001101", "柳塘镇", "37.1", " 118.2 "), ("990001101201", "槐树村", "", "")))
    assert read == {"990001101": HERE}
    assert plan_points(read) == PointCounts(added=1, moved=0, cleared=0, unchanged=0)
    assert Place.objects.filter(latitude__isnull=False).count() == 0
    with system_scope("test"):
        set_points(by="clerk", points=read)
    assert [*point_rows(tree.town.path)][0] == ("990001101", "柳塘镇", "37.10000", "118.20000")
    assert plan_points(read) == PointCounts(added=0, moved=0, cleared=0, unchanged=1)


def test_what_a_place_said_before_stays_in_its_history(tree: Tree) -> None:
    assert enter(_990001101=HERE).added == 1
    assert enter(_990001101=THERE).moved == 1
    assert enter(_990001101=None) == PointCounts(added=0, moved=0, cleared=1, unchanged=0)
    with system_scope("test"):
        history = list(history_of("places.place", tree.town.id).filter(field="latitude"))
    assert [(each.before, each.after, each.by) for each in history] == [
        ("37.20000", None, "clerk"),
        ("37.10000", "37.20000", "clerk"),
        (None, "37.10000", "clerk"),
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("代码", "名称", "纬度")], "表头缺“经度”"),
        ([], "表头缺“代码、纬度、经度”"),
        (table(("990001101", "", "37.1", "")), "第2行（990001101）：经度“”读不懂"),
        (table(("990001101", "", "118.2", "37.1")), "写反了"),
        (table(("990001101", "", "37.1", "118.2"), ("990001101", "", "-", "-")), "第3行：代码990001101前面"),
    ],
)
def test_a_table_with_a_fault_is_refused_whole(rows: list[tuple[str, ...]], words: str) -> None:
    with pytest.raises(PointListError, match=words):
        read_points(rows)


def test_a_code_that_may_have_no_point_is_refused_and_nothing_is_written(tree: Tree) -> None:
    for code in ("990001", "123"):
        with pytest.raises(PointListError, match=f"没有代码是“{code}”"), system_scope("test"):
            set_points(by="clerk", points={"990001101": HERE, code: THERE})
    assert Place.objects.filter(latitude__isnull=False).count() == 0


@pytest.mark.parametrize("half", [{"latitude": Decimal(37)}, {"longitude": Decimal(118)}])
def test_the_database_takes_no_half_a_point(tree: Tree, half: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(id=tree.town.id).update(**half)


def test_a_village_without_a_point_has_its_towns_and_a_town_never_its_countys(tree: Tree) -> None:
    assert place_points().at(tree.village.path) is None
    enter(_990001101=HERE)
    assert place_points().at(tree.village.path) == place_points().at(tree.town.path) == HERE
    enter(_990001101201=THERE)
    assert place_points().at(tree.village.path) == THERE
    Place.objects.filter(id=tree.county.id).update(latitude=37, longitude=118)
    enter(_990001101=None, _990001101201=None)
    assert place_points().at(tree.village.path) is None


def test_columns_follow_a_list_that_grows_and_no_other(tree: Tree) -> None:
    enter(_990001101=HERE, _990001101201=THERE)
    held, paths = place_points(), [tree.town.path]
    assert held.columns(paths)[0].tolist() == [37.1]
    paths += [tree.county.path, tree.village.path]
    north, east = held.columns(paths)
    assert north[[0, 2]].tolist() == [37.1, 37.2] and east[[0, 2]].tolist() == [118.2, 118.3]
    assert np.isnan(north[1]) and np.isnan(east[1])
    assert held.columns([tree.village.path, *paths[:2]])[0][0] == 37.2


def test_a_place_that_goes_elsewhere_keeps_its_point(tree: Tree) -> None:
    enter(_990001101201=THERE)
    other = tree.add("东桥镇", PlaceKind.TOWN, "990001102", tree.county)
    assert place_points().at(f"{tree.town.path}{tree.village.key}/") == THERE
    Place.objects.filter(id=tree.village.id).update(path=f"{other.path}{tree.village.key}/")
    assert place_points().at(f"{other.path}{tree.village.key}/") == THERE
    assert place_points().at(tree.village.path) is None


def test_whoever_does_not_listen_holds_points_that_are_no_more(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: a keeper of another topic hears nothing of places."""
    deaf = points._Keeper()
    monkeypatch.setattr(deaf, "_reader", points.Reader("another"))
    enter(_990001101=HERE)
    assert deaf.points().at(tree.town.path) == place_points().at(tree.town.path) == HERE
    enter(_990001101=THERE)
    assert place_points().at(tree.town.path) == THERE
    assert deaf.points().at(tree.town.path) == HERE
