"""A key file, an anchor and a file folder of its own for each test."""

from __future__ import annotations

import pytest

from baigong.foundation.privacy.keys import create_key_file, forget_rings


@pytest.fixture(autouse=True)
def installation(tmp_path, settings):
    settings.BAIGONG_KEY_FILE = tmp_path / "keys" / "keys.json"
    settings.BAIGONG_ANCHOR_FILE = tmp_path / "anchor" / "anchor.jsonl"
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    create_key_file(settings.BAIGONG_KEY_FILE)
    forget_rings()
    yield tmp_path
    forget_rings()
