"""Five more layouts, written after the recognition had been mended on the first ten, to see what it learnt."""

from pathlib import Path
from random import Random

from openpyxl import Workbook

from tests.messy.case import MessyFile
from tests.messy.invented import TOWNS, VILLAGES, born, credit_code, firm, identity, person, phone


def _graduates(path: Path) -> None:
    """A county's register of graduates who have not found work: twenty-three columns in one long line."""
    chance = Random(21)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026届离校未就业高校毕业生实名登记台账"])
    sheet.append(
        [
            "序号",
            "身份证号",
            "姓名",
            "性别",
            "民族",
            "学历",
            "毕业院校",
            "所学专业",
            "毕业时间",
            "生源地",
            "家庭详细地址",
            "本人手机",
            "家长电话",
            "登记时就业状况",
            "就业单位名称",
            "就业时间",
            "就业服务需求",
            "意向行业",
            "意向职位",
            "期望起薪",
            "是否有培训意愿",
            "跟踪服务人",
            "首次联系日期",
        ]
    )
    for number in range(1, 15):
        sheet.append(
            [
                number,
                identity(chance, born(chance)),
                person(chance),
                chance.choice("男女"),
                "汉族",
                chance.choice(["本科", "大专", "硕士研究生"]),
                "青岛农业大学",
                "会计学",
                "2026.06",
                "平度市",
                chance.choice(TOWNS) + chance.choice(VILLAGES),
                phone(chance),
                phone(chance),
                chance.choice(["登记失业", "求职中"]),
                None,
                None,
                chance.choice(["岗位推荐", "职业指导", "见习"]),
                chance.choice(["制造业", "教育"]),
                chance.choice(["会计", "出纳", "小学教师"]),
                chance.choice([4000, 5000, "5000-6000"]),
                chance.choice("是否"),
                person(chance),
                f"2026-07-{number:02d}",
            ]
        )
    book.save(path)


def _firm_application(path: Path) -> None:
    """What a firm's personnel office fills in: one firm above the table, posts below, two pays."""
    chance = Random(22)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["企业用工需求申报表"])
    sheet.append([])
    sheet.append(
        [
            "申报单位",
            "经办人",
            "办公电话",
            "手机",
            "需求岗位",
            "岗位类别",
            "需求数量",
            "性别比例",
            "年龄上限",
            "文化要求",
            "技能要求",
            "试用期工资",
            "转正后工资",
            "食宿情况",
            "合同期限",
            "预计用工时间",
            "紧急程度",
        ]
    )
    name = firm(chance)
    for _ in range(7):
        sheet.append(
            [
                name,
                "于海波",
                "0532-81234567",
                phone(chance),
                chance.choice(["挡车工", "机修工", "跟单员"]),
                chance.choice(["普工", "技工"]),
                chance.randrange(1, 30),
                "不限",
                45,
                chance.choice(["初中及以上", "不限"]),
                chance.choice(["无", "中级工"]),
                "3500",
                "5000-7000",
                "包吃住",
                "三年",
                "随时",
                chance.choice(["急", "一般"]),
            ]
        )
    sheet.append(["填表日期：2026年4月1日", None, None, "单位公章："])
    book.save(path)


def _street_week(path: Path) -> None:
    """A street's weekly CSV with a byte order mark and figures of several weeks side by side."""
    chance = Random(23)
    lines = [
        "统计日期,街道,企业,社会信用统一代码,行业门类,是否规上,员工总人数,其中本地,本周新增,本周离职,空岗数量,空岗岗位,月均工资(元),缺工主要原因,是否长期缺工,填报人,填报人电话"
    ]
    for _ in range(16):
        staff = chance.randrange(40, 900)
        cells = [
            "2026-04-02",
            chance.choice(["东阁街道", "李园街道"]),
            firm(chance),
            credit_code(chance),
            "制造业",
            chance.choice("是否"),
            staff,
            staff // 2,
            chance.randrange(9),
            chance.randrange(9),
            chance.randrange(1, 20),
            chance.choice(["注塑工", "装配工"]),
            chance.choice([4800, 5300, 6100]),
            chance.choice(["工资偏低", "季节性"]),
            chance.choice("是否"),
            person(chance),
            phone(chance),
        ]
        lines.append(",".join(map(str, cells)))
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())


def _fair_stands(path: Path) -> None:
    """A fair's list of stands: grouped headings in three rows, requirements split over columns."""
    chance = Random(24)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["“百日千万”专场招聘会展位及岗位信息"])
    sheet.append(
        [
            "展位号",
            "单位信息",
            None,
            None,
            None,
            "岗位信息",
            None,
            None,
            None,
            None,
            None,
            None,
            "报名方式",
            None,
        ]
    )
    sheet.append(
        [
            None,
            "单位全称",
            "单位类型",
            "单位简介",
            "参会人员",
            "招聘岗位",
            "招聘人数",
            "任职条件",
            None,
            None,
            "薪酬（税前，元/月）",
            "工作地点",
            "联系电话",
            "简历投递邮箱",
        ]
    )
    sheet.append([None] * 7 + ["学历", "专业", "其他要求"])
    for where in ("A1:N1", "B2:E2", "F2:L2", "M2:N2", "H3:J3", "A2:A4"):
        sheet.merge_cells(where)
    for letter in "BCDEFGKLMN":
        sheet.merge_cells(f"{letter}3:{letter}4")
    for number in range(1, 12):
        sheet.append(
            [
                f"A{number:02d}",
                firm(chance),
                "民营企业",
                "成立于2008年，主要从事机械加工。",
                f"{person(chance)}等2人",
                chance.choice(["储备干部", "数控编程员", "外贸业务员"]),
                chance.randrange(1, 9),
                chance.choice(["本科", "大专及以上"]),
                "不限",
                "能吃苦耐劳",
                chance.choice(["4000-6000", "6000-9000", "面议"]),
                "平度",
                phone(chance),
                "hr@example.cn",
            ]
        )
    book.save(path)


def _broker(path: Path) -> None:
    """What a labour broker keeps: plain talk as headings, tabs, GBK."""
    chance = Random(25)
    lines = [
        "名字\t男女\t多大了\t电话\t身份证\t哪村的\t念到哪\t会干啥\t想干啥\t要多少钱\t能上夜班不\t管不管住\t啥时候能走"
    ]
    for _ in range(13):
        lines.append(
            "\t".join(
                [
                    person(chance),
                    chance.choice("男女"),
                    str(chance.randrange(20, 58)),
                    phone(chance),
                    identity(chance, born(chance)),
                    chance.choice(VILLAGES),
                    chance.choice(["初中", "高中", "小学"]),
                    chance.choice(["瓦工", "开车", "没手艺"]),
                    chance.choice(["进厂", "看孩子", "装卸"]),
                    chance.choice(["5000", "6000左右", "看活"]),
                    chance.choice(["能", "不能"]),
                    chance.choice(["要", "不要"]),
                    chance.choice(["过了麦收", "随时"]),
                ]
            )
        )
    path.write_bytes("\n".join(lines).encode("gbk"))


FRESH_FIVE = (
    MessyFile(
        "graduates.xlsx",
        "workers",
        _graduates,
        (
            None,
            "identity_number",
            "full_name",
            "sex",
            None,
            "education",
            None,
            None,
            None,
            None,
            "place|household_place",
            "phone",
            None,
            "state",
            None,
            None,
            None,
            None,
            "occupation",
            "pay",
            None,
            "surveyor|",
            "surveyed_on|",
        ),
        14,
    ),
    MessyFile(
        "firm_application.xlsx",
        "shortages",
        _firm_application,
        (
            "employer_name",
            "contact_name|",
            "contact_phone",
            "contact_phone",
            "trade",
            "kind",
            "headcount",
            None,
            None,
            "education",
            "skill",
            None,
            "pay",
            None,
            None,
            "plan",
            "is_urgent|",
        ),
        7,
    ),
    MessyFile(
        "street_week.csv",
        "shortages",
        _street_week,
        (
            "reported_on",
            "place",
            "employer_name",
            "credit_code",
            "industry",
            None,
            "employees",
            None,
            None,
            None,
            "headcount",
            "trade",
            "pay",
            "causes",
            None,
            None,
            None,
        ),
        16,
    ),
    MessyFile(
        "fair_stands.xlsx",
        "vacancies",
        _fair_stands,
        (
            None,
            "employer_name",
            "nature",
            None,
            None,
            "title",
            "headcount",
            "education",
            None,
            "demands|",
            "pay",
            "workplace",
            "contact_phone",
            None,
        ),
        11,
    ),
    MessyFile(
        "broker.csv",
        "workers",
        _broker,
        (
            "full_name",
            "sex",
            None,
            "phone",
            "identity_number",
            "place",
            "education",
            "skill|",
            "occupation",
            "pay",
            "shift|",
            "wants_lodging",
            None,
        ),
        13,
    ),
)
