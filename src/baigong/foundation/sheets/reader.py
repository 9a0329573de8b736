"""Reads what people upload: a workbook or a text table, opened only in a child process with tight limits."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import baigong
from baigong.kernels.recognition.cells import Cell
from baigong.kernels.recognition.heading_rows import Merge

from .errors import SheetError
from .frames import CellMaker, read_frames
from .limits import DEFAULT, Limits
from .precheck import precheck

_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from baigong.foundation.sheets.child import main; main()"
)
_DIED = SheetError("parser_died", "这个文件读到一半就撑不住了，没有收。请把内容复制到新表，另存为.xlsx再传。")


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet. Row 0 is the sheet's first row, empty ones included; rows may be of different length."""

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file's sheets in their order; a text table is one sheet named after the file."""

    sheets: tuple[SheetRows, ...] = field(default_factory=tuple)


def read_workbook(data: bytes, *, name: str, limits: Limits = DEFAULT) -> Workbook:
    """Read a file's bytes into rows of cells, or raise `SheetError` with a sentence for people.

    name: the file's name, for a text table's sheet only; what the file is, its bytes say.
    """
    kind = precheck(data, limits=limits)
    sheets: list[SheetRows] = []
    maker = CellMaker()
    for message in _parsed(data, kind, limits, is_checked=True):
        if "sheet" in message:
            merges = tuple(Merge(*corners) for corners in message["merges"])
            sheets.append(
                SheetRows(str(message["sheet"]) or Path(name).stem, [], merges, bool(message["hidden"]))
            )
        else:
            sheets[-1].rows.extend(map(maker.row, message["rows"]))
    return Workbook(tuple(sheets))


def _parsed(data: bytes, kind: str, limits: Limits, *, is_checked: bool) -> Iterator[dict[str, Any]]:
    """The child's messages up to its end; its death at any moment is a refusal like any other."""
    source = str(Path(baigong.__file__).resolve().parent.parent)
    child = subprocess.Popen(  # noqa: S603 (our own interpreter and module; the file goes through a pipe)
        [sys.executable, "-I", "-c", _START, source],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "TZ": "Asia/Shanghai"}, cwd="/", close_fds=True,
    )  # fmt: skip
    assert child.stdin is not None and child.stdout is not None
    head = {"kind": kind, "limits": asdict(limits), "is_checked": is_checked}
    feeder = threading.Thread(target=_feed, args=(child.stdin, head, data), daemon=True)
    alarm = threading.Timer(limits.wall_seconds, child.kill)
    alarm.start()
    feeder.start()
    try:
        yield from _until_end(child.stdout, limits)
    finally:
        alarm.cancel()
        child.kill()
        child.stdout.close()
        feeder.join()
        child.wait()


def _feed(stream: IO[bytes], head: dict[str, Any], data: bytes) -> None:
    with contextlib.suppress(BrokenPipeError, OSError):
        stream.write(json.dumps(head).encode() + b"\n")
        stream.write(data)
    with contextlib.suppress(BrokenPipeError, OSError):
        stream.close()


def _until_end(stream: IO[bytes], limits: Limits) -> Iterator[dict[str, Any]]:
    for message in read_frames(stream, most_bytes=limits.output_bytes * 2):
        if "refused" in message:
            raise SheetError(message["refused"]["code"], message["refused"]["sentence"])
        if "end" in message:
            return
        yield message
    raise _DIED
