"""``baigong code-titles FILE.csv --column NAME``: the ten likeliest occupation codes for every title.

One JSON line for each row, in the file's order: ``{"title", "codes"}``, codes best first (classification
of 2022). The file is UTF-8 (with or without a mark) or GB18030. Exit code 2 when the file or the column
cannot be read, with a sentence on standard error.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from baigong.kernels.titles import rank_occupations

NAME = "code-titles"
HELP = "给CSV文件里的岗位名称逐个列出最可能的十个职业代码，每行输出一条JSON。"


class TitlesUnreadable(Exception):
    """The file cannot be read as asked; the message says where and how to mend it."""

    code = "titles_unreadable"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV文件，UTF-8或GB18030编码，第一行是列名。")
    parser.add_argument("--column", required=True, metavar="NAME", help="岗位名称所在列的列名。")


def run(arguments: Namespace) -> int:
    """Write one line for each row of the file."""
    try:
        for title in titles(arguments.file, arguments.column):
            codes = [ranked.code for ranked in rank_occupations(title)]
            print(json.dumps({"title": title, "codes": codes}, ensure_ascii=False))
    except TitlesUnreadable as unreadable:
        print(unreadable, file=sys.stderr)
        return 2
    return 0


def titles(path: Path, column: str) -> Iterator[str]:
    """The cells of the named column, row by row."""
    rows = csv.DictReader(io.StringIO(_text(path), newline=""))
    names = [name.strip() for name in rows.fieldnames or []]
    if column not in names:
        raise TitlesUnreadable(
            f"文件{path.name}第1行没有“{column}”列，现有的列是：{'、'.join(names) or '无'}。"
            "请改用其中一个列名。"
        )
    rows.fieldnames = names
    try:
        for row in rows:
            yield row[column] or ""
    except csv.Error as problem:
        raise TitlesUnreadable(
            f"文件{path.name}第{rows.line_num}行读不成表格，请检查这一行的引号后再试。"
        ) from problem


def _text(path: Path) -> str:
    """The file's text in whichever of the two encodings it is written."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise TitlesUnreadable(f"打不开文件{path}，请检查路径和读取权限。") from problem
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TitlesUnreadable(f"文件{path.name}既不是UTF-8也不是GB18030编码，请另存为UTF-8编码的CSV后再试。")
