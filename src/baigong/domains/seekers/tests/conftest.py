from __future__ import annotations

from typing import Any

import pytest
from tests import sand_table

from baigong.foundation import clock
from baigong.foundation.scope import system_scope


@pytest.fixture
def world(db: Any) -> Any:
    with system_scope("test"):
        built = sand_table.build_world()
        for vacancy in built.vacancies.values():
            vacancy.public_since = clock.now()
            vacancy.save(update_fields=["public_since"])
    return built
