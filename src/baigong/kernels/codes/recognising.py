"""Free text of a form's education or skill column to a code. Not understood is None: ask, never guess.

Several levels in one cell ("中专/中技", "大专以上，本科优先") mean the lowest of them is enough.
"""

import re
from typing import Final
from unicodedata import normalize

from .levels import education_levels, education_rank

NO_REQUIREMENT: Final = ""
"""Answer for "无要求": understood, and no level is asked for (or held). Unlike None it needs no question."""

_NOTHING = re.compile(
    r"(?:(?:学历|文化程度|技能等级|技能|等级)?(?:不限|不限制|无要求|不要求|不作要求|不做要求|没有要求|均可|无限制)(?:学历|等级)?"
    r"|无(?:学历|技能等级|技能|等级|证书)?(?:要求|限制)?|没有|不限|[-/—]+)"
)
_SPACE = re.compile(r"\s+")

# A form that names a level means it was finished unless it says otherwise.
_EDUCATION_NAMES = {
    "11": ("博士研究生", "博士"),
    "14": ("硕士研究生", "硕士"),
    "10": ("研究生",),
    "21": ("大学本科", "全日制本科", "统招本科", "本科", "学士", "专升本", "大学"),
    "31": ("大学专科", "高等专科", "高等职业", "高专", "高职", "大专", "专科"),
    "40": ("中等职业", "中职"),
    "41": ("中等专科", "中等专业", "中专"),
    "44": ("职业高中", "职业中学", "职高", "职中"),
    "47": ("技工学校", "中级技工", "技校", "中技"),
    "61": ("普通高级中学", "普通高中", "高级中学", "普高", "高中"),
    "71": ("初级中学", "初中"),
    "81": ("小学",),
    "90": ("半文盲", "文盲"),
}
_EDUCATION_CODES = {name: code for code, names in _EDUCATION_NAMES.items() for name in names}
# Longest first, so that 大学专科 is not read as 大学, nor 中等专科 as 专科.
_LONGEST_FIRST = sorted(_EDUCATION_CODES, key=lambda name: (-len(name), name))
# 大学 inside a school's name or in 大学生 says nothing about the level reached.
_EDUCATION_WORDS = re.compile(
    "|".join("(?<![一-龥])大学(?!生|城|路)" if name == "大学" else name for name in _LONGEST_FIRST)
)
_CLAUSES = re.compile("[,;。]")
_STUDYING = re.compile("在读|在校|未毕业|应届生?在|同等学力")
_BELOW = {"71": "70"}
_VOCATIONAL = frozenset({"40", "41", "44", "47"})


def recognise_education(text: str, *, as_requirement: bool = False) -> str | None:
    """The GB/T 4658 code for a cell: "大专" 31, "中专/中技" 40, "本科肄业" 23, "无要求" NO_REQUIREMENT.

    None when nothing or something not finished yet (在读) is named. What is only preferred (优先) is
    not asked for. "…及以下" asks for nothing as a requirement; of a person, "初中及以下" is the group
    70 that statistics use, and any other is a question.
    """
    cleaned = _SPACE.sub("", normalize("NFKC", text))
    clauses = [part for part in _CLAUSES.split(cleaned) if part and "优先" not in part]
    if not clauses or _STUDYING.search(cleaned):
        return None
    if any(_NOTHING.fullmatch(clause) for clause in clauses):
        return NO_REQUIREMENT
    asked = ",".join(clauses)
    codes = {_EDUCATION_CODES[word] for word in _EDUCATION_WORDS.findall(asked)}
    if not codes:
        return None
    if "以下" in asked:
        return NO_REQUIREMENT if as_requirement else _BELOW.get(_lowest(codes))
    return _with_ending(_lowest(codes), len(codes), asked)


def _lowest(codes: set[str]) -> str:
    rank = min(education_rank(code) for code in codes)
    lowest = sorted(code for code in codes if education_rank(code) == rank)
    if len(lowest) == 1:
        return lowest[0]
    # Different schools of one rank: their common group, or general upper secondary where they have none.
    return "40" if set(lowest) <= _VOCATIONAL else lowest[0] if rank > 3 else "60"


def _with_ending(code: str, named: int, text: str) -> str | None:
    """The code for a course left (肄业) or ended without graduating (结业), where the table has one."""
    ending = next((ending for ending in ("肄业", "结业") if ending in text), None)
    if ending is None:
        return code
    label = education_levels()[code].label.replace("毕业", ending)
    found = (each.code for each in education_levels() if each.label == label and each.code != code)
    return next(found, None) if named == 1 else None


_SKILL_NAMES = {
    "0": ("学徒工", "学徒"),
    "1": ("初级工", "五级", "5级", "初级技能", "初级"),
    "2": ("中级工", "四级", "4级", "中级技能", "中级"),
    "3": ("高级工", "三级", "3级", "高级技能", "高级"),
    "4": ("技师", "二级", "2级"),
    "5": ("高级技师", "一级", "1级"),
    "6": ("特级技师",),
    "7": ("首席技师",),
}
_SKILL_CODES = {name: code for code, names in _SKILL_NAMES.items() for name in names}
_SKILL_FILLER = re.compile(
    r"国家|职业|资格|技能|等级|证书|证|水平|认定|及?以上|含|持有|具有|具备|[()/、,;.。·-]|或者?|和"
)
_SKILL_TOKENS = re.compile("|".join(sorted(_SKILL_CODES, key=lambda name: (-len(name), name))))
# Names that mean a skill level wherever they stand; a following 程 or 学 makes them an engineer or a school.
_SKILL_PLAIN = re.compile(r"(?:学徒工|(?:初|中|高)级工|(?:高级|特级|首席)技师)(?!程|学|班|院)")
_SKILL_TRADE = re.compile(r"工\(?([一二三四五1-5]级)\)?")
_NOT_SKILL = re.compile(r"建造师|英语|计算机|职称|工程师|普通话|主管技师|主任技师|技师学院")


def recognise_skill_level(text: str, *, as_requirement: bool = False) -> str | None:
    """The skill level ("0" to "7") for a cell: "高级工" 3, "四级" 2, "二级/技师" 4, "无" NO_REQUIREMENT.

    Bare 初级, 中级 and 高级 are taken as skill levels, since that is what the column asks for; a
    professional title, a builder's grade or a language test is not, and gives None. "…及以下" asks for
    nothing as a requirement and is a question of a person.
    """
    cleaned = _SPACE.sub("", normalize("NFKC", text))
    if not cleaned or _NOT_SKILL.search(cleaned):
        return None
    if _NOTHING.fullmatch(cleaned):
        return NO_REQUIREMENT
    if "以下" in cleaned:
        return NO_REQUIREMENT if as_requirement and _SKILL_TOKENS.search(cleaned) else None
    remains = _SKILL_FILLER.sub("/", cleaned)
    if not _SKILL_TOKENS.sub("", remains).strip("/"):
        found = _SKILL_TOKENS.findall(remains)
    else:
        found = _SKILL_PLAIN.findall(cleaned) or _SKILL_TRADE.findall(cleaned)
    return min((_SKILL_CODES[name] for name in found), default=None)
