"""Five hundred ids in one sending, half of them somebody else's (reliability test 24).

A list of own and foreign ids is refused whole and in the words for ids that never were; a village's file writes no row
in another village, and says of each such row that its place is not found.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.safety.walking import plain
from tests.sand_table import SINCE, World, build_world, officer

from baigong.domains.commissioners.models import Assignment
from baigong.domains.parties.models import Organisation, Party
from baigong.domains.parties.tests.bringing_in import gbk
from baigong.domains.places.finding import PlaceFinder
from baigong.domains.shortages.models import Need
from baigong.domains.users.models import Post
from baigong.domains.workers import imports as importing
from baigong.domains.workers.models import Registration
from baigong.domains.workers.tests.supplying import HEAD
from baigong.faces.desk import commissioner_forms
from baigong.faces.desk.views import commissioners
from baigong.foundation import clock
from baigong.foundation.exchange import pipeline, services
from baigong.foundation.exchange.models import ImportBatch, ImportRow
from baigong.foundation.scope import enter, system_scope
from baigong.kernels.identity import mint_test_identity_number

HALF = 250
OWN, FOREIGN = "1.1.1.1", "1.2.1.1"
FAR_NAME = "远处的企业"
Ids = list[uuid.UUID]
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def firms_at(world: World, key: str, name: str) -> Ids:
    """Add firms that lack staff at a place."""
    place = world.places[key]
    at: dict[str, Any] = {"place_path": place.path, "county_id": place.county_id}
    with system_scope("放几百家企业"):
        parties = Party.objects.bulk_create([Party(kind="organisation", **at) for _ in range(HALF)])
        firms = Organisation.objects.bulk_create(
            Organisation(
                id=party.id, party=party, name=f"{name}{number}", provisional_key=f"{name}{number}", place=place, **at
            )
            for number, party in enumerate(parties)
        )  # fmt: skip
        Need.objects.bulk_create(
            Need(organisation=firm, place=place, label="焊工", headcount=1, **at) for firm in firms
        )
    return [firm.id for firm in firms]


def desk(world: World, role: str, key: str) -> Client:
    client = Client()
    client.force_login(officer(world, role, key))
    return client


def post_of(world: World, role: str, key: str) -> Post:
    with system_scope("谁来服务"):
        return Post.objects.get(user=officer(world, role, key))


def assigning(world: World) -> tuple[Callable[[Ids], Any], Ids, Ids]:
    """Return how a list of firms is assigned, which of them are one's own and which are not."""
    client, post = desk(world, "county_officer", "1.1"), post_of(world, "commissioner", "1.1")

    def send(ids: Ids) -> Any:
        return client.post(
            "/desk/commissioners/assign/", {"post": post.id, "on": clock.today(), "firm": list(map(str, ids))}
        )

    return send, firms_at(world, OWN, "近处的企业"), firms_at(world, FOREIGN, FAR_NAME)


def handing_over(world: World) -> tuple[Callable[[Ids], Any], Ids, Ids]:
    """Return how a list of assignments is handed over, which of them are one's own and which are not."""
    client = desk(world, "county_officer", "1.1")
    post, successor = post_of(world, "commissioner", "1.1"), post_of(world, "county_officer", "1.1")
    own = held_by(post, firms_at(world, OWN, "近处的企业"))
    foreign = held_by(post_of(world, "commissioner", "1.2"), firms_at(world, FOREIGN, FAR_NAME))

    def send(ids: Ids) -> Any:
        said = {"from": post.id, "post": successor.id, "on": clock.today(), "reason": "轮岗，由别人接手"}
        return client.post("/desk/commissioners/hand-over/", said | {"assignment": list(map(str, ids))})

    return send, own, foreign


def held_by(post: Post, firms: Ids) -> Ids:
    with system_scope("原来就有人服务"):
        rows = Assignment.objects.bulk_create(
            Assignment(
                kind="commissioner", one_per_target="commissioner", post=post, organisation_id=firm, starts_on=SINCE,
                place_path=post.place_path, county_id=post.county_id,
            )
            for firm in firms
        )  # fmt: skip
    return [row.id for row in rows]


def assignments() -> dict[uuid.UUID, Any]:
    with system_scope("数一数谁服务谁"):
        return {row.id: (row.post_id, row.ends_before) for row in Assignment.objects.all()}


@pytest.fixture
def same_moment() -> Iterator[None]:
    """A page says the minute it was made; both answers are of one."""
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False):
        yield


@pytest.mark.parametrize("way", [assigning, handing_over])
def test_a_list_with_foreign_ids_is_refused_whole_and_tells_nothing(
    world: World, way: Any, same_moment: None
) -> None:
    send, own, foreign = way(world)
    before = assignments()
    mixed, made_up = send(own + foreign), send(own + [uuid.uuid4() for _ in foreign])
    assert mixed.status_code == made_up.status_code == 422
    assert plain(mixed.content) == plain(made_up.content)
    assert FAR_NAME not in mixed.content.decode()
    assert assignments() == before
    assert send(own[:20]).status_code == 302  # the same without them goes through
    assert len(assignments()) == len(before) + 20


def test_twin_without_the_check_of_the_list_half_of_it_goes_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: the form takes what it knows of the list and passes over the rest."""
    monkeypatch.setattr(commissioner_forms.AssignForm, "clean", lambda self: self.cleaned_data)
    send, own, foreign = assigning(world)
    assert send(own[:20] + foreign[:20]).status_code == 302
    assert len(assignments()) == 20


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="on PostgreSQL the second wall still refuses the rows"
)
def test_twin_without_the_scope_foreign_firms_are_given_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: the list of firms is asked for in everybody's scope, and whoever serves is believed."""
    true = commissioners.firms_without_commissioner

    def everywhere(*asked: Any, **how: Any) -> Any:
        with system_scope("twin"):
            return true(*asked, **how)

    monkeypatch.setattr(commissioners, "firms_without_commissioner", everywhere)
    send, own, foreign = assigning(world)
    answer = send(own[:5] + foreign[:5])
    assert FAR_NAME in answer.content.decode()


def test_a_firm_reports_no_other_firms_needs(world: World) -> None:
    """Each line of the form is named by its need's id; ids of others are passed over, and change nothing."""
    firms_at(world, FOREIGN, FAR_NAME)
    client = desk(world, "employer", OWN)
    with system_scope("别人的缺工"):
        others = list(Need.objects.exclude(organisation=world.firms[OWN]).values_list("id", flat=True))
    said = {
        "new-TOTAL_FORMS": "1", "new-INITIAL_FORMS": "0", "employees": "9",
        f"{world.needs[OWN].id}-headcount": "4",
    }  # fmt: skip
    far = {f"{need}-headcount": "0" for need in others}
    assert len(far) >= HALF
    assert client.post("/employer/shortages/", said | far).status_code == 302
    with system_scope("谁的数变了"):
        assert set(Need.objects.filter(id__in=others).values_list("headcount", "closed_on")) <= {
            (1, None),
            (3, None),
        }
        assert Need.objects.get(id=world.needs[OWN].id).headcount == 4


def village_file(world: World, rows: list[list[str]]) -> tuple[ImportBatch, list[tuple[bool, str]]]:
    """Bring a file in as a village officer does; of each row whether it was taken and what was said."""
    place = world.places[OWN]
    with enter(world.scope_at(OWN)):
        batch = services.upload_file(
            by="officer", list_name="workers", place_id=place.id, place_path=place.path, county_id=place.county_id,
            file_name="摸排.csv", data=gbk([HEAD, *rows]), in_background=False,
        )  # fmt: skip
        pipeline.read_batch(batch)
        services.choose_columns(by="officer", batch=batch, chosen={}, in_background=False)
        pipeline.check_batch(batch)
        services.start_commit(by="officer", batch=batch, in_background=False)
        batch = pipeline.commit_batch(batch, by="officer")
        told = ImportRow.objects.filter(batch=batch).order_by("number").values_list("problems", flat=True)
        return batch, [(any(each[3] for each in said), "".join(each[2] for each in said)) for said in told]


def mixed_file(world: World, count: int) -> list[list[str]]:
    """Rows of people in turn of one's own village, of two that are not, and of one there is not."""
    names = [world.places[OWN].name, world.places[FOREIGN].name, world.places["1.1.1.2"].name, "没有的村"]
    numbers = [
        mint_test_identity_number("371602", datetime.date(1991, 2, 3), each, "male") for each in range(count)
    ]
    return [
        ["欧阳试村", "男", number, f"1390000{each:04}", "", names[each % 4], "电焊工", "6000", "2026-05-01"]
        for each, number in enumerate(numbers)
    ]


def entries_elsewhere(world: World) -> int:
    with system_scope("别的村有几条"):
        return Registration.objects.exclude(place=world.places[OWN]).count()


def test_a_villages_file_writes_no_other_village(world: World) -> None:
    before = entries_elsewhere(world)
    batch, told = village_file(world, mixed_file(world, 2 * HALF))
    assert entries_elsewhere(world) == before
    refused = [said for is_refused, said in told if is_refused]
    assert len(refused) == 2 * HALF * 3 // 4 and len(told) - len(refused) == 2 * HALF // 4
    # A village there is and a village there is not are told of in the same words.
    words = {said.split("“")[0] for said in refused}
    assert words == {"在您管的地方里没有找到"}, words


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="on PostgreSQL the second wall still refuses the rows"
)
def test_twin_a_file_read_against_the_whole_tree_writes_other_villages(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: names in a file are looked for below the province, not below the office."""
    before, everywhere = entries_elsewhere(world), world.places["0"].path
    monkeypatch.setattr(importing, "PlaceFinder", lambda path: PlaceFinder(everywhere))
    village_file(world, mixed_file(world, 8))
    assert entries_elsewhere(world) == before + 4
