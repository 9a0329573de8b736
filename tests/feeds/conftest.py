"""The agreed feeds, a folder of their own, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baigong.foundation import clock
from tests.feeds.agreed import NOW, Agreed


@pytest.fixture
def agreed(db: None, tmp_path: Path, settings: Any) -> Iterator[Agreed]:
    settings.BAIGONG_FEED_FOLDER = tmp_path / "feeds"
    with clock.at(NOW):
        yield Agreed()
