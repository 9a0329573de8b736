"""The public list of commissioners: office data, only while the post is in force; a firm finds its own."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from baigong.domains.commissioners import public_contacts as reading
from baigong.domains.commissioners.contact_services import publish_contact, set_rank, withdraw_contact
from baigong.domains.commissioners.errors import AssignmentError
from baigong.domains.commissioners.models import PublicContact
from baigong.domains.commissioners.public_contacts import public_contacts
from baigong.domains.commissioners.services import assign
from baigong.domains.parties.models import Organisation, Party
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.users.models import Post
from baigong.domains.users.services import appoint, open_account
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db
SINCE = datetime.date(2020, 1, 1)
SAID = {
    "name_shown": "秦专员",
    "title": "用工服务专员",
    "office": "北渡县人社局",
    "office_telephone": "0543-3160000",
    "office_address": "县服务大厅3号窗口",
}


@pytest.fixture
def county() -> Iterator[Place]:
    with system_scope("test"):
        city = add_place(name="云泽市", kind="city", code="9900", parent=None, valid_from=SINCE)
        yield add_place(name="北渡县", kind="county", code="990001", parent=city, valid_from=SINCE)


@pytest.fixture
def post(county: Place) -> Post:
    user = open_account(by="t", username="qin", password="a long word for tests", display_name="秦")
    return appoint(by="t", user=user, role="commissioner", place=county, starts_on=SINCE)


def firm(county: Place) -> Organisation:
    at: dict[str, Any] = {"place_path": county.path, "county_id": county.county_id}
    party = Party.objects.create(kind="organisation", **at)
    made: Organisation = Organisation.objects.create(
        id=party.id,
        party=party,
        name="北渡愚公机械（集团）有限公司",
        provisional_key="愚公",
        place=county,
        **at,
    )
    return made


def names(**asked: Any) -> list[str]:
    return [each.name for each in public_contacts(**asked).contacts]


def refused(code: str, step: Any, **said: Any) -> None:
    with pytest.raises(AssignmentError) as error:
        step(**said)
    assert error.value.code == code


def test_published_changed_and_withdrawn(county: Place, post: Post) -> None:
    assert names() == []
    publish_contact(by="c", post=post, values=SAID)
    (shown,) = public_contacts(place_path=county.path).contacts
    assert (shown.name, shown.telephone, shown.place_label) == ("秦专员", "0543-3160000", "北渡县")
    contact = publish_contact(by="c", post=post, values=SAID | {"office_telephone": "0543-3160001"})
    assert PublicContact.objects.count() == 1
    refused("reason", withdraw_contact, by="c", contact=contact, reason="")
    withdraw_contact(by="c", contact=contact, reason="调到别的岗位")
    assert names() == []
    refused("withdrawn", withdraw_contact, by="c", contact=contact, reason="调到别的岗位")


def test_it_is_gone_the_day_the_post_ends_or_the_account_is_locked(post: Post) -> None:
    publish_contact(by="c", post=post, values=SAID)
    Post.objects.filter(id=post.id).update(ends_before=clock.today())
    assert names() == []
    refused("post", publish_contact, by="c", post=post, values=SAID)
    Post.objects.filter(id=post.id).update(ends_before=clock.today() + datetime.timedelta(days=1))
    assert names() == ["秦专员"]
    type(post.user).objects.filter(id=post.user_id).update(is_active=False)
    assert names() == []


def test_without_the_look_at_the_post_it_would_stay(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: nobody asks whether the post is in force."""
    publish_contact(by="c", post=post, values=SAID)
    Post.objects.filter(id=post.id).update(ends_before=clock.today())
    monkeypatch.setattr(reading, "posts_in_force", set)
    assert names() == ["秦专员"]


def test_a_persons_mobile_is_refused_and_the_table_wants_a_way_to_reach(post: Post) -> None:
    for wrong in ("13800002299", "+86 138-0000-2299", "见公告"):
        refused(
            "office_telephone", publish_contact, by="c", post=post, values=SAID | {"office_telephone": wrong}
        )
    contact = publish_contact(by="c", post=post, values=SAID)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicContact.objects.filter(id=contact.id).update(office_telephone="")


def test_a_firm_finds_its_own_by_its_whole_name_and_by_no_part_of_it(county: Place, post: Post) -> None:
    assign(by="t", post=post, targets=[firm(county)], on=SINCE)
    publish_contact(by="c", post=post, values=SAID)
    assert names(firm="北渡愚公机械（集团）有限公司") == ["秦专员"]
    assert names(firm="愚公") == [] and names(firm="北渡愚公机械") == []


def test_a_rank_is_one_of_the_plans(post: Post) -> None:
    set_rank(by="c", post=post, rank="bureau_leader")
    post.refresh_from_db()
    assert post.rank == "bureau_leader"
    refused("rank", set_rank, by="c", post=post, rank="administers")
    set_rank(by="c", post=post, rank="")
    Post.objects.filter(id=post.id).update(role="employer")
    refused("post", set_rank, by="c", post=post, rank="officer")
