"""Towns against the least number of commissioners: who counts, who does not, whose figure, and what is short."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import sand_table
from tests.sand_table import World

from baigong.domains.commissioners import staffing
from baigong.domains.commissioners.staffing import LEAST_OF, StaffLine, sorted_lines, staff_lines
from baigong.domains.places.enums import PlaceKind
from baigong.domains.policies.selectors import parameter_at, parameter_by_place
from baigong.domains.users.models import Post, User
from baigong.domains.users.services import appoint
from baigong.foundation import clock
from baigong.foundation.parameters.services import set_value
from baigong.foundation.scope import Scope, enter, system_scope

pytestmark = pytest.mark.django_db
TODAY = clock.today()
DAY = datetime.timedelta(days=1)
TOWN, OTHER = "1.1.1", "1.1.2"


@pytest.fixture
def world() -> World:
    made = sand_table.build_world()
    least(made, "1", 2)
    return made


def least(world: World, key: str, number: int) -> None:
    place = world.places[key]
    with system_scope("试验"):
        set_value(
            by="t", parameter=LEAST_OF["towns"], place_path=place.path, county_id=place.county_id,
            valid_from=sand_table.SINCE, value=Decimal(number), unit="人", document="试1号",
        )  # fmt: skip


def hold(
    world: World,
    name: str,
    at: str = TOWN,
    *,
    role: str = "commissioner",
    starts_on: datetime.date = sand_table.SINCE,
    rank: str = "",
) -> Post:
    user = User.objects.filter(username=name).first() or User.objects.create_user(
        name, None, display_name=name
    )
    with system_scope("试验"):
        return appoint(by="t", user=user, role=role, place=world.places[at], starts_on=starts_on, rank=rank)


def lines(world: World, key: str = "1.1", level: str = "towns") -> dict[str, StaffLine]:
    place = world.places[key]
    with enter(Scope(actor="t", label="t", places=(place.path,))):
        return {line.place.name: line for line in staff_lines(place, level, TODAY)}


def test_a_town_has_its_commissioners_and_says_how_many_are_missing(world: World) -> None:
    hold(world, "甲")
    hold(world, "乙", role="town_officer", rank="officer")
    found = lines(world)
    line = found["地1.1.1"]
    assert (line.staff, line.commissioners, line.least, line.short) == (2, 1, 2, 1)
    assert line.ranks_text == "一般干部1人、用工服务专员1人" and line.county_name == "地1.1"
    assert (found["地1.1.2"].commissioners, found["地1.1.2"].short) == (0, 2)
    hold(world, "丙")
    assert lines(world)["地1.1.1"].short == 0


def test_those_that_lack_most_come_first_and_any_order_goes_both_ways(world: World) -> None:
    hold(world, "甲")
    assert list(lines(world)) == ["地1.1.2", "地1.1.1"]
    found = list(lines(world).values())
    ordered = [line.place.name for line in sorted_lines(found, "staff", is_descending=True)]
    assert ordered == ["地1.1.1", "地1.1.2"]
    assert [line.place.name for line in sorted_lines(found, "name", is_descending=False)] == ordered


@pytest.mark.parametrize("why", ["twice", "ended", "ahead", "locked", "stands_in", "village", "leader"])
def test_who_does_not_count(world: World, why: str) -> None:
    hold(world, "甲")
    if why == "twice":  # the same person in a second post of the town is no second person
        hold(world, "甲", starts_on=sand_table.SINCE + DAY)
    elif why == "ahead":
        hold(world, "乙", starts_on=TODAY + DAY)
    elif why == "village":
        hold(world, "乙", at=f"{TOWN}.1")
    elif why == "leader":
        hold(world, "乙", role="leader")
    else:
        post = hold(world, "乙")
        with system_scope("试验"):
            if why == "ended":
                Post.objects.filter(id=post.id).update(ends_before=TODAY)
            elif why == "locked":
                User.objects.filter(id=post.user_id).update(is_active=False)
            else:
                own = Post.objects.get(user__username="甲")
                Post.objects.filter(id=post.id).update(delegated_from=own, ends_before=TODAY + DAY)
    line = lines(world)["地1.1.1"]
    assert (line.commissioners, line.staff, line.short) == (1, 1, 1)


def test_twin_without_telling_people_apart_one_person_fills_two_places(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: posts are counted instead of people."""
    honest = staffing._line
    hold(world, "甲")
    hold(world, "甲", starts_on=sand_table.SINCE + DAY)
    assert lines(world)["地1.1.1"].short == 1

    def careless(place: object, county: str, posts: list[Post], least: int | None) -> StaffLine:
        for number, post in enumerate(posts):
            post.user_id = number  # type: ignore[assignment]  # what the guard would have compared
        return honest(place, county, posts, least)  # type: ignore[arg-type]  # the same place

    monkeypatch.setattr(staffing, "_line", careless)
    assert lines(world)["地1.1.1"].short == 0


def test_the_nearest_figure_counts_and_none_is_no_shortage(world: World) -> None:
    least(world, TOWN, 1)
    hold(world, "甲")
    found = lines(world)
    assert (found["地1.1.1"].least, found["地1.1.1"].short) == (1, 0) and found["地1.1.2"].least == 2
    villages = lines(world, level="villages")
    assert {(line.least, line.short) for line in villages.values()} == {(None, 0)} and len(villages) == 4
    elsewhere = lines(world, "2.1")
    assert {(line.least, line.short) for line in elsewhere.values()} == {(None, 0)}


def test_a_figure_of_many_places_is_the_figure_of_each(world: World) -> None:
    least(world, TOWN, 1)
    paths = [place.path for place in world.places.values() if place.kind == PlaceKind.TOWN]
    name, found = LEAST_OF["towns"], parameter_by_place(LEAST_OF["towns"], paths, TODAY)
    for path in paths:
        try:
            assert found[path] == parameter_at(name, path, TODAY)
        except KeyError:
            with pytest.raises(KeyError):
                parameter_at(name, path, TODAY)
    assert len(found) == 4


def test_the_questions_do_not_grow_with_the_places(world: World) -> None:
    counts = []
    for key in ("1.1.1", "1"):
        lines(world, key)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            lines(world, key)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8
