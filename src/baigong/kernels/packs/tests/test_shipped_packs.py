"""The packs that ship are without fault and say what their plans say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from baigong.kernels.matching import CommuteTable, Seeker, Vacancy, Weights, explain
from baigong.kernels.packs import HeldProof, Pack, check_pack, load_pack
from baigong.kernels.registers import gaps

PACKS = Path(__file__).parents[5] / "packs"
FOLDERS = sorted(folder for folder in PACKS.iterdir() if folder.is_dir())
ON = date(2021, 4, 15)


@pytest.fixture(scope="module")
def city() -> Pack:
    return load_pack(PACKS / "binzhou")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_shipped_pack_has_no_problem(folder: Path) -> None:
    assert check_pack(folder) == []


def test_the_line_of_parents(city: Pack) -> None:
    assert [pack.plan.level for pack in city.lineage] == ["city", "province", "national"]
    assert city.register("LG-7").title == "缺工企业清单"  # the province's
    assert city.parameter("paid-days-per-month", ON).value == Decimal("21.75")
    with pytest.raises(KeyError, match="no value of paid-days-per-month on 2007-12-31"):
        city.parameter("paid-days-per-month", date(2007, 12, 31))
    with pytest.raises(KeyError, match="no register LG-99"):
        city.register("LG-99")


def test_codes_and_groups_of_all_levels_come_together(city: Pack) -> None:
    assert {"visit", "call", "meeting"} <= {code.code for code in city.code_list("contact_way")}
    assert len(city.code_list("cause")) > 5
    groups = {group.code for group in city.group_list()}
    assert {"monitored-unemployment", "hard-to-employ"} <= groups


def test_floor_and_total_of_the_shortage_list(city: Pack) -> None:
    quota = next(each for each in city.quotas if each.id == "KPI-BZ-2")
    assert (quota.total, quota.floor, quota.floor_per) == (500, 50, "county")
    assert (quota.starts_on, quota.ends_before) == (date(2021, 3, 29), date(2021, 7, 1))


@pytest.mark.parametrize(
    ("groups", "section", "rank"),
    [
        (("monitored-unemployment", "four-above"), "C", 1),
        (("four-above",), "F", 2),
        ((), "C", 2),
        ((), "F", 3),
        (None, None, 3),  # nothing known gives no precedence
    ],
)
def test_tiers(city: Pack, groups: object, section: object, rank: int) -> None:
    tier = city.tier_of({"organisation_groups": groups, "industry_section": section}, on=ON)
    assert tier is not None
    assert tier.rank == rank


CONTRACT, REGISTRATION = HeldProof("contract"), HeldProof("registration")
INSURED = HeldProof("insurance", "checked", 1)


@pytest.mark.parametrize(
    ("kind", "proofs", "level", "filled"),
    [
        ("employee", [], "hired", False),
        ("employee", [CONTRACT], "contracted", False),
        ("employee", [CONTRACT, REGISTRATION], "registered", False),
        ("employee", [CONTRACT, REGISTRATION, HeldProof("insurance", "declared", 3)], "registered", False),
        ("employee", [CONTRACT, REGISTRATION, INSURED], "insured", True),
        ("employee", [REGISTRATION, INSURED], "hired", False),
        ("placement", [HeldProof("intent"), HeldProof("arrival")], "contracted", True),
        ("platform", [], None, False),
        ("flexible", [REGISTRATION], "registered", True),
    ],
)
def test_proof_levels(
    city: Pack, kind: str, proofs: list[HeldProof], level: str | None, filled: bool
) -> None:
    reached = city.proof_level(kind, proofs)
    assert (reached.id if reached else None) == level
    assert city.proof_levels.is_filled(kind, reached) is filled
    assert (city.proof_levels.missing(kind, proofs) == ()) is filled


def test_a_kind_nobody_decided_on_is_not_guessed(city: Pack) -> None:
    with pytest.raises(KeyError, match="volunteer"):
        city.proof_level("volunteer", [CONTRACT])


def test_the_four_clear_facts_are_required_columns(city: Pack) -> None:
    register = city.register("LG-12")
    blank = {column.field: None for column in register.columns}
    assert {"缺工类型", "缺工数量", "技能要求", "薪资水平下限"} <= set(gaps(register, blank))


def test_weights_of_the_nearest_pack(city: Pack) -> None:
    assert (city.match_weights.priority, city.match_weights.total) == (10, 100)
    assert load_pack(PACKS / "shandong").match_weights.priority == 5


def lead_at_a_key_firm(weights: Weights) -> int:
    """How many points somebody the plan names is ahead of an equal at a key firm."""
    post = Vacancy("v", is_key_firm=True)
    first, other = (
        explain(Seeker("s", is_priority=named), post, weights, CommuteTable({}, {}), on=ON).score or 0
        for named in (True, False)
    )
    return first - other


def test_who_is_to_be_aided_is_put_forward_to_key_firms_first() -> None:
    """JH-11c; by the nation's own weights both have the same there."""
    district = load_pack(PACKS / "jianghai")
    assert lead_at_a_key_firm(district.match_weights) == 9
    assert lead_at_a_key_firm(load_pack(PACKS / "_national").match_weights) == 0
    aided = {group.code for group in district.group_list() if group.of == "person"}
    assert {"graduate", "veteran", "hard-to-employ", "registered-unemployed", "lifted-from-poverty"} <= aided


def test_every_clause_of_the_first_three_measures_is_carried(city: Pack) -> None:
    carried = {clause.id: clause.carried_by for clause in city.clauses}
    assert {"BZ-1a", "BZ-1b", "BZ-2a", "BZ-2b", "BZ-3a", "BZ-3b"} <= set(carried)
    assert all(carried.values())


def test_the_channels_of_the_city_stand_beside_the_nations_own(city: Pack) -> None:
    carriers = {channel.code: channel.carrier for channel in city.channel_list()}
    outside = ("bureau-site", "job-site", "wechat-account", "mobile-app")
    assert carriers == {"portal": "portal", **dict.fromkeys(outside, "recorded")}
    assert {channel.clause for channel in city.channels} == {"BZ-W2g"}
    assert {channel.code for channel in city.channel_list("vacancies")} == set(carriers)


@pytest.mark.parametrize(
    ("urgent", "groups", "rank"),
    [(True, None, 1), (False, ("key-enterprise",), 1), (False, ("four-above",), 2), (False, None, 2)],
)
def test_a_shortage_of_the_province_is_graded_where_its_ledger_says_so(
    urgent: bool, groups: object, rank: int
) -> None:
    """LG-20: graded monitoring; what is not known puts nobody first."""
    tier = load_pack(PACKS / "anhui").tier_of({"is_urgent": urgent, "organisation_groups": groups}, on=ON)
    assert tier is not None and tier.rank == rank


@pytest.mark.parametrize(
    ("folder", "quota", "total", "unit", "days"),
    [
        ("anhui", "KPI-AH-1", 1000, "场次", (date(2021, 1, 25), date(2021, 4, 1))),
        ("anhui", "KPI-AH-2", 10000, "人", (date(2021, 1, 25), date(2021, 4, 1))),  # people here, firms there
        ("shandong", "KPI-SD-2", 10000, "家", (date(2021, 3, 1), None)),
        ("huaian", "KPI-HA-2", 20, "个", (date(2021, 1, 1), date(2026, 1, 1))),
        ("pingdu", "KPI-PD-2", 40000, "人", (date(2021, 12, 1), date(2023, 12, 1))),
    ],
)
def test_what_a_plan_sets_itself(
    folder: str, quota: str, total: int, unit: str, days: tuple[date, date | None]
) -> None:
    """AH-3.1c, SD-2.2.1a, HA-5c, PD-G2c: the last day of a window is within it."""
    found = next(each for each in load_pack(PACKS / folder).quotas if each.id == quota)
    assert (found.total, found.unit, (found.starts_on, found.ends_before)) == (total, unit, days)


def test_a_grid_asks_every_quarter_and_has_two_commissioners() -> None:
    """PD-1, PD-4b."""
    town = load_pack(PACKS / "pingdu")
    assert town.parameter("canvass-every-months", date(2022, 1, 1)).clause == "PD-1"
    staffing = next(each for each in town.quotas if each.id == "KPI-PD-7")
    assert (staffing.floor_per, staffing.floor) == ("town", 2)
