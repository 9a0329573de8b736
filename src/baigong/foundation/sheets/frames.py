"""How the child hands rows to its parent: JSON in frames with a length in front, cells as short texts.

A cell is its text behind one letter for its kind; "" is an empty cell. No pickle: the child has touched
a hostile file, and nothing it says may run.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import IO, Any

from baigong.kernels.recognition.cells import EMPTY, Cell, CellKind

from .errors import SheetError

KIND_OF_LETTER: dict[str, CellKind] = {
    "s": "text",
    "n": "number",
    "d": "date",
    "t": "time",
    "b": "bool",
    "e": "formula_error",
}
ROWS_PER_FRAME = 500
_LENGTH = struct.Struct(">I")
_LARGEST_FRAME = 64 << 20
_KEPT_CELLS = 100_000


def write_frame(stream: IO[bytes], message: dict[str, Any]) -> int:
    """Send one message; the answer is its size in bytes."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    stream.write(_LENGTH.pack(len(body)) + body)
    return len(body)


def read_frames(stream: IO[bytes], *, most_bytes: int) -> Iterator[dict[str, Any]]:
    """Receive messages until the stream ends; `SheetError` beyond `most_bytes` or at a torn frame."""
    received = 0
    while head := stream.read(_LENGTH.size):
        if len(head) < _LENGTH.size:
            raise SheetError("torn", "文件没有读完。请重新保存一次再传。")
        (length,) = _LENGTH.unpack(head)
        received += length
        if length > _LARGEST_FRAME or received > most_bytes:
            raise SheetError("too_much_text", "表里的文字太多，读不下。请分成几个文件再传。")
        body = stream.read(length)
        if len(body) < length:
            raise SheetError("torn", "文件没有读完。请重新保存一次再传。")
        message = json.loads(body)
        if not isinstance(message, dict):
            raise SheetError("torn", "文件没有读完。请重新保存一次再传。")
        yield message


class CellMaker:
    """Turns cell texts of frames into cells; equal texts share one cell, which keeps large lists small."""

    def __init__(self) -> None:
        self._made: dict[str, Cell] = {"": EMPTY}

    def row(self, tokens: list[str]) -> list[Cell]:
        """The cells of a row."""
        made = self._made
        return [made.get(token) or self._make(token) for token in tokens]

    def _make(self, token: str) -> Cell:
        cell = Cell(token[1:], KIND_OF_LETTER[token[0]])
        if len(self._made) > _KEPT_CELLS:
            self._made = {"": EMPTY}
        if len(token) < 40:
            self._made[token] = cell
        return cell
