"""`baigong reform`: towns merge, villages change their town, codes change; rehearsed, run as a job, taken back."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baigong.domains.places.models import Reform
    from baigong.domains.places.redrawing import ReformPlan

NAME = "reform"
HELP = "区划调整：合并、划转、改名、换代码；先--dry-run看，再执行"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", nargs="?", type=Path, help="调整方案，.toml或.csv")
    parser.add_argument("--dry-run", action="store_true", help="只检查、只数行数，不动数据")
    parser.add_argument("--now", action="store_true", help="就在这里做完，不等后台任务")
    parser.add_argument("--undo", metavar="名称", help="撤回一次还没生效的调整")
    parser.add_argument("--status", action="store_true", help="列出每次调整做到哪一步")
    parser.add_argument("--name", default="", help="CSV方案的名称")
    parser.add_argument("--document", default="", help="CSV方案的批复文件")
    parser.add_argument("--effective-on", type=datetime.date.fromisoformat, help="CSV方案从哪天起")


class ReformUsageError(ValueError):
    """The command was not told what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import setup_django

    setup_django()
    from baigong.foundation.scope import system_scope

    with system_scope("调整区划"):
        _act(arguments)
    if arguments.now and not arguments.dry_run:
        from baigong.foundation.jobs.worker import Worker

        Worker(["import"]).run(until_idle=True)
        with system_scope("调整区划"):
            _show_status()
    return 0


def _act(arguments: argparse.Namespace) -> None:
    if arguments.status:
        _show_status()
    elif arguments.undo:
        _undo(arguments)
    elif arguments.plan is None:
        raise ReformUsageError("请写上调整方案的文件名，或用--status、--undo。")
    else:
        (_rehearse if arguments.dry_run else _begin)(_read(arguments))


def _read(arguments: argparse.Namespace) -> ReformPlan:
    from baigong.domains.places.redrawing import read_csv, read_toml

    try:
        text = arguments.plan.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReformUsageError(f"{arguments.plan}读不出来：要是UTF-8编码的.toml或.csv文件。") from error
    if arguments.plan.suffix.lower() == ".csv":
        return read_csv(
            text, name=arguments.name, document=arguments.document, effective_on=arguments.effective_on
        )
    return read_toml(text)


def _rehearse(plan: ReformPlan) -> None:
    from baigong.domains.places.reforming import rehearse

    found = rehearse(plan)
    print(f"“{plan.name}”，从{plan.effective_on}起，{len(found.places)}个地方要变：")
    print("\n".join(f"  · {place}" for place in found.places))
    print(f"要跟着走的共{sum(found.rows.values())}处：")
    print("\n".join(f"  {count:>8} {name}" for name, count in sorted(found.rows.items())) or "  没有")
    print("没有动数据。")


def _begin(plan: ReformPlan) -> None:
    from baigong.domains.places.reforming import begin_reform

    reform = begin_reform(by="cli", plan=plan)
    print(f"“{reform.name}”开始了，共{reform.planned_count}处要搬。网站照常用，后台会做完。")


def _undo(arguments: argparse.Namespace) -> None:
    from baigong.domains.places.models import Reform
    from baigong.domains.places.reforming import undo_reform

    reform = Reform.objects.filter(name=arguments.undo).first()
    if reform is None:
        raise ReformUsageError(f"没有叫“{arguments.undo}”的调整。用--status看有哪些。")
    undo_reform(by="cli", reform=reform)
    print(f"“{reform.name}”开始撤回。")


def _show_status() -> None:
    from baigong.domains.places.models import Reform

    reforms = list(Reform.objects.order_by("begun_at"))
    print("\n".join(_line(reform) for reform in reforms) or "还没有做过区划调整。")


def _line(reform: Reform) -> str:
    from baigong.domains.places.models import ReformState
    from baigong.domains.places.reforming import left_over
    from baigong.foundation.clock import minute_of

    words = f"{reform.name}：{reform.get_state_display()}，{minute_of(reform.begun_at)}开始"
    if reform.state in (ReformState.RUNNING, ReformState.UNDOING):
        words += f"，还剩{left_over(reform)}处"
    if reform.held_count:
        words += f"，有{reform.held_count}处因两边重复留在原处，请人核对"
    return words
