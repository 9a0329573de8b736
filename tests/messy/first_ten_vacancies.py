"""Three of the first ten layouts: vacancies as counties, job sites and towns send them."""

from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from tests.messy.case import MessyFile, title
from tests.messy.invented import (
    firm,
    person,
    phone,
)


def _merged_firms(path: Path) -> None:
    """A firm's cells are merged down over its posts, so most lines name no firm themselves."""
    chance = Random(7)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    title(sheet, 1, "平度市春风行动企业招聘岗位汇总表", 12)
    sheet.append(
        [
            "序号",
            "用人单位",
            "单位性质",
            "招聘工种",
            "人数",
            "工作内容及要求",
            "学历及专业",
            "年龄要求",
            "工资福利待遇",
            "工作地点",
            "联系人",
            "电  话",
        ]
    )
    row = 3
    for number in range(1, 6):
        count = chance.choice([2, 3])
        name, contact, call = firm(chance), person(chance), phone(chance)
        for at in range(count):
            own = [number, name, "民营企业"] if at == 0 else [None] * 3
            ends = [contact, call] if at == 0 else [None, None]
            sheet.append(
                [
                    *own,
                    chance.choice(["操作工", "质检员", "会计", "叉车工"]),
                    chance.choice([3, 5, "10人", "若干"]),
                    "服从安排，能适应倒班",
                    chance.choice(["不限", "高中以上", "大专，机械类"]),
                    "18-50岁",
                    chance.choice(["3500-5000元/月(另有全勤)", "底薪4000+提成，包吃住", "计件6000—8000"]),
                    "平度市南村镇",
                    *ends,
                ]
            )
        for letter in "ABCKL":
            sheet.merge_cells(f"{letter}{row}:{letter}{row + count - 1}")
        row += count
    sheet.append(["说明：以上岗位均缴纳五险。联系人：市人力资源市场"])
    book.save(path)


def _merged_firm_rows() -> int:
    chance = Random(7)
    total = 0
    for _ in range(5):
        count = chance.choice([2, 3])
        firm(chance), person(chance), phone(chance)
        for _ in range(count):
            chance.choice("abcd"), chance.choice("abcd"), chance.choice("abc"), chance.choice("abc")
        total += count
    return total


def _job_site(path: Path) -> None:
    """A job site's export: tab-separated UTF-16, columns of the site's own, pay in thousands, times and links."""
    chance = Random(8)
    lines = [
        "职位ID\t职位\t公司\t公司规模\t薪资\t城市\t区域\t学历\t工作经验\t职位亮点\t职位详情\tHR\t发布时间\t职位链接"
    ]
    for number in range(1, 19):
        lines.append(
            "\t".join(
                [
                    f"CC{number:08d}",
                    chance.choice(["电商客服", "Java开发工程师", "仓库管理员", "品质工程师(IQC)"]),
                    firm(chance),
                    chance.choice(["20-99人", "100-499人", "1000人以上"]),
                    chance.choice(["6-8千", "8千-1.2万", "5000-7000元", "10-15K·13薪", "150元/天"]),
                    "青岛",
                    "平度市",
                    chance.choice(["大专", "本科", "学历不限"]),
                    chance.choice(["1-3年", "经验不限"]),
                    "五险一金|带薪年假|包住",
                    "岗位职责：1、负责现场管理；2、完成交办任务。",
                    chance.choice(["王女士", "李经理"]),
                    f"2026-03-{number:02d} 09:15",
                    f"https://zhaopin.example/{number}.html",
                ]
            )
        )
    path.write_bytes("\n".join(lines).encode("utf-16"))


def _odd_order(path: Path) -> None:
    """Phone first and firm last, pay split under one heading, notes between the rows, lodging and shift as words."""
    chance = Random(9)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "岗位"
    title(sheet, 1, "招 工 信 息 （2026年第3期）", 14)
    sheet.append(
        [
            "咨询热线",
            "找谁",
            "综合月收入",
            None,
            "缺员数",
            "干什么活",
            "是否管住",
            "管饭吗",
            "上班时间",
            "最低学历",
            "持证要求",
            "上班地点",
            "用工单位全称",
            "信息来源",
        ]
    )
    sheet.append([None, None, "最低", "最高"])
    sheet.merge_cells("C2:D2")
    for number in range(1, 13):
        low = chance.choice([3500, 4000, 5000])
        sheet.append(
            [
                phone(chance),
                person(chance),
                low,
                low + 1500,
                chance.randrange(1, 20),
                chance.choice(["流水线装配", "后厨帮工", "货车司机", "看大门"]),
                chance.choice(["管住", "不管住"]),
                chance.choice(["管", "不管"]),
                chance.choice(["长白班", "两班倒", "三班倒"]),
                chance.choice(["初中", "不限"]),
                chance.choice([None, "B2驾驶证", "健康证"]),
                "南村镇工业园",
                firm(chance),
                "镇人社所走访",
            ]
        )
        if number in (4, 8):
            sheet.append([f"以下为{chance.choice(['服务业', '制造业'])}岗位"])
            sheet.cell(sheet.max_row, 1).fill = PatternFill("solid", "FFFF00")
    sheet.append(["（以上信息由用工单位提供，请求职者注意甄别。）"])
    book.save(path)


FIRST_VACANCIES = (
    MessyFile(
        "merged_firms.xlsx",
        "vacancies",
        _merged_firms,
        (
            None,
            "employer_name",
            "nature",
            "title",
            "headcount",
            "description|demands",
            "education",
            None,
            "pay",
            "workplace",
            "contact_name",
            "contact_phone",
        ),
        _merged_firm_rows(),
    ),
    MessyFile(
        "job_site.txt.csv",
        "vacancies",
        _job_site,
        (
            None,
            "title",
            "employer_name",
            "size_label",
            "pay",
            "workplace|",
            "county|place|workplace",
            "education",
            None,
            "benefits",
            "description",
            "contact_name",
            None,
            None,
        ),
        18,
    ),
    MessyFile(
        "odd_order.xlsx",
        "vacancies",
        _odd_order,
        (
            "contact_phone",
            "contact_name",
            "pay_from",
            "pay_to",
            "headcount",
            "title",
            "has_lodging",
            None,
            "shift",
            "education",
            "certificates",
            "workplace",
            "employer_name",
            None,
        ),
        12,
    ),
)
