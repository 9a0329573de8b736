"""What proves a traineeship and a shared job besides a contract (PD-10a, HA-7a, PD-9, LG-31)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.sand_table import World, build_world, officer

from baigong.domains.placements.enums import ProofKind
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.hiring import add_proof
from baigong.domains.placements.models import Engagement, Proof
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

HERE, DAY = "1.1.1.1", datetime.date(2026, 3, 16)
NEW = (ProofKind.CONSENT, ProofKind.STIPEND, ProofKind.ACCIDENT, ProofKind.ATTENDANCE)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def held(world: World) -> Any:
    place = world.places[HERE]
    with system_scope("test"):
        yield Engagement.objects.create(
            person=world.persons[HERE], employer=world.firms[HERE], kind="trainee", starts_on=DAY,
            place_path=place.path, county_id=place.county_id,
        )  # fmt: skip


@pytest.mark.parametrize("kind", NEW)
def test_each_kind_is_kept_with_its_day(held: Engagement, kind: str) -> None:
    amount = 150_000 if kind == ProofKind.STIPEND else None
    proof = add_proof(by="test", engagement=held, kind=kind, signed_on=DAY, monthly_fen=amount)
    assert (proof.kind, proof.monthly_fen) == (kind, amount)


@pytest.mark.parametrize(("kind", "amount"), [("stipend", None), ("stipend", 0), ("contract", 150_000)])
def test_a_stipend_has_an_amount_and_nothing_else_has(
    held: Engagement, kind: str, amount: int | None
) -> None:
    with pytest.raises(PlacementError) as refused:
        add_proof(by="test", engagement=held, kind=kind, signed_on=DAY, monthly_fen=amount)
    assert refused.value.code == "monthly" and "补助" in refused.value.sentence


def test_twin_past_the_verb_the_database_refuses_it(held: Engagement) -> None:
    row = Proof(
        engagement=held, person_id=held.person_id, employer_id=held.employer_id, kind="contract",
        signed_on=DAY, monthly_fen=1, place_path=held.place_path, county_id=held.county_id,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_page_of_a_hire_takes_a_stipend_in_yuan_and_shows_it(world: World, held: Engagement) -> None:
    client = Client()
    client.force_login(officer(world, "county_officer", "1.1"))
    form = {"kind": "stipend", "signed_on": str(clock.today()), "source": "officer", "certainty": "2"}
    where = f"/desk/hires/{held.id}/"
    wrong = client.post(f"{where}proof/", form)
    assert wrong.status_code == 400 and "每月发多少" in wrong.content.decode()
    assert client.post(f"{where}proof/", form | {"monthly_fen": "1500.50"}).status_code == 302
    page = client.get(where).content.decode()
    assert "生活补助发放" in page and "1,500.50元" in page
    stranger = Client()
    stranger.force_login(officer(world, "county_officer", "1.2"))
    assert stranger.post(f"{where}proof/", form | {"monthly_fen": "1"}).status_code == 404
