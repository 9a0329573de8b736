"""Cells that must say one of a few things, and pay that stands in one column or in two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.pay import Pay, parse_pay
from baigong.kernels.recognition.readers import is_blank

_Value = TypeVar("_Value")
YES_NO = {"是": True, "否": False}


def choice(reader: RowReader, name: str, choices: Mapping[str, _Value]) -> _Value | None:
    """Return what a cell chooses; anything else is a warning and left empty."""
    text = reader.text(name, longest=40)
    if not text or text in choices:
        return choices[text] if text else None
    inside = {label for label in choices if label in text}
    if len(inside) == 1:
        return choices[inside.pop()]
    label = reader.layout.field(name).label
    reader.wrong(name, "choice", f"“{text[:20]}”不是{label}里的一项，先空着。", is_error=False)
    return None


def pay_of(reader: RowReader, *, one: str, low: str, high: str) -> Pay | None:
    """Return the pay of a row: the one column if it is filled, else the two columns of its ends."""
    if not is_blank(reader.cell(one)):
        return reader.pay(one)
    ends = [reader.pay(name) for name in (low, high)]
    known = [end for end in ends if end is not None and end.kind == "range"]
    if not known:
        return next((end for end in ends if end is not None), None)
    return _joined(reader, ends[0], ends[1], high)


def _joined(reader: RowReader, low: Pay | None, high: Pay | None, name: str) -> Pay:
    text = "-".join(end.text for end in (low, high) if end is not None)
    start = low.from_fen_month or low.to_fen_month if low else None
    end = high.to_fen_month or high.from_fen_month if high else None
    if start and end and start > end:
        reader.wrong(
            name, "pay_order", f"月薪下限比上限高（{text[:30]}），先按原文留着。请核对。", is_error=False
        )
        return parse_pay("")
    is_base_only = any(side.is_base_only for side in (low, high) if side is not None)
    return Pay(text, "range", start or None, end or None, is_base_only=is_base_only)
