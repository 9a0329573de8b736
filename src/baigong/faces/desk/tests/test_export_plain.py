"""Names and numbers leave the house in plain: under a leave of its own, for a purpose, written down (decisions A8)."""

from __future__ import annotations

import datetime
import html
import io
from typing import Any

import openpyxl
import pytest
from desk_world import START
from django.db import IntegrityError, transaction
from django.test import Client

from baigong.domains.users.delegation import delegate_post
from baigong.domains.users.errors import AccountError
from baigong.domains.users.export_leaves import end_leave, give_leave, leave_in_force
from baigong.domains.users.models import ExportLeave, Post
from baigong.domains.users.services import appoint, open_account
from baigong.faces.desk import exporting_plain
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.reveal import reveal
from baigong.foundation.exchange.handouts import Limits
from baigong.foundation.exchange.models import Handout, HandoutState
from baigong.foundation.scope import system_scope

ADDRESS = "/desk/people/export/plain/"
WHY = {"query": "", "purpose": "other", "words": "报送银行开卡"}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"


def account(name: str, role: str, place: Any) -> Any:
    with system_scope("test"):
        user = open_account(by="test", username=name, password="a long word for tests", display_name=name)
        appoint(by="test", user=user, role=role, place=place, starts_on=START)
    return user


@pytest.fixture
def admin(world: Any) -> Any:
    return account("admin", "administrator", world.county)


def post_of(user: Any) -> Post:
    with system_scope("test"):
        return Post.objects.select_related("place").get(user=user)


def allow(world: Any, admin: Any, days: int = 10) -> ExportLeave:
    last_day = clock.today() + datetime.timedelta(days=days)
    return give_leave(
        by=str(admin.id), post=post_of(world.officer), document="批〔2026〕3号", last_day=last_day
    )


def names_of(world: Any) -> set[str]:
    with system_scope("test"):
        people = [entry.person for entry in world.entries]
        return {reveal(person, ["full_name"], by="t", purpose="核对导出")["full_name"] for person in people}


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_without_a_leave_nobody_is_even_offered_it(desk: Client, world: Any) -> None:
    assert "实名导出" not in text(desk.get("/desk/people/"))
    refused = desk.post(ADDRESS, WHY)
    assert refused.status_code == 403
    with system_scope("test"):
        assert not Handout.objects.exists() and not AuditEntry.objects.filter(act="personal.reveal").exists()


def test_with_a_leave_the_file_is_plain_and_each_person_is_written_down(
    desk: Client, world: Any, admin: Any
) -> None:
    allow(world, admin)
    assert "批〔2026〕3号" in text(desk.get("/desk/people/"))
    answer = desk.post(ADDRESS, WHY)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = {cell.value for row in sheet for cell in row}
    shown = AuditEntry.objects.get(act="personal.reveal")
    assert names_of(world) <= cells
    assert set(shown.object_ids) == {str(entry.person_id) for entry in world.entries}
    assert shown.detail["fields"] == ["full_name", "identity_number", "phone"]
    assert shown.purpose == "报送银行开卡"
    entry = AuditEntry.objects.get(act="people.export_plain")
    assert entry.purpose == "报送银行开卡（批〔2026〕3号）" and entry.count == len(world.entries)


def test_without_a_purpose_nothing_goes_out(desk: Client, world: Any, admin: Any) -> None:
    allow(world, admin)
    for said in ({"query": ""}, {"query": "", "purpose": "other", "words": "要"}):
        answer = desk.post(ADDRESS, said, follow=True)
        assert "请写用途" in text(answer)
    with system_scope("test"):
        assert not Handout.objects.exists()


def test_many_rows_wait_for_a_second_person(
    desk: Client, world: Any, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting_plain, "limits_in_plain", lambda path, on: Limits(2, 100, 24))
    allow(world, admin)
    answer = desk.post(ADDRESS, WHY)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/handouts/")
    with system_scope("test"):
        row = Handout.objects.get(state=HandoutState.WAITING)
    assert row.title == "求职人员（实名）"
    second = Client()
    second.force_login(account("second", "county_officer", world.county))
    assert "报送银行开卡（批〔2026〕3号）" in text(second.get("/desk/handouts/"))


def test_a_leave_ends_by_itself_and_at_once_when_ended(desk: Client, world: Any, admin: Any) -> None:
    leave, post = allow(world, admin, days=0), post_of(world.officer)
    today = clock.today()
    assert leave_in_force(str(post.id), today) is not None
    assert leave_in_force(str(post.id), today + datetime.timedelta(days=1)) is None
    end_leave(by=str(admin.id), leave=leave, reason="不再需要")
    assert leave_in_force(str(post.id), today) is None and desk.post(ADDRESS, WHY).status_code == 403
    with pytest.raises(AccountError, match="已经停了"):
        end_leave(by=str(admin.id), leave=leave, reason="不再需要")
    assert allow(world, admin) is not None


def test_what_no_leave_is_given_for(world: Any, admin: Any) -> None:
    post, day = post_of(world.officer), clock.today()
    refused = (
        ({"by": str(world.officer.id)}, "自己"),
        ({"document": " "}, "依据"),
        ({"last_day": day - datetime.timedelta(days=1)}, "最后一天"),
        ({"last_day": day + datetime.timedelta(days=400)}, "最后一天"),
        ({"post": post_of(admin), "by": "t"}, "经办"),
    )
    said = {"by": str(admin.id), "post": post, "document": "批1号", "last_day": day}
    for changed, sentence in refused:
        with pytest.raises(AccountError, match=sentence):
            give_leave(**{**said, **changed})
    give_leave(**said)
    with pytest.raises(AccountError, match="已经开着"):
        give_leave(**said)


def test_a_leave_without_an_end_is_refused_by_the_table(world: Any, admin: Any) -> None:
    post = post_of(world.officer)
    with system_scope("test"), transaction.atomic(), pytest.raises(IntegrityError):
        ExportLeave.objects.create(
            post=post, document="批1号", given_by="t", starts_on=START, place_path=post.place_path
        )


def test_who_stands_in_has_no_leave(world: Any, admin: Any) -> None:
    """The leave is the holder's: a delegated post takes nothing out in plain."""
    allow(world, admin)
    other = account("other-officer", "county_officer", world.county)
    today = clock.today()
    lent = delegate_post(
        by="t", post=post_of(world.officer), to_user=other, starts_on=today,
        ends_before=today + datetime.timedelta(days=3),
    )  # fmt: skip
    assert leave_in_force(str(lent.id), today) is None
    with pytest.raises(AccountError, match="本职"):
        give_leave(by=str(admin.id), post=lent, document="批1号", last_day=today)
    assert leave_in_force("mandate:x", today) is None


def test_an_administrator_gives_and_ends_it_on_the_account(world: Any, admin: Any) -> None:
    client = Client()
    client.force_login(admin)
    address = f"/accounts/{world.officer.id}/export-leaves/"
    assert "没有开过" in text(client.get(address))
    empty = client.post(address, {})
    assert empty.status_code == 422 and "还没写依据" in text(empty)
    last_day = clock.today() + datetime.timedelta(days=10)
    sent = {"post": post_of(world.officer).id, "document": "批9号", "last_day": last_day.isoformat()}
    assert client.post(address, sent).status_code == 302
    assert "批9号" in text(client.get(address)) and "在用" in text(client.get(address))
    twice = client.post(address, sent)
    assert twice.status_code == 422 and "已经开着" in text(twice)
    with system_scope("test"):
        leave = ExportLeave.objects.get()
    end = f"{address}{leave.id}/end/"
    assert client.post(end, {f"{leave.id}-reason": "短"}).status_code == 422
    assert client.post(end, {f"{leave.id}-reason": "用完收回"}).status_code == 302
    assert "已停" in text(client.get(address))
    acts = set(AuditEntry.objects.filter(act__startswith="users.").values_list("act", flat=True))
    assert {"users.give_export_leave", "users.end_export_leave"} <= acts
