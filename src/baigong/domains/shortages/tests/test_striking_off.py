"""A shortage struck off names who verified it, and is opened again with the reason (BZ-G1c, M04.4)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from tests.sand_table import World, build_world, officer

from baigong.domains.shortages.ledger_rows import shortage_list
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.opening import open_need
from baigong.domains.shortages.selectors import closed_needs_of, open_needs_of
from baigong.domains.shortages.services import ShortageError, report_need
from baigong.domains.shortages.striking_off import close_need, reopen_need
from baigong.domains.shortages.timeline import firm_timeline
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope

HERE = "1.1.1.1"
TODAY = datetime.date(2026, 3, 20)
WHY, AGAIN = "企业说已招满", "两个人又走了"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    built = build_world()
    with system_scope("test"), clock.at(TODAY):
        yield built


@pytest.fixture
def closed(world: World) -> Need:
    by = str(officer(world, "county_officer", "1.1").id)
    return close_need(by=by, need=world.needs[HERE], reason=WHY, on=TODAY)


def row_of(world: World, need: Need) -> dict[str, object]:
    return next(row for row in shortage_list(world.places["1.1"].path, TODAY) if row["id"] == need.id)


def told(world: World) -> list[tuple[str, str]]:
    entries = firm_timeline(world.firms[HERE].id, kind="report")
    return [(entry.what, entry.detail) for entry in entries if "登记" not in entry.what]


def test_the_ledger_and_the_line_of_time_name_who_verified_it(world: World, closed: Need) -> None:
    row = row_of(world, closed)
    assert (row["closed_on"], row["closed_reason"], row["closed_by_label"]) == (
        TODAY, WHY, "county_officer-1.1"
    )  # fmt: skip
    assert told(world) == [("“焊工”销号", f"{WHY}（county_officer-1.1）")]


def test_a_shortage_that_came_back_is_open_again_and_its_history_stays(world: World, closed: Need) -> None:
    assert [need.id for need in closed_needs_of(world.firms[HERE].id, limit=9)] == [closed.id]
    reopen_need(by="system", need=closed, reason=AGAIN)
    kept = Need.objects.get(id=closed.id)
    assert (kept.closed_on, kept.closed_by, kept.reopened_on, kept.reopened_reason) == (
        None, "", TODAY, AGAIN
    )  # fmt: skip
    assert [need.id for need in open_needs_of(world.firms[HERE].id)] == [closed.id]
    assert set(told(world)) == {
        ("“焊工”销号", f"{WHY}（county_officer-1.1）"),
        ("“焊工”重开", f"{AGAIN}（系统）"),
    }
    assert (row_of(world, closed)["closed_on"], row_of(world, closed)["reopened_reason"]) == (None, AGAIN)
    assert AuditEntry.objects.get(act="shortages.reopen_need").detail == {"reason": AGAIN}
    report_need(by="t", need=kept, contact_way="call", values={"headcount": 2}, reported_on=TODAY)
    close_need(by="t", need=kept, reason=WHY, on=TODAY)
    assert len(told(world)) == 4


def test_what_is_open_is_not_reopened(world: World) -> None:
    with pytest.raises(ShortageError, match="没有销号"):
        reopen_need(by="t", need=world.needs[HERE], reason=AGAIN)


def test_a_reason_says_something(closed: Need) -> None:
    with pytest.raises(ShortageError, match="至少四个字"):
        reopen_need(by="t", need=closed, reason="  又缺 ")
    assert Need.objects.get(id=closed.id).closed_on == TODAY


def test_while_the_trade_is_open_anew_the_old_line_stays_closed(world: World, closed: Need) -> None:
    open_need(
        by="t", organisation=world.firms[HERE], place=world.places[HERE], label="焊工", contact_way="call",
        values={"headcount": 2},
    )  # fmt: skip
    with pytest.raises(ShortageError, match="又开了一条"):
        reopen_need(by="t", need=closed, reason=AGAIN)
    kept = Need.objects.get(id=closed.id)
    assert (kept.closed_on, kept.reopened_on) == (TODAY, None)
    assert not AuditEntry.objects.filter(act="shortages.reopen_need").exists()


def test_what_was_withdrawn_is_not_reopened(closed: Need) -> None:
    Need.objects.filter(id=closed.id).update(withdrawn_at=clock.now())
    with pytest.raises(ShortageError, match="已经撤回"):
        reopen_need(by="t", need=closed, reason=AGAIN)
