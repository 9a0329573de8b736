"""A near relative of somebody dead: written down by one officer, decided by another, carried out at once (PIPL 49)."""

from __future__ import annotations

import html
import io
import json
import zipfile
from typing import Any

import pytest
from desk_world import START
from django.db import IntegrityError, transaction
from django.test import Client

from baigong.domains.parties.models import Person
from baigong.domains.seekers import relatives
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import Erasure, RelativeRequest
from baigong.domains.statuses.selectors import is_deceased
from baigong.domains.users.models import User
from baigong.domains.users.services import appoint, open_account
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope

APPLICANT = "申请甲"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    settings.BAIGONG_ERASURE_FILE = tmp_path / "beside" / "erasures.txt"


@pytest.fixture
def second(world: Any) -> Client:
    with system_scope("test"):
        user = open_account(by="test", username="second", password="a long word for tests", display_name="乙")
        appoint(by="test", user=user, role="county_officer", place=world.county, starts_on=START)
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def page(world: Any) -> str:
    return f"/desk/people/{world.entries[0].id}/"


def said(wish: str, **changed: str) -> dict[str, str]:
    return {
        "applicant_name": APPLICANT, "kinship": "spouse", "wish": wish, "died_on": str(clock.today()),
        "document": "死亡证明第1号、结婚证第2号", "reason": "办理遗属待遇", **changed,
    }  # fmt: skip


def filed(desk: Client, world: Any, wish: str) -> RelativeRequest:
    assert "已登记" in text(desk.post(f"{page(world)}relatives/", said(wish), follow=True))
    with system_scope("test"):
        return RelativeRequest.objects.get(wish=wish)


def decided(client: Client, world: Any, row: RelativeRequest, answer: str = "yes") -> str:
    sent = {"relative_request": str(row.id), "answer": answer, "words": "材料齐全"}
    return text(client.post(f"{page(world)}relatives/decide/", sent, follow=True))


def test_a_copy_is_agreed_by_a_second_officer_and_taken_once(
    desk: Client, second: Client, elsewhere: Client, world: Any
) -> None:
    """Reliability 130."""
    row = filed(desk, world, "copy")
    assert "请另一位经办人来办" in text(desk.get(page(world))) and APPLICANT not in text(
        desk.get(page(world))
    )
    assert "自己登记的申请不能自己办" in decided(desk, world, row)
    assert (
        elsewhere.post(
            f"{page(world)}relatives/decide/", {"relative_request": row.id, "answer": "yes", "words": "好的"}
        ).status_code
        == 404
    )
    take = {"relative_request": str(row.id)}
    assert "没有可取的资料" in text(desk.post(f"{page(world)}relatives/take/", take, follow=True))
    assert "打包好了" in decided(second, world, row)
    assert "已经办过" in decided(second, world, row)
    answer = second.post(f"{page(world)}relatives/take/", take)
    assert answer["Cache-Control"] == "no-store"
    tables = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("我的资料.json"))
    with system_scope("test"):
        person = Person.objects.get(id=world.entries[0].person_id)
        whole = open_inside(person.full_name)
    [told] = next(table["rows"] for table in tables if table["table"] == "parties.person")
    assert told["full_name"] == whole
    assert APPLICANT not in json.dumps(tables, ensure_ascii=False)
    assert "已经销毁" in text(second.post(f"{page(world)}relatives/take/", take, follow=True))
    acts = AuditEntry.objects.filter(act__startswith="seekers.").values_list("act", "purpose")
    assert {act for act, _ in acts} == {
        "seekers.relative_file", "seekers.relative_decide", "seekers.note_death", "seekers.copy",
        "seekers.take_copy",
    }  # fmt: skip
    assert {purpose for _, purpose in acts} == {relatives.PURPOSE}


def test_an_agreed_erasure_leaves_no_name(desk: Client, second: Client, world: Any) -> None:
    row = filed(desk, world, "erasure")
    assert "已经删除" in decided(second, world, row)
    with system_scope("test"):
        assert Erasure.objects.get().party_id == world.entries[0].person_id
        assert open_inside(Person.objects.get(id=world.entries[0].person_id).full_name) == "已删除"
    assert second.get(page(world)).status_code == 404


def test_the_dead_seek_no_work_and_sign_in_no_more(desk: Client, second: Client, world: Any) -> None:
    with system_scope("test"):
        user = open_account(by="test", username="dead", password="a long word for tests", display_name="逝者")
        User.objects.filter(id=user.id).update(person_id=world.entries[0].person_id)
    row = filed(desk, world, "correction")
    assert "改登记" in decided(second, world, row)
    with system_scope("test"):
        assert is_deceased(row.person_id, clock.today())
        assert not User.objects.get(id=user.id).is_active
    assert "暂不求职" in text(desk.get(page(world)))


def test_a_refusal_changes_nothing(desk: Client, second: Client, world: Any) -> None:
    row = filed(desk, world, "erasure")
    assert "没有同意" in decided(second, world, row, "no")
    with system_scope("test"):
        assert not Erasure.objects.exists() and not is_deceased(row.person_id, clock.today())


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"document": ""}, "没有死亡证明"),
        ({"kinship": "friend"}, "friend"),
        ({"died_on": "2999-01-01"}, "还没到"),
        ({"applicant_name": ""}, "还没写申请人姓名"),
    ],
)
def test_what_is_wrong_is_said(desk: Client, world: Any, changed: dict[str, str], sentence: str) -> None:
    response = desk.post(f"{page(world)}relatives/", said("copy", **changed))
    assert response.status_code == 422 and sentence in text(response)
    with system_scope("test"):
        assert not RelativeRequest.objects.exists()


def test_the_same_request_waits_once(desk: Client, world: Any) -> None:
    filed(desk, world, "copy")
    assert "不用再登记" in text(desk.post(f"{page(world)}relatives/", said("copy")))


def test_the_database_itself_refuses_whoever_wrote_it_down(desk: Client, world: Any) -> None:
    """Twin: the service does not look, and the constraint still holds."""
    row = filed(desk, world, "copy")
    with system_scope("test"), pytest.raises(IntegrityError), transaction.atomic():
        RelativeRequest.objects.filter(id=row.id).update(
            state="agreed", decided_by=row.asked_by, decided_on=clock.today()
        )


def test_one_officer_alone_could_erase_without_the_guard(desk: Client, world: Any) -> None:
    """Sabotage twin: under another name the same hand decides, and the data are gone."""
    row = filed(desk, world, "erasure")
    with system_scope("test"):
        with pytest.raises(SeekerError, match="不能自己办"):
            relatives.decide_request(
                by=row.asked_by, person=row.person, request_id=row.id, agrees=True, answer="好的"
            )
        RelativeRequest.objects.filter(id=row.id).update(asked_by="somebody")
        relatives.decide_request(
            by="the same hand", person=row.person,
            request_id=row.id, agrees=True, answer="好的",
        )  # fmt: skip
        assert Erasure.objects.count() == 1
