"""Whose word counts when a row says something else than a fact that stands: a certified fact gives way to none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.facts.certainty import certainty_on
from baigong.foundation.facts.models import Certainty

if TYPE_CHECKING:
    from baigong.foundation.exchange.declared.listing import Work

_CERTIFIED = "这一条由部门数据核实{until}，和这里写的不一样，没有改。请先向那个部门核对；确实错了，先作废那一条再登记。"


def weigh(work: Work, context: ImportContext) -> None:
    """Keep a row out that contradicts a certified fact; let a register certify, or certify for longer.

    A lapsed certification protects nothing: what is said then takes its place.
    """
    kept = work.kept
    if context.certainty < Certainty.CERTIFIED:
        held = certainty_on(kept.certainty, kept.certified_until, context.on)
        if held == Certainty.CERTIFIED and work.changed:
            until = f"，有效到{kept.certified_until}" if kept.certified_until else ""
            work.reader.wrong("", "certified", _CERTIFIED.format(until=until))
    elif kept.certainty < Certainty.CERTIFIED or _is_longer(context, kept):
        work.changed.setdefault("certainty", context.certainty)


def _is_longer(context: ImportContext, kept: object) -> bool:
    until = getattr(kept, "certified_until", None)
    return until is not None and (context.certified_until is None or context.certified_until > until)
