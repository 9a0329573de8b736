"""Advertisements against the national checks: what is blocked, what is warned of, and what only sounds alike."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.packs import load_pack
from baigong.kernels.screening import Check, screen

CHECKS = load_pack(Path(__file__).parents[5] / "packs" / "_national").screening_checks
TODAY = date(2026, 3, 29)
GOOD = {"title": "焊工", "description": "焊接机架，白班，有师傅带。", "pay": "6000-8000元/月"}


def found(text: str, field: str = "description") -> list[str]:
    return [finding.check.id for finding in screen(GOOD | {field: text}, CHECKS, on=TODAY)]


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("招女工20名", "AD-03-SEX"),
        ("限 男 ，能吃苦", "AD-03-SEX"),
        ("性别：女", "AD-03-SEX"),
        ("已婚已育优先考虑", "AD-03-MARRIAGE"),
        ("入职体检查乙肝两对半", "AD-04"),
        ("残疾人勿扰", "AD-05"),
        ("入职交押金200元，离职退还", "AD-07"),
        ("需扣押身份证", "AD-07"),
        ("服装费自理300元", "AD-07"),
        ("15周岁以上即可", "AD-09"),
        ("只要汉族", "AD-02"),
        ("试用期12个月", "AD-15"),
        ("试用期为一年", "AD-15"),
        ("试用期八个月", "AD-15"),
    ],
)
def test_what_the_law_forbids_is_blocked_with_its_basis(text: str, check: str) -> None:
    first = screen(GOOD | {"description": text}, CHECKS, on=TODAY)[0]
    assert (first.check.id, first.is_blocking) == (check, True)
    assert "依据：" in first.sentence_zh and "法" in first.check.basis


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("18-45周岁", "AD-06-AGE"),
        ("35岁以下", "AD-06-AGE"),
        ("年龄：18-50", "AD-06-AGE"),
        ("不超过40岁", "AD-06-AGE"),
        ("本地人优先", "AD-06-ORIGIN"),
        ("全日制本科", "AD-06-SCHOOL"),
        ("形象好，气质佳", "AD-06-BODY"),
        ("可办培训贷", "AD-14"),
    ],
)
def test_what_should_be_looked_at_is_warned_of_and_not_blocked(text: str, check: str) -> None:
    assert found(text) == [check]
    assert not screen(GOOD | {"description": text}, CHECKS, on=TODAY)[0].is_blocking


@pytest.mark.parametrize(
    "text",
    [
        "男女不限，年满18周岁",
        "男女工均可，不收押金",
        "免培训费，包教包会",
        "试用期3个月，试用期工资不低于80%",
        "试用期半年",
        "试用期不超过六个月",
        "维护女职工权益，设母婴室",
        "月薪2110元起，211路公交直达",
        "工龄奖每年100元",
    ],
)
def test_what_only_sounds_alike_passes(text: str) -> None:
    assert found(text) == []


def test_pay_and_work_that_are_not_said_are_warned_of() -> None:
    assert found("面议", "pay") == ["AD-01-PAY"]
    assert found("", "pay") == ["AD-01-PAY"]
    assert found("", "description") == ["AD-01-WORK"]


def test_a_check_holds_from_its_day_until_the_day_before_its_end() -> None:
    check = Check("X", "block", "不行。", "某法", date(2026, 3, 1), date(2026, 4, 1), words=("坏话",))
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [bool(screen({"title": "坏话"}, [check], on=day)) for day in days] == [False, True, True, False]


def test_without_the_harmless_phrases_honest_advertisements_would_be_blocked() -> None:
    """Twin: the list of phrases that mean no harm is what lets them pass."""
    bare = [dataclasses.replace(check, unless=()) for check in CHECKS]
    for text in ("男女工均可", "不收押金", "免培训费"):
        assert screen(GOOD | {"description": text}, CHECKS, on=TODAY) == ()
        assert screen(GOOD | {"description": text}, bare, on=TODAY)[0].is_blocking


@given(st.text(max_size=80))
def test_any_text_is_answered_and_blocking_findings_come_first(text: str) -> None:
    levels = [finding.is_blocking for finding in screen(GOOD | {"description": text}, CHECKS, on=TODAY)]
    assert levels == sorted(levels, reverse=True)


KNOWN = {
    "pay_standing": None,
    "employer_nature": "enterprise",
    "employer_statuses": (),
    "employer_code_missing": None,
    "is_out_of_date": False,
}


def told(**facts: object) -> list[tuple[str, str]]:
    found = screen(GOOD, CHECKS, on=TODAY, facts=KNOWN | facts)
    return [(finding.check.id, finding.check.level) for finding in found]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"pay_standing": "below"}, [("AD-08", "block")]),
        ({"pay_standing": "low"}, [("AD-08-LOW", "warn")]),
        ({"employer_nature": "agency"}, [("AD-10", "block"), ("AD-12", "note")]),
        ({"employer_nature": "agency", "employer_statuses": ("agency-licence",)}, [("AD-12", "note")]),
        ({"employer_code_missing": "not_registered"}, [("AD-11", "block")]),
        ({"employer_code_missing": "not_at_hand"}, [("AD-13", "warn")]),
        ({"is_out_of_date": True}, [("AD-13-CURRENT", "warn")]),
    ],
)
def test_what_is_known_beside_the_text_is_judged(facts: dict[str, object], expected: list[object]) -> None:
    assert told(**facts) == expected


def test_what_is_not_known_fails_no_check() -> None:
    """Reliability: nobody is blocked for a fact that nobody recorded."""
    assert screen(GOOD, CHECKS, on=TODAY) == ()
    assert screen(GOOD, CHECKS, on=TODAY, facts=dict.fromkeys(KNOWN)) == ()


def test_a_finding_by_facts_stands_once_at_the_field_it_names_and_with_its_law() -> None:
    found = screen(GOOD, CHECKS, on=TODAY, facts=KNOWN | {"pay_standing": "below"})
    assert [(each.field, each.excerpt) for each in found] == [("pay", "")]
    assert "最低工资" in found[0].sentence_zh and "依据：劳动法" in found[0].sentence_zh


def test_twin_a_check_of_facts_before_its_law_finds_nothing() -> None:
    before = date(2018, 9, 30)
    assert screen(GOOD, CHECKS, on=before, facts=KNOWN | {"employer_nature": "agency"}) == ()
