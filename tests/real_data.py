"""Where real files of offices lie: outside the tree, for they belong to others and nothing of them may enter it.

`BAIGONG_REAL_DATA` names the folder; without it, `shared/data` beside the checkout. What they show is tried with
files made here as well, so a machine without them loses nothing but the second look.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "BAIGONG_REAL_DATA"
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def real_path(name: str) -> Path:
    """Return where a real file lies, or would lie."""
    return Path(os.environ.get(VARIABLE) or BESIDE) / name


def real_file(name: str) -> Path:
    """Return a real file for a test, which stands aside and says what to set where there is none."""
    path = real_path(name)
    if not path.is_file():
        pytest.skip(f"{name} is not here: set {VARIABLE} to the folder of real files to try it")
    return path
