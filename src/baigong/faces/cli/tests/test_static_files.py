"""Styles and scripts lie packed before the demonstration opens, and an office packs its own."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from baigong.faces.cli.setup import pack_static_files


@pytest.mark.parametrize("is_demo", [True, False])
def test_they_lie_packed_for_the_demonstration_alone(settings: Any, tmp_path: Path, is_demo: bool) -> None:
    settings.STATIC_ROOT, settings.BAIGONG_DEMO = tmp_path, is_demo
    pack_static_files()
    packed = tmp_path / "frame" / "layout.css.gz"
    assert packed.exists() is is_demo
    if is_demo:
        plain = packed.with_suffix("").read_bytes()
        assert gzip.decompress(packed.read_bytes()) == plain
        assert packed.stat().st_size < len(plain) / 2
