"""The tables this process read last, kept for the check that mostly follows within minutes.

One file's only, for ten minutes, and handed out once: the parser's process is not asked twice for the same bytes.
"""

from __future__ import annotations

import threading
import uuid

from baigong.foundation.exchange.reading import SheetTable

KEPT_SECONDS = 600.0
MOST_ROWS = 100_000
_lock = threading.Lock()
_kept: tuple[uuid.UUID, list[SheetTable], threading.Timer] | None = None


def keep(file_id: uuid.UUID, tables: list[SheetTable]) -> None:
    """Keep a file's tables instead of those kept before; very large ones are read again when they are needed."""
    global _kept
    take(file_id)
    if sum(len(table.rows) for table in tables) > MOST_ROWS:
        return
    timer = threading.Timer(KEPT_SECONDS, _drop, [tables])
    timer.daemon = True
    with _lock:
        _kept = (file_id, tables, timer)
    timer.start()


def take(file_id: uuid.UUID) -> list[SheetTable] | None:
    """Return the file's tables if they are the ones kept; nothing is kept afterwards, of whatever file."""
    global _kept
    with _lock:
        found, _kept = _kept, None
    if found is None:
        return None
    found[2].cancel()
    return found[1] if found[0] == file_id else None


def _drop(tables: list[SheetTable]) -> None:
    global _kept
    with _lock:
        if _kept is not None and _kept[1] is tables:
            _kept = None
