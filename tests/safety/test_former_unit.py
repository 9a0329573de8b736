"""Who moves loses the old place and gains the new one at once; what was done stays with the unit it was done for.

Reliability test 22: transfer, a post that begins later, a delegation that ends, leaving; and a place that is redrawn.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from tests.sand_table import World, build_world, officer

from baigong.domains.users import standing as standings
from baigong.domains.users.delegation import delegate_post
from baigong.domains.users.lifecycle import end_post, staff_leaves
from baigong.domains.users.models import Post, User
from baigong.domains.users.services import appoint
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.scope import enter, system_scope

pytestmark = pytest.mark.django_db
OLD, NEW = "1.1.1.1", "1.1.2.1"
DAY = datetime.timedelta(days=1)
REASON = "调到别的村工作"


@pytest.fixture
def world() -> World:
    return build_world()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(world: World, key: str) -> str:
    return f"/desk/people/{world.registrations[key].id}/"


def reads(client: Client, world: World) -> tuple[int, int]:
    """Return how the pages of somebody at the old place and at the new one are answered."""
    return client.get(page_of(world, OLD)).status_code, client.get(page_of(world, NEW)).status_code


def own_post(user: User) -> Post:
    with system_scope("哪个岗位"):
        return Post.objects.get(user=user, ends_before__isnull=True)


def move(world: World, user: User, *, on: datetime.date | None = None) -> None:
    day = on or clock.today()
    end_post(by="admin", post=own_post(user), ends_before=day, reason=REASON)
    with system_scope("换岗位"):
        appoint(by="admin", user=user, role="village_officer", place=world.places[NEW], starts_on=day)


def test_who_moves_reads_the_new_place_and_not_the_old_at_the_next_request(world: World) -> None:
    user = officer(world, "village_officer", OLD)
    client = signed_in(user)
    assert reads(client, world) == (200, 404)
    move(world, user)
    assert reads(client, world) == (404, 200)
    assert client.post(f"{page_of(world, OLD)}reveal/", {"purpose": "核对登记信息"}).status_code == 404


def test_twin_where_a_standing_is_remembered_the_old_place_is_still_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, true, known = officer(world, "village_officer", OLD), standings.standing_for, {}

    def remembered(who: User, desk: str = "") -> Any:
        return known.setdefault(who.id, true(who, desk))

    monkeypatch.setattr(standings, "standing_for", remembered)
    client = signed_in(user)
    assert reads(client, world) == (200, 404)
    move(world, user)
    assert reads(client, world) == (200, 404)


def test_a_move_of_tomorrow_counts_tomorrow(world: World) -> None:
    user, tomorrow = officer(world, "village_officer", OLD), clock.today() + DAY
    move(world, user, on=tomorrow)
    assert reads(signed_in(user), world) == (200, 404)
    with clock.at(tomorrow):
        assert reads(signed_in(user), world) == (404, 200)


def test_a_delegation_is_over_the_day_it_ends_and_leaving_is_leaving(world: World) -> None:
    chief, clerk = officer(world, "town_officer", "1.1.1"), officer(world, "leader", "1.1.1")
    today, post = clock.today(), own_post(chief)
    acting = delegate_post(by="t", post=post, to_user=clerk, starts_on=today, ends_before=today + DAY)

    def role_taken() -> str:
        return standings.standing_for(clerk, str(acting.id)).role

    assert role_taken() == "town_officer"
    with clock.at(today + DAY):
        assert role_taken() == "leader"
    client = signed_in(clerk)
    assert client.get("/desk/people/").status_code == 200
    staff_leaves(by="admin", user=clerk, leaves_on=today, reason=REASON)
    assert client.get("/desk/people/").status_code == 302


def deeds_at_the_old_place(world: World, user: User) -> tuple[AuditEntry, ImportBatch]:
    """Let somebody look at a whole number and bring in a list where they serve."""
    client, place = signed_in(user), world.places[OLD]
    said = {"purpose": "核对登记信息", "words": ""}
    assert client.post(f"{page_of(world, OLD)}reveal/", said).status_code == 200
    with system_scope("他带来的表"):
        batch = ImportBatch.objects.create(
            list_name="workers", place_id=place.id, file_name="摸排.xlsx", file_digest=b"0" * 32, state="done",
            known_on=clock.today(), uploaded_by=str(user.id), place_path=place.path, county_id=place.county_id,
        )  # fmt: skip
    return AuditEntry.objects.filter(by=str(user.id)).latest("at"), batch


def trail_readers(world: World, entry: AuditEntry) -> dict[str, int]:
    """Return how auditors of the two towns are answered who ask for one entry."""
    return {
        key: signed_in(officer(world, "auditor", key)).get(f"/oversight/entries/{entry.id}/").status_code
        for key in ("1.1.1", "1.1.2")
    }


def test_what_was_done_is_read_with_the_former_unit_and_goes_along_with_nobody(world: World) -> None:
    user = officer(world, "village_officer", OLD)
    entry, batch = deeds_at_the_old_place(world, user)
    kept = AuditEntry.objects.values().get(id=entry.id)
    move(world, user)
    assert trail_readers(world, entry) == {"1.1.1": 200, "1.1.2": 404}
    assert AuditEntry.objects.values().get(id=entry.id) == kept
    heir = officer(world, "town_officer", "1.1.1")
    assert signed_in(heir).get(f"/desk/imports/{batch.id}/").status_code == 200
    assert signed_in(user).get(f"/desk/imports/{batch.id}/").status_code == 404
    assert (
        signed_in(officer(world, "town_officer", "1.1.2")).get(f"/desk/imports/{batch.id}/").status_code
        == 404
    )


def test_twin_a_deed_noted_where_its_author_serves_now_is_read_with_the_wrong_unit(world: World) -> None:
    """Sabotage twin: the trail takes the place from the author's present post, not from what was done."""
    user = officer(world, "village_officer", OLD)
    move(world, user)
    with enter(standings.standing_for(user).scope):
        entry = record(
            by=str(user.id), act="test.deed", object_kind="registration", object_ids=[world.registrations[OLD].id],
            place_path=own_post(user).place_path,
        )  # fmt: skip
    assert trail_readers(world, entry) == {"1.1.1": 404, "1.1.2": 200}
