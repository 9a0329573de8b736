"""Four of the first ten layouts: lists of people as villages, towns and old systems send them."""

from datetime import date
from pathlib import Path
from random import Random

from openpyxl import Workbook

from tests.messy.case import MessyFile, title
from tests.messy.invented import (
    TOWNS,
    VILLAGES,
    born,
    firm,
    identity,
    old_identity,
    person,
    phone,
)


def _village_register(path: Path) -> None:
    """Cover and instructions first, two title rows, grouped headings over two rows, totals and signatures."""
    chance = Random(1)
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "封面"
    cover["C6"] = "平度市农村劳动力资源调查登记台账"
    cover["C9"] = "南村镇人民政府"
    cover["C10"] = "二〇二六年三月"
    notes = book.create_sheet("填表说明")
    for at, text in enumerate(
        ["一、本表由村（居）填写。", "二、身份证号须为18位。", "三、就业状态填已就业或未就业。"], 1
    ):
        notes.cell(at, 1, text)
    sheet = book.create_sheet("东王家村")
    title(sheet, 1, "农村劳动力资源调查登记台账", 16)
    title(
        sheet,
        2,
        "填报单位（盖章）：南村镇东王家村村委会          填报日期：2026年3月15日          单位：人、元",
        16,
    )
    groups = [
        ("A3:A4", "序号"),
        ("B3:G3", "基本情况"),
        ("H3:K3", "就业情况"),
        ("L3:N3", "求职意愿"),
        ("O3:P3", "调查情况"),
    ]
    for where, text in groups:
        sheet[where.split(":")[0]] = text
        sheet.merge_cells(where)
    second = [
        "",
        "户主\n姓名",
        "姓  名",
        "性 别",
        "公民身份\n号码",
        "文化\n程度",
        "家庭住址",
        "是否就业",
        "现就业\n单位",
        "月收入\n（元）",
        "外出务工地",
        "意向\n工种",
        "期望薪酬\n（元/月）",
        "培训需求",
        "调查员",
        "调查时间",
    ]
    for at, text in enumerate(second, 1):
        if at > 1:
            sheet.cell(4, at, text)
    for number in range(1, 13):
        day = born(chance)
        number_text = identity(chance, day)
        spoilt = (
            " " + number_text[:6] + " " + number_text[6:14] + " " + number_text[14:]
            if number % 3
            else number_text
        )
        works = number % 2 == 0
        sheet.append(
            [
                number,
                person(chance),
                person(chance),
                chance.choice("男女"),
                spoilt,
                chance.choice(["初中", "高中", "小学", "中专", "大专"]),
                f"南村镇东王家村{number}号",
                "是" if works else "否",
                firm(chance) if works else None,
                4200 if works else None,
                "青岛市" if works else None,
                chance.choice(["缝纫工", "电焊工", "叉车司机", "保洁"]),
                chance.choice([4000, "4500左右", "3500-5000", "面议"]),
                chance.choice(["无", "电工", "月嫂"]),
                "孙志强",
                chance.choice(["2026.3", "2026.3.12", "3月12日", date(2026, 3, 12)]),
            ]
        )
    sheet.append(["合计", None, "12人"])
    sheet.append([])
    sheet.append(["村书记（签字）：", None, None, None, "审核人：", None, None, None, None, "填表人：孙志强"])
    book.save(path)


def _ticked_groups(path: Path) -> None:
    """Groups and states as ticks under a merged heading; hidden columns; a legend below the table."""
    chance = Random(2)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    title(sheet, 1, "2026年就业困难人员摸底排查表", 15)
    top = [
        "编号",
        "所在镇（街道）",
        "村（社区）",
        "居民姓名",
        "身份证件号码",
        "本人电话",
        "紧急联系人电话",
        "人员类别（打√）",
        None,
        None,
        None,
        "目前状况（打√）",
        None,
        "想找什么工作",
        "备 注",
    ]
    sheet.append(top)
    sheet.append([None] * 7 + ["脱贫户", "残疾人", "退役军人", "零就业家庭", "在业", "失业"])
    sheet.merge_cells("H2:K2")
    sheet.merge_cells("L2:M2")
    for letter in "ABCDEFGNO":
        sheet.merge_cells(f"{letter}2:{letter}3")
    for number in range(1, 16):
        marks = ["√" if chance.random() < 0.4 else None for _ in range(4)]
        works = chance.random() < 0.5
        sheet.append(
            [
                f"NC-{number:03d}",
                "南村镇",
                chance.choice(VILLAGES),
                person(chance),
                identity(chance, born(chance)),
                phone(chance),
                phone(chance),
                *marks,
                "√" if works else None,
                None if works else "√",
                chance.choice(["就近打工", "家政服务员", "包装工", "不限"]),
                chance.choice([None, "腿脚不便", "照顾老人"]),
            ]
        )
    sheet.append(["注：1.脱贫户含监测对象；2.一人可勾选多项。"])
    sheet.column_dimensions["G"].hidden = True
    book.save(path)


def _gbk_semicolons(path: Path) -> None:
    """An old system's GBK export with semicolons: 15-digit numbers, two phones in a cell, four ways to write a day."""
    chance = Random(3)
    lines = [
        "人员编号;XM;性别名称;证件号码;联系方式;户口所在地;常住地;学历名称;毕业时间;就业失业状态;技能证书;求职意向一;最低月薪要求;登记人;登记时间"
    ]
    for number in range(1, 21):
        day = born(chance)
        code = old_identity(chance, day) if number % 6 == 0 else identity(chance, day)
        phones = f"{phone(chance)}/{phone(chance)}" if number % 4 == 0 else phone(chance)
        lines.append(
            ";".join(
                [
                    f"37028320{number:06d}",
                    person(chance),
                    chance.choice(["男性", "女性"]),
                    f"'{code}",
                    phones,
                    "山东省平度市" + chance.choice(TOWNS),
                    chance.choice(TOWNS) + chance.choice(VILLAGES),
                    chance.choice(["初级中学", "普通高中", "大学专科", "大学本科"]),
                    chance.choice(["1998.7", "98年7月", "2003-07-01", "37803"]),
                    chance.choice(["失业", "就业", "失业登记"]),
                    chance.choice(["", "低压电工证", "五级/初级工"]),
                    chance.choice(["保安", "焊工", "收银员"]),
                    chance.choice(["3000", "3000元以上", "5k"]),
                    "刘桂兰",
                    chance.choice(["2026/3/8", "20260308", "45321", "2026年3月8日"]),
                ]
            )
        )
    path.write_bytes("\r\n".join(lines).encode("gb18030"))


def _towns_by_sheet(path: Path) -> None:
    """The same list on a sheet per town below a summary sheet; the second town moved a column and renamed two."""
    chance = Random(10)
    book = Workbook()
    summary = book.active
    assert summary is not None
    summary.title = "汇总"
    for line in (
        ["各镇返乡人员汇总"],
        ["镇", "返乡人数", "有意就业", "已介绍"],
        ["南村镇", 8, 6, 2],
        ["明村镇", 4, 3, 1],
    ):
        summary.append(line)
    sheet = book.create_sheet("南村")
    title(sheet, 1, "南村镇返乡农民工登记表", 14)
    sheet.append(
        [
            "序号",
            "村别",
            "返乡人员姓名",
            "出生年月",
            "身份证",
            "手机号",
            "返乡前务工地",
            "返乡前工种",
            "返乡时间",
            "掌握技能",
            "是否愿意本地就业",
            "意向岗位",
            "意向待遇",
            "包村干部",
        ]
    )
    for number in range(1, 9):
        day = born(chance)
        sheet.append(
            [
                number,
                chance.choice(VILLAGES),
                person(chance),
                chance.choice([f"{day:%Y.%m}", f"{day:%y}年{day.month}月"]),
                identity(chance, day),
                phone(chance),
                chance.choice(["江苏苏州", "广东东莞"]),
                chance.choice(["电子厂", "瓦工"]),
                chance.choice(["2026.1", "春节前", date(2026, 1, 20)]),
                chance.choice(["电焊", "无", "驾驶"]),
                chance.choice("是否"),
                chance.choice(["焊工", "司机"]),
                chance.choice(["5000以上", "4000", "面谈"]),
                person(chance),
            ]
        )
    other = book.create_sheet("明村")
    other.append(["序号", "村", "姓名", "身份证号码", "电话", "意向工种", "备注"])
    for number in range(1, 5):
        other.append(
            [number, "前河村", person(chance), identity(chance, born(chance)), phone(chance), "普工", None]
        )
    book.save(path)


FIRST_PEOPLE = (
    MessyFile(
        "village_register.xlsx",
        "workers",
        _village_register,
        (
            None,
            None,
            "full_name",
            "sex",
            "identity_number",
            "education",
            "place",
            "state",
            None,
            None,
            None,
            "occupation",
            "pay",
            "training_need",
            "surveyor",
            "surveyed_on",
        ),
        12,
    ),
    MessyFile(
        "ticked_groups.xlsx",
        "workers",
        _ticked_groups,
        (
            None,
            "place",
            "place",
            "full_name",
            "identity_number",
            "phone",
            None,
            "groups",
            "groups",
            "groups",
            "groups",
            "state",
            "state",
            "occupation",
            "note",
        ),
        15,
    ),
    MessyFile(
        "gbk_semicolons.csv",
        "workers",
        _gbk_semicolons,
        (
            None,
            "full_name",
            "sex",
            "identity_number",
            "phone",
            "household_place",
            "place",
            "education",
            None,
            "state",
            "skill",
            "occupation",
            "pay",
            "surveyor",
            "surveyed_on",
        ),
        20,
    ),
    MessyFile(
        "towns_by_sheet.xlsx",
        "workers",
        _towns_by_sheet,
        (
            None,
            "place",
            "full_name",
            None,
            "identity_number",
            "phone",
            None,
            None,
            None,
            "skill",
            None,
            "occupation",
            "pay",
            "surveyor|",
        ),
        8,
    ),
)
