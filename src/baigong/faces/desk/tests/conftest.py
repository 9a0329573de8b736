"""The small county and its officer, signed in."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

_spec = importlib.util.spec_from_file_location("desk_world", Path(__file__).with_name("desk_world.py"))
assert _spec and _spec.loader
desk_world: Any = importlib.util.module_from_spec(_spec)
sys.modules["desk_world"] = desk_world
_spec.loader.exec_module(desk_world)


@pytest.fixture
def world(db: None) -> Any:
    return desk_world.build_world()


@pytest.fixture
def desk(world: Any) -> Client:
    client = Client()
    client.force_login(world.officer)
    return client


@pytest.fixture
def elsewhere(world: Any) -> Client:
    client = Client()
    client.force_login(world.stranger)
    return client
