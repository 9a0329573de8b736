"""``baigong export``: a list of a place as a workbook or text table, masked, marked, and noted in the audit.

Whoever runs it stands at the machine that holds the data, so nothing waits for a second person here.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

NAME = "export"
HELP = "把一个地方的清单导出成xlsx或csv，个人信息遮住，导出留痕"
LISTS = ("employers", "shortages", "vacancies", "workers")
_BY, _LABEL, _PURPOSE = "cli", "命令行", "命令行导出脱敏清单"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("list", metavar="LIST", choices=LISTS, help="导出哪一张清单：" + "、".join(LISTS))
    parser.add_argument("--place", required=True, metavar="CODE", help="哪个地方的（区划代码）")
    parser.add_argument(
        "-o", "--output", required=True, type=Path, metavar="FILE", help="写到哪里，.xlsx或.csv"
    )


class ExportCommandError(ValueError):
    """The command cannot go on; the sentence says why and what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def run(arguments: Namespace) -> int:
    """Write the list; 0 when the file stands complete."""
    from baigong.faces.cli.setup import setup_django

    form = arguments.output.suffix.lower().removeprefix(".")
    if form not in ("xlsx", "csv"):
        raise ExportCommandError("form", f"“{arguments.output}”要以.xlsx或.csv结尾。")
    setup_django()
    from baigong.faces.cli.rehearsing import known_place
    from baigong.foundation.exchange.exporting import Exporter, export_list
    from baigong.foundation.scope import Scope, enter

    place = known_place(arguments.place)
    if place is None:
        raise ExportCommandError("place", f"库里没有代码是{arguments.place}的地方。请核对代码。")
    with enter(Scope(actor=_BY, label=_LABEL, places=(place.path,))):
        exporter = Exporter(_BY, _LABEL, _PURPOSE)
        handed = export_list(_export_of(arguments.list), form=form, place_path=place.path, exporter=exporter)
    _keep(arguments.output, handed.content or b"")
    print(f"{place.name}共导出{handed.row.row_count}行，写在“{arguments.output}”。", file=sys.stderr)
    return 0


def _export_of(name: str) -> Any:
    from baigong.domains.parties.exports import EMPLOYER_EXPORT
    from baigong.domains.shortages.exports import SHORTAGE_EXPORT
    from baigong.domains.vacancies.exports import VACANCY_EXPORT
    from baigong.domains.workers.exports import SUPPLY_EXPORT

    exports = (EMPLOYER_EXPORT, SHORTAGE_EXPORT, VACANCY_EXPORT, SUPPLY_EXPORT)
    return next(export for export in exports if export.name == name)


def _keep(path: Path, content: bytes) -> None:
    """Write the file whole or not at all, for its owner's eyes only."""
    try:
        beside = path.with_name(f".{path.name}.part")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(content)
        beside.replace(path)
    except OSError as error:
        raise ExportCommandError("file", f"写不了“{path}”：{error.strerror}。请换一个地方。") from error
