"""Asks the office's virus scanner about a file before it is kept (reliability test 56).

`BAIGONG_SCANNER` names a clamd: `tcp://HOST:PORT` or `unix:///PATH`. None is configured: files are taken, and the
state of the installation says so. One is configured: what it does not call clean is not kept, and neither is anything
while it does not answer. Never called inside a transaction: no row waits for somebody else's machine.
"""

from __future__ import annotations

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

from baigong.foundation.files.errors import FileRefused

TIMEOUT_SECONDS = 20.0
_PIECE_BYTES = 256 * 1024
_LONGEST_ANSWER_BYTES = 4096
_CLEAN = b"stream: OK"


class ScannerAway(Exception):
    """The scanner did not answer, or not in a way that says anything."""


def is_configured() -> bool:
    """Say whether the office has a scanner."""
    return bool(settings.BAIGONG_SCANNER)


def refuse_infected(data: bytes) -> None:
    """Let a clean file pass; without a scanner every file.

    :raises FileRefused: when the scanner finds something, or is configured and does not answer.
    """
    if not is_configured():
        return
    try:
        answer = ask(settings.BAIGONG_SCANNER, data)
    except ScannerAway:
        raise FileRefused(
            "scanner", "病毒查杀现在没有应答，文件没有收下。请过几分钟再传；还不行，请告诉管理员。"
        ) from None
    if answer != _CLEAN:
        raise FileRefused(
            "infected", "查杀发现这个文件可能带病毒，没有收下。请用杀毒软件查过电脑，再换一份传。"
        )


def ask(scanner: str, data: bytes) -> bytes:
    """Return what the scanner says of the data, without its closing mark.

    :raises ScannerAway: when nothing sensible comes back in time.
    """
    try:
        with _connected(scanner) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _PIECE_BYTES):
                piece = data[start : start + _PIECE_BYTES]
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
            answer = _until_closed(connection)
    except (OSError, ValueError) as error:
        raise ScannerAway(type(error).__name__) from None
    if not answer.endswith((b"OK", b"FOUND")):
        raise ScannerAway("no verdict")
    return answer


def _connected(scanner: str) -> socket.socket:
    parts = urlsplit(scanner)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT_SECONDS)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=TIMEOUT_SECONDS)


def _until_closed(connection: socket.socket) -> bytes:
    answer = b""
    while len(answer) < _LONGEST_ANSWER_BYTES and not answer.endswith(b"\0"):
        piece = connection.recv(_LONGEST_ANSWER_BYTES)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n")
