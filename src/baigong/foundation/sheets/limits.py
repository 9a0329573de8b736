"""How much a file may hold, and how much its reading may cost. One place, so that tests can lift a limit."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file. Sizes in bytes, times in seconds."""

    file_bytes: int = 50 * MEBIBYTE
    unpacked_bytes: int = 200 * MEBIBYTE
    ratio: int = 100
    ratio_floor_bytes: int = 10 * MEBIBYTE  # small files of equal rows pack well and harm nobody
    entries: int = 2_000
    rows: int = 200_000
    columns: int = 200
    merges: int = 20_000
    merged_cells: int = 4_000_000  # each is filled in, in a process without these bounds
    output_bytes: int = 256 * MEBIBYTE
    cell_characters: int = 32_767
    memory_bytes: int = 512 * MEBIBYTE
    processor_seconds: int = 120
    wall_seconds: int = 180
    open_files: int = 32


DEFAULT = Limits()
