"""How near a column's heading is to the names of a list's fields, and what speaks against taking it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from .fields import Field, Layout
from .headings import Heading, likeness, read_heading
from .vocabulary import ELSEWHERE, frames, meaning, overlap, same_meaning, without_frame

# Said of a number or name these mean another person, another time or another quantity.
_OTHERS = re.compile(
    r"配偶|丈夫|妻子|父亲|母亲|父母|子女|儿子|女儿|监护|家长|家属|亲属|户主|紧急|备用|法人|法定代表|负责人|经办|填报|填表|审核|推荐|介绍"
    r"|摸排|调查|采集|登记人|录入|专员|包联|帮扶|网格|干部|村支书|联系人|担保|代理|领取人|开户|原|曾|旧|新增|新招|已|累计"
    r"|上周|上期|上月|去年|年初|期初|计划|拟|预计|其中|减少|增加|流失|是否|有无|占比|比例"
)
_GENERIC_UPPER = frozenset(
    {
        "基本信息",
        "个人信息",
        "人员信息",
        "人员基本信息",
        "个人基本信息",
        "企业信息",
        "企业基本信息",
        "单位信息",
        "单位基本信息",
        "岗位信息",
        "求职信息",
        "求职意向",
        "招聘信息",
        "缺工信息",
        "缺工情况",
        "用工信息",
        "基本情况",
        "企业基本情况",
        "劳动力基本信息",
        "劳动者信息",
        "求职者信息",
        "本人信息",
        "个人情况",
        "人员情况",
        "岗位需求",
        "用工需求",
    }
)
# Headings that mean different things in different lists, even where a list knows them.
VAGUE = frozenset(
    {
        "单位",
        "人数",
        "名称",
        "时间",
        "日期",
        "数量",
        "类型",
        "类别",
        "等级",
        "号码",
        "要求",
        "情况",
        "内容",
        "说明",
        "值",
        "项目",
        "标准",
        "级别",
        "代码",
        "工资单位",
        "地点",
        "性质",
        "分类",
        "意向",
        "意愿",
        "需求",
    }
)
_HARMLESS = re.compile(
    r"(?:本人|个人|求职者|求职人员|劳动者|劳动力|人员|居民|公民|有效|二代|第二代|18位|十八位|号码|号|信息|情况|的)*"
)
_LEAST_LIKENESS = 0.5
_CHECKED = ("identity_number", "credit_code")
_SAID_OF_YES_AND_NO = frozenset({"whether", "offered", "need"})


@dataclass(frozen=True, slots=True)
class Near:
    """A field whose names come near a heading; `is_exact` if one of them is the heading.

    `is_meant`: other words, and word for word the same meaning (期望薪酬 for 期望月薪).
    """

    field: Field
    score: float
    is_exact: bool
    is_meant: bool = False


def near_fields(heading: Heading, layout: Layout) -> list[Near]:
    """The fields a heading may mean, nearest first."""
    about_people = any(field.name == "full_name" for field in layout.fields)
    nearness = [_nearness(heading, field, about_people=about_people) for field in layout.fields]
    found = [near for near in nearness if near.score >= _LEAST_LIKENESS]
    return sorted(found, key=lambda near: (-near.score, layout.fields.index(near.field)))


def _nearness(heading: Heading, field: Field, *, about_people: bool) -> Near:
    names = [read_heading(name).core for name in (field.label, *field.aliases)]
    upper = heading.upper
    if heading.core in names or (upper in _GENERIC_UPPER and heading.last in names):
        return Near(field, 1.0, is_exact=True)
    if any(_means(heading, upper, name, field, about_people=about_people) for name in names):
        return Near(field, 0.95, is_exact=False, is_meant=True)
    score = max((_name_score(heading, name) for name in names), default=0.0)
    return Near(field, score, is_exact=False)


def _means(heading: Heading, upper: str, name: str, field: Field, *, about_people: bool) -> bool:
    empty = _SAID_OF_YES_AND_NO if field.choices == ("是", "否") else frozenset()
    wanted, whole = meaning(name) - empty, meaning(heading.core) - empty
    if same_meaning(whole, wanted, about_people=about_people):
        return True
    if not upper or not frames(upper, wanted, about_people=about_people):
        return False
    last = meaning(heading.last) - empty
    return (
        same_meaning(last, wanted, about_people=about_people)
        or last | (meaning(upper) & wanted) == wanted != last
    )


def _name_score(heading: Heading, name: str) -> float:
    core = heading.last
    score = likeness(core.replace("时间", "日期"), name.replace("时间", "日期"))
    shared = overlap(meaning(heading.core), meaning(name))
    if shared >= _LEAST_LIKENESS:
        score = max(score, 0.5 + shared * 0.4)
    if len(name) >= 2 and name in core:
        score = max(score, 0.6)
    if heading.last != heading.core and heading.last == name:
        score = max(score, 0.7)
    if len(core) >= 2 and core in name:
        score = max(score, 0.55)
    return score


def needless(heading: Heading) -> bool:
    """Whether the heading names something known that no list asks for (年龄, 法人电话), said without a strange word."""
    said = meaning(heading.last)
    if not (ELSEWHERE & said or {"survey", "agent"} <= said):
        return False
    return not any(each.startswith("?") for each in said | meaning(without_frame(heading.upper)))


def proven_by_check_digits(heading: Heading, near: Near, kinds: Collection[str]) -> bool:
    """Whether the values carry check digits of the very field the heading comes near, and names nobody else."""
    return near.field.kind in kinds and near.field.kind in _CHECKED and not _OTHERS.search(heading.text)


def remark_doubt(heading: Heading, field: Field) -> str | None:
    """The sentence for a remark in brackets that names somebody or something else, or None."""
    known = " ".join((field.label, *field.aliases))
    for remark in heading.remarks:
        found = _OTHERS.search(remark)
        if found and found[0] not in known and not remark.startswith(("不", "含", "包括", "指")):
            return f"标题里写着“{remark}”，可能不是“{field.label}”。请看一眼。"
    return None


def differs_harmlessly(heading: Heading, field: Field) -> bool:
    """Whether the heading is a known name with nothing but empty words more (本人身份证号)."""
    if "/" in heading.text or any(_OTHERS.search(remark) for remark in heading.remarks):
        return False
    names = [read_heading(name).core for name in (field.label, *field.aliases)]
    return any(
        name in heading.core and _HARMLESS.fullmatch(heading.core.replace(name, "", 1)) is not None
        for name in names
    )
