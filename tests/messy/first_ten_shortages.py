"""Three of the first ten layouts: shortages as firms, towns and counties send them."""

from pathlib import Path
from random import Random

from openpyxl import Workbook

from tests.messy.case import MessyFile, title
from tests.messy.invented import (
    TOWNS,
    credit_code,
    firm,
    person,
    phone,
)


def _firm_cards(path: Path) -> None:
    """Transposed: the headings run down the first column and every further column is one firm's need."""
    chance = Random(4)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    title(sheet, 1, "企业用工需求登记表（横向）", 5)
    down = [
        ("企业名称", lambda: firm(chance)),
        ("统一社会信用代码", lambda: credit_code(chance)),
        ("所属行业", lambda: "制造业"),
        ("单位地址", lambda: chance.choice(TOWNS) + "工业园"),
        ("联系人", lambda: person(chance)),
        ("联系电话", lambda: phone(chance)),
        ("现有职工人数", lambda: chance.randrange(30, 400)),
        ("急需工种", lambda: chance.choice(["车工", "普工"])),
        ("需求人数", lambda: chance.randrange(2, 40)),
        ("月工资", lambda: "4500-6000元"),
        ("缺工原因", lambda: "订单增加"),
    ]
    for heading, make in down:
        sheet.append([heading, *(make() for _ in range(4))])
    book.save(path)


def _town_week(path: Path) -> None:
    """A town's weekly count: headings in two lines with units, subtotals per industry, a hidden key column."""
    chance = Random(5)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "第12周"
    title(sheet, 1, "附件2", 15)
    title(sheet, 2, "重点企业用工情况周调度表", 15)
    headings = [
        "序号",
        "镇街",
        "企业\n名称",
        "信用代码",
        "主营\n行业",
        "企业规模\n（大/中/小/微）",
        "在岗职工数\n（人）",
        "上周职工数\n（人）",
        "缺工岗位",
        "缺工数\n（人）",
        "累计已招\n（人）",
        "薪资待遇\n（元/月）",
        "原因\n分析",
        "企业负责人",
        "人事联系\n电话",
    ]
    sheet.append(headings)
    number = 0
    for industry in ("纺织服装", "机械加工", "食品加工"):
        for _ in range(4):
            number += 1
            staff = chance.randrange(40, 600)
            sheet.append(
                [
                    number,
                    chance.choice(TOWNS),
                    firm(chance),
                    credit_code(chance),
                    industry,
                    chance.choice(["中", "小", "微"]),
                    staff,
                    staff - chance.randrange(9),
                    chance.choice(["缝纫工", "数控车工", "包装工"]),
                    chance.randrange(1, 30),
                    chance.randrange(10),
                    chance.choice(["4000-6000", "5000", "计件，6000左右"]),
                    chance.choice(["员工流失", "订单增加"]),
                    person(chance),
                    phone(chance),
                ]
            )
        sheet.append([None, "小计", None, None, industry, None, 999, 980, None, 60, 12])
    sheet.append(["合  计", None, None, None, None, None, 2997, 2940, None, 180, 36])
    sheet.append(["分管领导：", None, None, "填报人：", None, None, "联系电话：0532-80000000"])
    sheet.column_dimensions["D"].hidden = True
    book.save(path)


def _wide_by_kind(path: Path) -> None:
    """A county's form with one line per firm and the shortage spread over kinds: no single headcount column."""
    chance = Random(6)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    title(sheet, 1, "规上工业企业缺工情况统计表", 13)
    sheet.append(
        [
            "序号",
            "单位名称",
            "所在园区",
            "法定代表人",
            "联系人及电话",
            "用工总数",
            "其中：女职工",
            "缺工情况（人）",
            None,
            None,
            "合计缺工",
            "平均工资",
            "何时到岗",
        ]
    )
    sheet.append([None] * 7 + ["普工", "技工", "管理及专技"])
    sheet.merge_cells("H2:J2")
    for letter in "ABCDEFGKLM":
        sheet.merge_cells(f"{letter}2:{letter}3")
    for number in range(1, 11):
        kinds = [chance.randrange(20) for _ in range(3)]
        sheet.append(
            [
                number,
                firm(chance),
                chance.choice(["经济开发区", "南村工业园"]),
                person(chance),
                f"{person(chance)} {phone(chance)}",
                chance.randrange(50, 900),
                chance.randrange(20, 50),
                *kinds,
                sum(kinds),
                chance.choice([4500, 5200, 6000]),
                chance.choice(["节后", "3月底前", "长期"]),
            ]
        )
    book.save(path)


FIRST_SHORTAGES = (
    MessyFile(
        "firm_cards.xlsx",
        "shortages",
        _firm_cards,
        (
            "employer_name",
            "credit_code",
            "industry",
            "address",
            "contact_name",
            "contact_phone",
            "employees",
            "trade",
            "headcount",
            "pay",
            "causes",
        ),
        4,
        refusable=True,
    ),
    MessyFile(
        "town_week.xlsx",
        "shortages",
        _town_week,
        (
            None,
            "place",
            "employer_name",
            "credit_code",
            "industry",
            "size_label",
            "employees",
            None,
            "trade",
            "headcount",
            None,
            "pay",
            "causes",
            None,
            "contact_phone",
        ),
        12,
    ),
    MessyFile(
        "wide_by_kind.xlsx",
        "shortages",
        _wide_by_kind,
        (
            None,
            "employer_name",
            "place",
            None,
            "contact_name|contact_phone",
            "employees",
            None,
            None,
            None,
            None,
            "headcount",
            "pay",
            "plan",
        ),
        10,
    ),
)
