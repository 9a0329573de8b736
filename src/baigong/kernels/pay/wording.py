"""The text made uniform before figures are looked for: one dash, one width, no figures that are not pay."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from baigong.kernels.pay.numerals import to_figures

_DASHES = re.compile(r"(?:(?<!\s)\s+)?(?:[-\u2010-\u2015\u2212~\u223c\u301c_]|到|至(?!少|多))+\s*")
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d])")
_AMOUNT = r"\d+(?:\.\d+)?[千k万w百]?(?:元|块)?"
_SPAN = rf"{_AMOUNT}(?:-{_AMOUNT})?"
_PER = r"(?:/|每|一)?(?:个)?(?:月|天|日|年|次|晚|班|小时)?"
_BONUS = (
    r"(?:全勤|满勤|工龄|年终|季度|绩效|节日|开门|推荐|介绍|入职|留任)?奖金?|全勤|满勤|补贴|补助|津贴|[餐饭房车话高夜伙]补"
    r"|返费|红包|五险|社保|公积金|押金|体检费?|服装费?|提成|佣金|分红"
)
_NOISE = tuple(
    re.compile(pattern)
    for pattern in (
        r"[(\[][^()\[\]]*编号[^()\[\]]*[)\]]",
        r"(?<!\d)1[3-9]\d{9}(?!\d)",
        r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)",
        r"\d{1,2}:\d{2}(?:-\d{1,2}:\d{2})?",
        r"\d{4}年\d{1,2}月(?:\d{1,2}日)?",
        r"上不封顶|不封顶|无上限|多劳多得|不等",
        r"[五六七]险[一二两]金|[五六七]险|[56]险[12]金|[56]险|[一二]金",
        r"(?:每月|次月|当月|月)?\d{1,2}(?:号|日)(?:准时)?(?:发|结|前)\w{0,3}",
        r"(?:月休|休息|出勤|满勤|上满|上班|工作|每月上|月上)\d{1,2}(?:-\d{1,2})?天",
        r"(?:每天|每日|日均|工作|上班|白班|夜班|长白班)*\d{1,2}(?:\.\d)?(?:-\d{1,2})?(?:个)?小时(?:制|工作制|工作|上班|/天|每天|一天|/日|/班|内)",
        r"(?:每天|每日|上班|工作)+(?:时间|时长)?:?\d{1,2}(?:\.\d)?(?:-\d{1,2})?(?:个)?小时",
        r"\d{2}-?\d{0,2}(?:周)?岁(?:以上|以下|以内)?",
        r"(?:招聘?|需)\d+(?:-\d+)?[名人个位]|\d+(?:-\d+)?[名位](?!师)",
        r"\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?%",
        r"\d+(?:\.\d+)?倍(?:工资|薪资)?",
        r"\d+(?:\.\d+)?%?[个]点",
    )
)
_EXTRAS = (
    re.compile(rf"(?:{_BONUS}):?(?:每月|每天|每人)?{_SPAN}(?:/?{_PER})(?!-)"),
    re.compile(rf"(?:\+|另有|另加|外加|加上?|有|含)?{_SPAN}(?:{_PER})的?(?:元)?(?=(?:{_BONUS}))"),
)
_MONTHS = (
    re.compile(
        r"[·.*x×+,/ ]?(?:(?:一|每|全)?年)?(?:固定|保底|享)?"
        r"(\d{2}(?:\.\d)?)(?:-\d{2}(?:\.\d)?)?(?:个月)?薪(?![资水酬])(?:/年)?"
    ),
    re.compile(r"(?<=[千k万w\d元月])[*x×·](\d{2})(?![\d.千k万w元])(?:个?月)?"),
    re.compile(r"(?:一年|每年)?发?(1[2-9]|2\d)个月(?:工资|薪资)"),
)
_DOUBLE = re.compile(r"(?:年底|年终|年末)双薪")


def uniform(text: str) -> str:
    """The same text with half-width signs, one kind of dash, no spaces, and Chinese numerals as figures."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"<[^<>]{0,40}>|&nbsp;|[\u200b-\u200f\ufeff]", " ", plain)
    plain = re.sub(r"rmb|cny|人民币|¥", "", plain)
    plain = re.sub(r"圆|块钱", "元", plain)
    plain = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), plain)
    plain = _DASHES.sub("-", plain)
    plain = re.sub(r"(?<=\d)\s+(?=\d)", ";", plain)
    plain = re.sub(r"\s+", "", plain).replace("。", ";").replace("、", ";").replace("•", "·")
    plain = re.sub(r"[五六七]险[一二两]金|[五六七]险|[一二]金", "", plain)
    # 8小时150元 names the length of a shift, then its pay.
    return re.sub(r"(?<!\d)\d{1,2}小时(?=\d{2,})", "每班", to_figures(plain))


def take_months(text: str) -> tuple[str, int | Decimal | None]:
    """The text without its 13薪 part, and how many months' pay a year brings (``None`` when unsaid)."""
    for pattern in _MONTHS:
        found = pattern.search(text)
        if found and 12 <= Decimal(found[1]) <= 36:
            said = Decimal(found[1])
            rest = text[: found.start()] + ";" + text[found.end() :]
            return rest, int(said) if said == said.to_integral_value() else said
    if _DOUBLE.search(text):
        return _DOUBLE.sub(";", text), 13
    return text, None


def without_noise(text: str) -> str:
    """The text without figures that are no pay: hours, ages, dates, head counts, bonuses, percentages."""
    for pattern in _NOISE:
        text = pattern.sub("", text)
    for pattern in _EXTRAS:
        text = pattern.sub("", text)
    return text
