"""`baigong units`: zones and parks that report and are no divisions, and which firms and places belong to them."""

from __future__ import annotations

import argparse
import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baigong.domains.parties.models import Organisation
    from baigong.domains.places.models import Place
    from baigong.domains.units.models import ReportingUnit

NAME = "units"
HELP = "园区和开发区：开停、哪些企业和地方算在里面"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(dest="action", metavar="做什么", required=True)
    opening = actions.add_parser("open", help="开一个园区或开发区")
    opening.add_argument("code", help="自己的代码，如990101-K1")
    opening.add_argument("--label", required=True, help="名称")
    opening.add_argument("--kind", choices=("zone", "park"), default="park", help="zone开发区，park园区")
    opening.add_argument("--place", required=True, metavar="CODE", help="在哪个市、县，写区划代码")
    actions.add_parser("list", help="列出现在报数的")
    closing = actions.add_parser("close", help="停一个，成员一起离开")
    closing.add_argument("code")
    for name, words in (("join", "一家企业或一个地方算进来"), ("leave", "一家企业或一个地方离开")):
        action = actions.add_parser(name, help=words)
        action.add_argument("code")
        member = action.add_mutually_exclusive_group(required=True)
        member.add_argument("--firm", metavar="CREDIT_CODE", help="企业的统一社会信用代码")
        member.add_argument("--place", metavar="CODE", help="地方的区划代码")
    for action in actions.choices.values():
        action.add_argument("--on", type=datetime.date.fromisoformat, help="从哪天起，不写是今天")


def run(arguments: argparse.Namespace) -> int:
    """Do one action; a `UnitError` becomes its sentence."""
    from baigong.faces.cli.setup import setup_django

    setup_django()
    from baigong.foundation import clock
    from baigong.foundation.scope import system_scope

    acts = {"open": _open, "list": _list, "close": _close, "join": _join, "leave": _leave}
    with system_scope("办理报表单位"):
        acts[arguments.action](arguments, arguments.on or clock.today())
    return 0


def _open(arguments: argparse.Namespace, on: datetime.date) -> None:
    from baigong.domains.units.services import open_unit

    place = _place(arguments.place)
    unit = open_unit(
        by="cli",
        label=arguments.label,
        code=arguments.code,
        kind=arguments.kind,
        place=place,
        valid_from=on,
    )
    print(f"“{unit.label}”（{unit.code}）从{on}起报数，在{place.name}。")


def _list(arguments: argparse.Namespace, on: datetime.date) -> None:
    from baigong.domains.units.models import UnitMember
    from baigong.domains.units.selectors import units_on

    members = list(UnitMember.objects.filter(UnitMember.holding_on(on)).values_list("unit_id", flat=True))
    lines = [
        f"{unit.code}　{unit.label}　{unit.get_kind_display()}　成员{members.count(unit.id)}个"
        for unit in units_on(on)
    ]
    print("\n".join(lines) or "还没有园区和开发区。")


def _close(arguments: argparse.Namespace, on: datetime.date) -> None:
    from baigong.domains.units.services import close_unit

    unit = _unit(arguments.code)
    count = close_unit(by="cli", unit=unit, on=on, reason="命令行停用")
    print(f"“{unit.label}”从{on}起不再报数，{count}个成员同时离开。")


def _join(arguments: argparse.Namespace, on: datetime.date) -> None:
    from baigong.domains.units.services import join_unit

    unit, member = _unit(arguments.code), _member(arguments)
    join_unit(by="cli", unit=unit, member=member, starts_on=on)
    print(f"“{member.name}”从{on}起算在“{unit.label}”。")


def _leave(arguments: argparse.Namespace, on: datetime.date) -> None:
    from baigong.domains.units.errors import UnitError
    from baigong.domains.units.models import UnitMember
    from baigong.domains.units.services import leave_unit

    unit, member = _unit(arguments.code), _member(arguments)
    name = "organisation_id" if arguments.firm else "place_id"
    held = UnitMember.objects.filter(UnitMember.holding_on(on), unit=unit, **{name: member.id}).first()
    if held is None:
        raise UnitError("none", f"“{member.name}”那天不算在“{unit.label}”。请核对。")
    leave_unit(by="cli", member=held, on=on, reason="命令行办理")
    print(f"“{member.name}”从{on}起不再算在“{unit.label}”。")


def _unit(code: str) -> ReportingUnit:
    from baigong.domains.units.errors import UnitError
    from baigong.domains.units.models import ReportingUnit

    unit = ReportingUnit.objects.select_related("place").filter(code=code).first()
    if unit is None:
        raise UnitError("code", f"没有代码是“{code}”的园区或开发区。用baigong units list看有哪些。")
    return unit


def _place(code: str) -> Place:
    from baigong.domains.places.models import Place
    from baigong.domains.places.selectors import place_by_code
    from baigong.domains.units.errors import UnitError

    try:
        return place_by_code(code)
    except Place.DoesNotExist:
        raise UnitError("place", f"没有代码是“{code}”的地方。请核对代码。") from None


def _member(arguments: argparse.Namespace) -> Organisation | Place:
    from baigong.domains.parties.models import Organisation
    from baigong.domains.units.errors import UnitError

    if arguments.place:
        return _place(arguments.place)
    firm: Organisation | None = Organisation.objects.filter(credit_code=arguments.firm).first()
    if firm is None:
        raise UnitError("firm", f"没有信用代码是“{arguments.firm}”的企业。请核对代码。")
    return firm
