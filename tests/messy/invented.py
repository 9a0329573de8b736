"""Invented people and firms for the messy workbooks: every name, number and firm here is made up."""

from datetime import date, timedelta
from random import Random

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = [
    "建国",
    "秀英",
    "志强",
    "桂兰",
    "海涛",
    "春梅",
    "永刚",
    "小燕",
    "德福",
    "玉珍",
    "文博",
    "丽娜",
    "大山",
    "彩霞",
]
_FIRM_HEADS = ["鑫诚", "恒远", "瑞丰", "金百川", "华腾", "东昇", "嘉禾", "顺达", "宏泰", "博雅"]
_FIRM_TAILS = [
    "机械制造有限公司",
    "食品有限公司",
    "服饰有限公司",
    "电子科技有限公司",
    "新材料股份有限公司",
    "物流有限公司",
]
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
TOWNS = ["南村镇", "明村镇", "蓼兰镇", "店子镇"]
VILLAGES = ["东王家村", "西庄村", "大柳树村", "前河村"]
PLACE = "370283"


def born(chance: Random) -> date:
    """A birthday between 1960 and 2003."""
    return date(1960, 1, 1) + timedelta(days=chance.randrange(365 * 43))


def identity(chance: Random, birthday: date) -> str:
    """An 18-digit number whose check digit holds."""
    body = f"370283{birthday:%Y%m%d}{chance.randrange(1000):03d}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def old_identity(chance: Random, birthday: date) -> str:
    """A number of the first generation: 15 digits, no check digit."""
    return f"370283{birthday:%y%m%d}{chance.randrange(1000):03d}"


def credit_code(chance: Random) -> str:
    """A unified social credit code whose check character holds."""
    body = "91370283" + "MA" + "".join(chance.choice("0123456789") for _ in range(7))
    total = sum(_CREDIT.index(sign) * pow(3, at, 31) for at, sign in enumerate(body))
    return body + _CREDIT[(31 - total % 31) % 31]


def person(chance: Random) -> str:
    """A name."""
    return chance.choice(_SURNAMES) + chance.choice(_GIVEN)


def firm(chance: Random) -> str:
    """A firm's full name."""
    return "平度市" + chance.choice(_FIRM_HEADS) + chance.choice(_FIRM_TAILS)


def phone(chance: Random) -> str:
    """A mobile number."""
    return f"1{chance.choice('35789')}{chance.randrange(10**9):09d}"
