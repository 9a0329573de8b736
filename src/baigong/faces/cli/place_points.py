"""`baigong place-points`: where towns and villages lie, so that the portal can say how far away a job is."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

NAME = "place-points"
HELP = "登记镇街、园区、村的坐标（WGS-84），门户据此说岗位有多远；先--form取表，填好再登记"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the table and what to do with it."""
    parser.add_argument("table", type=Path, help="表格文件，xlsx或csv，四列：代码、名称、纬度、经度")
    parser.add_argument("--form", action="store_true", help="写出这张表，已有的坐标填好；空着的请填")
    parser.add_argument("--place", metavar="CODE", default="", help="--form只要这个地方的，写区划代码")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写库")


class PointUsageError(ValueError):
    """The command cannot read or write what it was given."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def run(arguments: argparse.Namespace) -> int:
    """Write the table to fill in, or take a filled one; a `PointListError` becomes its sentences."""
    from baigong.faces.cli.setup import setup_django

    setup_django()
    from baigong.foundation.scope import system_scope

    with system_scope("登记地方坐标"):
        (_write_form if arguments.form else _take)(arguments)
    return 0


def _write_form(arguments: argparse.Namespace) -> None:
    from baigong.domains.places.models import Place
    from baigong.domains.places.pointing import HEADINGS, point_rows
    from baigong.domains.places.selectors import place_by_code
    from baigong.foundation.sheets.writer import SheetOut, write_workbook

    try:
        path = place_by_code(arguments.place).path if arguments.place else ""
    except Place.DoesNotExist:
        raise PointUsageError(f"没有代码是“{arguments.place}”的地方。请核对代码。") from None
    stream = io.BytesIO()
    sheet = SheetOut("地方坐标", HEADINGS, point_rows(path), kinds=("code", "text", "code", "code"))
    written = write_workbook(stream, [sheet])
    try:
        with arguments.table.open("xb") as file:  # a table somebody has filled in is not written over
            file.write(stream.getvalue())
    except OSError as error:
        raise PointUsageError(f"写不了“{arguments.table}”：{error.strerror}。请换一个文件名。") from error
    print(f"{written.rows}个地方，写在“{arguments.table}”。")


def _take(arguments: argparse.Namespace) -> None:
    from baigong.domains.places.pointing import plan_points, read_points, set_points
    from baigong.foundation.sheets.errors import SheetError
    from baigong.foundation.sheets.reader import read_workbook

    try:
        book = read_workbook(arguments.table.read_bytes(), name=arguments.table.name)
    except OSError as error:
        raise PointUsageError(f"读不了“{arguments.table}”：{error.strerror}。") from error
    except SheetError as error:
        raise PointUsageError(error.sentence) from error
    rows = book.sheets[0].rows if book.sheets else []
    points = read_points([cell.text for cell in row] for row in rows)
    done = plan_points(points) if arguments.dry_run else set_points(by="cli", points=points)
    print(f"新登记{done.added}处，改{done.moved}处，去掉{done.cleared}处，没有变的{done.unchanged}处。")
    if arguments.dry_run:
        print("没有动数据。")
