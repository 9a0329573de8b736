"""The rules of vigilance: found when the figure is reached, silent one below it, whatever the order."""

from __future__ import annotations

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.vigilance import RULES, Limits, Pattern, Sight, patterns_in

NOON = datetime.datetime(2026, 5, 12, 12, tzinfo=datetime.UTC)
LIMITS = Limits(hourly=20, night_from=22, night_until=6, watchers=4, times_usual=10)
HOME = ("1/2/",)


def sight(number: int, *, minutes: float = 0, actor: str = "a", count: int = 1, **more: object) -> Sight:
    at = NOON + datetime.timedelta(minutes=minutes)
    return Sight(f"e{number:04}", actor, at, count, **more)  # type: ignore[arg-type]  # what the test names


def found(rule: str, sights: list[Sight], limits: Limits = LIMITS) -> list[Pattern]:
    return [pattern for pattern in patterns_in(sights, limits) if pattern.rule == rule]


def test_twenty_in_an_hour_are_found_and_nineteen_are_not() -> None:
    assert found("hourly", [sight(n, minutes=n * 2.5) for n in range(19)]) == []
    [pattern] = found("hourly", [sight(n, minutes=n * 2.5) for n in range(20)])
    assert (pattern.actor, pattern.figure, len(pattern.entries)) == ("a", 20, 20)


def test_twenty_in_more_than_an_hour_are_no_burst() -> None:
    assert found("hourly", [sight(n, minutes=n * 3.2) for n in range(20)]) == []
    assert len(found("hourly", [sight(1, count=20), sight(2, minutes=300, count=20)])) == 2


def test_one_export_of_many_counts_each_of_them() -> None:
    assert found("hourly", [sight(1, count=500)])[0].figure == 500


@pytest.mark.parametrize(
    ("hour", "is_found"), [(21, False), (22, True), (23, True), (0, True), (5, True), (6, False)]
)
def test_the_night_goes_past_midnight(hour: int, is_found: bool) -> None:
    minutes = (hour - 12) * 60
    assert bool(found("night", [sight(1, minutes=minutes)])) is is_found


def test_one_night_is_one_finding() -> None:
    late = [sight(1, minutes=11 * 60), sight(2, minutes=13 * 60), sight(3, minutes=17 * 60)]
    assert [pattern.figure for pattern in found("night", late)] == [3]


def test_away_is_outside_every_place_of_ones_own() -> None:
    assert found("away", [sight(1, place_path="1/2/3/", homes=HOME)]) == []
    assert len(found("away", [sight(1, place_path="1/9/", homes=HOME)])) == 1
    assert found("away", [sight(1, place_path="1/9/")]) == []


def test_one_person_seen_by_four_within_a_day() -> None:
    four = [sight(n, minutes=n * 60, actor=f"a{n}", objects=("p",)) for n in range(4)]
    [pattern] = found("watched", four)
    assert (pattern.object_id, pattern.actor, pattern.figure) == ("p", "", 4)
    assert found("watched", four[:3]) == []
    spread = [sight(n, minutes=n * 60 * 12, actor=f"a{n}", objects=("p",)) for n in range(4)]
    assert found("watched", spread) == []


def test_ten_times_what_the_unit_is_used_to() -> None:
    usual = [sight(n, minutes=-n * 60, actor="b", count=2, homes=HOME) for n in range(10, 20)]
    assert found("usual", [*usual, sight(1, count=19, homes=HOME)]) == []
    [pattern] = found("usual", [*usual, sight(1, count=20, homes=HOME)])
    assert (pattern.actor, pattern.figure, pattern.limit) == ("a", 20, 20)


def test_every_rule_is_told_and_known() -> None:
    assert [rule.code for rule in RULES] == ["hourly", "usual", "night", "away", "watched"]


SIGHTS = st.lists(
    st.builds(
        sight,
        st.integers(0, 9999),
        minutes=st.integers(0, 3000),
        actor=st.sampled_from("abcde"),
        count=st.integers(1, 30),
        objects=st.sampled_from([(), ("p",), ("p", "q")]),
        place_path=st.sampled_from(["", "1/2/3/", "1/9/"]),
        homes=st.sampled_from([(), HOME]),
    ),
    max_size=30,
    unique_by=lambda each: each.entry,
)


@given(SIGHTS, st.randoms())
def test_the_order_of_sights_does_not_matter(sights: list[Sight], order: object) -> None:
    turned = list(sights)
    order.shuffle(turned)  # type: ignore[attr-defined]  # a random.Random
    assert patterns_in(turned, LIMITS) == patterns_in(sights, LIMITS)


@given(SIGHTS)
def test_a_burst_is_found_exactly_when_some_hour_reaches_the_limit(sights: list[Sight]) -> None:
    """Against the plain reading: look back an hour from each act."""
    plain = {
        sight.actor
        for sight in sights
        if sum(
            each.count
            for each in sights
            if each.actor == sight.actor and sight.at - datetime.timedelta(hours=1) < each.at <= sight.at
        )
        >= LIMITS.hourly
    }
    assert {pattern.actor for pattern in found("hourly", sights)} == plain


@given(SIGHTS)
def test_a_finding_rests_on_entries_that_are_there(sights: list[Sight]) -> None:
    entries = {each.entry for each in sights}
    for pattern in patterns_in(sights, LIMITS):
        assert pattern.entries and set(pattern.entries) <= entries
        assert pattern.first_at <= pattern.last_at


def usual_days(persons: int, days: int) -> list[Sight]:
    """Return the replay of a unit at work: two to seven persons an hour, eight hours a day, each officer."""
    pick = random.Random(43)
    made: list[Sight] = []
    for person in range(persons):
        for day in range(days):
            for hour in range(8):
                for minute in sorted(pick.sample(range(60), pick.randint(2, 7))):
                    at = day * 1_440 + (hour - 3) * 60 + minute
                    made.append(sight(len(made), minutes=at, actor=f"p{person}", homes=HOME))
    return made


def loud(sights: list[Sight]) -> list[Pattern]:
    return [each for each in patterns_in(sights, LIMITS) if each.rule in ("hourly", "usual")]


def test_a_thousand_usual_days_raise_at_most_one_alarm() -> None:
    """Reliability 43: false alarms ≤ 1 in 1,000 user-days of a synthetic unit."""
    assert len(loud(usual_days(persons=50, days=20))) <= 1


def test_ten_times_the_usual_is_found_among_them() -> None:
    """Reliability 43: one officer reads ten times the unit's usual within an hour; nobody else is named."""
    burst = [sight(90_000 + n, minutes=4_320 + n, actor="p7", homes=HOME) for n in range(50)]
    assert {each.actor for each in loud(usual_days(persons=10, days=5) + burst)} == {"p7"}
