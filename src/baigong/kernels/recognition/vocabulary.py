"""Headings as words: which words of a heading mean the same, which say nothing, and which change the meaning.

A heading is cut into the longest words known here. What is left between them counts as a word of its own that
stands for itself only, so a heading with something unknown in it (前年薪资, 配偶电话) never equals a known name.
Two headings mean the same when the same meanings remain after the empty words have gone.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

_MEANINGS = {
    "firm": "企业 公司 单位 用人单位 用工单位 招聘单位 用人企业 用工企业"
    " 招聘企业 招聘公司 招工单位 招工企业 厂家 雇主 厂名 店铺"
    " company",
    "title": "名称 全称 名字 名 全名 name",
    "full_name": "姓名",
    "person": "本人 个人 求职者 求职人员 求职人 劳动者 劳动力 人员"
    " 居民 公民 村民 群众 务工人员 农民工 学员 应聘者",
    "sex": "性别 男女 sex gender",
    "identity": "身份证号 身份证号码 身份证 居民身份证"
    " 居民身份证号 居民身份证号码 公民身份号码 公民身份证号码 公民身份证号"
    " 身份号码 身份证件号码 身份证件号 证件号码 证件号",
    "credit": "统一社会信用代码 社会信用代码 信用代码 统一信用代码 社会信用码 统一社会信用码 信用码 税号",
    "phone": "电话 电话号码 电话号 手机 手机号 手机号码 移动电话"
    " 联系电话 联系手机 联系方式 联络电话 联络方式 联系号码 热线"
    " 热线电话 咨询电话 咨询热线 招聘电话 招聘热线 phone tel mobile",
    "contact": "联系人 联络人 对接人 接洽人 人事 人事专员 hr 招聘负责人 招聘联系人 contact",
    "pay": "薪资 薪酬 工资 薪水 薪金 薪 月薪 月工资 月薪资"
    " 月薪酬 月薪水 月收入 收入 报酬 劳动报酬 起薪 待遇 工资待遇 薪资待遇"
    " 薪酬待遇 薪金待遇 salary wage",
    "low": "最低 下限 起 低 最少 至少 min",
    "high": "最高 上限 止 至 高 最多 max",
    "wish": "意向 期望 希望 预期 理想 求职 求职意向 就业意向",
    "will": "意愿 愿望 求职意愿 就业意愿",
    "job": "岗位 职位 工种 岗位名称 职位名称 工种名称 岗位工种 工作岗位 岗位名 职位名 job position",
    "occupation_code": "职业代码 职业编码 工种代码",
    "education": "学历 文化程度 教育程度 学历层次 受教育程度 文化水平 教育水平 最高学历 文化 education",
    "skill": "技能等级 职业技能等级 技能级别 技术等级",
    "skill_proof": "技能证书 职业技能证书",
    "proof": "证书 资格证书 职业资格证书 职业资格 资格证 持证",
    "training": "培训 技能培训 职业培训 职业技能培训",
    "need": "需要",
    "demand": "要求 条件",
    "household": "户籍 户口 户籍地 户口地 户籍所在地 户口所在地 籍贯所在地",
    "household_address": "户籍地址 户口地址",
    "living": "现居住地 居住地 常住地 现居地 现住地 现居住地址 现住址 居住地址 经常居住地",
    "village": "村 社区 村居 村庄 行政村 村别 村名 村委会 村组 村社 村（社区）",
    "town": "镇 乡镇 街道 镇街 乡镇街道 街镇 镇办 园区 工业园区 产业园区",
    "county": "区县 县区 县市区 县市 市县区",
    "industry": "行业 行业类型 行业类别 所属行业 行业分类 industry",
    "kind": "类型 类别 种类 分类",
    "nature": "性质 属性",
    "size": "规模 size",
    "address": "地址 详细地址 address",
    "work": "工作 上班 务工",
    "spot": "地点 地区 区域 地 区域范围",
    "now": "现有 在岗 在职 现 目前 当前 实有",
    "staff": "员工 职工 从业人员",
    "count": "数 人数 数量 人员数",
    "total": "总数 总人数",
    "short": "缺工 缺口 紧缺 尚缺 尚缺工 急需 缺员 短缺 急缺 缺人 仍缺 空缺 空岗 缺",
    "hire": "招聘 招工 招收 招录 招募 需求 需招 拟招 拟招聘 拟招录 计划招聘 招",
    "use": "用工",
    "cause": "原因 原因分析 成因 主要原因",
    "plan": "计划",
    "arrival": "到岗",
    "urgent": "紧急",
    "shift": "班次 班制 倒班 工作班次 上班班次",
    "lodging": "住宿 包住 管住 供住",
    "whether": "是否 有无 能否",
    "offered": "提供",
    "welfare": "福利 福利待遇 员工福利 公司福利 福利补贴 benefits",
    "describing": "描述 详情 职责 工作职责 岗位职责 工作内容 介绍 简介 description",
    "qualification": "任职资格 任职要求 任职条件 招聘条件 招聘要求 应聘条件 应聘要求 录用条件",
    "group": "重点群体 群体 人群",
    "state": "状态 状况 情况",
    "employment": "就业 就业失业 就失业",
    "survey": "摸排 登记 调查 采集 走访 填报 排查 核查 录入 摸底 上报 统计 排摸 更新",
    "agent": "人 员 者",
    "day": "日期 时间 date",
    "note": "备注 附注",
    "remark": "说明 其他说明",
    "way": "方式 方法 渠道",
}
# What workbooks carry and no list of ours asks for; a list that has a field of the name takes it all the same.
_MEANINGS_ELSEWHERE = {
    "age": "年龄 岁数 年纪 周岁",
    "born": "出生年月 出生日期 出生年月日 生日 出生时间",
    "ethnic": "民族",
    "politics": "政治面貌",
    "married": "婚姻状况 婚姻 婚否",
    "legal": "法人 法定代表人 法人代表 法定代表",
    "bank": "开户行 开户银行 银行卡号 银行账号 银行卡 卡号 账号",
    "mail": "邮箱 电子邮箱 邮编 邮政编码 email",
    "link": "链接 网址 url 网站",
    "relation": "与户主关系",
    "kin": "家长 监护人 父亲 母亲 父母 配偶 子女 家属",
    "origin": "生源地 籍贯",
    "before": "上周 上月 上期 上季度 去年 上年 年初 期初",
    "household_head": "户主",
    "emergency": "紧急联系人 紧急联系",
    "serial": "编号 序号 序列号 档案号 id",
    "body": "身高 体重 视力",
    "graduated": "毕业时间 毕业日期 毕业年份 毕业院校 毕业学校 毕业证 毕业证号",
    "major": "专业 所学专业 专业名称",
    "posted": "发布时间 发布日期 刷新时间",
    "signed": "签字 签名 盖章",
}
ELSEWHERE = frozenset(_MEANINGS_ELSEWHERE)
# Words without a meaning of their own beside others, whoever the list is about.
_EMPTY = frozenset(
    [
        "所在",
        "所属",
        "所",
        "具体",
        "详细",
        "主要",
        "信息",
        "填写",
        "的",
        "有效",
        "二代",
        "第二代",
        "18位",
        "十八位",
        "号码",
        "号",
        "月",
        "标准",
        "水平",
        "范围",
        "区间",
        "综合",
        "大概",
    ]
)
_ORDINAL = re.compile(r"[1一①]$")
_WORDS: dict[str, str] = {
    word: meant for meant, words in (_MEANINGS | _MEANINGS_ELSEWHERE).items() for word in words.split()
}
_WORDS |= dict.fromkeys(_EMPTY, "")
_LONGEST = max(map(len, _WORDS))
# What a merged heading may say above its columns without changing what they are. In a list about people the firm
# is somebody else, and in a list of firms the person is: 企业信息/电话 is not the worker's telephone.
_FRAMES = {
    True: frozenset({"person", "state", "wish", "will"}),
    False: frozenset({"firm", "state", "hire", "job", "short", "use", "demand", "qualification"}),
}
_FRAME_WORDS = re.compile("基本|概况|资料|的")


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """The meanings of a heading's words in order; an unknown stretch is its own meaning, marked by “?”."""
    found: list[str] = []
    strange = ""
    place = 0
    while place < len(text):
        word = next(
            (
                text[place:end]
                for end in range(min(len(text), place + _LONGEST), place, -1)
                if text[place:end] in _WORDS
            ),
            None,
        )
        if word is None:
            strange += text[place]
            place += 1
            continue
        if strange:
            found.append(f"?{strange}")
            strange = ""
        found.append(_WORDS[word])
        place += len(word)
    if strange:
        found.append(f"?{strange}")
    return tuple(found)


def meaning(core: str) -> frozenset[str]:
    """What a heading says: its words' meanings without the empty ones; an ordinal “one” at its end is empty."""
    words = words_of(core)
    if len(words) > 1 and words[-1].startswith("?") and _ORDINAL.fullmatch(words[-1][1:]):
        words = words[:-1]
    return frozenset(words) - {""}


def frames(upper: str, name: AbstractSet[str], *, about_people: bool) -> bool:
    """Whether a merged heading only frames the column below it: it says what the name says, or nothing."""
    return meaning(without_frame(upper)) - name <= _FRAMES[about_people]


def without_frame(upper: str) -> str:
    """A merged heading without the words that only say it is one (基本情况)."""
    return _FRAME_WORDS.sub("", upper)


def same_meaning(heading: AbstractSet[str], name: AbstractSet[str], *, about_people: bool) -> bool:
    """Whether a heading says what a name says.

    “名称” beside something is empty (学历名称), and in a list about people so is “本人” (本人电话).
    """
    if not heading or not name:
        return False
    empty = {"title", "person"} if about_people else {"title"}
    return heading == name or (len(heading) > 1 and name == heading - (empty - name))


def overlap(heading: AbstractSet[str], name: AbstractSet[str]) -> float:
    """The shared meanings of two headings, from 0 to 1; unknown stretches share nothing."""
    known = {each for each in heading if not each.startswith("?")}
    return len(known & name) / len(heading | name) if heading | name else 0.0
