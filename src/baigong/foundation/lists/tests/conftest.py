"""The small city with its own keys, empty or with entries."""

from __future__ import annotations

import pytest

from baigong.foundation.lists.tests.small_city import build_city
from baigong.foundation.privacy.keys import create_key_file, forget_rings


@pytest.fixture
def empty_city(db, tmp_path, settings):
    settings.BAIGONG_KEY_FILE = tmp_path / "keys" / "keys.json"
    create_key_file(settings.BAIGONG_KEY_FILE)
    forget_rings()
    yield build_city()
    forget_rings()


@pytest.fixture
def city(empty_city):
    empty_city.enter_many(260, seed=1)
    empty_city.enter_many(20, seed=2, villages=[empty_city.outside])
    return empty_city
