"""Each criterion by example: what SPECIFICATION.md promises, condition by condition."""

from __future__ import annotations

import pytest

from baigong.kernels.matching import LawfulAge, MatchingError, Seeker, Vacancy, Weights, explain
from baigong.kernels.matching.tests.worlds import COMMUTE, ON

MINE = LawfulAge(18, 55, "《女职工劳动保护特别规定》之外的法定条件")


def verdict(
    name: str, seeker: Seeker, vacancy: Vacancy, rules: Weights | None = None
) -> tuple[str, int, bool]:
    """``(verdict, points, refused)`` of one criterion."""
    told = explain(seeker, vacancy, rules or Weights(), COMMUTE, on=ON)
    reason = next(item for item in told.reasons if item.name == name)
    return reason.verdict, reason.points, told.failed is not None and told.failed.name == name


def person(**facts: object) -> Seeker:
    return Seeker("s1", **{"occupations": ("6-18-02-04",), "area": "a", **facts})  # type: ignore[arg-type]


def post(**facts: object) -> Vacancy:
    return Vacancy("v1", **{"occupations": ("6-18-02-04",), "area": "a", **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "work", "expected"),
    [
        ({}, {}, ("fits", 15, False)),
        ({}, {"area": "e"}, ("close", 12, False)),  # same region, 30 minutes: 85 percent of 15
        ({}, {"area": "b"}, ("fits", 15, False)),
        ({}, {"area": "d"}, ("missing", 0, True)),
        ({"area": "b"}, {"area": "c"}, ("close", 6, False)),
        ({"wish_places": ("1/1/",)}, {"place_path": "1/1/2/", "area": "d"}, ("fits", 15, False)),
        ({"wish_places": ("1/1/",)}, {"place_path": "1/10/", "area": "d"}, ("missing", 0, True)),
        ({"wish_places": ("1/1/",)}, {"place_path": "1/10/"}, ("close", 9, False)),
        ({"wants_lodging": True}, {"area": "d", "has_lodging": True}, ("close", 6, False)),
        ({"wants_lodging": None}, {"area": "d", "has_lodging": True}, ("missing", 0, True)),
        ({"area": ""}, {"area": "d"}, ("unknown", 7, False)),
        ({}, {"area": ""}, ("unknown", 7, False)),
    ],
)
def test_place(facts: dict, work: dict, expected: tuple[str, int, bool]) -> None:
    assert verdict("place", person(**facts), post(**work)) == expected


@pytest.mark.parametrize(
    ("wishes", "codes", "expected"),
    [
        (("6-18-02-04",), ("6-18-02-04",), ("fits", 40, False)),
        (("6-18-02",), ("6-18-02-04",), ("fits", 38, False)),
        (("6-18",), ("6-18-02-04",), ("fits", 34, False)),
        (("6",), ("6-18-02-04",), ("fits", 28, False)),
        (("6-18-02-05",), ("6-18-02-04",), ("close", 32, False)),
        (("6-18-03-01",), ("6-18-02-04",), ("close", 20, False)),
        (("6-1",), ("6-18-02-04",), ("missing", 0, True)),
        (("6-20-01-01",), ("6-18-02-04",), ("missing", 0, True)),
        (("4-02-01-01", "6-18-02-04"), ("6-18-02-04",), ("fits", 36, False)),
        (("4-02-01-01",), ("6-18-02-04", "4-02-01-01"), ("fits", 40, False)),
        ((), ("6-18-02-04",), ("unknown", 10, False)),
        (("6-18",), (), ("unknown", 10, False)),
    ],
)
def test_occupation(wishes: tuple, codes: tuple, expected: tuple[str, int, bool]) -> None:
    assert verdict("occupation", person(occupations=wishes), post(occupations=codes)) == expected


@pytest.mark.parametrize(
    ("wish", "low", "high", "expected"),
    [
        (700_000, 650_000, 850_000, ("fits", 15, False)),
        (750_000, 650_000, 850_000, ("fits", 15, False)),
        (800_000, 650_000, 850_000, ("close", 12, False)),
        (850_000, 650_000, 850_000, ("close", 9, False)),
        (892_500, 650_000, 850_000, ("close", 4, False)),
        (892_501, 650_000, 850_000, ("missing", 0, True)),
        (600_000, 600_000, None, ("fits", 15, False)),
        (990_000, 600_000, None, ("unknown", 7, False)),
        (500_000, None, 500_000, ("fits", 15, False)),
        (None, 650_000, 850_000, ("unknown", 7, False)),
        (700_000, None, None, ("unknown", 7, False)),
        (1, 0, 0, ("missing", 0, True)),
    ],
)
def test_pay(wish: int | None, low: int | None, high: int | None, expected: tuple[str, int, bool]) -> None:
    assert verdict("pay", person(pay_from_fen=wish), post(pay_from_fen=low, pay_to_fen=high)) == expected


def test_more_than_a_floor_is_asked_about_and_never_refused() -> None:
    """A base with commission on top promises its floor only; twin: the same figure as an upper bound refuses."""
    told = explain(
        person(pay_from_fen=650_000), post(pay_from_fen=300_000), Weights(), COMMUTE, on=ON
    ).reasons
    pay = next(reason for reason in told if reason.name == "pay")
    assert (pay.verdict, pay.sentence_zh) == ("unknown", "期望6500元起，本岗3000元起，能否给到要问企业")
    strict = Weights(unknown_fails=("pay",))
    assert verdict("pay", person(pay_from_fen=650_000), post(pay_from_fen=300_000), strict)[2] is False
    assert verdict("pay", person(pay_from_fen=650_000), post(pay_from_fen=300_000, pay_to_fen=300_000))[2]


@pytest.mark.parametrize(
    ("name", "facts", "work", "expected"),
    [
        ("education", {"education_rank": 4}, {"education_rank": 4}, ("fits", 5, False)),
        ("education", {"education_rank": 3}, {"education_rank": 4}, ("missing", 0, True)),
        ("education", {}, {"education_rank": 4}, ("unknown", 2, False)),
        ("education", {}, {}, ("fits", 5, False)),
        ("skill", {"skill_level": 3}, {"skill_level": 3}, ("fits", 10, False)),
        ("skill", {"skill_level": 2}, {"skill_level": 3}, ("close", 5, False)),
        ("skill", {"skill_level": 1}, {"skill_level": 3}, ("missing", 0, True)),
        ("skill", {"skill_level": 0}, {"skill_level": 3}, ("missing", 0, True)),
        ("skill", {}, {"skill_level": 3}, ("unknown", 5, False)),
        (
            "certificate",
            {"certificates": frozenset("xy")},
            {"certificates": frozenset("x")},
            ("fits", 0, False),
        ),
        (
            "certificate",
            {"certificates": frozenset()},
            {"certificates": frozenset("x")},
            ("missing", 0, True),
        ),
        ("certificate", {}, {"certificates": frozenset("x")}, ("unknown", 0, False)),
        ("shift", {"shifts": frozenset({"day"})}, {"shift": "day"}, ("fits", 3, False)),
        ("shift", {"shifts": frozenset({"day"})}, {"shift": "night"}, ("missing", 0, True)),
        ("shift", {}, {"shift": "night"}, ("unknown", 1, False)),
        (
            "contract",
            {"contract_forms": frozenset({"labour"})},
            {"contract_form": "dispatch"},
            ("missing", 0, True),
        ),
        ("contract", {}, {"contract_form": "dispatch"}, ("unknown", 0, False)),
        ("age", {"birth_year": 1990}, {"lawful_age": MINE}, ("fits", 0, False)),
        ("age", {"birth_year": 2003}, {"lawful_age": MINE}, ("unknown", 0, False)),
        ("age", {"birth_year": 1965}, {"lawful_age": MINE}, ("unknown", 0, False)),
        ("age", {"birth_year": 2004}, {"lawful_age": MINE}, ("missing", 0, True)),
        ("age", {"birth_year": 1964}, {"lawful_age": MINE}, ("missing", 0, True)),
        ("age", {}, {"lawful_age": MINE}, ("unknown", 0, False)),
        ("age", {"birth_year": 1930}, {}, ("fits", 0, False)),
        ("experience", {"experience_years": 3}, {"experience_years": 3}, ("fits", 5, False)),
        ("experience", {"experience_years": 1}, {"experience_years": 2}, ("close", 2, False)),
        ("experience", {"experience_years": 0}, {"experience_years": 2}, ("missing", 0, False)),
        ("lodging", {"wants_lodging": True}, {}, ("missing", 0, False)),
        ("lodging", {"wants_lodging": True}, {"has_lodging": True}, ("fits", 2, False)),
        ("lodging", {}, {}, ("unknown", 1, False)),
        ("priority", {}, {"priority": 50}, ("close", 2, False)),
        ("priority", {}, {"priority": 100}, ("fits", 5, False)),
    ],
)
def test_the_other_criteria(name: str, facts: dict, work: dict, expected: tuple[str, int, bool]) -> None:
    assert verdict(name, person(**facts), post(**work)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"certificates_checked": frozenset("x")}, ("fits", 10, False)),
        ({"certificates_declared": frozenset("x")}, ("close", 6, False)),
        ({"certificates_checked": frozenset("y")}, ("unknown", 5, False)),
        ({}, ("unknown", 5, False)),
        ({"certificates": frozenset()}, ("missing", 0, True)),
        ({"certificates": frozenset(), "certificates_declared": frozenset("x")}, ("close", 6, False)),
    ],
)
def test_a_certificate_counts_by_how_sure_it_is_where_the_pack_gives_it_points(
    facts: dict, expected: tuple[str, int, bool]
) -> None:
    rules = Weights.from_pack({"skill": 0, "certificate": 10})
    assert verdict("certificate", person(**facts), post(certificates=frozenset("x")), rules) == expected
    assert verdict("certificate", person(**facts), post(), rules) == ("fits", 10, False)


@pytest.mark.parametrize(
    ("facts", "work", "points"),
    [
        ({}, {"tier": 1}, 10),
        ({}, {"tier": 2}, 5),
        ({}, {"tier": 3}, 0),
        ({}, {"is_key_firm": True}, 5),
        ({}, {"is_key_firm": True, "tier": 1}, 10),
        ({"is_priority": True}, {}, 3),
        ({"is_priority": True}, {"tier": 2}, 5),
        ({}, {}, 0),
    ],
)
def test_the_plan_says_what_a_tier_a_key_firm_and_a_person_are_worth(
    facts: dict, work: dict, points: int
) -> None:
    rules = Weights.from_pack({"occupation": 35, "priority": 10, "priority_person_percent": 30})
    assert verdict("priority", person(**facts), post(**work), rules)[1] == points
    told = explain(person(**facts), post(**work), rules, COMMUTE, on=ON)
    assert told.score == sum(part[1] for part in told.parts)


UNKNOWNS = [
    ("pay", {"pay_from_fen": 1, "pay_to_fen": 2}),
    ("education", {"education_rank": 1}),
    ("skill", {"skill_level": 1}),
    ("certificate", {"certificates": frozenset("x")}),
    ("shift", {"shift": "day"}),
    ("contract", {"contract_form": "labour"}),
    ("age", {"lawful_age": MINE}),
    ("occupation", {}),
    ("place", {}),
]


@pytest.mark.parametrize(("name", "work"), UNKNOWNS)
def test_an_unknown_fact_refuses_only_where_the_pack_says_so(name: str, work: dict) -> None:
    blank = Seeker("s1")
    assert verdict(name, blank, post(**work))[::2] == ("unknown", False)
    strict = Weights(unknown_fails=(name,))
    assert verdict(name, blank, post(**work), strict)[::2] == ("missing", True)


def test_the_first_condition_in_the_fixed_order_is_named() -> None:
    far = post(area="d", occupations=("4-02-01-01",), education_rank=7)
    told = explain(person(education_rank=1), far, Weights(), COMMUTE, on=ON)
    assert told.failed is not None
    assert told.failed.name == "place"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: LawfulAge(18, 35, "  "), "age_without_basis"),
        (lambda: Vacancy("v1", pay_from_fen=2, pay_to_fen=1), "pay_reversed"),
        (lambda: Seeker("s1", pay_from_fen=-1), "pay_negative"),
        (lambda: Seeker("s1", skill_level=8), "skill_level_out_of_range"),
        (lambda: Vacancy("v1", priority=101), "priority_out_of_range"),
        (lambda: Weights(occupation=-1), "weights_value"),
        (lambda: Weights(occupation=2000), "weights_too_high"),
        (lambda: Weights(same_minor_percent=101), "weights_percent"),
        (lambda: Weights(unknown_fails=("priority",)), "unknown_fails_name"),
        (lambda: Weights.from_pack({"occupation": 41}), "weights_sum"),
        (lambda: Weights.from_pack({"sex": 5}), "weights_name"),
        (lambda: Weights.from_pack({"occupation": "40"}), "weights_value"),
        (lambda: Weights.from_pack({"occupation": 40.0}), "weights_value"),
        (lambda: Weights.from_pack({"unknown_fails": "pay"}), "unknown_fails_type"),
    ],
)
def test_what_cannot_be_written_down(make, code: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(MatchingError) as refusal:
        make()
    assert refusal.value.code == code
    assert refusal.value.sentence.endswith(("。",))


def test_the_default_weights_sum_to_a_hundred() -> None:
    assert Weights().total == 100


def test_a_pack_replaces_what_it_names() -> None:
    rules = Weights.from_pack({"occupation": 30, "pay": 25, "unknown_fails": ["certificate"]})
    assert (rules.occupation, rules.pay, rules.skill, rules.unknown_fails) == (30, 25, 10, ("certificate",))
