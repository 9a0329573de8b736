"""Reads tables: our own beside this file, those of installed packages, and files an office brings."""

import csv
import io
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from .errors import CodesError


def own_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV table that is part of this kernel."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(io.StringIO(text))


def package_file(package: str, *parts: str) -> Path:
    """The path of a data file inside an installed package, without importing (running) the package."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        path = Path(folder, *parts)
        if path.is_file():
            return path
    raise CodesError("missing_package", f"没有找到代码表所在的软件包{package}，请重新安装本系统的依赖。")


def file_rows(
    path: Path, columns: tuple[str, ...], *, optional: tuple[str, ...] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and values of each row of a CSV file that has these columns and may have the optional ones.

    UTF-8 or GB18030, decided once for the whole file; no character is ever replaced. Blank rows are left out.
    Refuses, naming the line: what neither encoding can read, and a quotation mark without its pair.
    """
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    try:
        missing = [column for column in columns if column not in (reader.fieldnames or [])]
        if missing:
            raise CodesError("columns", f"缺少列“{'、'.join(missing)}”。第一行应有{'、'.join(columns)}。")
        for row in reader:
            values = {column: (row.get(column) or "").strip() for column in (*columns, *optional)}
            if any(values.values()):
                yield reader.line_num, values
    except csv.Error as error:
        raise CodesError("quotes", f"第{reader.line_num}行的引号没有配对，读不下去。请改好再试。") from error


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CodesError("file", f"打不开“{path}”。请核对路径和读取权限。") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        stopped = error.start
    if not _is_mostly_utf8(raw):
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError as error:
            stopped = error.start
    line = raw.count(b"\n", 0, stopped) + 1
    raise CodesError("encoding", f"第{line}行有认不出的字，怕读成乱码，没有读。请另存为UTF-8编码的CSV再试。")


def _is_mostly_utf8(raw: bytes) -> bool:
    """A UTF-8 file with one spoilt line would be readable as GB18030, and every other line would turn to nonsense."""
    lines = [line for line in raw.split(b"\n") if not line.isascii()]
    return sum(map(_is_utf8, lines)) * 2 >= len(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
