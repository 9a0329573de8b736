"""A column heading taken apart: the words that name the column, its unit, its remarks; likeness."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .cells import compact_text

_BRACKETS = re.compile(r"[(\[{【〔《<]([^()\[\]{}【】〔〕《》<>]{0,60})[)\]}】〕》>]")
_NUMBERING = re.compile(r"^(?:第?[0-9]{1,2}[.、:)]|[一二三四五六七八九十]{1,3}[、.:])")
_PUNCTUATION = re.compile(r"[\s*＊★☆:：,，。.、;；\"'“”‘’_\-—~!?？()\[\]【】/\\|#]+")
_UNIT = re.compile(
    r"(?:单位:?)?((?:人民币)?(?:万元|千元|百元|元|万|千|k)(?:/(?:人)?)?(?:每)?/?(?:月|年|日|天|时|小时)?|%|人数|人|名|个|周?岁|年|月|天)(?:/人)?"
)
_PAY_UNIT = re.compile(
    r"(?:人民币)?(万元|千元|百元|元|万|千|k)(?:[/每](?:人)?[/每]?)?(月|年|日|天|时|小时)?(?:/人)?"
)
_REQUIRED_MARKS = ("必填", "选填", "必录", "可不填", "可空")


@dataclass(frozen=True, slots=True)
class Heading:
    """`core` names the column, `unit` is what stood in brackets as a unit, `remarks` the other brackets."""

    text: str
    core: str
    unit: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        """The core of the lowest row of a merged heading (本市户籍 of 返岗人数/本市户籍)."""
        upper, last = parted(self.text)
        return _core(last) if upper else self.core

    @property
    def upper(self) -> str:
        """The core of the rows above the lowest of a merged heading (返岗人数), or nothing."""
        return _core(parted(self.text)[0])


def parted(text: str) -> tuple[str, str]:
    """A merged heading as what stands above and its lowest row; a stroke in brackets (元/月) parts nothing."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] in ")）]】") - (text[place] in "(（[【")
        if text[place] == "/" and depth == 0:
            return text[:place], text[place + 1 :]
    return "", text


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Heading:
    """Take a heading apart; ("月薪（元/月）*") has the core 月薪 and the unit 元/月."""
    plain = compact_text(text)
    unit, remarks = "", []
    for inner in _BRACKETS.findall(plain):
        if _UNIT.fullmatch(inner):
            unit = unit or inner.removeprefix("单位").lstrip(":")
        elif inner and inner not in _REQUIRED_MARKS:
            remarks.append(inner)
    core = _core(text)
    if not unit and (found := re.search(r"单位:?((?:万|千|百)?元(?:/\w)?)", plain)):
        unit = found[1]
        core = core.replace(_core(found[0]), "")
    if not core:
        core, remarks = _PUNCTUATION.sub("", plain), []
    return Heading(text, core, unit, tuple(remarks))


def _core(text: str) -> str:
    plain = _BRACKETS.sub("", compact_text(text))
    plain = _NUMBERING.sub("", plain.lstrip("*★"))
    plain = _PUNCTUATION.sub("", plain)
    for mark in _REQUIRED_MARKS:
        plain = plain.replace(mark, "")
    return plain


def pay_unit(text: str) -> tuple[str, str] | None:
    """A unit of pay as (amount, period), such as ("万元", "年"), the period perhaps empty; else None."""
    found = _PAY_UNIT.fullmatch(compact_text(text))
    if found is None:
        return None
    amount = {"万": "万元", "千": "千元", "k": "千元"}.get(found[1], found[1])
    return amount, {"天": "日", "时": "小时"}.get(found[2] or "", found[2] or "")


def likeness(left: str, right: str) -> float:
    """How alike two cores are, from 0 to 1: shared pairs of neighbouring characters (Dice)."""
    if left == right:
        return 1.0 if left else 0.0
    first, second = _pairs(left), _pairs(right)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))
