"""Layout, gaps and cross-tabs; every figure can be counted again from the rows it names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.predicates import parse
from baigong.kernels.registers import Column, CrossTabShape, Measure, Register, cross_tab, gaps, lay_out
from baigong.kernels.registers.cross_tab import TOTAL

DAY = date(2021, 4, 15)
REGISTER = Register(
    id="LG-X",
    title="缺工企业清单",
    source="shortages.list",
    columns=(
        Column("firm", "企业名称", required=True, width=16),
        Column("headcount", "缺工数量", "integer", required=True, unit="人"),
        Column("pay_from_fen", "薪资下限", "money", required=True, unit="元/月"),
        Column("causes", "缺工原因", "list"),
        Column("urgent", "急缺", "yes_no"),
        Column("reported_on", "上报日期", "date"),
    ),
    rows=parse({"column": "headcount", "at_least": 0}),
    cross_tab=CrossTabShape(
        rows=("county",),
        columns=("nature",),
        measures=(
            Measure("lines", "缺工条目"),
            Measure("firms", "缺工企业数", "distinct", "firm"),
            Measure("heads", "缺工人数", "sum", "headcount"),
            Measure("urgent-lines", "急缺条目", where=parse({"column": "urgent", "is": True})),
        ),
    ),
)


def row(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": number, "firm": "甲厂", "headcount": 5, "pay_from_fen": 500_050, "causes": ("薪酬低", "距离远"),
        "urgent": False, "reported_on": DAY, "county": "东县", "nature": "民营", **changes,
    }  # fmt: skip


def test_rows_stand_under_the_headings_with_units_outside_the_cells() -> None:
    table = lay_out(REGISTER, [row(1), row(2, headcount=None)], on=DAY)
    assert table.headings[1:3] == ("缺工数量（人）", "薪资下限（元/月）")
    assert table.cells == (("甲厂", 5, Decimal("5000.50"), "薪酬低、距离远", "否", DAY),)
    assert table.row_ids == (1,)


def test_gaps_name_the_required_headings_left_blank() -> None:
    assert gaps(REGISTER, row(1, pay_from_fen=None, firm=" ", causes=())) == ("企业名称", "薪资下限")
    assert lay_out(REGISTER, [row(1), row(2, firm="")], on=DAY).gaps == ((), ("企业名称",))


def test_zero_is_not_a_gap() -> None:
    assert gaps(REGISTER, row(1, headcount=0)) == ()


def test_a_field_the_source_lacks_is_an_error_and_floating_money_too() -> None:
    lame = row(1)
    del lame["causes"]
    with pytest.raises(KeyError, match="causes"):
        lay_out(REGISTER, [lame], on=DAY)
    with pytest.raises(TypeError, match="fen"):
        lay_out(REGISTER, [row(1, pay_from_fen=5000.5)], on=DAY)


def test_declared_keys_are_shown_even_when_empty_and_distinct_totals_are_not_added_up() -> None:
    rows = [row(1), row(2, county="西县"), row(3, county="西县", firm="乙厂", nature=None)]
    table = cross_tab(REGISTER, rows, on=DAY, row_keys=[("东县",), ("南县",)])
    assert table.row_keys == (("东县",), ("南县",), ("西县",))
    assert table.column_keys == (("民营",), (None,))
    assert table.cell(("南县",), TOTAL, "heads").value == 0
    assert table.cell(("西县",), TOTAL, "firms").value == 2
    assert table.cell(TOTAL, TOTAL, "firms").value == 2  # 甲厂 in both counties is one firm
    assert table.cell(("西县",), (None,), "heads").row_ids == (3,)


def test_a_register_without_cross_tab_says_so() -> None:
    with pytest.raises(ValueError, match="LG-Y declares no cross-tab"):
        cross_tab(Register("LG-Y", "表", "x.y", REGISTER.columns), [], on=DAY)


ROWS = st.lists(
    st.builds(
        lambda **changes: changes,
        firm=st.sampled_from(["甲厂", "乙厂", None]),
        headcount=st.integers(0, 50),
        urgent=st.sampled_from([True, False, None]),
        county=st.sampled_from(["东县", "西县"]),
        nature=st.sampled_from(["民营", "国有", None]),
    ),
    max_size=20,
).map(lambda some: [row(number, **changes) for number, changes in enumerate(some)])


@given(rows=ROWS)
def test_every_figure_is_counted_again_from_its_rows(rows: list[dict[str, Any]]) -> None:
    table = cross_tab(REGISTER, rows, on=DAY)
    by_id = {each["id"]: each for each in rows}
    for (row_key, column_key, measure), cell in table.cells.items():
        behind = [by_id[number] for number in cell.row_ids]
        assert all(row_key in (TOTAL, (each["county"],)) for each in behind)
        assert all(column_key in (TOTAL, (each["nature"],)) for each in behind)
        if measure == "heads":
            assert cell.value == sum(each["headcount"] for each in behind)
        if measure == "firms":
            assert cell.value == len({each["firm"] for each in behind} - {None})
    for measure in ("lines", "heads", "urgent-lines"):
        added = sum(table.cell(key, TOTAL, measure).value for key in table.row_keys)
        assert added == table.cell(TOTAL, TOTAL, measure).value
