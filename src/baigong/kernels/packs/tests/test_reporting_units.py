"""Which zones and parks report under a plan is the plan's word: kinds or codes, the nearest plan's first."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from baigong.kernels.packs import check_pack, load_pack

PACKS = Path(__file__).resolve().parents[5] / "packs"


def changed(tmp_path: Path, line: str) -> Path:
    copytree(PACKS, tmp_path / "packs")
    plan = tmp_path / "packs" / "binzhou" / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    return plan.parent


def test_a_plan_that_names_none_takes_the_wider_ones(tmp_path: Path) -> None:
    assert load_pack(PACKS / "binzhou").reporting_units == ("zone", "park")
    nearer = changed(tmp_path, 'reporting_units = ["371602-K1"]')
    assert load_pack(nearer).reporting_units == ("371602-K1",)


@pytest.mark.parametrize("wrong", ["town", "371602", "371602-k1"])
def test_what_is_no_unit_is_said_so(tmp_path: Path, wrong: str) -> None:
    (problem,) = check_pack(changed(tmp_path, f'reporting_units = ["{wrong}"]'))
    assert problem.file.endswith("plan.toml") and wrong in problem.sentence
