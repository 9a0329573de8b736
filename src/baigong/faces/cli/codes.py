"""`baigong codes`: newer official tables, an office's own entries, abolished division codes, places from a table.

`load division` never touches the tree: it says how the table differs from it and writes the plan that
`baigong reform` takes, because only a reform takes rows along.
"""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baigong.domains.codes.renewing import Renewal

NAME = "codes"
HELP = "代码：载入新的官方代码表、登记本地代码、补撤销的区划代码、批量加镇村和园区"
DIVISION, SUCCESSION = "division", "succession"
SCHEMES = {
    "occupation": "职业",
    "industry": "行业",
    "education": "学历",
    "skill": "技能等级",
    DIVISION: "区划",
    SUCCESSION: "撤销的区划代码",
}
_MOST_SHOWN = 20


class CodesUsageError(ValueError):
    """The command cannot go on; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(dest="action", metavar="做什么", required=True)
    loading = actions.add_parser("load", help="载入一张新的官方代码表（CSV，UTF-8或GB18030）")
    words = "、".join(f"{scheme}{label}" for scheme, label in SCHEMES.items())
    loading.add_argument("scheme", metavar="SCHEME", choices=tuple(SCHEMES), help=words)
    loading.add_argument(
        "file", metavar="FILE", type=Path, help="列：code,name,parent；succession是code,successor,since_year"
    )
    loading.add_argument("--end-gone", action="store_true", help="新表里没有的代码从那天起废止")
    loading.add_argument("--successions", type=Path, metavar="FILE", help="比对区划时用的沿革表")
    loading.add_argument("--plan", type=Path, metavar="FILE.toml", help="把区划的差别写成调整方案")
    adding = actions.add_parser("add", help="登记一个本地代码，或改一个代码的本地叫法")
    for name, said in (("scheme", "哪张代码表"), ("code", "代码"), ("label", "名称")):
        adding.add_argument(name, metavar=name.upper(), help=said)
    adding.add_argument("--parent", default="", metavar="CODE", help="上级代码")
    placing = actions.add_parser("places", help="在已有的地方下面加镇、村、园区、开发区、网格")
    placing.add_argument("file", metavar="FILE", type=Path, help="列：code,name,parent，不是区划的加kind")
    for action in actions.choices.values():
        action.add_argument("--on", type=datetime.date.fromisoformat, help="从哪天起，不写是今天")
    for action in (loading, placing):
        action.add_argument("--dry-run", action="store_true", help="只看会变什么，不写库")


def run(arguments: argparse.Namespace) -> int:
    """Do one action; what is refused becomes its sentence."""
    from baigong.faces.cli.setup import setup_django

    setup_django()
    from django.db import transaction

    from baigong.foundation import clock
    from baigong.foundation.scope import system_scope

    acts = {"load": _load, "add": _add, "places": _places}
    is_rehearsal = getattr(arguments, "dry_run", False)
    with system_scope("维护代码"), transaction.atomic():
        acts[arguments.action](arguments, arguments.on or clock.today())
        transaction.set_rollback(is_rehearsal)
    if is_rehearsal:
        _forget()
        print("没有动数据。")
    return 0


def _forget() -> None:
    """What was rehearsed must not be remembered in this process."""
    from baigong.domains.codes.selectors import forget_labels

    forget_labels()


def _load(arguments: argparse.Namespace, on: datetime.date) -> None:
    loads = {DIVISION: _compare_divisions, SUCCESSION: _note_successions}
    loads.get(arguments.scheme, _renew)(arguments, on)


def _renew(arguments: argparse.Namespace, on: datetime.date) -> None:
    from baigong.domains.codes.renewing import renew
    from baigong.kernels.codes import load_table_csv

    table = load_table_csv(arguments.scheme, arguments.file)
    found = renew(by="cli", table=table, on=on, end_gone=arguments.end_gone)
    print(f"{SCHEMES[arguments.scheme]}代码表{len(table)}行，从{on}起：")
    _tell_renewal(found, end_gone=arguments.end_gone)


def _tell_renewal(found: Renewal, *, end_gone: bool) -> None:
    _tell("新增", (f"{entry.code} {entry.label}" for entry in found.new))
    _tell("改名或换上级", (f"{old.code} {old.label} → {new.label}" for old, new in found.reworded))
    _tell("本地自己登记的，不动", (f"{code.code} {code.label}" for code in found.own))
    gone = "废止" if end_gone else "新表里没有（仍然有效，要废止请加--end-gone）"
    _tell(gone, (f"{code.code} {code.label}" for code in found.gone))
    print(f"没有变化：{found.unchanged}")


def _compare_divisions(arguments: argparse.Namespace, on: datetime.date) -> None:
    from baigong.domains.places.comparing import compare_tree, plan_toml
    from baigong.kernels.codes import load_divisions_csv, load_successions_csv

    told = load_successions_csv(arguments.successions) if arguments.successions else None
    found = compare_tree(load_divisions_csv(arguments.file), told)
    _tell("新增", (f"{code.code} {code.label}" for code in found.new))
    _tell("改名", (f"{place.code} {place.name} → {code.label}" for place, code in found.reworded))
    _tell(
        "换代码",
        (f"{place.name} {place.code} → {code.code} {code.label}" for place, code in found.renumbered),
    )
    _tell("并走", (f"{place.name} {place.code} → {code.code} {code.label}" for place, code in found.merged))
    _tell("新表里没有，不知去向", (f"{place.code} {place.name}" for place in found.unexplained))
    print(f"没有变化：{found.unchanged}")
    if arguments.plan:
        _write(arguments.plan, plan_toml(found))
        print(f"写好了“{arguments.plan}”。请核对，写上名称、文件和日期，再用baigong reform试。")
    elif found.steps():
        print("区划没有动。要照新表调整，请加--plan写出方案，再用baigong reform执行。")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CodesUsageError(f"写不了“{path}”：{error.strerror}。请换一个地方。") from error


def _note_successions(arguments: argparse.Namespace, on: datetime.date) -> None:
    from baigong.domains.places.succeeding import note_successions
    from baigong.kernels.codes import load_successions_csv

    found = note_successions(by="cli", table=load_successions_csv(arguments.file))
    _tell(
        "记下的",
        (f"{each.code} → {'、'.join(place.name for place in places)}" for each, places in found.noted),
    )
    _tell(
        "现在还是一个地方的代码，没有记（请用baigong reform调整）",
        (f"{place.code} {place.name}" for place in found.standing),
    )
    _tell(
        "一部分分给了外地，没有记（名单里写这个代码的要问人）",
        (f"{each.code} → {'、'.join(each.successors)}" for each in found.partly),
    )
    print(f"已经记过：{found.unchanged}　和这里无关：{found.elsewhere}")


def _add(arguments: argparse.Namespace, on: datetime.date) -> None:
    from baigong.domains.codes.models import Code
    from baigong.domains.codes.renewing import enter_code
    from baigong.domains.policies.selectors import all_packs

    known = set(Code.objects.values_list("scheme", flat=True)) | {
        code.scheme for pack in all_packs() for code in pack.codes
    }
    if arguments.scheme not in known:
        raise CodesUsageError(f"没有“{arguments.scheme}”这张代码表。可写：{'、'.join(sorted(known))}。")
    row = enter_code(
        by="cli",
        scheme=arguments.scheme,
        code=arguments.code,
        label=arguments.label,
        parent=arguments.parent,
        on=on,
    )
    print(f"{row.code}从{on}起叫“{row.label}”。")


def _places(arguments: argparse.Namespace, on: datetime.date) -> None:
    from baigong.domains.places.adding import add_places, read_places_csv

    found = add_places(by="cli", rows=read_places_csv(arguments.file), on=on)
    _tell("新加", (f"{place.code} {place.name}（{place.get_kind_display()}）" for place in found.places))
    print(f"已经有的：{found.unchanged}")


def _tell(heading: str, lines: Iterable[str]) -> None:
    """Print how many there are and the first of them; nothing where there is none."""
    listed = list(lines)
    if not listed:
        return
    print(f"{heading}：{len(listed)}")
    for line in listed[:_MOST_SHOWN]:
        print(f"  {line}")
    if len(listed) > _MOST_SHOWN:
        print(f"  ……另有{len(listed) - _MOST_SHOWN}个")
