"""Remits of the plans: what is read, what is found wrong, and what the shipped plans say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from baigong.kernels.packs import Problem, load_pack
from baigong.kernels.packs.remits import read_remits

PACKS = Path(__file__).parents[5] / "packs"
GOOD = """
[[line]]
code = "own"
label = "主体责任"
clause = "X-1"
[[department]]
code = "hr"
label = "人社"
line = "own"
[[department]]
code = "court"
label = "法院"
[[remit]]
task = "统筹"
clause = "X-1"
lead = ["hr"]
support = ["court"]
"""


def problems_of(text: str) -> list[tuple[str, str]]:
    found: list[Problem] = []
    read_remits(tomllib.loads(text), "x/remits.toml", found)
    return [(each.key, each.sentence) for each in found]


def test_what_stands_there_is_read() -> None:
    found = read_remits(tomllib.loads(GOOD), "x/remits.toml", [])
    assert problems_of(GOOD) == []
    (remit,) = found.remits
    assert (remit.lead, remit.joint, remit.support, remit.departments) == (
        ("hr",), (), ("court",), ("hr", "court"),
    )  # fmt: skip
    hr, court = found.department("hr"), found.department("court")
    assert hr and court and (hr.line, court.line) == ("own", "") and found.department("x") is None


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('line = "own"', 'line = "other"', "department[0].line", "没有“other”这条责任"),
        ('lead = ["hr"]', 'lead = ["tax"]', "remit[0].lead", "没有“tax”这个部门"),
        ('support = ["court"]', 'support = ["court", "hr"]', "remit[0].lead", "写了两次"),
        ('support = ["court"]', "", "department[1].code", "一件任务也没有"),
        ('lead = ["hr"]\nsupport = ["court"]', "", "remit[0].lead", "没有部门负责"),
        ('clause = "X-1"\nlead', "lead", "remit[0].clause", "缺“clause”"),
        ('label = "法院"', 'label = "法院"\nphone = "1"', "department[1].phone", "不认识“phone”"),
        ('code = "court"', f'code = "{"c" * 25}"', "department[1].code", "太长"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, key: str, words: str) -> None:
    assert old in GOOD
    found = problems_of(GOOD.replace(old, new))
    assert any(at == key and words in sentence for at, sentence in found), found


def test_a_task_twice_is_found() -> None:
    again = '[[remit]]\ntask = "统筹"\nclause = "X-1"\nlead = ["hr"]\n'
    assert [key for key, _ in problems_of(GOOD + again)] == ["remit[1].task"]


def test_three_responsibilities_and_fifteen_departments_are_named() -> None:
    """FX-G3b and FX-24a: what the plan pins down, and every body it names."""
    found = load_pack(PACKS / "fuxin").remits
    assert [line.code for line in found.lines] == ["firm", "sector", "department"]
    governing = next(each for each in found.remits if each.clause == "FX-24a")
    assert len(set(governing.departments)) == 15
    own = next(each for each in found.remits if each.clause == "FX-S2")
    assert own.lead == ("hr",) and {"transport", "market-regulation", "court", "union"} <= set(own.joint)


def test_four_departments_act_jointly() -> None:
    found = load_pack(PACKS / "huaian").remits
    acting = next(each for each in found.remits if each.clause == "HA-13a")
    assert acting.joint == ("hr", "finance", "education", "industry")


def test_a_plan_that_names_nobody_has_none() -> None:
    assert load_pack(PACKS / "_national").remits.remits == ()
