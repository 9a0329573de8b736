from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests import sand_table

from baigong.domains.seekers.tests.seeking import account, seeker
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


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    """Return a browser signed in as a user."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def me(world: Any, signed_in: Any) -> Client:
    """A seeker with a record, at 1.1.1.1."""
    client: Client = signed_in(seeker(world))
    return client


@pytest.fixture
def newcomer(world: Any, signed_in: Any) -> Client:
    """A seeker's account without a record."""
    client: Client = signed_in(account(world))
    return client
