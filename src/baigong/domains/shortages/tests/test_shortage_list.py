"""The list of firms short of workers: needs opened, reported, kept, taken back."""

from __future__ import annotations

import datetime

import pytest
from tests.real_data import real_file

from baigong.domains.parties.models import Organisation
from baigong.domains.parties.tests.bringing_in import DAY, Counties, counts, gbk, sentences, workbook
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.shortages.services import (
    ShortageError,
    is_clear,
    missing_facts,
    report_need,
)
from baigong.domains.shortages.strike_off_steps import steps_of
from baigong.domains.shortages.striking_off import close_need, say_filled
from baigong.foundation import clock
from baigong.foundation.scope import enter, system_scope
from baigong.kernels.identity import mint_test_credit_code

pytestmark = pytest.mark.django_db

CODE = mint_test_credit_code("999921", 1)
HEAD = [
    "序号",
    "企业名称",
    "统一社会信用代码",
    "镇街(园区)",
    "现有员工",
    "缺工岗位(工种)",
    "缺工类型(普工/技工/管理/专技)",
    "缺工人数",
    "技能等级要求",
    "月薪",
    "缺工原因",
    "更新日期",
]
FIRM = "北渡愚公机械有限公司"
WELDER = [
    "1",
    FIRM,
    CODE,
    "柳塘镇",
    "120",
    "电焊工",
    "技工",
    "8",
    "中级工",
    "6-8千·13薪",
    "订单增加",
    "2026.5.10",
]
PACKER = ["2", FIRM, "", "柳塘镇", "", "包装工", "普工", "20人", "不限", "4500-5500", "流失", "2026.5.10"]
NEXT_WEEK = DAY + datetime.timedelta(days=7)


@pytest.fixture
def counties():
    return Counties()


def _needs(counties):
    with enter(counties.scope()):
        return {need.label: need for need in Need.objects.select_related("organisation").order_by("label")}


def _reports(counties):
    with enter(counties.scope()):
        live = NeedReport.objects.filter(voided_at__isnull=True, superseded_at__isnull=True)
        return list(live.order_by("reported_on", "headcount_open"))


def test_one_row_is_one_firm_and_one_trade_with_its_report(counties):
    batch = counties.bring(
        "shortages", gbk([["北渡县缺工企业清单"], HEAD, WELDER, PACKER, ["合计", "2", "28"]])
    )
    assert counts(batch) == {"rows": 3, "accepted": 2, "created": 2, "blank": 1}
    needs = _needs(counties)
    welder = needs["电焊工"]
    assert (welder.headcount, welder.kind, welder.skill_level) == (8, "skilled", 2)
    assert (welder.pay_from_fen_month, welder.pay_to_fen_month) == (600_000, 800_000)
    assert welder.cause_codes == ["订单增加"] and welder.occupation_code.startswith("6-")
    assert needs["包装工"].organisation_id == welder.organisation_id, (
        "the row without a code means the same firm"
    )
    assert is_clear(welder) and is_clear(needs["包装工"])
    first, second = _reports(counties)
    assert (first.reported_on, first.headcount_open, first.employees) == (datetime.date(2026, 5, 10), 8, 120)
    assert (first.contact_way, second.headcount_open) == ("table", 20)


def test_the_same_file_twice_changes_nothing_even_later(counties):
    data = gbk([HEAD[:-1], WELDER[:-1], PACKER[:-1]])
    counties.bring("shortages", data)
    again = counties.bring("shortages", data, on=NEXT_WEEK)
    assert counts(again) == {"rows": 2, "accepted": 2, "unchanged": 2}
    assert len(_reports(counties)) == 2


def test_a_new_day_is_a_new_report_and_a_second_word_that_day_replaces_the_first(counties):
    counties.bring("shortages", gbk([HEAD, WELDER]))
    counties.bring("shortages", gbk([HEAD, [*WELDER[:-1], "2026年5月11日"]]))
    assert [report.headcount_open for report in _reports(counties)] == [8, 8]
    counties.bring("shortages", gbk([HEAD, [*WELDER[:7], "5", *WELDER[8:-1], "2026-05-11"]]))
    assert [(report.reported_on.day, report.headcount_open) for report in _reports(counties)] == [
        (10, 8),
        (11, 5),
    ]
    assert _needs(counties)["电焊工"].headcount == 5


def test_news_of_an_earlier_day_is_history_and_changes_nothing_of_today(counties):
    counties.bring("shortages", gbk([HEAD, WELDER]))
    counties.bring("shortages", gbk([HEAD, [*WELDER[:7], "30", *WELDER[8:-1], "2026-05-01"]]))
    assert _needs(counties)["电焊工"].headcount == 8
    assert [report.headcount_open for report in _reports(counties)] == [30, 8]


def test_an_empty_cell_erases_nothing_and_an_absent_row_closes_nothing(counties):
    counties.bring("shortages", gbk([HEAD, WELDER, PACKER]))
    counties.bring(
        "shortages", gbk([HEAD, ["1", FIRM, CODE, "柳塘镇", "", "电焊工", "", "", "", "", "", "2026-05-11"]])
    )
    needs = _needs(counties)
    assert (needs["电焊工"].headcount, needs["电焊工"].pay_text) == (8, "6-8千·13薪")
    assert needs["包装工"].closed_on is None
    assert _reports(counties)[-1].employees == 120


def test_undo_withdraws_what_it_opened_with_its_firm_and_a_second_undo_does_nothing(counties):
    batch = counties.bring("shortages", gbk([HEAD, WELDER, PACKER]))
    assert counties.undo(batch) == ["已撤回", "已撤回"]
    with system_scope("test"):
        assert not Need.objects.filter(withdrawn_at__isnull=True).exists()
        assert not Organisation.objects.filter(withdrawn_at__isnull=True).exists()
        stamps = list(Need.objects.order_by("id").values_list("withdrawn_at", flat=True))
    assert counties.undo(batch) == ["已撤回", "已撤回"]
    with system_scope("test"):
        assert list(Need.objects.order_by("id").values_list("withdrawn_at", flat=True)) == stamps
    assert counts(counties.bring("shortages", gbk([HEAD, WELDER, PACKER])))["created"] == 2


def test_undo_of_an_update_brings_the_old_figures_and_the_old_report_back(counties):
    counties.bring("shortages", gbk([HEAD, WELDER]))
    batch = counties.bring("shortages", gbk([HEAD, [*WELDER[:7], "3", *WELDER[8:]]]))
    assert [report.headcount_open for report in _reports(counties)] == [3]
    counties.undo(batch)
    assert _needs(counties)["电焊工"].headcount == 8
    assert [report.headcount_open for report in _reports(counties)] == [8]


def test_undo_keeps_what_somebody_reported_on_since(counties):
    batch = counties.bring("shortages", gbk([HEAD, WELDER]))
    with clock.at(NEXT_WEEK), enter(counties.scope()):
        report_need(by="officer", need=Need.objects.get(), contact_way="visit", values={"headcount": 4})
    assert "又报过" in counties.undo(batch)[0]
    assert _needs(counties)["电焊工"].withdrawn_at is None


def test_undo_keeps_and_names_what_was_closed_and_what_has_a_post(counties):
    batch = counties.bring("shortages", gbk([HEAD, WELDER, PACKER]))
    with clock.at(DAY), enter(counties.scope()):
        close_need(by="officer", need=Need.objects.get(label="电焊工"), reason="已招满", on=DAY)
    head = ["企业名称", "所属县镇", "岗位名称", "招聘人数"]
    counties.bring("vacancies", gbk([head, [FIRM, "柳塘镇", "包装工", "20"]]))
    told = ["这条缺工入库以后已经销号，留着没动。", "这条缺工已经发了岗位，留着没动。"]
    assert counties.undo(batch) == told
    assert counties.undo(batch) == told
    assert all(need.withdrawn_at is None for need in _needs(counties).values())


def test_pay_in_two_columns_with_the_unit_in_the_heading(counties):
    head = ["企业名称", "缺工岗位", "缺工人数", "月薪下限（千元）", "月薪上限（千元）"]
    counties.bring("shortages", gbk([head, [FIRM, "车工", "3", "6", "8.5"], [FIRM, "钳工", "1", "9", "7"]]))
    needs = _needs(counties)
    assert (needs["车工"].pay_from_fen_month, needs["车工"].pay_to_fen_month) == (600_000, 850_000)
    assert needs["钳工"].pay_from_fen_month is None, "ends the wrong way round are asked about, not taken"


def test_a_base_in_either_column_is_a_floor_and_its_report_says_the_same(counties):
    head = ["企业名称", "缺工岗位", "缺工人数", "月薪下限（元）", "月薪上限（元）"]
    rows = [[FIRM, "导购", "3", "底薪3000+提成", ""], [FIRM, "钳工", "1", "4000", "5000+提成"]]
    counties.bring("shortages", gbk([head, *rows]))
    needs = _needs(counties)
    ends = {label: (need.pay_from_fen_month, need.pay_to_fen_month) for label, need in needs.items()}
    assert ends == {"导购": (300_000, None), "钳工": (400_000, None)}
    assert {report.pay_to_fen_month for report in _reports(counties)} == {None}


def test_merged_firm_over_its_trades(counties):
    rows = [HEAD, WELDER, [None, None, None, None, None, *PACKER[5:]]]
    batch = counties.bring("shortages", workbook(rows, merges=["B2:B3", "C2:C3", "D2:D3"]), name="a.xlsx")
    assert counts(batch)["created"] == 2
    assert len({need.organisation_id for need in _needs(counties).values()}) == 1


def test_a_list_of_occupations_without_firms_is_refused_row_by_row(counties):
    batch = counties.bring(
        "shortages", gbk([["省", "紧缺岗位名称", "缺口人数"], ["甲省", "电焊工", ""], ["甲省", "钳工", ""]])
    )
    assert counts(batch) == {"rows": 2, "rejected": 2}
    with enter(counties.scope()):
        assert all("没有企业名称" in each for each in sentences(batch))


def test_what_cannot_be_read_stays_out_with_its_sentence(counties):
    rows = [
        [*WELDER[:7], "10-20人", *WELDER[8:]],
        [*PACKER[:2], "91370000X", *PACKER[3:]],
        [*WELDER[:3], "仙女镇", *WELDER[4:]],
    ]
    batch = counties.bring("shortages", gbk([HEAD, *rows]))
    assert counts(batch) == {"rows": 3, "rejected": 3}
    with enter(counties.scope()):
        told = "".join(sentences(batch))
    assert "区间" in told and "没有找到“仙女镇”" in told
    assert not _needs(counties)


def test_a_table_that_lacks_people_takes_the_firms_word_back_and_one_that_lacks_none_leaves_it(counties):
    counties.bring("shortages", gbk([HEAD, WELDER]))
    with clock.at(DAY), enter(counties.scope()):
        need = Need.objects.get()
        report_need(by="boss", need=need, contact_way="form", values={"headcount": 0}, reported_on=DAY)
        say_filled(by="boss", need=need, on=DAY)
    later = str(NEXT_WEEK)
    counties.bring("shortages", gbk([HEAD, [*WELDER[:7], "0", *WELDER[8:-1], later]]), on=NEXT_WEEK)
    assert _needs(counties)["电焊工"].filled_on == DAY
    counties.bring("shortages", gbk([HEAD, [*WELDER[:7], "4", *WELDER[8:-1], later]]), on=NEXT_WEEK)
    need = _needs(counties)["电焊工"]
    assert (need.headcount, need.filled_on) == (4, None)
    with enter(counties.scope()):
        assert [step.kind for step in steps_of(need)] == ["said_filled", "taken_back"]


def test_four_facts_and_closing(counties):
    counties.bring("shortages", gbk([HEAD, [*WELDER[:6], "", "", "", "面议", "", "2026-05-10"]]))
    need = _needs(counties)["电焊工"]
    assert missing_facts(need) == ("人数", "类型", "技能", "薪资")
    with clock.at(DAY), enter(counties.scope()):
        report_need(by="officer", need=need, contact_way="call", values={"headcount": 2, "kind": "skilled"})
        need.refresh_from_db()
        assert missing_facts(need) == ("技能", "薪资")
        with pytest.raises(ShortageError, match="原因"):
            close_need(by="officer", need=need, reason=" ", on=DAY)
        with pytest.raises(ShortageError, match="晚于今天"):
            close_need(by="officer", need=need, reason="已招满", on=NEXT_WEEK)
        need = close_need(by="officer", need=need, reason="已招满", on=DAY)
        with pytest.raises(ShortageError, match="已经销号"):
            report_need(by="officer", need=need, contact_way="call", values={"headcount": 1})
    assert counts(counties.bring("shortages", gbk([HEAD, [*WELDER[:-1], "2026-05-11"]])))["created"] == 1


def test_the_real_list_of_occupations_is_accounted_for_row_by_row(counties):
    batch = counties.bring("shortages", real_file("shortage_occupations_gbk.csv").read_bytes())
    assert counts(batch) == {"rows": 3999, "rejected": 3999}
    with enter(counties.scope()):
        found = sentences(batch)
    assert sum("没有企业名称" in each for each in found) == 3999 and not any("�" in each for each in found)
