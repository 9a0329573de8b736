"""``baigong import``: bring a list in from a spreadsheet, or rehearse it without writing anything.

With ``--json`` exactly one JSON object is printed: ``rows`` = ``accepted`` + ``rejected`` + ``duplicates`` +
``blank``; ``accepted`` = ``created`` + ``updated`` + ``unchanged``; ``asked`` lists the columns that were
left out because nobody has said what they are (say it with ``--columns``); ``problems_file`` is the
workbook of the rejected rows. A failure is ``{"error", "sentence"}`` and exit code 1.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baigong.domains.places.models import Place

NAME = "import"
HELP = "把一张表导入清单；加--dry-run只试读，不写库"
LISTS = ("employers", "shortages", "vacancies", "workers")


class ImportCommandError(ValueError):
    """The command cannot go on; the sentence says why and what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "list",
        metavar="LIST",
        choices=LISTS,
        help="employers企业清单、shortages缺工企业清单、vacancies岗位清单、workers人力资源供给清单",
    )
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="表格文件：xlsx或csv（旧的xls、et和ods请先另存为xlsx）"
    )
    parser.add_argument("--place", required=True, metavar="CODE", help="这张表属于哪个地方（区划代码）")
    parser.add_argument("--dry-run", action="store_true", help="只试读，不写库；空库也能用")
    parser.add_argument("--json", action="store_true", help="只输出一个JSON")
    parser.add_argument(
        "--columns",
        nargs="*",
        default=[],
        metavar="表头=项",
        help="说明某一列是什么；等号后面空着表示不导入这一列",
    )
    parser.add_argument("--problems", type=Path, metavar="FILE.xlsx", help="有误的行写到哪里")


def run(arguments: Namespace) -> int:
    """Bring the file in or rehearse it; 0 when it was read, whatever became of its rows."""
    try:
        answer = _answer(arguments)
    except Exception as error:
        sentence = getattr(error, "sentence", "")
        if not sentence or not arguments.json:
            raise
        print(json.dumps({"error": getattr(error, "code", ""), "sentence": sentence}, ensure_ascii=False))
        return 1
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _tell(answer, is_rehearsal=arguments.dry_run)
    return 0


def _answer(arguments: Namespace) -> dict[str, Any]:
    from baigong.faces.cli import rehearsing
    from baigong.faces.cli.setup import prepare_data_folder, setup_django

    data = _content(arguments.file)
    setup_django()
    if arguments.dry_run:
        place = rehearsing.known_place(arguments.place)
        if place is None:
            return rehearsing.rehearse_elsewhere(arguments)
        return rehearse_here(arguments, place, data)
    prepare_data_folder()
    place = rehearsing.known_place(arguments.place)
    if place is None:
        raise ImportCommandError(
            "place", f"库里没有代码是{arguments.place}的地方。请先建地方，或者加--dry-run试读。"
        )
    return _import(arguments, place, data)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImportCommandError("file", f"打不开“{path}”：{error.strerror}。请核对路径。") from error


def choices_of(texts: list[str]) -> dict[str, str | None]:
    """Read ``表头=项`` pairs; an empty right side leaves the column out."""
    chosen: dict[str, str | None] = {}
    for text in texts:
        heading, mark, field = text.rpartition("=")
        if not mark or not heading:
            raise ImportCommandError("columns", f"“{text}”要写成“表头=项”，比如“薪资=pay”。")
        chosen[heading] = field or None
    return chosen


def rehearse_here(arguments: Namespace, place: Place, data: bytes) -> dict[str, Any]:
    """Plan the file against the database that is set up, writing nothing to it."""
    from baigong.foundation import clock
    from baigong.foundation.exchange.contract import ImportContext, spec_of
    from baigong.foundation.exchange.rehearsal import rehearse
    from baigong.foundation.exchange.selectors import asked_columns, row_counts
    from baigong.foundation.exchange.workbooks import problems_workbook
    from baigong.foundation.scope import Scope, enter

    spec = spec_of(arguments.list)
    context = ImportContext(uuid.uuid4(), "cli", place.id, place.path, place.county_id, clock.today())
    with enter(Scope(actor="cli", label="命令行", places=(place.path,))):
        found = rehearse(
            spec,
            data,
            name=arguments.file.name,
            context=context,
            chosen=choices_of(arguments.columns),
            progress=show_progress,
        )
    written = None
    if found.bad_rows and arguments.problems:
        written = _write(problems_workbook(spec, found.bad_rows), [arguments.problems])
    return _account(row_counts(found.counts), asked_columns(found.sheets), written)


def _import(arguments: Namespace, place: Place, data: bytes) -> dict[str, Any]:
    from baigong.foundation.exchange import pipeline, services
    from baigong.foundation.exchange.contract import spec_of
    from baigong.foundation.exchange.models import BatchState
    from baigong.foundation.exchange.rehearsal import chosen_fields
    from baigong.foundation.exchange.selectors import asked_columns, row_counts
    from baigong.foundation.exchange.workbooks import batch_problems_workbook
    from baigong.foundation.scope import Scope, enter

    chosen = choices_of(arguments.columns)
    with enter(Scope(actor="cli", label="命令行", places=(place.path,))):
        batch = services.upload_file(
            by="cli",
            list_name=arguments.list,
            place_id=place.id,
            place_path=place.path,
            county_id=place.county_id,
            file_name=arguments.file.name,
            data=data,
            in_background=False,
        )
        batch = pipeline.read_batch(batch, progress=show_progress)
        if batch.state == BatchState.FAILED:
            raise ImportCommandError("sheet", batch.failure)
        fields = chosen_fields(batch.columns, spec_of(arguments.list).layout, chosen)
        services.choose_columns(by="cli", batch=batch, chosen=fields, in_background=False)
        pipeline.check_batch(batch, progress=show_progress)
        services.start_commit(by="cli", batch=batch, in_background=False)
        pipeline.commit_batch(batch, by="cli", progress=show_progress)
        counts = row_counts(batch.counts)
        written = None
        if counts["rejected"]:
            written = _write(batch_problems_workbook(batch), _problem_paths(arguments))
        return _account(counts, asked_columns(batch.columns), written)


def _problem_paths(arguments: Namespace) -> list[Path]:
    """Where the rejected rows may go: where it was said, else beside the file, else where we stand."""
    if arguments.problems:
        return [arguments.problems]
    name = f"{arguments.file.stem}-问题.xlsx"
    return [arguments.file.parent / name, Path.cwd() / name]


def _write(workbook: bytes, paths: list[Path]) -> Path:
    for path in paths:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError:
            continue
        with os.fdopen(handle, "wb") as stream:
            stream.write(workbook)
        return path
    raise ImportCommandError("problems", f"写不了“{paths[0]}”。请用--problems换一个地方。")


def _account(counts: Mapping[str, int], asked: list[Any], problems_file: Path | None) -> dict[str, Any]:
    columns = [
        {"sheet": each.sheet, "heading": each.heading, "suggested": each.suggested, "why": each.why}
        for each in asked
    ]
    return {**counts, "asked": columns, "problems_file": str(problems_file) if problems_file else None}


def show_progress(done: int, total: int, text: str) -> None:
    """Draw a bar on a terminal; say nothing elsewhere."""
    if not sys.stderr.isatty() or not total:
        return
    filled = 30 * done // total
    print(f"\r{'█' * filled}{'░' * (30 - filled)} {text}", end="", file=sys.stderr, flush=True)
    if done >= total:
        print(file=sys.stderr)


def _tell(answer: Mapping[str, Any], *, is_rehearsal: bool) -> None:
    print("试读，没有写库。" if is_rehearsal else "导入完成。")
    print(
        f"共{answer['rows']}行：可入库{answer['accepted']}行（新增{answer['created']}，更新{answer['updated']}，"
        f"没有变化{answer['unchanged']}），有误{answer['rejected']}行，重复{answer['duplicates']}行，"
        f"空行{answer['blank']}行。"
    )
    for column in answer["asked"]:
        print(f"没有读“{column['sheet']}”表的“{column['heading']}”列：{column['why']}")
    if answer["asked"]:
        print("要读这些列，请用--columns说明，比如--columns 薪资=pay。")
    if answer["problems_file"]:
        print(f"有误的行连同原因写在“{answer['problems_file']}”，改好可以直接再导入。")
