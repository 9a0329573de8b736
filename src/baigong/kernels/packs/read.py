"""Reading one TOML file within limits, so that no file can hang or crash whoever reads it.

The limits stand *before* the parser: a few kilobytes of dotted keys cost its time the square of their depth.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from .problems import Problem

MOST_BYTES = 256 * 1024
MOST_NODES = 20_000
MOST_DEEP = 12
MOST_DOTS_IN_A_LINE = 40
LONGEST_TEXT = 2_000
LARGEST_NUMBER = 10**15


def read_bytes(path: Path) -> bytes | str:
    """The file's bytes, or a sentence when it is too large or no plain file."""
    if path.is_symlink() or not path.is_file():
        return "这不是普通文件，请直接放文件，不要放链接。"
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    return content if len(content) <= MOST_BYTES else f"文件超过{MOST_BYTES // 1024}KB，请拆成几份。"


def parse_toml(content: bytes, name: str) -> dict[str, Any] | Problem:
    """The file as nested tables with exact numbers, or the first thing that is wrong with it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Problem(name, "", f"第{error.start + 1}个字节起不是UTF-8文字，请另存为UTF-8。")
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > MOST_DOTS_IN_A_LINE:
            return Problem(name, "", f"第{number}行的点太多（超过{MOST_DOTS_IN_A_LINE}个），请分成几行写。")
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        return Problem(name, "", "括号套得太深，请拆开写。")
    except (ValueError, ArithmeticError) as error:
        return Problem(name, "", f"TOML写法有误：{error}")
    return _within_limits(table, name) or table


def _within_limits(table: dict[str, Any], name: str) -> Problem | None:
    nodes = 0
    waiting: list[tuple[str, Any, int]] = [("", table, 0)]
    while waiting:
        key, value, deep = waiting.pop()
        nodes += 1
        if nodes > MOST_NODES:
            return Problem(name, "", f"内容超过{MOST_NODES}项，请拆成几份。")
        if deep > MOST_DEEP:
            return Problem(name, key, f"套了{deep}层，最多{MOST_DEEP}层。")
        sentence = _wrong_value(value)
        if sentence:
            return Problem(name, key, sentence)
        waiting += _children(key, value, deep)
    return None


def _children(key: str, value: Any, deep: int) -> list[tuple[str, Any, int]]:
    if isinstance(value, dict):
        return [(f"{key}.{name}" if key else name, each, deep + 1) for name, each in value.items()]
    if isinstance(value, list):
        return [(f"{key}[{number}]", each, deep + 1) for number, each in enumerate(value)]
    return []


def _wrong_value(value: Any) -> str:
    if isinstance(value, Decimal) and not value.is_finite():
        return "这里要写一个具体的数。"
    if isinstance(value, int | Decimal) and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        return "数太大，请核对。"
    if isinstance(value, Decimal) and -int(value.as_tuple().exponent) > 6:
        return "小数最多写六位。"
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"文字超过{LONGEST_TEXT}字，请写短些。"
    if isinstance(value, str) and any(ord(sign) < 32 and sign not in "\n\t" for sign in value):
        return "文字里有看不见的控制符，请删去。"
    return ""
