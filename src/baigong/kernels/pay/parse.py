"""A pay text read into a monthly range.

Conversions: a day × 21.75 and an hour × 174 (21.75 days of 8 hours; 人社部发〔2025〕2号), a week ×
4.35 (21.75 ÷ 5), a year ÷ 12. Results are rounded half up to the fen.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from baigong.kernels.pay.amounts import Amount, find_amounts
from baigong.kernels.pay.model import Pay, Period, Reason
from baigong.kernels.pay.wording import take_months, uniform, without_noise

DAYS_A_MONTH = Fraction("21.75")
HOURS_A_MONTH = Fraction(174)
_MONTHS_PER_PERIOD: dict[Period, Fraction] = {
    "month": Fraction(1),
    "year": Fraction(1, 12),
    "half_year": Fraction(1, 6),
    "quarter": Fraction(1, 3),
    "half_month": Fraction(2),
    "week": DAYS_A_MONTH / 5,
    "day": DAYS_A_MONTH,
    "shift": DAYS_A_MONTH,  # one shift a working day
    "hour": HOURS_A_MONTH,
}
# A figure without any unit is taken as yuan a month only from here: 150 may be a day's pay, 8 may be 8千.
_LEAST_BARE_YUAN = 1_000
# Nobody writes 15-20万 and means a month: without a period, figures from here on are a year's pay.
_LEAST_YEARLY_YUAN = 100_000
_MOST_YUAN_MONTH = 1_000_000

_NEGOTIABLE = re.compile(
    r"面议|面谈|电议|面商|洽谈|详谈|可议|可谈|协商|商议|议薪|面试(?:时|后)?(?:谈|定|决定)|negotiable|面定|待议|另议"
)
_FOREIGN = re.compile(r"美元|美金|港币|港元|欧元|日元|英镑|usd|hkd|eur|jpy|[$€£]")
_PIECEWORK = re.compile(r"计件|按件|计量|计单|计次|按单|按量")
_BASE = re.compile(r"底薪|基本工资|基本薪|基薪|基础工资|固定工资|固薪|无责任?薪?")
_ON_TOP = re.compile(
    r"\+[^;,+]{0,10}(?:提成|绩效|奖|佣金|补|计件|分红|加班|津贴|全勤|满勤|业绩|抽成|效益)"
    r"|(?:另有|外加|另加|加|和|有|及)(?:高额)?(?:提成|佣金|业绩)"  # 含提成: the figures hold it already
)
_WHOLE = re.compile(r"综合|到手|总收入|月入|合计|平均|月均|转正|正式|税后|实发|能拿|可拿|总体|收入")
_TRIAL = re.compile(r"试用期?|实习期?|培训期?|见习|学徒|期间")
_CLAUSE_END = re.compile(r"[;,!?()\[\]|+]|\.(?!\d)|-(?!\d)")
_PERIOD_BEFORE: tuple[tuple[Period, re.Pattern[str]], ...] = (
    ("hour", re.compile(r"时薪|小时工|小时工资|每个?小时|(?:一|1)个?小时|按小时|/(?:小时|h)")),
    ("day", re.compile(r"日薪|天薪|日结|日工资|每天|(?:一|1)天|每日|(?:一|1)日|按天|天结|日工资|每工日")),
    ("shift", re.compile(r"每班|(?:一|1)个?班|每晚")),
    ("week", re.compile(r"周薪|每周|(?:一|1)周|每星期")),
    ("half_year", re.compile(r"半年")),
    ("year", re.compile(r"年薪|年收入|每年|(?:一|1)年|全年|年包|年总|年度|年均|年综合|按年")),
    ("month", re.compile(r"月薪|月入|每个?月|(?:一|1)个?月|月收入|月均|月工资|按月|月保底|月综合")),
)
# Elsewhere in the text only a word for the pay itself counts: 每天8小时 says nothing about the money.
_PERIOD_ANYWHERE: tuple[tuple[Period, re.Pattern[str]], ...] = (
    ("hour", re.compile(r"时薪|小时工|按小时|元/小时")),
    ("day", re.compile(r"日薪|日结|天薪|天结|按天|日工资")),
    ("week", re.compile(r"周薪")),
    ("year", re.compile(r"年薪|年收入|年包|年总")),
    ("month", re.compile(r"月薪|月收入|月工资")),
)


def parse_pay(text: str) -> Pay:
    """Read one pay text; raises nothing: what cannot be read is ``unknown`` with a reason."""
    plain, months = take_months(uniform(text))
    if re.search(r"[^\W_]", text) is None:
        return Pay(text, "unknown", months_per_year=months, reason="empty")
    quiet = without_noise(plain)
    if _FOREIGN.search(quiet):
        return Pay(text, "unknown", months_per_year=months, reason="currency")
    amounts = find_amounts(quiet)
    readable = [amount for amount in amounts if not amount.is_piece]
    best = min(readable, key=lambda amount: (_rank(quiet, amount), amount.start), default=None)
    if best is not None:
        read = _pay_of(text, (plain, quiet), best, months)
        if read.kind == "range" or not _NEGOTIABLE.search(plain):
            return read
    return _without_amount(text, plain, months, bool(amounts))


def _without_amount(text: str, plain: str, months: int | Decimal | None, has_amount: bool) -> Pay:
    if _NEGOTIABLE.search(plain):
        return Pay(text, "negotiable", months_per_year=months)
    reason: Reason = "piecework" if has_amount or _PIECEWORK.search(plain) else "no_figure"
    return Pay(text, "unknown", months_per_year=months, reason=reason, is_base_only=bool(_BASE.search(plain)))


def _rank(text: str, amount: Amount) -> int:
    """Which amount speaks for the pay: the whole before the plain, the base, and the trial period."""
    label = _label(text, amount)
    if _TRIAL.search(label) and not re.search(r"转正|正式", label):
        return 3
    if _WHOLE.search(label):
        return 0
    return 2 if _BASE.search(label) else 1


def _label(text: str, amount: Amount) -> str:
    """The words of the amount's own clause before it, and of the bracket that follows it."""
    before = text[: amount.start]
    ends = [found.end() for found in _CLAUSE_END.finditer(before)]
    after = re.match(r"[(\[]?(试用期?|实习期?|底薪|综合|到手|转正后?)", text[amount.end :])
    return before[ends[-1] if ends else 0 :] + (after[1] if after else "")


def _pay_of(text: str, readings: tuple[str, str], amount: Amount, months: int | Decimal | None) -> Pay:
    plain, quiet = readings
    period, is_assumed = _period_of(quiet, amount)
    low, high = (_monthly_fen(side, period) for side in (amount.low, amount.high))
    reason = _doubt(amount, is_assumed, low, high)
    if reason is not None:
        return Pay(text, "unknown", months_per_year=months, period=period, reason=reason)
    is_base = bool(_BASE.search(_label(quiet, amount)))
    is_base = is_base or (_rank(quiet, amount) != 0 and _ON_TOP.search(plain) is not None)
    return Pay(text, "range", low, high, months, is_base, is_assumed, period)


def _period_of(quiet: str, amount: Amount) -> tuple[Period, bool]:
    """The amount's period, and whether the text left it unsaid."""
    if amount.period is not None:
        return amount.period, False
    for place, periods in ((_label(quiet, amount), _PERIOD_BEFORE), (quiet, _PERIOD_ANYWHERE)):
        for period, words in periods:
            if words.search(place):
                return period, False
    least = amount.low if amount.low is not None else amount.high
    return (
        "year" if least is not None and least >= _LEAST_YEARLY_YUAN and amount.has_unit else "month"
    ), True


def _doubt(amount: Amount, is_assumed: bool, low: int | None, high: int | None) -> Reason | None:
    """Why the figures cannot be taken as pay, or ``None``."""
    sides = [side for side in (amount.low, amount.high) if side is not None]
    if not sides or max(sides) <= 0:
        return "implausible"
    if is_assumed and max(sides) < _LEAST_BARE_YUAN:
        return "no_unit"
    most = max(side for side in (low, high) if side is not None)
    return "implausible" if most > _MOST_YUAN_MONTH * 100 else None


def _monthly_fen(yuan: Decimal | None, period: Period) -> int | None:
    """Yuan for one period as fen a month, rounded half up."""
    if yuan is None:
        return None
    exact = Fraction(yuan) * 100 * _MONTHS_PER_PERIOD[period]
    # Whole numbers throughout: a decimal context would give way under a text of thirty digits.
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
