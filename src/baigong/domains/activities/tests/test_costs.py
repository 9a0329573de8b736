"""What an activity cost: by voucher, once for each kind, in fen; and taken back with a reason."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.sand_table import build_world

from baigong.domains.activities.costs import MOST_FEN, add_cost, void_cost
from baigong.domains.activities.errors import CostError
from baigong.domains.activities.models import Activity, ActivityCost
from baigong.domains.activities.selectors import cost_fen_of, costs_of
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import enter, system_scope

DAY = datetime.date(2026, 3, 20)
HERE, ELSEWHERE = "1.1.1.1", "1.2"
pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> Any:
    with clock.at(DAY), system_scope("试"):
        world = build_world()
        place = world.places[HERE]
        made = Activity.objects.create(
            kind="trip",
            label="外出招工",
            place=place,
            held_on=DAY,
            place_path=place.path,
            county_id=place.county_id,
        )
        made.world = world
        yield made


def test_costs_add_up_by_voucher_and_the_taken_back_count_no_more(fair: Any) -> None:
    add_cost(by="officer", activity=fair, kind="transport", amount_fen=120_050, voucher="票001")
    again = add_cost(by="officer", activity=fair, kind="lodging", amount_fen=80_000, voucher="票001")
    assert cost_fen_of([fair.id]) == {fair.id: 200_050}
    with pytest.raises(CostError, match="登记过"):
        add_cost(by="officer", activity=fair, kind="lodging", amount_fen=1, voucher=" 票001 ")
    void_cost(by="officer", cost=again, reason="重复报销")
    assert [cost.kind for cost in costs_of(fair.id)] == ["transport"]
    with pytest.raises(CostError, match="已经作废"):
        void_cost(by="officer", cost=again, reason="重复报销")
    add_cost(
        by="officer", activity=fair, kind="lodging", amount_fen=1, voucher="票001"
    )  # its place is free again
    assert AuditEntry.objects.filter(act__startswith="activities.").count() == 4


@pytest.mark.parametrize(
    ("kind", "amount_fen", "voucher", "code"),
    [
        ("moon", 1, "票1", "kind"),
        ("venue", 0, "票1", "amount"),
        ("venue", -5, "票1", "amount"),
        ("venue", MOST_FEN + 1, "票1", "amount"),
        ("venue", 1, "  ", "voucher"),
        ("venue", 1, "票" * 61, "voucher"),
    ],
)
def test_a_cost_that_is_none_is_refused(
    fair: Any, kind: str, amount_fen: int, voucher: str, code: str
) -> None:
    with pytest.raises(CostError) as refused:
        add_cost(by="officer", activity=fair, kind=kind, amount_fen=amount_fen, voucher=voucher)
    assert refused.value.code == code and refused.value.sentence.endswith("。")
    assert ActivityCost.objects.count() == 0


def test_a_voided_activity_takes_no_cost_and_the_other_county_sees_none(fair: Any) -> None:
    cost = add_cost(by="officer", activity=fair, kind="venue", amount_fen=1, voucher="票1")
    with enter(fair.world.scope_at(ELSEWHERE)):
        assert costs_of(fair.id) == [] and cost_fen_of([fair.id]) == {}
        with pytest.raises(ActivityCost.DoesNotExist):
            void_cost(by="other", cost=cost, reason="看看能不能")
    Activity.objects.filter(id=fair.id).update(voided_at=clock.now(), voided_reason="录错")
    fair.refresh_from_db()
    with pytest.raises(CostError, match="作废"):
        add_cost(by="officer", activity=fair, kind="venue", amount_fen=1, voucher="票2")
