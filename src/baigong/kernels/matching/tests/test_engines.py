"""Both engines agree to the last bit, parts add up, and no hard condition is broken in any list."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baigong.kernels.matching import (
    MatchingError,
    Seeker,
    Settings,
    Vacancy,
    Weights,
    WeightsByPlace,
    blocked,
    explain,
    match,
    ranking,
)
from baigong.kernels.matching.tests.worlds import (
    CODES,
    COMMUTE,
    ON,
    lawful_to_introduce,
    seekers,
    vacancies,
    weights,
    weights_by_place,
    worlds,
)

World = tuple[list[Seeker], list[Vacancy]]
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def lists(
    world: World, rules: Weights | WeightsByPlace, engine: str, tops: tuple[int, int] = (3, 2)
) -> tuple[dict, dict]:
    found = match(
        *world,
        rules,
        commute=COMMUTE,
        on=ON,
        top_for_seeker=tops[0],
        top_for_vacancy=tops[1],
        engine=engine,  # type: ignore[arg-type]
    )
    return dict(found.for_seeker), dict(found.for_vacancy)


@PATIENT
@given(worlds(), weights)
def test_the_engines_agree(world: World, rules: Weights) -> None:
    assert lists(world, rules, "numpy") == lists(world, rules, "reference")


@PATIENT
@given(worlds(), weights)
def test_the_engines_agree_when_memory_is_short(world: World, rules: Weights) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocked, "CHUNK_CELLS", 3)
        patch.setattr(ranking, "KEEP_PAIRS", 2)
        assert lists(world, rules, "numpy") == lists(world, rules, "reference")


@PATIENT
@given(worlds(), weights_by_place)
def test_the_engines_agree_where_plans_differ(world: World, rules: WeightsByPlace) -> None:
    assert lists(world, rules, "numpy") == lists(world, rules, "reference")


@PATIENT
@given(worlds(), weights_by_place)
def test_the_weights_of_the_vacancy_count_on_both_lists(world: World, rules: WeightsByPlace) -> None:
    """Every pair is scored as its vacancy's place says, wherever the person lives, and lists are in that order."""
    people, posts = world
    told = {
        (person.id, post.id): explain(person, post, rules[post.place_path], COMMUTE, on=ON)
        for person in people
        for post in posts
    }
    admitted = [(key, pair.score) for key, pair in told.items() if pair.failed is None]
    forward, backward = lists(world, rules, "numpy", (3, 2))
    for person in people:
        best = sorted((-score, key[1]) for key, score in admitted if key[0] == person.id)[:3]
        assert [(-pair.score, pair.vacancy_id) for pair in forward[person.id]] == best
    for post in posts:
        best = sorted((-score, key[0]) for key, score in admitted if key[1] == post.id)[:2]
        assert [(-pair.score, pair.seeker_id) for pair in backward[post.id]] == best


@PATIENT
@given(worlds(), weights)
def test_lists_hold_exactly_the_pairs_the_specification_admits(world: World, rules: Weights) -> None:
    people, posts = world
    forward, backward = lists(world, rules, "numpy", (99, 99))
    admitted = {(s.id, v.id) for s in people for v in posts if lawful_to_introduce(s, v, rules)}
    assert {(pair.seeker_id, pair.vacancy_id) for items in forward.values() for pair in items} == admitted
    assert {(pair.seeker_id, pair.vacancy_id) for items in backward.values() for pair in items} == admitted


@PATIENT
@given(worlds(), weights)
def test_lists_are_sorted_by_score_then_id(world: World, rules: Weights) -> None:
    forward, backward = lists(world, rules, "numpy", (99, 99))
    for items in forward.values():
        assert list(items) == sorted(items, key=lambda pair: (-pair.score, pair.vacancy_id))
    for items in backward.values():
        assert list(items) == sorted(items, key=lambda pair: (-pair.score, pair.seeker_id))


@PATIENT
@given(seekers(1), vacancies(1), weights)
def test_the_explanation_is_the_score(seeker: Seeker, vacancy: Vacancy, rules: Weights) -> None:
    told = explain(seeker, vacancy, rules, COMMUTE, on=ON)
    assert told.score == sum(points for _, points, _ in told.parts) == sum(r.points for r in told.reasons)
    assert all(0 <= points <= maximum for _, points, maximum in told.parts)
    assert (told.failed is None) == lawful_to_introduce(seeker, vacancy, rules)
    pairs = lists(([seeker], [vacancy]), rules, "numpy")[0]["s1"]
    assert [(pair.score, pair.parts) for pair in pairs] == ([] if told.failed else [(told.score, told.parts)])


def test_a_thousand_random_pairs() -> None:
    """1,000 pairs: in the list with the explained score, or behind its last, or refused for a reason."""
    rng = random.Random(11)
    people = [_seeker(rng, key) for key in range(300)]
    posts = [_vacancy(rng, key) for key in range(60)]
    found = match(people, posts, Weights(), commute=COMMUTE, on=ON, top_for_seeker=5)
    seen = {"listed": 0, "behind": 0, "refused": 0}
    for _ in range(1000):
        person, post = rng.choice(people), rng.choice(posts)
        told = explain(person, post, Weights(), COMMUTE, on=ON)
        shown = {pair.vacancy_id: pair for pair in found.for_seeker[person.id]}
        if told.failed is not None:
            seen["refused"] += 1
            assert post.id not in shown
            assert not lawful_to_introduce(person, post, Weights())
        elif post.id in shown:
            seen["listed"] += 1
            assert (shown[post.id].score, shown[post.id].parts) == (told.score, told.parts)
        else:
            seen["behind"] += 1
            last = found.for_seeker[person.id][-1]
            assert len(shown) == 5 and (-last.score, last.vacancy_id) < (-told.score, post.id)
    assert min(seen.values()) > 20


def _seeker(rng: random.Random, key: int) -> Seeker:
    return Seeker(
        f"s{key}",
        occupations=tuple(rng.sample(CODES, rng.randrange(3))),
        area=rng.choice("abcde"),
        pay_from_fen=rng.choice([None, 400_000, 500_000, 600_000]),
        wants_lodging=rng.choice([True, False, None]),
        shifts=frozenset(rng.sample(["day", "night"], rng.randrange(3))),
    )


def _vacancy(rng: random.Random, key: int) -> Vacancy:
    return Vacancy(
        f"v{key}",
        occupations=tuple(rng.sample(CODES, rng.randrange(3))),
        area=rng.choice("abcde"),
        pay_from_fen=300_000,
        pay_to_fen=rng.choice([None, 450_000, 550_000]),
        has_lodging=rng.random() < 0.3,
        shift=rng.choice([None, "day", "night"]),
    )


def test_equal_scores_are_ordered_by_the_text_of_the_id() -> None:
    posts = [Vacancy(key, occupations=("6-18-02-04",), area="a") for key in ("v9", "v10", "v2")]
    person = Seeker("s1", occupations=("6-18-02-04",), area="a")
    assert [pair.vacancy_id for pair in lists(([person], posts), Weights(), "numpy")[0]["s1"]] == [
        "v10",
        "v2",
        "v9",
    ]


@pytest.mark.parametrize("engine", ["numpy", "reference"])
def test_nobody_to_match(engine: str) -> None:
    assert lists(([], []), Weights(), engine) == ({}, {})
    assert lists(([Seeker("s1")], []), Weights(), engine) == ({"s1": ()}, {})
    assert lists(([], [Vacancy("v1")]), Weights(), engine) == ({}, {"v1": ()})


def test_an_id_twice_is_refused() -> None:
    with pytest.raises(MatchingError, match="出现了两次") as refusal:
        lists(([Seeker("s1"), Seeker("s1")], []), Weights(), "numpy")
    assert refusal.value.code == "id_twice"


@pytest.mark.parametrize("engine", ["numpy", "reference"])
def test_a_place_without_weights_is_refused(engine: str) -> None:
    with pytest.raises(MatchingError, match="没有权重") as refusal:
        lists(([Seeker("s1")], [Vacancy("v1", place_path="1/1/")]), {"1/": Weights()}, engine)
    assert refusal.value.code == "weights_place"


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(MatchingError, match="numpy、reference"):
        lists(([], []), Weights(), "abacus")


FITTING = (
    [Seeker("s1", occupations=("6-18-02-04",), area="a", pay_from_fen=500_000)],
    [Vacancy("v1", occupations=("6-18-02-04",), area="a", pay_from_fen=300_000, pay_to_fen=480_000)],
)


def test_twin_the_agreement_test_sees_a_changed_tolerance(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the numpy engine's pay column made stricter, the two engines no longer agree."""
    assert lists(FITTING, Weights(), "numpy")[0]["s1"] != ()
    honest = blocked._pay_points

    def strict(left, right, maximum, setting):  # type: ignore[no-untyped-def]
        return honest(left, right, maximum, replace(setting, weights=Weights(pay_tolerance_percent=0)))

    monkeypatch.setattr(blocked, "_pay_points", strict)
    assert lists(FITTING, Weights(), "numpy") != lists(FITTING, Weights(), "reference")


def test_twin_one_set_of_weights_for_all_places_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all vacancies thrown into the first one's group, the scores are not those of their own places."""
    post = FITTING[1][0]
    posts = [replace(post, place_path="1/1/"), replace(post, id="v2", place_path="1/2/")]
    rules = {"1/1/": Weights(), "1/2/": Weights(occupation=35, priority=10)}
    scores = [pair.score for pair in lists((FITTING[0], posts), rules, "numpy")[0]["s1"]]
    assert len(set(scores)) == 2

    def careless(self, vacancies):  # type: ignore[no-untyped-def]
        return [(self.of(vacancies[0]), list(range(len(vacancies))))]

    monkeypatch.setattr(Settings, "groups", careless)
    with pytest.raises(MatchingError) as refusal:
        lists((FITTING[0], posts), rules, "numpy")
    assert refusal.value.code == "engine_disagrees"


def test_twin_a_score_that_is_not_the_sum_of_its_parts_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The guard in ``Pair`` making: an engine that awards a point too much is caught when looked at."""
    honest = blocked._best_way
    monkeypatch.setattr(blocked, "_best_way", lambda ways, rows: honest(ways, rows) + 1)
    with pytest.raises(MatchingError) as refusal:
        lists(FITTING, Weights(), "numpy")
    assert refusal.value.code == "engine_disagrees"


def test_twin_without_dropping_duplicates_a_post_would_stand_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Seeker("s1", occupations=("6-18-02-04", "6-20-01-01"), area="a")
    posts = [
        Vacancy("v1", occupations=("6-18-02-04", "6-20-01-01"), area="a"),
        Vacancy("v2", occupations=("6-20-01-01",), area="a"),
    ]
    found = match([person], posts, Weights(), commute=COMMUTE, on=ON, top_for_seeker=2)
    assert [key for key, _ in found.for_seeker.ranked_ids("s1")] == ["v1", "v2"]

    def undeduplicated(self):  # type: ignore[no-untyped-def]
        import numpy

        return tuple(numpy.concatenate(part) for part in zip(*self._pending, strict=True))

    monkeypatch.setattr(ranking.Ranking, "_distinct", undeduplicated)
    found = match([person], posts, Weights(), commute=COMMUTE, on=ON, top_for_seeker=2)
    assert [key for key, _ in found.for_seeker.ranked_ids("s1")] == ["v1", "v1"]


@given(st.integers(1, 5), st.integers(1, 5))
@settings(max_examples=20, deadline=None)
def test_lists_are_no_longer_than_asked(top_for_seeker: int, top_for_vacancy: int) -> None:
    rng = random.Random(3)
    people = [_seeker(rng, key) for key in range(20)]
    posts = [_vacancy(rng, key) for key in range(20)]
    forward, backward = lists((people, posts), Weights(), "numpy", (top_for_seeker, top_for_vacancy))
    assert max(map(len, forward.values())) == top_for_seeker
    assert max(map(len, backward.values())) == top_for_vacancy
