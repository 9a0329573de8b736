"""Groups on the desk: made, filled and emptied with days; another county's are nobody's business."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.sand_table import World, build_world, officer

from baigong.domains.groups.services import make_group, seat_person
from baigong.domains.parties.models import Organisation
from baigong.domains.users.models import Post
from baigong.faces.desk.views import groups as views
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

TODAY = datetime.date(2026, 3, 22)
PAGE = "/desk/groups/"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.at(TODAY):
        with system_scope("试验"):
            built = build_world()
        yield built


def desk(world: World, role: str = "county_officer", at: str = "1.1") -> Client:
    client = Client()
    with system_scope("试验"):
        client.force_login(officer(world, role, at))
    return client


def made(world: World, key: str = "1.1") -> Organisation:
    with system_scope("试验"):
        return make_group(
            by="t", name=f"专班{key}", kind="task-team", place=world.places[key],
            founded_on=datetime.date(2026, 1, 1), document="试1号",
        )  # fmt: skip


def test_a_group_is_made_and_fills_and_empties_with_days(world: World) -> None:
    client, firm = desk(world), world.firms["1.1.1.1"]
    said = {"name": "县专班", "kind": "task-team", "place": str(world.places["1.1"].id), "document": "试1号"}
    made_at = client.post(f"{PAGE}new/", said | {"on": "2026-01-01"})
    assert made_at.status_code == 302
    page = made_at.headers["Location"]
    clerk = officer(world, "town_officer", "1.1.1")
    person = {
        "person-who": clerk.username,
        "person-title": "组长",
        "person-duty": "",
        "person-home_unit": "镇里",
    }
    assert client.post(f"{page}join/", person | {"person-on": "2026-02-01"}).status_code == 302
    body = {"body-body": firm.name, "body-part": "报用工", "body-on": "2026-02-01"}
    assert client.post(f"{page}bodies/join/", body).status_code == 302
    text = client.get(page).content.decode()
    assert clerk.display_name in text and firm.name in text and "镇里" in text and "现在的成员" in text
    before = client.get(page, {"on": "2026-01-15"}).content.decode()
    assert "这一天没有成员" in before and "别的时候的成员" in before
    with system_scope("试验"):
        seat = Post.memberships.get()
    left = {"leave-member": str(seat.id), "leave-on": "2026-03-01", "leave-reason": "回镇里"}
    assert client.post(f"{page}leave/", left).status_code == 302
    assert (
        client.post(f"{page}close/", {"close-on": "2026-03-22", "close-reason": "任务完成"}).status_code
        == 302
    )
    text = client.get(page).content.decode()
    assert "撤销这个组" not in text and "加一个人" not in text
    assert "撤销了" in client.get(PAGE).content.decode()


def test_somebody_without_an_account_is_written_down_by_name(world: World) -> None:
    page = f"{PAGE}{made(world).id}/"
    said = {"person-who": "钱副市长", "person-title": "组长", "person-on": "2026-02-01"}
    answer = desk(world).post(f"{page}join/", said, follow=True).content.decode()
    assert "没有账号，只登记姓名" in answer
    assert "钱副市长" in desk(world).get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("step", "said", "sentence"),
    [
        ("join", {"person-who": "", "person-title": "组长", "person-on": "2026-02-01"}, "请写姓名"),
        (
            "join",
            {"person-who": "甲", "person-title": "皇帝", "person-on": "2026-02-01"},
            "请从列出的选项里选",
        ),
        ("join", {"person-who": "甲", "person-title": "组长", "person-on": "2001-02-01"}, "还没成立"),
        ("bodies/join", {"body-body": "没有这家", "body-on": "2026-02-01"}, "没有这个单位"),
        (
            "leave",
            {"leave-member": "x", "leave-on": "2026-02-01", "leave-reason": "调走"},
            "请从列出的选项里选",
        ),
        ("close", {"close-on": "2001-01-01", "close-reason": "任务完成"}, "不在成立以后"),
    ],
)
def test_what_does_not_fit_is_said(world: World, step: str, said: dict[str, str], sentence: str) -> None:
    response = desk(world).post(f"{PAGE}{made(world).id}/{step}/", said)
    assert response.status_code == 422 and sentence in response.content.decode()


@pytest.mark.parametrize("query", [{"on": "昨天"}, {"on": "2026-02-30"}, {"x": "1"}])
def test_a_day_that_is_none_is_refused(world: World, query: dict[str, str]) -> None:
    assert desk(world).get(f"{PAGE}{made(world).id}/", query).status_code == 400


def test_another_countys_group_is_not_there(world: World) -> None:
    other = made(world, "1.2")
    client = desk(world)
    assert client.get(f"{PAGE}{other.id}/").status_code == 404
    assert client.post(f"{PAGE}{other.id}/close/", {}).status_code == 404
    assert other.name not in client.get(PAGE).content.decode()


def test_twin_without_the_check_the_neighbours_group_opens(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: the page takes whatever group it is asked for."""
    other = made(world, "1.2")
    monkeypatch.setattr(views, "group_here", _anybodys(views.group_here))
    assert desk(world).get(f"{PAGE}{other.id}/").status_code == 200


def _anybodys(honest: object) -> object:
    def careless(group_id: object, on: object) -> object:
        with system_scope("试验"):
            return honest(group_id, on)  # type: ignore[operator]  # the selector itself

    return careless


def test_the_county_keeps_groups_and_the_town_reads_its_own(world: World) -> None:
    made(world)
    with system_scope("试验"):
        town = make_group(
            by="t", name="镇专班", kind="service-squad", place=world.places["1.1.1"],
            founded_on=datetime.date(2026, 1, 1), document="试2号",
        )  # fmt: skip
    client = desk(world, "town_officer", "1.1.1")
    assert "登记一个" not in client.get(PAGE).content.decode()
    assert "加一个人" not in client.get(f"{PAGE}{town.id}/").content.decode()
    assert client.post(f"{PAGE}{town.id}/join/", {}).status_code == 403
    assert client.get(f"{PAGE}new/").status_code == 403


def test_groups_are_no_firms(world: World) -> None:
    found = made(world)
    assert found.name not in desk(world).get("/desk/firms/", {"which": "all"}).content.decode()


def test_the_questions_do_not_grow_with_the_groups(world: World) -> None:
    client, counts = desk(world), []
    for number in range(2):
        for each in range(1 + 2 * number):
            with system_scope("试验"):
                group = make_group(
                    by="t", name=f"组{number}{each}", kind="task-team", place=world.places["1.1"],
                    founded_on=datetime.date(2026, 1, 1), document="试1号",
                )  # fmt: skip
                seat_person(
                    by="t",
                    group=group,
                    user=None,
                    name="甲",
                    title="组长",
                    starts_on=datetime.date(2026, 1, 1),
                )
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
