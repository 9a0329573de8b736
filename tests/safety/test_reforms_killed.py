"""A redrawing killed in the middle ends exact, forward or back (reliability 23)."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from tests.safety.redrawing import (
    begin,
    expected,
    redrawn_world,
    run_to_the_end,
    where_rows_lie,
)
from tests.sand_table import World

from baigong.domains.places.models import Reform, ReformState
from baigong.domains.places.reforming import (
    undo_reform,
)
from baigong.faces.cli.invariants import broken_invariants
from baigong.foundation import clock
from baigong.foundation.facts.models import MovedRow
from baigong.foundation.jobs.models import Job
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db(transaction=True)
PROCESS = Path(__file__).resolve().parents[1] / "reforming.py"
SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def world() -> World:
    return redrawn_world()


def process(role: str, die_at: int) -> int:
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    environment = {
        **os.environ,
        "REFORM_TEST_DATABASE": json.dumps({name: connection.settings_dict[name] for name in names}),
        "REFORM_TEST_DIE_AT": str(die_at),
        "PYTHONPATH": str(SOURCE),
    }
    return subprocess.run([sys.executable, str(PROCESS), role], env=environment, check=False).returncode


def free_the_lease() -> None:
    Job.objects.filter(done_at__isnull=True).update(lease_until=clock.now())


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("is_undone", [False, True], ids=["forward", "undone"])
def test_a_run_killed_in_the_middle_ends_exact(world: World, seed: int, is_undone: bool) -> None:
    before, chance = where_rows_lie(), random.Random(seed)
    reform = begin()
    assert process("careful", chance.randrange(1, 12)) == -9
    free_the_lease()
    if is_undone:
        with system_scope("test"):
            undo_reform(by="test", reform=reform)
    else:
        assert process("careful", chance.randrange(1, 9)) == -9
        free_the_lease()
    run_to_the_end()
    if is_undone:
        assert Reform.objects.get(id=reform.id).state == ReformState.UNDONE
        assert where_rows_lie() == before
        assert not MovedRow.objects.filter(returned_at__isnull=True).exists()
    else:
        assert Reform.objects.get(id=reform.id).state == ReformState.SETTLED
        assert where_rows_lie() == expected(before, world)
        journal = MovedRow.objects.values_list("table", "column", "row_id")
        assert max(Counter(journal).values()) == 1
    with system_scope("test"):
        assert broken_invariants() == []


def test_without_the_chunks_transaction_a_killed_run_cannot_be_taken_back(world: World) -> None:
    """Sabotage twin: rows went along, nobody noted which, and undo leaves them where they are."""
    before = where_rows_lie()
    reform = begin()
    assert process("careless", 3) == -9
    free_the_lease()
    with system_scope("test"):
        undo_reform(by="test", reform=reform)
    run_to_the_end()
    assert where_rows_lie() != before
