"""Plans in a stack: nearest place first, duties add up, of figures one counts; by example and by property."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.packs import (
    Figure,
    Pack,
    Parameter,
    ParameterValue,
    PlanStanding,
    load_pack,
    stack_plans,
)
from baigong.kernels.packs.model import LEVELS, Plan, Quota

PACKS = Path(__file__).parents[5] / "packs"
NATIONAL = load_pack(PACKS / "_national")
MARCH, APRIL, JULY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 7, 1)


def pack(
    name: str,
    level: str = "city",
    *,
    starts_on: date = MARCH,
    ends_before: date | None = None,
    supersedes: tuple[str, ...] = (),
    parent: Pack | None = NATIONAL,
    days: int | None = None,
) -> Pack:
    plan = Plan(
        id=name,
        title=name,
        level=level,
        place_code="99",
        parent=parent.plan.id if parent else "",
        starts_on=starts_on,
        ends_before=ends_before,
        document=f"文件{name}",
        funding="",
        supersedes=supersedes,
    )
    quota = Quota(f"Q-{name}", name, "fairs-held", "场", 5, "", None, starts_on, ends_before, "")
    values = (ParameterValue(date(2020, 1, 1), Decimal(days), "days"),) if days is not None else ()
    return replace(
        NATIONAL,
        plan=plan,
        parent=parent,
        parameters={"wait": Parameter("wait", values, "等候天数")} if values else {},
        quotas=(quota,),
        registers=(),
        groups=(),
    )


def names(packs: object) -> list[str]:
    return [each.plan.id for each in packs]  # type: ignore[attr-defined]


def test_parents_add_their_duties_and_stand_behind() -> None:
    province = pack("province", "province")
    city, county = pack("city", parent=province), pack("county", "county")
    stack = stack_plans([[], [county], [city], [province]], national=NATIONAL, on=APRIL)
    assert names(stack.line) == ["county", "city", "province", "_national"]
    assert [quota.id for _, quota in stack.quotas()] == ["Q-county", "Q-city", "Q-province"]
    # The county's own file names the country as its parent, and still its city's ledgers are looked up.
    assert names(stack.as_pack().lineage) == names(stack.line)


def test_a_parent_no_place_carries_still_stands_where_it_is_declared() -> None:
    province = pack("province", "province")
    stack = stack_plans([[pack("city", parent=province)]], national=NATIONAL, on=APRIL)
    assert names(stack.line) == ["city", "province", "_national"]


def test_a_successor_ends_what_it_supersedes_on_its_own_first_day() -> None:
    old = pack("old", starts_on=MARCH, days=3)
    new = pack("new", starts_on=APRIL, supersedes=("old",), days=5)
    before = stack_plans([[old, new]], national=NATIONAL, on=APRIL - timedelta(days=1))
    after = stack_plans([[old, new]], national=NATIONAL, on=APRIL)
    assert names(before.line) == ["old", "_national"]
    assert names(after.line) == ["new", "_national"]
    layer = next(each for each in after.layers if each.pack.plan.id == "old")
    assert (layer.standing, layer.superseded_by, layer.ends_before) == (PlanStanding.SUPERSEDED, "new", APRIL)
    assert [figure.value for figure in after.figures("wait")] == [Decimal(5)]


def test_a_plan_that_ended_before_its_successor_is_over_and_not_superseded() -> None:
    old = pack("old", ends_before=APRIL)
    stack = stack_plans([[old, pack("new", starts_on=JULY, supersedes=("old",))]], national=NATIONAL, on=JULY)
    layer = next(each for each in stack.layers if each.pack.plan.id == "old")
    assert (layer.standing, layer.ends_before) == (PlanStanding.ENDED, APRIL)


def test_two_plans_of_one_place_hold_side_by_side_and_the_later_ones_figure_counts() -> None:
    hiring, skills = pack("hiring", days=3), pack("skills", starts_on=APRIL, days=7)
    stack = stack_plans([[hiring, skills]], national=NATIONAL, on=APRIL)
    assert names(stack.line) == ["skills", "hiring", "_national"]
    assert [figure.value for figure in stack.figures("wait")] == [Decimal(7), Decimal(3)]


def test_what_has_ended_asks_for_nothing_but_is_still_read() -> None:
    city = pack("city", ends_before=APRIL, days=3)
    province = pack("province", "province", days=9)
    stack = stack_plans([[city], [province]], national=NATIONAL, on=JULY)
    assert names(stack.line) == ["city", "province", "_national"]
    assert [quota.id for _, quota in stack.quotas()] == ["Q-province"]
    assert [figure.value for figure in stack.figures("wait")] == [Decimal(9), Decimal(3)]


def test_before_the_first_plan_begins_a_place_prepares_by_it() -> None:
    stack = stack_plans([[pack("city", starts_on=JULY)]], national=NATIONAL, on=APRIL)
    assert names(stack.line)[0] == "city"
    assert stack.quotas() == ()


def test_the_nearest_word_counts_and_at_one_place_the_offices_own() -> None:
    county, city = pack("county", "county", days=3), pack("city", days=9)
    stack = stack_plans([[county], [city]], national=NATIONAL, on=APRIL)

    def own(distance: int, starts_on: date = MARCH) -> Figure:
        return Figure(
            Decimal(distance + 100), "days", starts_on, distance, "文", own_of="a/" * (2 - distance)
        )

    def counted(*figures: Figure) -> Decimal:
        return stack.figures("wait", figures)[0].value

    assert counted() == Decimal(3)
    assert counted(own(1)) == Decimal(3)  # the city's own word is farther than the county's plan
    assert counted(own(0), own(1)) == Decimal(100)
    assert counted(own(0, JULY)) == Decimal(3)  # not yet
    assert [figure.value for figure in stack.figures("wait", [own(1)])] == [3, 101, 9]


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@st.composite
def _places(draw: st.DrawFn) -> list[list[Pack]]:
    places: list[list[Pack]] = []
    made: list[str] = []
    for level in reversed(LEVELS[1:]):
        here = []
        for number in range(draw(st.integers(0, 3))):
            starts_on = draw(DAYS)
            ends = draw(
                st.none() | st.integers(1, 400).map(lambda days, s=starts_on: s + timedelta(days=days))
            )
            followed = draw(st.lists(st.sampled_from(made), max_size=2)) if made else []
            name = f"{level}{number}"
            days = draw(st.none() | st.integers(1, 99))
            here.append(pack(name, level, starts_on=starts_on, ends_before=ends, supersedes=tuple(followed),
                             days=days))  # fmt: skip
            made.append(name)
        places.append(here)
    return places


@given(_places(), DAYS)
def test_every_duty_of_a_plan_that_holds_is_there_once_and_none_of_another(
    places: list[list[Pack]], on: date
) -> None:
    stack = stack_plans(places, national=NATIONAL, on=on)
    known = {each.plan.id: each.plan for here in places for each in here}
    holding = {
        name
        for name, plan in known.items()
        if plan.is_in_force(on)
        and not any(name in other.supersedes and other.starts_on <= on for other in known.values())
    }
    assert sorted(quota.title for _, quota in stack.quotas()) == sorted(holding)
    assert {layer.pack.plan.id for layer in stack.layers} == {*known, "_national"}


@given(_places(), DAYS)
def test_the_line_never_goes_back_towards_the_asker_and_ends_in_the_country(
    places: list[list[Pack]], on: date
) -> None:
    stack = stack_plans(places, national=NATIONAL, on=on)
    distance = {layer.pack.plan.id: layer.distance for layer in stack.layers}
    line = [distance[each.plan.id] for each in stack.line]
    assert line == sorted(line)
    assert names(stack.line)[-1] == "_national"
    # Every place that has plans is read by at least one of them, whatever the day.
    assert set(line) >= {number for number, here in enumerate(places) if here}


@given(_places(), DAYS, st.randoms())
def test_the_order_of_the_files_changes_nothing(places: list[list[Pack]], on: date, random: object) -> None:
    shuffled = [random.sample(here, len(here)) for here in places]  # type: ignore[attr-defined]
    one, other = (stack_plans(each, national=NATIONAL, on=on) for each in (places, shuffled))
    assert names(one.line) == names(other.line)
    assert one.figures("wait") == other.figures("wait")


@given(_places(), DAYS)
def test_no_figure_of_a_plan_that_holds_is_behind_one_that_does_not(
    places: list[list[Pack]], on: date
) -> None:
    stack = stack_plans(places, national=NATIONAL, on=on)
    in_force = {layer.pack.plan.id for layer in stack.in_force}
    figures = stack.figures("wait")
    holding = [figure.plan_id in in_force for figure in figures]
    assert holding == sorted(holding, reverse=True)
    for group in (True, False):
        distances = [each.distance for each, held in zip(figures, holding, strict=True) if held is group]
        assert distances == sorted(distances)
