"""Striking a shortage off when it is solved, by whom and on what evidence, and reopening it (销号, BZ-G1c, M04.4).

A firm says that nobody lacks any more (`say_filled`); that strikes nothing off. An officer or commissioner who does
not speak for the firm strikes it off (`close_need`) or refuses with the number still lacking (`refuse_filled`).
"""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction

from baigong.domains.shortages.enums import ContactWay, StrikeOffKind
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.selectors import need_lines
from baigong.domains.shortages.services import ShortageError, report_need
from baigong.domains.shortages.strike_off_steps import LONGEST_WORDS, change_need, keep_step
from baigong.domains.shortages.telling import tell_firm
from baigong.domains.users.mandates import speaks_for
from baigong.foundation import clock
from baigong.foundation.access.natural_persons import is_same_person
from baigong.foundation.facts.models import Source

LEAST_REASON = 4  # characters


@transaction.atomic
def say_filled(*, by: str, need: Need, on: datetime.date) -> bool:
    """Keep the firm's word that a need is filled: it waits to be verified (待核销); returns whether that is new.

    :raises ShortageError: when it is struck off already.
    """
    held = _held(need)
    if held.closed_on is not None:
        raise ShortageError("closed", f"这条缺工在{held.closed_on:%Y-%m-%d}已经销号。")
    if held.filled_on is not None:
        return False
    keep_step(
        by=by, need=held, kind=StrikeOffKind.SAID_FILLED, on=on, hired=_hired(held), source=Source.EMPLOYER
    )
    change_need(by, held, {"filled_on": on, "filled_by": by})
    return True


@transaction.atomic
def close_need(*, by: str, need: Need, reason: str, on: datetime.date) -> Need:
    """Close a need (销号) with its reason; `by` verified it. Its reports and its history stay.

    :raises ShortageError: without a reason, when it is closed already, on a day to come, or when `by` speaks for
        the firm or is who said that it is filled.
    """
    held = _held(need)
    if held.closed_on is not None:
        raise ShortageError("closed", f"这条缺工在{held.closed_on:%Y-%m-%d}已经销号。")
    words = reason.strip()[:LONGEST_WORDS]
    if not words:
        raise ShortageError("reason", "销号要写明原因，如“已招满”。")
    if on > clock.today():
        raise ShortageError("future", "销号日期不能晚于今天。")
    if not may_verify(by, held):
        raise ShortageError(
            "own", "这条缺工是您自己报的，或您正替这家企业办事，不能由您核实。请换一位同事来销号。"
        )
    keep_step(by=by, need=held, kind=StrikeOffKind.STRUCK_OFF, on=on, words=words, hired=_hired(held))
    was_said = held.filled_on is not None
    change_need(by, held, {"closed_on": on, "closed_reason": words, "closed_by": by})
    if was_said:
        tell_firm(by=by, need=held, deed="核实了，已销号", reason=words)
    return held


@transaction.atomic
def refuse_filled(*, by: str, need: Need, reason: str, headcount: int, contact_way: str) -> Need:
    """Say that a need is not filled after all, why, and how many still lack: it is open again from today.

    :raises ShortageError: when the firm said nothing of the kind (any more), when the reason says too little, when
        nobody is lacking, or when `by` speaks for the firm.
    """
    held = _held(need)
    words = reason.strip()[:LONGEST_WORDS]
    if held.closed_on is not None or held.filled_on is None:
        raise ShortageError("open", "企业现在没有报招满，不用退回。请刷新看现在的情况。")
    if len(words) < LEAST_REASON:
        raise ShortageError("reason", "还没写清为什么没招满。请写至少四个字，例如：还有两人没到岗。")
    if headcount < 1:
        raise ShortageError("headcount", "没招满就要写还缺几人。一个也不缺的，请销号。")
    if not may_verify(by, held):
        raise ShortageError("own", "这条缺工是您自己报的，或您正替这家企业办事。请换一位同事来核实。")
    keep_step(
        by=by, need=held, kind=StrikeOffKind.REFUSED, on=clock.today(), words=words, headcount=headcount,
        hired=_hired(held),
    )  # fmt: skip
    # Before the report, which would take the firm's word back by itself.
    change_need(by, held, {"filled_on": None, "filled_by": ""})
    report_need(by=by, need=held, contact_way=ContactWay(contact_way), values={"headcount": headcount})
    tell_firm(by=by, need=held, deed=f"核实还缺{headcount}人，继续招", reason=words)
    return held


@transaction.atomic
def reopen_need(*, by: str, need: Need, reason: str) -> Need:
    """Open a need again that was struck off, with the reason; when and why it was closed stays in its history.

    It keeps the figures it had: what is lacking now is said by the next report.

    :raises ShortageError: when it is not closed or was withdrawn, when the firm opened the same trade anew
        meanwhile, or when the reason says too little.
    """
    held = _held(need)
    words = reason.strip()[:LONGEST_WORDS]
    if held.withdrawn_at is not None:
        raise ShortageError("withdrawn", "这条缺工已经撤回，不能重开。还缺人的，请新开一条。")
    if held.closed_on is None:
        raise ShortageError("open", "这条缺工没有销号，不用重开。")
    if len(words) < LEAST_REASON:
        raise ShortageError("reason", "还没写清为什么重开。请写至少四个字，例如：人又走了。")
    opened = {"closed_on": None, "closed_reason": "", "closed_by": "", "filled_on": None, "filled_by": ""}
    try:
        with transaction.atomic():
            change_need(by, held, opened | {"reopened_on": clock.today(), "reopened_reason": words})
    except IntegrityError as error:
        sentence = f"“{held.label}”后来又开了一条，正在报。请在那一条里改数。"
        raise ShortageError("twice", sentence) from error
    keep_step(
        by=by, need=held, kind=StrikeOffKind.REOPENED, on=clock.today(), words=words, hired=_hired(held)
    )
    return held


def may_verify(by: str, need: Need) -> bool:
    """Say whether somebody may judge a firm's word: whoever speaks for the firm, or gave the word, may not."""
    return not speaks_for(by, need.organisation_id) and not (
        need.filled_by and is_same_person(need.filled_by, by)
    )


def _held(need: Need) -> Need:
    held: Need = Need.objects.select_for_update(of=("self",)).get(id=need.id)
    return held


def _hired(need: Need) -> int:
    return need_lines([need])[0].done
