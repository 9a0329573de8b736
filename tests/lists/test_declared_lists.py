"""Every declared list: its template's own headings come in, come in again unchanged, change, and go back out."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest

from baigong.domains.parties.models import Organisation
from baigong.domains.parties.tests.bringing_in import DAY, Counties, counts, gbk, sentences
from baigong.domains.places.declared_rows import declared_rows, fields_of
from baigong.domains.users.models import User
from baigong.domains.users.services import appoint
from baigong.domains.workers.tests.supplying import NAME, NUMBER, OTHER_NUMBER, bring, zhang
from baigong.foundation import clock
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared import declared_lists, enter_row, void_row
from baigong.foundation.exchange.declared.entering import EntryRefusedError, RowUsedError
from baigong.foundation.exchange.workbooks import template_workbook
from baigong.foundation.scope import enter
from baigong.foundation.scope.models import Share

# What a clerk would write under the template's headings; only what is needed and a little more.
ROWS = {
    "party_links": {"单位名称": "飞送平台有限公司", "对方名称": "柳塘劳务有限公司", "关系": "平台合作企业",
                    "工资经由对方发放": "是", "开始日期": "2026-01-01"},
    "credentials": {"姓名": NAME, "身份证号": NUMBER, "证书类别": "职业技能等级", "证书名称": "电焊工",
                    "技能等级": "三级", "证书编号": "S000099887766", "发证日期": "2020-03-01"},
    "facilities": {"设施类别": "青年驿站", "设施名称": "北渡青年驿站", "容量": "40", "启用日期": "2025-09-01"},
    "agreements": {"协议类别": "校企合作", "甲方": "北渡机械有限公司", "乙方": "云泽技师学院",
                   "签订日期": "2026-02-01", "年费用": "12000.50", "涉及人数": "60"},
    "activities": {"活动类别": "招聘会", "活动名称": "春风行动专场", "举办日期": "2026-03-05", "标签": "制造业、20+N",
                   "对单位和个人免费": "是", "参会单位数": "35", "达成意向数": "120"},
    "cohorts": {"主办单位": "云泽技师学院", "班次类别": "订单班", "班次名称": "2026春焊工订单班",
                "开始日期": "2026-03-01", "计划人数": "45"},
    "organisation_statuses": {"企业名称": "北渡机械有限公司", "身份或认定": "重点企业", "开始日期": "2026-01-01",
                              "认定单位": "县人社局"},
    "person_statuses": {"姓名": NAME, "身份证号": NUMBER, "身份或认定": "就业困难人员", "开始日期": "2026-01-01"},
    "measurements": {"指标": "在岗职工人数", "企业名称": "北渡机械有限公司", "统计期起": "2026-04-01",
                     "统计期止": "2026-04-30", "数值": "812", "计量单位": "人"},
    "activity_firms": {"活动名称": "春风行动专场", "企业名称": "北渡机械有限公司", "身份": "参会企业",
                       "提供岗位数": "60"},
    "activity_people": {"活动名称": "春风行动专场", "姓名": NAME, "身份证号": NUMBER, "身份": "参会人员",
                        "结果": "达成意向"},
    "cohort_people": {"班次名称": "2026春焊工订单班", "姓名": NAME, "身份证号": NUMBER, "身份": "学员",
                      "加入日期": "2026-03-01", "学时": "120.5", "完成": "是"},
}  # fmt: skip
ROWS |= {
    "policy_items": {"政策类别": "就业创业", "政策名称": "一次性吸纳就业补贴", "文号": "人社发〔2026〕1号",
                     "发文单位": "县人社局", "层级": "县（市、区）", "适用对象": "重点企业、高校毕业生",
                     "补贴标准": "每人1000元", "施行日期": "2026-01-01", "审议机关": "市政府",
                     "审议的会议": "常务会议", "解释单位": "市人社局会同市财政局", "上级依据": "若干措施",
                     "标签": "招工补贴、技能培训"},
    "assignments": {"专员姓名": "王专员", "企业名称": "北渡机械有限公司", "分工": "用工服务专员",
                    "开始日期": "2026-01-01"},
    "aid_plans": {"姓名": NAME, "身份证号": NUMBER, "帮扶需求": "离家近的活", "帮扶措施": "推荐镇上岗位",
                  "责任人": "王专员", "制定日期": "2026-03-01", "复核日期": "2026-04-01"},
    "cases": {"事项类别": "问题", "问题或诉求": "夜班公交不到园区", "涉及人数": "120", "措施": "协调加开两班",
              "责任人": "交通局", "提出日期": "2026-03-01", "时限": "2026-04-01"},
}  # fmt: skip
# One cell said differently the second time.
CHANGED = {
    "party_links": ("工资经由对方发放", "否"),
    "credentials": ("技能等级", "二级"),
    "facilities": ("容量", "52"),
    "agreements": ("年费用", "15000"),
    "activities": ("达成意向数", "131"),
    "cohorts": ("计划人数", "50"),
    "organisation_statuses": ("认定单位", "市人社局"),
    "person_statuses": ("认定说明", "零就业家庭"),
    "measurements": ("数值", "815"),
    "activity_firms": ("提供岗位数", "75"),
    "activity_people": ("结果", "签订合同"),
    "cohort_people": ("完成", "否"),
}
CHANGED |= {
    "policy_items": ("补贴标准", "每人1500元"),
    "assignments": ("例外说明", "企业停产"),
    "cases": ("办理状态", "办理中"),
    "aid_plans": ("帮扶结果", "镇上厂里上班了"),
}
ROWS["insurance_months"] = {"姓名": NAME, "身份证号": NUMBER, "企业名称": "北渡机械有限公司", "险种": "职工养老",
                            "参保起始月": "2026-03", "连续月数": "2", "按时缴费": "是"}  # fmt: skip
CHANGED["insurance_months"] = ("连续月数", "3")
ROWS |= {
    "cohort_statuses": {"班次名称": "2026春焊工订单班", "身份或认定": "人社部门认定的班次", "开始日期": "2026-03-01",
                        "认定单位": "县人社局"},
    "facility_statuses": {"设施名称": "北渡青年驿站", "身份或认定": "劳务工作站", "开始日期": "2026-01-01",
                          "认定单位": "县人社局"},
    "engagements": {"姓名": NAME, "身份证号": NUMBER, "企业名称": "北渡机械有限公司", "用工形式": "平台用工",
                    "到岗日期": "2026-01-05", "实际用工单位": "柳塘劳务有限公司"},
}  # fmt: skip
CHANGED |= {
    "cohort_statuses": ("认定单位", "市人社局"),
    "facility_statuses": ("认定说明", "优秀"),
    "engagements": ("最后上班日", "2026-03-01"),
}
NEEDS = {
    "activity_firms": ["activities"],
    "activity_people": ["activities"],
    "cohort_people": ["cohorts"],
    "cohort_statuses": ["cohorts"],
    "facility_statuses": ["facilities"],
}
NAMES = sorted(ROWS)
# A row of these goes on by verbs of its own; the list enters new ones only.
FINAL = {"engagements"}
CHANGING = sorted(set(ROWS) - FINAL)


@pytest.fixture
def counties(db):
    made = Counties()
    bring(made, zhang())
    with enter(made.scope()):
        officer = User.objects.create_user("wang", "x" * 16, display_name="王专员")
        appoint(
            by="t", user=officer, role="commissioner", place=made.county, starts_on=datetime.date(2025, 1, 1)
        )
    return made


def bring_row(counties: Counties, name: str, row: dict[str, str], **named):
    """Bring one row in under the headings of the list's own template."""
    return counties.bring(name, gbk([list(row), list(row.values())]), **named)


def said_of(counties: Counties, batch, place=None) -> list[str]:
    with enter(counties.scope(place)):
        return sentences(batch)


def prepare(counties: Counties, name: str) -> None:
    for needed in NEEDS.get(name, ()):
        bring_row(counties, needed, ROWS[needed])


def rows_at(counties: Counties, name: str, place=None) -> list[dict]:
    with enter(counties.scope(place)):
        return list(declared_rows(declared_lists()[name], counties.county.path, datetime.date(2099, 1, 1)))


def test_every_declared_list_is_tried_here():
    assert NAMES == sorted(declared_lists()) == sorted(CHANGED)


@pytest.mark.parametrize("name", CHANGING)
def test_a_row_comes_in_once_changes_and_goes_back(counties, name):
    prepare(counties, name)
    row = ROWS[name]
    first = bring_row(counties, name, row)
    assert counts(first) == {"rows": 1, "accepted": 1, "created": 1}, said_of(counties, first)
    again = bring_row(counties, name, row)
    assert counts(again) == {"rows": 1, "accepted": 1, "unchanged": 1}
    heading, words = CHANGED[name]
    before = rows_at(counties, name)
    changed = bring_row(counties, name, row | {heading: words})
    assert counts(changed) == {"rows": 1, "accepted": 1, "updated": 1}
    after = rows_at(counties, name)
    assert len(before) == len(after) == 1
    assert set(fields_of(declared_lists()[name])) | {"id"} == set(after[0])
    assert before != after
    assert counties.undo(changed) == ["已撤回"]
    assert rows_at(counties, name) == before
    assert counties.undo(first) == ["已撤回"]
    assert rows_at(counties, name) == []


@pytest.mark.parametrize("name", sorted(FINAL))
def test_a_row_that_goes_on_by_other_verbs_comes_in_once_and_is_not_changed_by_a_table(counties, name):
    prepare(counties, name)
    first = bring_row(counties, name, ROWS[name])
    assert counts(first) == {"rows": 1, "accepted": 1, "created": 1}, said_of(counties, first)
    before = rows_at(counties, name)
    assert set(fields_of(declared_lists()[name])) | {"id"} == set(before[0])
    assert counts(bring_row(counties, name, ROWS[name])) == {"rows": 1, "accepted": 1, "unchanged": 1}
    heading, words = CHANGED[name]
    changed = bring_row(counties, name, ROWS[name] | {heading: words})
    assert counts(changed) == {"rows": 1, "rejected": 1}
    assert "只登记新的" in said_of(counties, changed)[0]
    assert rows_at(counties, name) == before
    assert counties.undo(first) == ["已撤回"]
    assert rows_at(counties, name) == []


def test_a_child_and_somebody_dead_are_not_entered_as_working(counties):
    born = NUMBER[6:10]
    young = bring_row(counties, "engagements", ROWS["engagements"] | {"到岗日期": f"{int(born) + 15}-01-05"})
    assert counts(young) == {"rows": 1, "rejected": 1} and "劳动法" in said_of(counties, young)[0]
    dead = {"姓名": NAME, "身份证号": NUMBER, "身份或认定": "已去世", "开始日期": "2026-02-01"}
    bring_row(counties, "person_statuses", dead)
    late = bring_row(counties, "engagements", ROWS["engagements"])
    assert counts(late) == {"rows": 1, "rejected": 1} and "已去世" in said_of(counties, late)[0]


@pytest.mark.parametrize("name", CHANGING)
def test_what_was_changed_since_stays(counties, name):
    prepare(counties, name)
    first = bring_row(counties, name, ROWS[name])
    heading, words = CHANGED[name]
    bring_row(counties, name, ROWS[name] | {heading: words})
    assert "留着没动" in counties.undo(first)[0]
    assert len(rows_at(counties, name)) == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_other_county_sees_nothing_and_takes_nothing(counties, name):
    prepare(counties, name)
    bring_row(counties, name, ROWS[name])
    assert rows_at(counties, name, counties.other) == []
    with enter(counties.scope(counties.other)):
        assert declared_lists()[name].model.objects.count() == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_required_cell_is_named_with_its_heading(counties, name):
    prepare(counties, name)
    spec = declared_lists()[name]
    required = [each.label for each in spec.layout.fields if each.required]
    assert required
    for heading in required:
        batch = bring_row(counties, name, ROWS[name] | {heading: ""})
        assert counts(batch) == {"rows": 1, "rejected": 1}
        assert any(heading in said for said in said_of(counties, batch)), heading


@pytest.mark.parametrize("name", NAMES)
def test_the_template_carries_every_heading(name):
    spec = declared_lists()[name]
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(spec)))
    cells = {
        str(cell.value).removesuffix("（必填）")
        for row in book.active.iter_rows(max_row=6)
        for cell in row
        if cell.value
    }
    assert {each.label for each in spec.layout.fields} <= cells
    assert set(fields_of(spec)) >= {column.name for column in spec.columns}


def context(counties: Counties, place=None) -> ImportContext:
    at = place or counties.county
    return ImportContext(
        batch_id=at.id, by="officer", place_id=at.id, place_path=at.path, county_id=at.county_id, on=DAY
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_row_entered_by_hand_is_a_row_of_the_list_and_can_be_voided(counties, name):
    prepare(counties, name)
    spec = declared_lists()[name]
    names = {each.label: each.name for each in spec.layout.fields}
    said = {names[heading]: words for heading, words in ROWS[name].items()}
    with clock.at(DAY), enter(counties.scope()):
        key, outcome = enter_row(spec, said, context(counties))
        assert outcome == "new"
        assert enter_row(spec, said, context(counties)) == (key, "unchanged")
        void_row(spec, by="officer", object_id=spec.model.objects.get(pk=key).pk, reason="录错了")
        with pytest.raises(RowUsedError, match="已经作废"):
            void_row(spec, by="officer", object_id=spec.model.objects.get(pk=key).pk, reason="录错了")
    assert rows_at(counties, name) == []


def test_an_empty_form_says_so_and_a_wrong_one_says_where(counties):
    spec = declared_lists()["facilities"]
    with clock.at(DAY), enter(counties.scope()):
        with pytest.raises(EntryRefusedError, match="什么也没有填"):
            enter_row(spec, {"label": "  "}, context(counties))
        with pytest.raises(EntryRefusedError) as refused:
            enter_row(spec, {"label": "甲", "kind": "不知什么", "capacity": "很多"}, context(counties))
    assert {problem.field for problem in refused.value.problems} == {"kind", "capacity"}


def test_a_body_nobody_knows_is_entered_with_the_row_and_leaves_with_it(counties):
    batch = bring_row(counties, "agreements", ROWS["agreements"])
    with enter(counties.scope()):
        alive = Organisation.objects.filter(withdrawn_at__isnull=True)
        assert {each.name for each in alive} >= {"北渡机械有限公司", "云泽技师学院"}
        counties.undo(batch)
        assert not alive.filter(name="云泽技师学院").exists()


def test_a_body_with_a_status_is_not_withdrawn_under_it(counties):
    employers = counties.bring("employers", gbk([["企业名称"], ["北渡机械有限公司"]]))
    bring_row(counties, "organisation_statuses", ROWS["organisation_statuses"])
    assert "用到" in counties.undo(employers)[0]
    with enter(counties.scope()):
        assert Organisation.objects.get(name="北渡机械有限公司").withdrawn_at is None


def test_a_person_not_registered_here_is_refused_in_the_same_words_as_one_nobody_knows(counties):
    said = []
    for number, place in ((OTHER_NUMBER, counties.county), (NUMBER, counties.other)):
        batch = bring_row(
            counties, "person_statuses", ROWS["person_statuses"] | {"身份证号": number}, place=place
        )
        assert counts(batch) == {"rows": 1, "rejected": 1}
        said += said_of(counties, batch, place)
    assert said[0] == said[1]


def test_another_name_under_a_known_number_is_refused(counties):
    batch = bring_row(counties, "person_statuses", ROWS["person_statuses"] | {"姓名": "李某某"})
    assert "不一样" in said_of(counties, batch)[0]


def test_periods_that_meet_are_said_before_the_database_refuses(counties):
    bring_row(counties, "organisation_statuses", ROWS["organisation_statuses"])
    later = ROWS["organisation_statuses"] | {"开始日期": "2026-02-01"}
    batch = bring_row(counties, "organisation_statuses", later)
    assert "重叠" in said_of(counties, batch)[0]
    grades = [("AAA级人力资源服务机构", "2026-01-01"), ("AAAAA级人力资源服务机构", "2026-03-01")]
    heading = ["企业名称", "身份或认定", "开始日期"]
    batch = counties.bring(
        "organisation_statuses", gbk([heading, *(["云泽人力有限公司", *each] for each in grades)])
    )
    assert counts(batch) == {"rows": 2, "accepted": 1, "created": 1, "rejected": 1}
    assert "重叠" in said_of(counties, batch)[0]


def test_money_is_kept_in_fen_and_read_in_yuan(counties):
    row = {
        "指标": "营业收入",
        "企业名称": "北渡机械有限公司",
        "统计期起": "2026-04-01",
        "数值": "1234567.89",
        "计量单位": "元",
    }
    bring_row(counties, "measurements", row)
    with enter(counties.scope()):
        kept = declared_lists()["measurements"].model.objects.get()
    assert (kept.number, kept.unit) == (123456789, "fen")
    shown = rows_at(counties, "measurements")[0]
    assert (str(shown["number"]), shown["unit"]) == ("1234567.89", "元")


def test_personal_values_are_masked_in_rows(counties):
    bring_row(counties, "credentials", ROWS["credentials"])
    shown = str(rows_at(counties, "credentials"))
    assert NAME not in shown and NUMBER not in shown and "S000099887766" not in shown


def test_whom_a_row_is_about_is_seen_where_the_row_is(counties):
    """A town of the county enters a firm that another town entered first (ADR 0014)."""
    counties.bring("employers", gbk([["企业名称"], ["北渡机械有限公司"]]), place=counties.town)
    batch = bring_row(
        counties, "organisation_statuses", ROWS["organisation_statuses"], place=counties.second_town
    )
    assert rows_at(counties, "organisation_statuses", counties.second_town)[0]["employer_name"]
    assert Share.objects.filter(ends_before__isnull=True).count() == 1
    counties.undo(batch, place=counties.second_town)
    assert not Share.objects.filter(ends_before__isnull=True).exists()


@pytest.mark.parametrize("name", NAMES)
def test_two_hundred_rows_cost_as_many_queries_as_two(counties, name, django_assert_max_num_queries):
    prepare(counties, name)
    bring_row(counties, name, ROWS[name])
    with django_assert_max_num_queries(12):
        rows_at(counties, name)
