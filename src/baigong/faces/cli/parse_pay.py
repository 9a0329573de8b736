"""``baigong parse-pay``: pay texts on standard input, one JSON line each on standard output.

Keys: ``text``, ``kind`` (range, negotiable, unknown), ``from_yuan_month``, ``to_yuan_month``,
``months_per_year``. Figures are whole numbers or have at most two places; what is open is ``null``.
``--details`` adds ``is_base_only``, ``period``, ``is_period_assumed`` and ``reason``.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from decimal import Decimal

from baigong.kernels.pay import Pay, parse_pay

NAME = "parse-pay"
HELP = "把标准输入里的薪资文字逐行读成月薪范围，每行输出一条JSON。"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--details", action="store_true", help="同时输出是否仅为底薪、计薪周期和读不出的原因。"
    )


def run(arguments: Namespace) -> int:
    """Read every line, write one line each; always 0, as an unknown pay is an answer."""
    for line in sys.stdin:
        print(json_line(parse_pay(line.rstrip("\r\n")), is_detailed=arguments.details))
    return 0


def json_line(pay: Pay, is_detailed: bool = False) -> str:
    """One JSON object; figures are written from integers, so none passes through a float."""
    members = {
        "text": json.dumps(pay.text, ensure_ascii=False),
        "kind": json.dumps(pay.kind),
        "from_yuan_month": _yuan(pay.from_fen_month),
        "to_yuan_month": _yuan(pay.to_fen_month),
        "months_per_year": "null" if pay.months_per_year is None else _figure(Decimal(pay.months_per_year)),
    }
    if is_detailed:
        members |= {
            "is_base_only": json.dumps(pay.is_base_only),
            "period": json.dumps(pay.period),
            "is_period_assumed": json.dumps(pay.is_period_assumed),
            "reason": json.dumps(pay.reason),
        }
    return "{" + ", ".join(f'"{name}": {value}' for name, value in members.items()) + "}"


def _yuan(fen: int | None) -> str:
    return "null" if fen is None else _figure(Decimal(fen) / 100)


def _figure(figure: Decimal) -> str:
    """A whole number without a point, else without trailing zeros."""
    plain = f"{figure:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
