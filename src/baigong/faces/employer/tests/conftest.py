"""The small county of the desk's tests, with two firms' people signed in."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baigong.domains.codes.loading import load_codes
from baigong.domains.parties.models import Organisation, Party
from baigong.domains.shortages.models import Need
from baigong.domains.users.services import appoint, open_account
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation.scope import system_scope

_FILE = Path(__file__).parents[2] / "desk/tests/desk_world.py"
_spec = importlib.util.spec_from_file_location("desk_world", _FILE)
assert _spec and _spec.loader
desk_world: Any = sys.modules.get("desk_world") or importlib.util.module_from_spec(_spec)
if "desk_world" not in sys.modules:
    sys.modules["desk_world"] = desk_world
    _spec.loader.exec_module(desk_world)


def user_of_firm(world: Any, name: str, firm: Organisation, rank: str = "administrator") -> Any:
    user = open_account(by="test", username=name, password="a long word for tests", display_name="冯经理")
    appoint(
        by="test", user=user, role="employer", place=world.county, starts_on=desk_world.START,
        organisation_id=firm.id, rank=rank,
    )  # fmt: skip
    return user


@pytest.fixture
def world(db: None) -> Any:
    """The county; the firm's welder's post is public, another firm has the same."""
    built = desk_world.build_world()
    with system_scope("test"):
        load_codes(on=desk_world.START)
        at: dict[str, Any] = {"place_path": built.town.path, "county_id": built.town.county_id}
        party = Party.objects.create(kind="organisation", **at)
        built.other_firm = Organisation.objects.create(
            id=party.id,
            party=party,
            name="北渡移山机械有限公司",
            provisional_key="移山",
            place=built.town,
            **at,
        )
        built.other_need = Need.objects.create(
            organisation=built.other_firm, place=built.town, label="车工", headcount=3, **at
        )
        built.other_vacancy = Vacancy.objects.create(
            organisation=built.other_firm, place=built.town, employer_name="北渡移山机械有限公司", title="车工",
            headcount=2, **at,
        )  # fmt: skip
        vacancy = built.vacancy
        vacancy.occupation_codes, vacancy.occupation_group = ["6-18-02-04"], "6"
        vacancy.pay_text, vacancy.description = "7-9千", "焊接机架，白班。"
        vacancy.pay_from_fen_month, vacancy.pay_to_fen_month = 700_000, 900_000
        vacancy.save()
        built.boss = user_of_firm(built, "boss", built.firm)
        built.clerk = user_of_firm(built, "clerk", built.firm, rank="")
        built.rival = user_of_firm(built, "rival", built.other_firm)
    return built


@pytest.fixture
def as_user() -> Callable[[Any], Client]:
    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def boss(world: Any, as_user: Callable[[Any], Client]) -> Client:
    return as_user(world.boss)


@pytest.fixture
def rival(world: Any, as_user: Callable[[Any], Client]) -> Client:
    return as_user(world.rival)
