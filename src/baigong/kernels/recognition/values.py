"""What a column's values say it is, whatever its heading says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from unicodedata import normalize

from baigong.kernels.identity import IdentityError, parse_credit_code, parse_identity_number, parse_phone
from baigong.kernels.pay import parse_pay
from baigong.kernels.periods import PeriodError, parse_day

from .cells import Cell, compact_text
from .fields import Field, FieldKind
from .headings import pay_unit
from .readers import is_blank

_LONG_DIGITS = re.compile(r"[\d\s\-*xX]{11,20}")
_DATE_LIKE = re.compile(
    r"(?:19|20)\d{2}[-./年]\d{1,2}(?:[-./月]\d{0,2}日?)?.{0,9}|(?:19|20)\d{2}[01]\d[0-3]\d|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d{2}"
    r"|(?:19|20)\d{2}年?"
)
_DAY_OF_YEAR = re.compile(
    r"(?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])日?"
)  # or 10-20 people: no proof
_MONTH = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])")  # 202603, as registers write a month
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_COUNT = re.compile(
    r"(?:约|大概|近)?[\d,]+(?:\.0+)?(?:\s*[-~—至到]\s*\d+)?\s*(?:余|多)?(?:人|名|个|位|岁|周岁|家|户|次)?(?:左右|以上|以下)?|若干|[一二两三四五六七八九十]{1,2}[人名个]"
)
_EDUCATION = re.compile(
    r"(?:小学|初中|高中|中专|中技|技校|职高|中职|大专|专科|高职|本科|大学|硕士|博士|研究生|文盲|学历不限|不限|无要求"
    r"|初级中学|普通高中|中等|职业高中|技工学校|大学本科|大学专科|其他)(?:教育|学历|及以上|以上|以下|及以下|毕业|研究生|中专|/.{1,6})*"
)
_SKILL = re.compile(
    r"(?:职业)?(?:技能)?(?:初级|中级|高级|技师|高级技师|特级技师|首席技师|学徒工|[一二三四五]级|[1-5]级|无|不限|无等级|无证)"
    r"(?:工|技师|技能|证书|资格|及以上|以上|/.{1,8}|\(.{1,8}\))*"
)

_TICKS = frozenset(compact_text(mark) for mark in "√✓✔☑■●Yy1vV是")
_PLACE_WORDS = re.compile(
    r"(?:省|市|县|区|镇|乡|村|街道|社区|园区)(?:[\d一二三四五六七八九十-]+[号组队栋室]*)*"
)
_PAY_WORDS = re.compile(r"[千万元薪kK]|面议|以上|左右|/月")
_NO_SCHOOLING = re.compile(r"不限|无要求|其他")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far sample values fit a kind: the share that fits, and of how many values; None of none."""

    count: int
    share: Fraction | None


def looks_like_value(text: str) -> bool:
    """Whether the text is plainly a value and no heading: a number, date, long code, phone, yes or no."""
    plain = normalize("NFKC", text).strip()
    if _NUMBER.fullmatch(plain) or _LONG_DIGITS.fullmatch(plain) or _DATE_LIKE.fullmatch(plain):
        return True
    if plain in ("是", "否", "男", "女", "有", "无") or "@" in plain or "http" in plain:
        return True
    return _is_credit_code(plain) or bool(re.search(r"1[3-9]\d{9}|\d{4}[-~]\d{4}", plain))


def evidence(cells: Sequence[Cell], field: Field) -> Evidence:
    """How far the values fit the field's kind."""
    values = [cell for cell in cells if not is_blank(cell)]
    if not values:
        return Evidence(0, None)
    fits = _test_of(field)
    return Evidence(len(values), Fraction(sum(fits(cell) for cell in values), len(values)))


def strong_kinds(cells: Sequence[Cell]) -> tuple[FieldKind, ...]:
    """The kinds that values prove by themselves: a check digit or a form that nothing else has."""
    values = [cell for cell in cells if not is_blank(cell)]
    if not values:
        return ()
    proofs: tuple[tuple[FieldKind, Callable[[Cell], bool]], ...] = (
        ("identity_number", _has_identity_form),
        ("credit_code", lambda cell: _is_credit_code(cell.text)),
        ("phone", lambda cell: _is_mobile(cell)),
        ("date", _has_date_form),
    )
    return tuple(kind for kind, fits in proofs if sum(map(fits, values)) * 10 >= len(values) * 7)


def is_ticked(cells: Sequence[Cell]) -> bool:
    """Whether the column holds nothing but ticks and gaps."""
    values = [compact_text(cell.text) for cell in cells if not is_blank(cell)]
    return bool(values) and all(value in _TICKS for value in values)


def suggests(cells: Sequence[Cell], field: Field) -> bool:
    """Whether values look enough like a field to put it forward in a question; never enough to take it.

    Pay must be said as pay (千, 元, 面议), schooling by its names, a choice by its own words, in seven of ten.
    """
    values = [cell for cell in cells if not is_blank(cell)]
    says = _SAYS.get(field.kind) or (_test_of(field) if field.kind == "choice" and field.choices else None)
    return bool(values) and says is not None and sum(map(says, values)) * 10 >= len(values) * 7


def _says_pay(cell: Cell) -> bool:
    return bool(_PAY_WORDS.search(cell.text)) and _is_pay(cell)


def _says_education(cell: Cell) -> bool:
    return _is_education(cell) and not _NO_SCHOOLING.fullmatch(compact_text(cell.text))


def _says_place(cell: Cell) -> bool:
    text = compact_text(cell.text)
    return _is_place(cell) and len(text) <= 40 and bool(re.search(_PLACE_WORDS.pattern + "$", text))


_SAYS: dict[FieldKind, Callable[[Cell], bool]] = {
    "pay": _says_pay,
    "education": _says_education,
    "place": _says_place,
}


def _test_of(field: Field) -> Callable[[Cell], bool]:
    if field.kind == "choice":
        allowed = frozenset(compact_text(choice) for choice in field.choices)
        return lambda cell: not allowed or _is_choice(compact_text(cell.text), allowed)
    return _TESTS[field.kind]


def _is_choice(text: str, allowed: frozenset[str]) -> bool:
    """Whether the text is one of the choices or, as the readers take it, says exactly one of them (失业, 男性)."""
    if text in allowed or text.removesuffix("性") in allowed:
        return True
    near = [each for each in allowed if len(each) > 1 < len(text) and (each in text or text in each)]
    return len(near) == 1


def _has_identity_form(cell: Cell) -> bool:
    """A number that checks, or is meant as one: digits with a birthday inside, or damaged by Excel."""
    text = compact_text(cell.text).strip("'")
    if cell.kind == "number" and len(text) == 18:
        return True
    try:
        parse_identity_number(text)
    except IdentityError:
        return bool(re.fullmatch(r"[1-8]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{3,4}[\dx*]", text)) or bool(
            re.fullmatch(r"[1-8](?:\.\d+)?e\+17", text)
        )
    return True


def _is_credit_code(text: str) -> bool:
    plain = compact_text(text).replace("-", "")
    if len(plain) != 18 or not re.fullmatch(r"[0-9a-z]+", plain) or not re.match(r"[159anymg]", plain):
        return False
    try:
        parse_credit_code(plain)
    except IdentityError:
        return bool(re.match(r"9[1-3]\d{6}", plain)) and not re.fullmatch(r"[\d]+x?", plain)
    return True


def _is_mobile(cell: Cell) -> bool:
    return bool(re.fullmatch(r"(?:\+?86)?1[3-9]\d{9}", re.sub(r"[\s\-']", "", compact_text(cell.text))))


def _is_phone(cell: Cell) -> bool:
    if _is_mobile(cell):
        return True
    try:
        parse_phone(cell.text)
    except IdentityError as error:
        return error.code == "several" or bool(re.fullmatch(r"\d{7,8}|1\d{9,11}", compact_text(cell.text)))
    return True


def _has_date_form(cell: Cell) -> bool:
    if cell.kind == "date":
        return True
    text = normalize("NFKC", cell.text).strip()
    if re.fullmatch(r"\d{4}年?", text):
        return False
    try:
        parse_day(text)
    except PeriodError as error:
        return error.code == "ambiguous" or bool(_DATE_LIKE.fullmatch(text.replace(" ", "")))
    return True


def _is_pay(cell: Cell) -> bool:
    if cell.kind in ("date", "time", "bool") or _is_mobile(cell) or len(cell.text) > 60:
        return False
    text = normalize("NFKC", cell.text).strip()
    if _NUMBER.fullmatch(text):
        return Fraction(text.replace(",", "")) < 10_000_000
    return parse_pay(cell.text).kind != "unknown"


def _is_plain_text(cell: Cell) -> bool:
    """Anything that is no number, date or code: a name, a firm, a remark."""
    return cell.kind == "text" and not looks_like_value(cell.text)


def _is_education(cell: Cell) -> bool:
    return bool(_EDUCATION.fullmatch(compact_text(cell.text)))


def _is_skill(cell: Cell) -> bool:
    return bool(_SKILL.fullmatch(compact_text(cell.text))) or (_is_plain_text(cell) and len(cell.text) <= 40)


def _is_place(cell: Cell) -> bool:
    return (
        _is_plain_text(cell) and len(cell.text) <= 120 or bool(re.fullmatch(r"\d{6}|\d{9}|\d{12}", cell.text))
    )


def _is_occupation(cell: Cell) -> bool:
    return (_is_plain_text(cell) and len(cell.text) <= 80) or bool(
        re.fullmatch(r"\d-\d{2}-\d{2}-\d{2}", cell.text)
    )


def _is_count(cell: Cell) -> bool:
    text = normalize("NFKC", cell.text).strip()
    return (
        cell.kind in ("number", "text")
        and len(text) <= 12
        and bool(_COUNT.fullmatch(text))
        and not _is_mobile(cell)
    )


_TESTS: dict[FieldKind, Callable[[Cell], bool]] = {
    "text": _is_plain_text,
    "identity_number": _has_identity_form,
    "credit_code": lambda cell: _is_credit_code(cell.text),
    "phone": _is_phone,
    "date": lambda cell: _has_date_form(cell) or _DAY_OF_YEAR.fullmatch(cell.text.strip()) is not None,
    "month": lambda cell: _has_date_form(cell) or _MONTH.fullmatch(cell.text.strip()) is not None,
    "integer": _is_count,
    "pay": _is_pay,
    "occupation": _is_occupation,
    "education": _is_education,
    "skill": _is_skill,
    "place": _is_place,
}


def unit_contradiction(cells: Sequence[Cell], unit: str) -> str | None:
    """The sentence for figures that cannot be meant in the unit (10000 under 万元/月), or None.

    Only bare figures are judged; at least a fifth of them must be impossible.
    """
    parsed = pay_unit(unit)
    if parsed is None:
        return None
    amount, period = parsed
    bare = (normalize("NFKC", cell.text).strip().replace(",", "") for cell in cells)
    figures = [Fraction(text) for text in bare if _NUMBER.fullmatch(text)]
    odd = [figure for figure in figures if figure and not _possible(figure, amount, period)]
    if not odd or len(odd) * 5 < len(figures):
        return None
    shown = f"{float(odd[0]):g}"
    return f"单位写的是“{unit}”，列里却有{shown}这样的数，对不上。请看一眼按什么单位。"


_YUAN = {"元": 1, "百元": 100, "千元": 1_000, "万元": 10_000}
_MONTHLY: dict[str, Fraction] = {
    "月": Fraction(1),
    "": Fraction(1),
    "年": Fraction(1, 12),
    "日": Fraction("21.75"),
    "小时": Fraction(174),
}


def _possible(figure: Fraction, amount: str, period: str) -> bool:
    monthly = figure * _YUAN[amount] * _MONTHLY[period]
    return 200 <= monthly <= 300_000
