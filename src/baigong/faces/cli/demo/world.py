"""The invented city as rows of lists, drawn from a seed: the same seed and day give the same rows."""

from __future__ import annotations

import datetime
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from baigong.kernels.identity import mint_test_credit_code, mint_test_identity_number

SEED = 20260329
EDUCATIONS = ("初中", "高中", "中专", "大专", "本科")
STATES = ("求职中", "求职中", "求职中", "登记失业", "已就业", "暂不求职")
GROUPS = ("", "", "", "农民工", "脱贫人口", "退役军人", "应届毕业生", "就业困难人员")
CAUSES = ("工资低", "年龄大", "季节用工", "扩大生产", "员工流动大", "技能要求高")


@dataclass(frozen=True, slots=True)
class Size:
    """How large the demonstration is."""

    firms: int
    vacancies: int
    people: int
    introductions: int


SIZES = {"small": Size(60, 300, 2_000, 240), "city": Size(600, 3_000, 20_000, 2_400)}


@dataclass(frozen=True, slots=True)
class Firm:
    name: str
    credit_code: str
    county: str
    town: str
    industry: dict[str, Any]
    employees: int


@lru_cache(maxsize=1)
def city() -> dict[str, Any]:
    """Return the names the city is drawn from."""
    return tomllib.loads((Path(__file__).parent / "city.toml").read_text(encoding="utf-8"))


def towns_of(number: int) -> list[str]:
    """Return the towns of the n-th county; zones are the last of the list and have few."""
    data = city()
    words = data["town_words"].split()
    count = 3 if data["counties"][number]["kind"] == "zone" else 9
    chosen = random.Random(f"{SEED}-towns-{number}").sample(words, count)  # noqa: S311 (a demonstration)
    return [word + ("街道" if position < 2 else "镇") for position, word in enumerate(chosen)]


def villages_of(county: int, town: int) -> list[str]:
    data = city()
    source = random.Random(f"{SEED}-villages-{county}-{town}")  # noqa: S311 (a demonstration)
    words = source.sample(data["village_words"].split(), 10)
    endings = data["village_endings"].split()
    return [word + ("社区" if position < 2 else endings[position % 2]) for position, word in enumerate(words)]


def firms(size: Size) -> list[Firm]:
    """Return the city's firms; names are told apart by their county and number."""
    data, source = city(), random.Random(f"{SEED}-firms")  # noqa: S311 (a demonstration)
    words, counties = data["firm_words"].split(), data["counties"]
    places = [place for place, count in enumerate(shares(size.firms)) for _ in range(count)]
    source.shuffle(places)
    made = []
    for number, place in enumerate(places):
        industry = source.choice(data["industry"])
        first, second = words[number % len(words)], words[(number // len(words) + 7) % len(words)]
        name = f"{counties[place]['name'][:2]}{first}{second}{industry['firm']}"
        code = mint_test_credit_code(data["code"], number + 1)
        made.append(
            Firm(
                name,
                code,
                counties[place]["name"],
                source.choice(towns_of(place)),
                industry,
                source.choice((18, 35, 60, 90, 150, 260, 480, 900)),
            )
        )
    return made


def shares(whole: int) -> list[int]:
    """Return how much of a whole falls to each county; the largest one takes what does not divide."""
    parts = [whole * county["share"] // 100 for county in city()["counties"]]
    parts[parts.index(max(parts))] += whole - sum(parts)
    return parts


def posts_of(size: Size) -> list[int]:
    """Return how many posts each firm advertises: between two and eight, together as many as the size says."""
    source = random.Random(f"{SEED}-posts")  # noqa: S311 (a demonstration)
    mean = size.vacancies // size.firms
    spread = [source.randint(0, 3) for _ in range(size.firms // 2)]
    return [mean + each for each in spread] + [mean - each for each in spread]


def shortage_rows(firm: Firm, day: datetime.date) -> Iterator[list[str]]:
    """Yield a firm's lines of the shortage list."""
    source = random.Random(f"{SEED}-needs-{firm.credit_code}")  # noqa: S311 (a demonstration)
    for trade in source.sample(firm.industry["trades"], source.randint(1, len(firm.industry["trades"]))):
        # As in real lists, something is missing here and there: what kind, which skill, how much pay.
        kind, skill, low, high = trade["kind"], trade["skill"], *map(str, trade["pay"])
        gap = source.random()
        kind, skill = "" if gap < 0.03 else kind, "" if 0.03 < gap < 0.07 else skill
        low, high = ("", "") if 0.07 < gap < 0.12 else (low, high)
        yield [
            firm.name,
            firm.credit_code,
            f"{firm.county}{firm.town}",
            firm.industry["label"],
            str(firm.employees),
            trade["label"],
            kind,
            str(source.choice((2, 3, 3, 4, 5, 6, 8, 10, 15, 30))),
            skill,
            low,
            high,
            source.choice(CAUSES),
            "",
            "座谈" if source.random() < 0.2 else "走访",
            day.isoformat(),
        ]


SHORTAGE_HEADINGS = [
    "企业名称",
    "统一社会信用代码",
    "所属镇街",
    "行业",
    "现有员工",
    "缺工岗位（工种）",
    "缺工类型",
    "缺工人数",
    "技能等级要求",
    "月薪下限",
    "月薪上限",
    "缺工原因",
    "招工计划",
    "摸排方式",
    "填报日期",
]
STATUS_HEADINGS = ["企业名称", "统一社会信用代码", "身份或认定", "开始日期", "认定单位"]
KEY_FROM = 480  # employees
EMPLOYER_HEADINGS = [
    "企业名称",
    "统一社会信用代码",
    "所属镇街",
    "行业",
    "企业性质",
    "规模",
    "地址",
    "联系人",
    "联系电话",
]
VACANCY_HEADINGS = [
    "企业名称",
    "统一社会信用代码",
    "所属镇街",
    "岗位名称",
    "招聘人数",
    "薪资待遇",
    "学历要求",
    "技能等级要求",
    "班次",
    "提供住宿",
    "福利待遇",
    "岗位描述",
]
WORKER_HEADINGS = [
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "户籍地",
    "现居镇村",
    "学历",
    "重点群体类别",
    "就业状态",
    "技能等级",
    "求职工种",
    "期望月薪",
    "班次",
    "要住宿",
    "意向地区",
    "培训意愿",
    "联系电话",
    "摸排人",
    "摸排日期",
]


def size_of(employees: int) -> str:
    """Return the size class of a manufacturer by its headcount alone (国统字〔2017〕213号)."""
    classes = ((1_000, "大型"), (300, "中型"), (20, "小型"), (0, "微型"))
    return next(label for least, label in classes if employees >= least)


def employer_row(firm: Firm, number: int) -> list[str]:
    source = random.Random(f"{SEED}-contact-{firm.credit_code}")  # noqa: S311 (a demonstration)
    return [
        firm.name,
        firm.credit_code,
        f"{firm.county}{firm.town}",
        firm.industry["label"],
        "企业",
        size_of(firm.employees),
        f"{firm.county}{firm.town}工业路{number % 90 + 1}号",
        name_from(source),
        f"1390000{number % 10000:04d}",
    ]


def status_row(firm: Firm, day: datetime.date) -> list[str]:
    """Return a large firm's line of the list of key enterprises."""
    since = day.replace(month=1, day=1)
    return [
        firm.name,
        firm.credit_code,
        "重点企业",
        since.isoformat(),
        f"{city()['name']}人力资源和社会保障局",
    ]


def vacancy_rows(firm: Firm, count: int) -> Iterator[list[str]]:
    """Yield a firm's advertised posts: its trades first, then shifts and workshops of the same trades."""
    source = random.Random(f"{SEED}-vacancies-{firm.credit_code}")  # noqa: S311 (a demonstration)
    trades = firm.industry["trades"]
    for number in range(count):
        trade = trades[number % len(trades)]
        low, high = trade["pay"]
        title = (
            trade["label"]
            if number < len(trades)
            else f"{trade['label']}（{'二三四五六'[number // len(trades) - 1]}车间）"
        )
        yield [
            firm.name,
            firm.credit_code,
            f"{firm.county}{firm.town}",
            title,
            str(source.randint(1, 20)),
            source.choice((f"{low}-{high}元/月", f"{low // 1000}-{high // 1000 + 1}千", f"{low}元以上")),
            source.choice(("初中", "高中", "无要求", "中专")),
            trade["skill"],
            source.choice(("白班", "两班倒", "三班倒")),
            source.choice(("是", "否")),
            source.choice(("五险，工作餐", "五险一金，双休", "包吃住，班车")),
            f"在车间从事{trade['label']}工作，听从班组安排，爱岗敬业。新手有师傅带。",
        ]


def worker_row(number: int, county: int, day: datetime.date) -> list[str]:
    """Return one person of a county's supply list."""
    data = city()
    source = random.Random(f"{SEED}-person-{number}")  # noqa: S311 (a demonstration)
    town = source.randrange(len(towns_of(county)))
    place = f"{towns_of(county)[town]}{source.choice(villages_of(county, town))}"
    trade = source.choice(source.choice(data["industry"])["trades"])
    sex = source.choice(("male", "female"))
    born = datetime.date(1966, 1, 1) + datetime.timedelta(days=number * 2_963 % 14_600)
    number18 = mint_test_identity_number(data["code"], born, number // 14_600 % 500, sex)  # type: ignore[arg-type]  # one of the two
    wish = source.choice((trade["pay"][0], trade["pay"][0] + 500, trade["pay"][1]))
    return [
        str(number + 1),
        name_from(source),
        "男" if sex == "male" else "女",
        number18,
        f"{data['counties'][county]['name']}{place}",
        place,
        source.choice(EDUCATIONS),
        source.choice(GROUPS),
        source.choice(STATES),
        source.choice(("", "", "初级工", "中级工", "高级工")),
        trade["wish"],
        source.choice((f"{wish}元", f"{wish // 1000}-{wish // 1000 + 2}千", f"{wish}以上")),
        source.choice(("", "白班", "都可以", "两班倒")),
        source.choice(("", "是", "否")),
        "",
        source.choice(("", "", "电工", "叉车", "养老护理")),
        f"138{number % 100_000_000:08d}",
        name_from(source),
        (day - datetime.timedelta(days=source.randint(0, 40))).isoformat(),
    ]


def name_from(source: random.Random) -> str:
    """Return a name that nobody bears: 某 stands in it as in a court's papers."""
    data = city()
    surname: str = source.choice(data["surnames"])
    return surname + "某" + "".join(source.sample(data["given"], source.choice((1, 2))))
