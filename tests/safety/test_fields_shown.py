"""What a page, a workbook or the public site shows of somebody is written down here, label by label (test 20).

A label more than the table says is a field that nobody decided to show.
"""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from openpyxl import load_workbook
from tests.safety.walking import PUBLIC_AT, Walk, undone

from baigong.domains.parties.exports import EMPLOYER_EXPORT
from baigong.domains.placements.hiring import add_proof, record_insurance
from baigong.domains.placements.models import Engagement, Proof
from baigong.domains.reports import ledgers, workbook
from baigong.domains.shortages.exports import SHORTAGE_EXPORT
from baigong.domains.vacancies.exports import VACANCY_EXPORT
from baigong.domains.workers.exports import SUPPLY_EXPORT
from baigong.faces.desk.views import ledgers as ledger_views
from baigong.faces.desk.views import people
from baigong.foundation.exchange.exporting import Exporter, ListExport, export_list
from baigong.foundation.exchange.handouts import Limits
from baigong.foundation.scope import enter, system_scope
from baigong.foundation.sheets.writer import SheetOut

OWN = "1.1.1.1"
READERS = (
    ("county_officer", "1.1"),
    ("village_officer", "1.1.1.1"),
    ("commissioner", "1.1"),
    ("leader", "1.1"),
)
LABELS = re.compile(r"<(?:dt|th)\b[^>]*>(.*?)</(?:dt|th)>", re.DOTALL)
TAGS = re.compile(r"<[^>]+>")
# Whoever may read a page sees the same fields; only the forms differ, and they ask and do not tell.
PAGES = {
    "people/{registration_id}/": "姓名 身份证号 联系电话 户籍地 出生年 性别 学历 技能等级 求职工种 归到职业 期望月薪"
    " 意向地区 班次 下次联系 摸排 认定和身份",
    "firms/{firm_id}/": "工种 还缺 类型 技能 月薪 上报 月份 招聘需求 市场招聘 参保人数 失业登记"
    " 信用代码 专员 地址 联系人 联系电话 企业性质 规模 行业 认定 协议 代报用工情况",
    "vacancies/{vacancy_id}/": "单位 工作地 招 月薪 学历 班次 住宿",
    "hires/{engagement_id}/": "",
}
PUBLIC = (
    "title hiringOrganization name totalJobOpenings datePosted directApply description jobLocation address"
    " addressLocality addressCountry addressRegion validThrough employmentType identifier value sameAs"
)
MASKED_PEOPLE = "姓名 联系电话 镇村 就业状态 求职工种 职业大类 学历 期望月薪（元） 摸排日期 下次联系"
EXPORTS = {
    SUPPLY_EXPORT: "姓名 性别 身份证号 联系电话 现居镇村 学历 就业状态 求职工种 期望月薪（元） 意向地区 班次 要住宿"
    " 培训意愿 重点群体 摸排日期",
    EMPLOYER_EXPORT: "企业名称 统一社会信用代码 所属县镇 行业 企业性质 规模 地址 联系人 联系电话",
    SHORTAGE_EXPORT: "企业名称 统一社会信用代码 所属县镇 缺工岗位（工种） 职业代码 缺工类型 缺工人数 技能等级要求 月薪"
    " 月薪下限 月薪上限 缺工原因 招工计划 是否急缺 四清还缺",
    VACANCY_EXPORT: "企业名称 统一社会信用代码 所属县镇 岗位名称 招聘人数 月薪 月薪下限 月薪上限 班次 提供住宿 工作地点"
    " 福利待遇 岗位描述 是否已发布",
}
# The two lists of people and of firms, by the plan's own headings; the screen adds what is not clear yet.
FIRMS_SHORT = (
    "县（市、区） 企业名称 统一社会信用代码 企业性质 企业规模 缺工岗位 缺工类型 {} 技能要求 薪资水平下限（元/月）"
    " 薪资水平上限（元/月） 缺工原因 招工计划 {}了解方式 了解日期"
)
SUPPLY = (
    "县（市、区） 乡镇（街道） 姓名 性别 年龄 文化程度 人员类别 就业状况 求职意向 意向地点 期望薪资（元/月） 技能等级"
    " 培训需求 人员来源 登记日期"
)
WORK = "缺工企业数 缺工岗位数 缺工人数 已介绍 已录用 已签合同 已就业登记 已参保 已补上"
WORK_WITH_UNITS = (
    "缺工企业数（家） 缺工岗位数（个） 缺工人数（人） 已介绍（人） 已录用（人） 已签合同（人） 已就业登记（人）"
    " 已参保（人） 已补上（人）"
)
LEDGERS = {
    "lg-7": FIRMS_SHORT.format("缺工规模（人）", ""),
    "lg-8": SUPPLY,
    "lg-12": FIRMS_SHORT.format("缺工数量（人）", "“四上”企业 重点企业 重大项目 优先档次 ") + " 周次",
    "lg-13": SUPPLY,
    "lg-16": f"乡镇（街道） {WORK_WITH_UNITS}",
    "lg-16-kind": "企业性质 企业规模 缺工企业数（家） 缺工岗位数（个） 缺工人数（人）",
    "lg-16-seekers": "乡镇（街道） 求职中：人数（人） 人数（人）",
    "lg-16-trade": f"工种 {WORK_WITH_UNITS}",
    "lg-9": (
        "县（市、区） 服务专员 职务 联系电话 服务企业 任务 待解决缺工（人） 责任 服务计划（招工计划） 在办事项 办理时限"
        " 答复最长用时（天） 办理结果 开始日期 结束日期 备注"
    ),
    "lg-10": (
        "县（市、区） 企业名称 姓名 岗位 到岗日期 签订合同日期 就业登记日期 缴纳社保起始月 解决空岗 录用渠道 已核实"
    ),
    "lg-11": "县（市、区） 问题 措施 责任单位（人） 时限 进展 销号日期 结果 依据材料（份）",
    "lg-14": (
        "县（市、区） 服务专员 职务 联系电话 服务企业 任务 待解决缺工（人） 责任 在办事项 办理时限 答复最长用时（天）"
        " 办理结果 开始日期 结束日期"
    ),
    "lg-15": "类别 政策名称 文号 层级 发文单位 适用对象 享受条件 标准 办理渠道 有效期至 版本 公布日期 已公布渠道",
    "lg-17": (
        "县（市、区） 企业名称 企业类型 规模 现有职工（人） 缺工类型 缺工人数 已解决人数 解决渠道 缺工原因 了解方式"
        " 了解日期 周次 填报人 本周已报"
    ),
    "lg-18": "县（市、区） 联系的县（市、区） 联络员 职务 联系电话 上报日期 按时上报 备注",
    "lg-19": "县（市、区） 企业名称 缺工岗位 缺工人数 销号日期 销号依据 核实人 重开日期 重开原因 依据材料（份）",
    "lg-29": (
        "县（市、区） 类别 名称 合作地区 合作机构（院校） 地址 设立日期 合作协议 协议签订日期 年费用（元）"
        " 开展活动（次） 已输送（人） 认定和评价"
    ),
    "lg-30": "县（市、区） 富余企业 缺工企业 签订日期 结束日期 人数 期限（个月）",
    "lg-32": "县（市、区） 人力资源服务机构 服务企业 服务内容 开始日期 结束日期 机构等级 服务期间录用（人）",
    "bz-9b": "县（市、区） 企业名称 职业（工种） 缺工岗位 缺口（人） 技能要求 缺工开始 已缺（个月） 用工服务专员",
    "bz-9b-trade": "工种 重点企业数（家） 岗位数（个） 缺口人数（人）",
    "lg-39": "企业性质 企业规模 没有写明：缺工岗位数 没有写明：缺工人数 缺工岗位数 缺工人数",
}
NO_ROWS_HERE = set(["lg-9", "lg-11", "lg-14", "lg-17", "lg-18", "lg-19", "lg-29", "lg-30", "lg-32", "bz-9b"])
NOT_CLEAR = " 还没清的"
# On the screen a figure's unit stands apart, and what a figure is of stands above it.
ON_SCREEN = {name: columns + NOT_CLEAR for name, columns in LEDGERS.items()} | {
    "lg-16": f"乡镇（街道） {WORK}",
    "lg-16-kind": "企业性质 企业规模 合计 缺工企业数 缺工岗位数 缺工人数",
    "lg-16-seekers": "乡镇（街道） 求职中 合计 人数 人数",
    "lg-16-trade": f"工种 {WORK}",
    "bz-9b-trade": "工种 重点企业数 岗位数 缺口人数",
    "lg-39": "企业性质 企业规模 没有写明 合计 缺工岗位数 缺工人数 缺工岗位数 缺工人数",
}
SEEKERS_BEHIND = "姓名（打星号） 乡镇（街道） 就业状况 求职意向"
HIRES_BEHIND = "姓名 单位 用工形式 到岗 计入"
PROOFS = "凭据 日期 期限 来源与核实 劳动合同 参保"
COUNTED = "缺工岗位 缺工人数 四清齐全 已录用 已签合同 已就业登记 已参保 计为补上 本周新增到岗"
ABOUT = "导出说明"
WEEK = {
    "按镇街": f"镇街 {COUNTED}",
    "按工种": f"工种 {COUNTED}",
    "缺工明细": "企业 工种 缺工人数 登记日期",
    "到岗明细": "姓名 企业 用工形式 到岗日期",
    ABOUT: "地区 周次 编号 导出人 导出时间 用途 数据行数",
}


def labels_on(walk: Walk, role: str, at: str, page: str) -> list[str]:
    """Return the labels of a page in their order, without units and marks."""
    response = walk.client(role, at).get("/desk/" + page.format(**walk.ids[OWN]))
    assert response.status_code == 200
    return words_of(response.content.decode())


def words_of(text: str) -> list[str]:
    return [TAGS.sub(" ", found).split()[0] for found in LABELS.findall(text)]


def heads_of(walk: Walk, address: str, inside: str = "") -> list[str]:
    """Return the column headings of a page's tables; of the page its first link leads to, if one is named."""
    client = walk.client("county_officer", "1.1")
    page = client.get(address).content.decode()
    if inside:
        found = re.search(rf'href="({inside})"', page)
        assert found is not None
        page = client.get(unescape(found[1])).content.decode()
    return words_of("".join(re.findall(r"<thead>.*?</thead>", page, re.DOTALL)))


def sheets_of(walk: Walk, address: str) -> dict[str, list[list[str]]]:
    """Return the lines of every sheet, hidden ones too, of a workbook that a county's officer takes out."""
    with undone():
        content = walk.client("county_officer", "1.1").post(address).content
    return {
        sheet.title: [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
        for sheet in load_workbook(io.BytesIO(content)).worksheets
    }


def ledger_sheets(walk: Walk, address: str) -> dict[str, list[str]]:
    """Return the headings of a ledger's workbook by sheet; they stand below its title."""
    sheets = sheets_of(walk, f"{address}workbook/")
    return {title: lines[1] for title, lines in sheets.items() if title != ABOUT}


def week_sheets(walk: Walk) -> dict[str, list[str]]:
    """Return the headings of the week's workbook by sheet; figures bear a title, the last goes downwards."""
    sheets = sheets_of(walk, "/desk/week/workbook/")
    return {
        title: [line[0] for line in lines] if title == ABOUT else lines[title.startswith("按")]
        for title, lines in sheets.items()
    }


def hire_with_proofs(walk: Walk) -> list[str]:
    with undone():
        with system_scope("补凭据"):
            hired = Engagement.objects.get(id=walk.ids[OWN]["engagement_id"])
            add_proof(
                by="t",
                engagement=hired,
                kind="contract",
                signed_on=hired.starts_on,
                source="officer",
                certainty=2,
            )
            month = hired.starts_on.year * 100 + hired.starts_on.month
            record_insurance(
                by="t", engagement=hired, first_month=month, months=1, source="register", certainty=3
            )
        return labels_on(walk, *READERS[0], "hires/{engagement_id}/")


def columns_of(content: bytes) -> list[list[str]]:
    """Return the first two rows of a workbook's first sheet."""
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows(max_row=2)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("role", "at"), READERS)
def test_a_page_shows_these_fields_and_no_other(walk: Walk, role: str, at: str, page: str) -> None:
    assert labels_on(walk, role, at, page) == PAGES[page].split()


def test_the_public_page_tells_machines_these_and_no_other(walk: Walk) -> None:
    page = walk.client("", "").get(f"/jobs/{walk.ids[PUBLIC_AT]['vacancy_id']}/").content.decode()
    assert set(re.findall(r'itemprop="(\w+)"', page)) == set(PUBLIC.split())
    assert "ld+json" not in page


def test_the_workbook_of_people_has_these_columns(walk: Walk) -> None:
    with undone():
        response = walk.client("county_officer", "1.1").post("/desk/people/export/", {"query": ""})
    headings, first = columns_of(response.content)
    assert headings == MASKED_PEOPLE.split() and len(first) == len(headings)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_a_list_goes_out_with_these_columns(walk: Walk, export: ListExport) -> None:
    exporter = Exporter("t", "t", "核对", Limits(100, 20_000, 24))
    with undone(), enter(walk.world.scope_at("1.1")):
        place = walk.world.places["1.1"].path
        handed = export_list(export, form="xlsx", place_path=place, exporter=exporter)
        cells = next(iter(export.rows(place)))[1]
    assert columns_of(handed.content)[0] == EXPORTS[export].split()
    assert len(cells) == len(export.headings)


def test_a_hire_with_proofs_shows_these_and_no_other(walk: Walk) -> None:
    assert hire_with_proofs(walk) == PROOFS.split()


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_ledger_shows_and_gives_out_these_columns(walk: Walk, ledger: str) -> None:
    address = f"/desk/ledgers/{ledger}/"
    # A ledger without a row says so instead of showing an empty table; its workbook has the headings all the same.
    assert heads_of(walk, address) == ([] if ledger in NO_ROWS_HERE else ON_SCREEN[ledger].split())
    assert list(ledger_sheets(walk, address).values()) == [LEDGERS[ledger].split()]


def test_no_ledger_is_left_out(walk: Walk) -> None:
    page = walk.client("county_officer", "1.1").get("/desk/ledgers/").content.decode()
    assert set(re.findall(r'href="/desk/ledgers/([^"/]+)/"', page)) == set(LEDGERS)


def test_the_rows_behind_a_figure_have_these_columns(walk: Walk) -> None:
    seekers = heads_of(walk, "/desk/ledgers/lg-16-seekers/", r"[^\"]*/rows/[^\"]*")
    hires = heads_of(walk, "/desk/week/", r"[^\"]*/week/rows/[^\"]*")
    assert (seekers, hires) == (SEEKERS_BEHIND.split(), HIRES_BEHIND.split())


def test_the_weeks_workbook_has_these_sheets_and_columns(walk: Walk) -> None:
    assert week_sheets(walk) == {title: columns.split() for title, columns in WEEK.items()}


def test_a_field_more_is_found(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: one more fact on the page of a person."""
    true = people.person_facts
    monkeypatch.setattr(people, "person_facts", lambda entry: [*true(entry), ("残疾", "无")])
    page = "people/{registration_id}/"
    more = labels_on(walk, *READERS[0], page)
    assert more != PAGES[page].split() and "残疾" in more


def with_a_column_more(title: str, headings: tuple[str, ...], rows: object, **more: object) -> SheetOut:
    """Return a sheet with one heading more than was asked for."""
    kinds = (*more.pop("kinds"), "text")
    return SheetOut(title, (*headings, "残疾"), rows, kinds=kinds, **more)


def test_a_column_more_is_found(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: one more column in a ledger, in the week's workbook, and a proof nobody listed on a hire."""
    headings, kinds = ledgers.headings_of, Proof.get_kind_display
    for module in (ledgers, ledger_views):
        monkeypatch.setattr(module, "headings_of", lambda ledger: (*headings(ledger), "残疾"))
    monkeypatch.setattr(workbook, "SheetOut", with_a_column_more)
    monkeypatch.setattr(Proof, "get_kind_display", lambda proof: f"残疾 {kinds(proof)}")
    address = "/desk/ledgers/lg-13/"
    assert "残疾" in set(heads_of(walk, address)) - set(ON_SCREEN["lg-13"].split())
    (columns,) = ledger_sheets(walk, address).values()
    assert columns[-1] == "残疾" and columns != SUPPLY.split()
    assert all(columns[-1] == "残疾" for title, columns in week_sheets(walk).items() if title != ABOUT)
    assert "残疾" in set(hire_with_proofs(walk)) - set(PROOFS.split())
