"""Plans found by the place tree: codes with and without zeros, own values between plans, the overview's words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.policies import selectors
from baigong.domains.policies.overview import overview_of
from baigong.domains.policies.selectors import pack_for, parameter_at, plans_at
from baigong.foundation.parameters.services import set_value
from baigong.foundation.scope import Scope, enter, system_scope

pytestmark = pytest.mark.django_db
SINCE = datetime.date(2020, 1, 1)
BEFORE, DURING, AFTER = (datetime.date(2026, month, 1) for month in (2, 4, 8))
QUOTA = (
    '[[quota]]\nid = "{id}"\ntitle = "招聘会"\nmeasure = "fairs-held"\nunit = "场"\n'
    'total = {total}\nclause = "C-1"\n'
)
CLAUSE = '[[clause]]\nid = "C-1"\nwords = ["招聘会"]\ncarried_by = ["text"]\n'
WAIT = '[[parameter.wait-days]]\nlabel = "等候天数"\nfrom = 2026-01-01\nvalue = {days}\nunit = "天"\n'


def write_pack(folder: Path, name: str, level: str, code: str, days: int, total: int, more: str = "") -> None:
    home = folder / name
    home.mkdir(parents=True)
    parent = "" if level == "national" else 'parent = "_national"\n'
    code_line = f'place_code = "{code}"\n' if code else ""
    (home / "plan.toml").write_text(
        f'id = "{name}"\ntitle = "方案{name}"\nlevel = "{level}"\n{code_line}{parent}document = "文件{name}"\n{more}',
        encoding="utf-8",
    )
    (home / "parameters.toml").write_text(WAIT.format(days=days), encoding="utf-8")
    (home / "clauses.toml").write_text(CLAUSE, encoding="utf-8")
    (home / "quotas.toml").write_text(QUOTA.format(id=f"Q-{name}", total=total), encoding="utf-8")


@pytest.fixture
def packs(tmp_path: Path, settings) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """A country, a city whose second plan follows the first, and a county of the city."""
    term = "starts_on = 2026-03-01\nends_before = 2026-07-01\n"
    write_pack(tmp_path, "_national", "national", "", 1, 1, "starts_on = 2020-01-01\n")
    write_pack(tmp_path, "city-old", "city", "9901", 7, 10, "starts_on = 2026-01-01\n")
    write_pack(
        tmp_path, "city-new", "city", "9901", 9, 20, 'starts_on = 2026-04-01\nsupersedes = ["city-old"]\n'
    )
    write_pack(tmp_path, "county", "county", "990102", 3, 5, term)
    settings.BAIGONG_PACKS = [tmp_path]
    caches = (selectors.pack_named, selectors.packs_by_place_code, selectors._stacked)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def town(packs: None) -> Place:
    city = add_place(name="海原市", kind="city", code="990100", parent=None, valid_from=SINCE)
    county = add_place(name="北渡县", kind="county", code="990102", parent=city, valid_from=SINCE)
    return add_place(name="柳塘镇", kind="town", code="990102101", parent=county, valid_from=SINCE)


def in_force(place: Place, on: datetime.date) -> list[str]:
    return [layer.pack.plan.id for layer in plans_at(place.path, on).in_force]


def test_which_plans_hold_changes_with_the_day(town: Place) -> None:
    assert in_force(town, BEFORE) == ["city-old", "_national"]
    assert in_force(town, DURING) == ["county", "city-new", "_national"]
    assert in_force(town, AFTER) == ["city-new", "_national"]
    # What a place is read by stays: the county's ended plan still says what its ledgers look like.
    assert pack_for(town.path, AFTER).plan.id == "county"


def test_duties_of_county_and_city_add_up(town: Place) -> None:
    quotas = [(layer.pack.plan.id, quota.total) for layer, quota in plans_at(town.path, DURING).quotas()]
    assert quotas == [("county", 5), ("city-new", 20), ("_national", 1)]


def put(place: Place, days: int, valid_from: datetime.date) -> None:
    with system_scope("test"):
        set_value(
            by="test",
            parameter="wait-days",
            place_path=place.path,
            county_id="",
            valid_from=valid_from,
            value=Decimal(days),
            unit="days",
            document="测试〔2026〕1号",
        )


def test_a_figure_is_the_nearest_places_and_there_the_offices_own(town: Place) -> None:
    county, city = town.parent, town.parent.parent
    assert [parameter_at("wait-days", town.path, on) for on in (BEFORE, DURING, AFTER)] == [7, 3, 9]
    put(city, 50, DURING)
    assert parameter_at("wait-days", town.path, DURING) == 3
    assert parameter_at("wait-days", town.path, AFTER) == 50
    put(county, 60, DURING)
    assert parameter_at("wait-days", town.path, DURING) == 60
    assert parameter_at("wait-days", town.path, DURING - datetime.timedelta(days=1)) == 3
    with pytest.raises(KeyError, match="no value of nothing"):
        parameter_at("nothing", town.path, DURING)


def test_the_overview_says_where_each_figure_comes_from(town: Place) -> None:
    put(town.parent, 60, DURING)
    with enter(Scope(actor="town", label="镇", places=(town.path,))):
        overview = overview_of(town, DURING)
    assert [(plan.id, plan.place, plan.standing_label) for plan in overview.plans] == [
        ("county", "北渡县", "执行中"),
        ("city-new", "海原市", "执行中"),
        ("city-old", "海原市", "已被接替"),
        ("_national", "", "执行中"),
    ]
    assert overview.plans[2].successor == "方案city-new"
    (figure,) = overview.figures
    assert (figure.label, figure.counted.value, figure.counted.unit) == ("等候天数", "60", "天")
    assert (figure.counted.origin, figure.counted.document) == ("北渡县自定", "测试〔2026〕1号")
    assert [(value.origin, value.value) for value in figure.passed_over] == [
        ("方案county", "3"),
        ("方案city-new", "9"),
        ("方案_national", "1"),
    ]


def test_asking_costs_the_same_however_many_plans_there_are(town: Place) -> None:
    def count(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as seen:
            act()
        return sum("set_config" not in query["sql"] for query in seen)  # the second wall sets its scope

    plans_at(town.path, DURING)
    assert count(lambda: plans_at(town.path, DURING)) == 1
    assert count(lambda: parameter_at("wait-days", town.path, DURING)) == 2
