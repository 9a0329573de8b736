"""What an agency, a school and a department may do here, and what they may not see (M01.5, M02.5, FX-6b)."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from tests.sand_table import World, build_world, officer

from baigong.domains.agreements.models import Agreement
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.tests.bringing_in import gbk
from baigong.domains.statuses.credit import credit_records
from baigong.domains.statuses.models import Status
from baigong.domains.users.bodies import body_for
from baigong.domains.users.delegation import delegate_post
from baigong.domains.users.errors import AccountError
from baigong.domains.users.lifecycle import add_post
from baigong.domains.users.mandates import mandates_held, may_act_for, possible_holders
from baigong.domains.users.models import Mandate, Post
from baigong.domains.users.services import open_account, open_account_in_post
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.facts.models import Certainty
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.handing_in import hand_in
from baigong.foundation.feeds.models import Feed, FeedDelivery
from baigong.foundation.feeds.receiving import actor_of, carry_in, scope_of
from baigong.foundation.feeds.services import FeedTerms, open_feed, withdraw_feed
from baigong.foundation.scope import enter, system_scope
from baigong.kernels.identity import mint_test_credit_code

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 20)
HERE, THERE, COUNTY = "1.1.1.1", "1.1.2.1", "1.1"
CODE = mint_test_credit_code("371600", 77)
STATIONS = [["设施类别", "设施名称", "容量"], ["青年驿站", "北渡青年驿站", "40"], ["保密的格子", "甲", "x"]]


@pytest.fixture
def world() -> World:
    with clock.at(DAY):
        built = build_world()
        with system_scope("试"):
            for key, nature in ((HERE, "school"), (THERE, "government")):
                Organisation.objects.filter(id=built.firms[key].id).update(nature=nature)
            Organisation.objects.filter(id=built.firms[HERE].id).update(credit_code=CODE, provisional_key="")
    return built


@pytest.fixture(autouse=True)
def _day() -> Any:
    with clock.at(DAY):
        yield


def signed_in(world: World, role: str, key: str) -> Client:
    client = Client()
    client.force_login(officer(world, role, key))
    return client


def agreed(world: World, *, way: str = "hand", sender: str = HERE, name: str = "graduates") -> Feed:
    place = world.places[COUNTY]
    terms = FeedTerms(name, "毕业生名册", "education", "facilities", way, 31, 5, world.firms[sender].id)
    with system_scope("试"):
        return open_feed(
            by="t", terms=terms, place_id=place.id, place_path=place.path, county_id=place.county_id
        )


def upload(client: Client, feed: Feed, rows: list[list[str]], as_of: str = "2026-03-19") -> Any:
    file = SimpleUploadedFile("a.csv", gbk(rows))
    return client.post(f"/bodies/feeds/{feed.id}/", {"as_of": as_of, "file": file})


def carried(feed: Feed) -> tuple[FeedDelivery, ImportBatch]:
    with enter(scope_of(feed)):
        delivery = FeedDelivery.objects.get(feed=feed)
        batch = ImportBatch.objects.get(id=delivery.batch_id)
        return delivery, carry_in(batch, by=actor_of(feed))


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_first_page_is_the_bodys_own(world: World) -> None:
    for role, key in (("school", HERE), ("department", THERE), ("agency", HERE)):
        client = signed_in(world, role, key)
        response = client.get("/desk/", follow=True)
        assert response.redirect_chain == [("/bodies/", 302)]
        assert ("受托代办" in text(response)) == (role == "agency")


def test_a_school_hands_a_file_in_and_takes_the_bad_row_back(world: World) -> None:
    feed, client = agreed(world), signed_in(world, "school", HERE)
    assert "毕业生名册" in text(client.get("/bodies/feeds/"))
    assert upload(client, feed, STATIONS).status_code == 302
    delivery, batch = carried(feed)
    assert (batch.state, batch.failure, batch.counts.get("wrong")) == ("done", "", 1), batch.counts
    assert delivery.certainty == Certainty.DECLARED and batch.certified_until is None
    page = text(client.get(f"/bodies/feeds/{feed.id}/"))
    assert "下载去改" in page and "2026-03-19" in page and "一行也没进" not in page
    back = client.post(f"/bodies/feeds/{feed.id}/rejects/{delivery.id}/")
    cells = [cell.value for row in openpyxl.load_workbook(io.BytesIO(back.content)).active for cell in row]
    assert "保密的格子" in cells and "北渡青年驿站" not in cells
    assert AuditEntry.objects.get(act="exchange.errors").object_ids == [str(batch.id)]
    again = upload(client, feed, STATIONS)
    assert again.status_code == 302
    with system_scope("试"):
        assert FeedDelivery.objects.filter(feed=feed).count() == 1


def test_a_file_of_which_nothing_went_in_does_not_look_done(world: World) -> None:
    feed, client = agreed(world), signed_in(world, "school", HERE)
    upload(client, feed, [STATIONS[0], STATIONS[2]])
    carried(feed)
    page = text(client.get(f"/bodies/feeds/{feed.id}/"))
    assert "一行也没进" in page and "下载去改" in page


def test_what_is_wrong_with_a_file_is_said_beside_it(world: World) -> None:
    feed, client = agreed(world), signed_in(world, "school", HERE)
    late = upload(client, feed, STATIONS, "2026-03-21")
    assert late.status_code == 422 and "还没有到" in text(late)
    empty = client.post(f"/bodies/feeds/{feed.id}/", {"as_of": "2026-03-19"})
    assert empty.status_code == 422 and "还没有选文件" in text(empty)
    broken = client.post(
        f"/bodies/feeds/{feed.id}/", {"as_of": "2026-03-19", "file": SimpleUploadedFile("a.csv", b"")}
    )
    assert broken.status_code == 422


def test_a_body_sees_no_other_bodys_feed(world: World) -> None:
    feed = agreed(world, sender=THERE)
    client = signed_in(world, "school", HERE)
    assert "毕业生名册" not in text(client.get("/bodies/feeds/"))
    missing = client.get(f"/bodies/feeds/{world.firms[HERE].id}/")
    for response in (client.get(f"/bodies/feeds/{feed.id}/"), upload(client, feed, STATIONS)):
        assert response.status_code == missing.status_code == 404


def test_a_feed_that_comes_another_way_or_has_ended_takes_no_file(world: World) -> None:
    pushed = agreed(world, way="push", name="pushed")
    client = signed_in(world, "school", HERE)
    assert "送一份" not in text(client.get(f"/bodies/feeds/{pushed.id}/"))
    assert upload(client, pushed, STATIONS).status_code == 422
    ended = agreed(world)
    with system_scope("试"):
        withdraw_feed(by="t", feed=ended, reason="不办了")
        with pytest.raises(FeedError, match="停了"):
            hand_in(by="t", feed=ended, file_name="a.csv", data=gbk(STATIONS), as_of=DAY)


def test_a_feed_by_hand_names_its_sender(world: World) -> None:
    place = world.places[COUNTY]
    terms = FeedTerms("nobody", "没人送", "education", "facilities", "hand", 31, 5)
    with system_scope("试"), pytest.raises(FeedError, match="哪个单位送"):
        open_feed(by="t", terms=terms, place_id=place.id, place_path=place.path)
    with system_scope("试"), transaction.atomic(), pytest.raises(IntegrityError):
        Feed.objects.create(
            name="x", title="x", source_code="education", list_name="facilities", place_id=place.id,
            place_path=place.path, way="hand", expected_days=1, grace_days=1,
        )  # fmt: skip


def test_who_signed_an_agreement_reads_with_whom(world: World) -> None:
    place = world.places[HERE]
    with system_scope("试"):
        Agreement.objects.create(
            kind="school_firm", first=world.firms[HERE], second=world.firms[THERE], signed_on=DAY, starts_on=DAY,
            place_path=place.path, county_id=place.county_id,
        )  # fmt: skip
    assert "企业1.1.2.1" in text(signed_in(world, "school", HERE).get("/bodies/"))
    assert "企业1.1.1.1" not in text(signed_in(world, "school", "1.2.1.1").get("/bodies/"))


def arrears(world: World, key: str, **more: Any) -> Status:
    at = {"place_path": world.places[key].path, "county_id": world.places[key].county_id}
    return Status.objects.create(
        party_id=world.firms[key].id, code="wage-arrears", document="裁〔2026〕1号", decided_by="县仲裁委",
        starts_on=DAY, **at, **more,
    )  # fmt: skip


def allowed(world: World, key: str = THERE, **more: Any) -> Status:
    at = {"place_path": world.places[key].path, "county_id": world.places[key].county_id}
    return Status.objects.create(
        party_id=world.firms[key].id, code="credit-reader", document="函1号", starts_on=DAY, **at, **more
    )


def test_credit_is_read_by_an_authorised_department_at_its_place_only(world: World) -> None:
    client = signed_in(world, "department", THERE)
    with system_scope("试"):
        arrears(world, THERE)
        arrears(world, "1.2.1.1")
    refused = text(client.get("/bodies/credit/"))
    assert "还没有查看授权" in refused and "裁〔2026〕1号" not in refused
    assert not AuditEntry.objects.filter(act="statuses.credit").exists()
    with system_scope("试"):
        leave = allowed(world)
    shown = text(client.get("/bodies/credit/"))
    assert "企业1.1.2.1" in shown and "企业1.2.1.1" not in shown and "函1号" in shown
    assert AuditEntry.objects.get(act="statuses.credit").purpose == "授权依据：函1号"
    assert "没有找到" in text(client.get("/bodies/credit/?q=没有这家"))
    too_long = client.get("/bodies/credit/", {"q": "长" * 41})
    assert too_long.status_code == 400 and "裁〔2026〕1号" not in text(too_long)
    with system_scope("试"):
        Status.objects.filter(id=leave.id).update(ends_before=DAY + datetime.timedelta(days=1))
    with clock.at(DAY + datetime.timedelta(days=1)):
        assert "还没有查看授权" in text(signed_in(world, "department", THERE).get("/bodies/credit/"))


def test_without_leave_the_records_are_not_even_asked(world: World) -> None:
    with system_scope("试"), pytest.raises(PermissionError):
        credit_records(
            by="t", department_id=world.firms[THERE].id, place_path=world.places[COUNTY].path, on=DAY
        )


def test_a_body_that_is_no_department_reads_no_credit(world: World) -> None:
    assert signed_in(world, "school", HERE).get("/bodies/credit/").status_code == 403


def test_a_body_sees_nothing_of_its_place(world: World) -> None:
    client = signed_in(world, "department", THERE)
    for address in (
        "/desk/people/",
        "/desk/firms/",
        "/employer/",
        "/oversight/",
        "/standing-in/",
        "/accounts/",
    ):
        assert client.get(address).status_code == 403, address


def test_bodies_are_asked_for_a_second_factor(world: World, settings: Any) -> None:
    settings.BAIGONG_SECOND_FACTOR = True
    for role, key in (("school", HERE), ("agency", HERE), ("department", THERE)):
        response = signed_in(world, role, key).get("/bodies/")
        assert response.status_code == 302 and "2fa" in response["Location"], role


def test_a_bodys_post_names_the_body(world: World) -> None:
    user = open_account(by="t", username="somebody", password="a long word for tests", display_name="某")
    with system_scope("试"):
        with transaction.atomic(), pytest.raises(IntegrityError):
            Post.objects.create(
                user=user, role="school", place=world.places[HERE], place_path=world.places[HERE].path,
                starts_on=DAY,
            )  # fmt: skip
        with pytest.raises(AccountError, match="信用代码"):
            body_for("school", "", world.places[COUNTY])
        with pytest.raises(AccountError, match="没有登记"):
            body_for("school", CODE, world.places["1.2"])
        with pytest.raises(AccountError, match="对不上"):
            body_for("department", CODE, world.places[COUNTY])
        assert body_for("county_officer", "", world.places[COUNTY]) is None
        open_account_in_post(
            by="t", username="teacher", display_name="某", role="school", place=world.places[COUNTY],
            starts_on=DAY, body_code=CODE,
        )  # fmt: skip
        assert Post.objects.get(user__username="teacher").organisation_id == world.firms[HERE].id
        added = add_post(
            by="t",
            user=user,
            role="school",
            place=world.places[COUNTY],
            starts_on=DAY,
            body_code=CODE.lower(),
        )
        assert added.organisation_id == world.firms[HERE].id


def test_a_bodys_post_is_not_stood_in_for(world: World) -> None:
    officer(world, "school", HERE)
    other = officer(world, "village_officer", HERE)
    with system_scope("试"):
        post = Post.objects.get(user__username=f"school-{HERE}")
    with pytest.raises(AccountError, match="外单位"):
        delegate_post(
            by="t", post=post, to_user=other, starts_on=DAY, ends_before=DAY + datetime.timedelta(days=3)
        )


def test_an_agencys_people_act_for_a_firm_by_its_mandate(world: World) -> None:
    agent = officer(world, "agency", HERE)
    firm, place = world.firms[THERE], world.places[THERE]
    with system_scope("试"):
        Organisation.objects.filter(id=world.firms[HERE].id).update(nature="agency")
        post = Post.objects.get(user=agent)
        assert post.id in {each.id for each in possible_holders(firm)}
        Mandate.objects.create(
            organisation=firm, post=post, matter="needs", source="employer", starts_on=DAY,
            place_path=place.path, county_id=place.county_id,
        )  # fmt: skip
    assert may_act_for(agent.id, firm.id, "needs") and len(mandates_held(agent.id)) == 1
    client = Client()
    client.force_login(agent)
    home = text(client.get("/bodies/"))
    assert "企业1.1.2.1" in home and "去办" in home
    mandate = mandates_held(agent.id)[0]
    client.post("/desk/role/", {"role": f"mandate:{mandate.id}"})
    assert client.get("/desk/", follow=True).redirect_chain == [("/employer/shortages/", 302)]
