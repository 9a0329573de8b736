"""An officer pushes a vacancy or a notice: sees first how many it reaches, then counts without names (M05.5)."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from baigong.domains.seekers.models import Sending
from baigong.domains.users.enums import Role
from baigong.domains.users.services import open_party_account
from baigong.domains.vacancies.services import publish_vacancies
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.messages.models import Message, MessageChoice
from baigong.foundation.scope import system_scope

NEW, LIST = "/desk/pushes/new/", "/desk/pushes/"


@pytest.fixture
def resident(world: Any) -> Any:
    """The first of the three people has an account."""
    with system_scope("test"):
        user = open_party_account(
            by="", phone="13900007101", display_name="王某", role=Role.SEEKER, place=world.village
        )
        user.person_id = world.entries[0].person_id
        user.save(update_fields=["person_id"])
    return user


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def said(desk: Client, world: Any, query: str = "", **changed: str) -> dict[str, str]:
    page = text(desk.get(NEW + query))
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return {
        "place": str(world.town.id), "state": "", "trade": "", "group": "", "key": found[1],
        "subject": "赶集招工", "body": "周六上午。", "step": "count",
    } | changed  # fmt: skip


def test_the_number_is_seen_first_and_the_receipts_after(desk: Client, world: Any, resident: Any) -> None:
    given = said(desk, world)
    page = text(desk.post(NEW, given))
    assert "会发给谁" in page and "发给1人" in page and "没有账号，收不到" in page and "2人" in page
    with system_scope("test"):
        assert not Sending.objects.exists()
    sent = counted(desk, given)
    page = text(desk.post(NEW, sent, follow=True))
    assert "开始发了" in page and "正在发" in page
    assert "已经发过，没有再发" in text(desk.post(NEW, sent, follow=True))
    Worker(["import"]).run(until_idle=True)
    with system_scope("test"):
        sending = Sending.objects.get()
    page = text(desk.get(f"{LIST}{sending.id}/"))
    assert "发完了" in page and "送到站内消息" in page and "筛过3人" in page and "王某" not in page
    assert "赶集招工" in text(desk.get(LIST))
    assert Message.objects.filter(to_user_id=resident.id).count() == 1


def test_a_vacancy_is_pushed_by_trade_with_the_reason(desk: Client, world: Any, resident: Any) -> None:
    with system_scope("test"):
        publish_vacancies(by="test", vacancies=[world.vacancy])
    address = f"{NEW}?vacancy={world.vacancy.id}"
    assert address in text(desk.get(f"/desk/vacancies/{world.vacancy.id}/"))
    given = said(desk, world, f"?vacancy={world.vacancy.id}", trade="电焊工", state="seeking")
    desk.post(NEW, counted(desk, given | {"vacancy": str(world.vacancy.id)}))
    Worker(["import"]).run(until_idle=True)
    message = Message.objects.get(to_user_id=resident.id)
    assert message.subject == "岗位：二保焊工" and "想做电焊工" in message.body


def test_a_vacancy_that_is_not_public_is_not_pushed(desk: Client, world: Any) -> None:
    for word, words in ((str(world.vacancy.id), "没有公开"), ("x", "看不懂")):
        assert words in text(desk.get(f"{NEW}?vacancy={word}", follow=True))


def counted(desk: Client, given: dict[str, str]) -> dict[str, str]:
    """Return what the button under the number sends."""
    found = re.search(r'name="counted" value="([^"]+)"', text(desk.post(NEW, given)))
    assert found is not None
    return given | {"step": "send", "counted": found[1]}


def test_what_was_not_counted_is_not_sent(desk: Client, world: Any, resident: Any) -> None:
    """Somebody changes the place after the number was shown and presses return."""
    sent = counted(desk, said(desk, world)) | {"place": str(world.county.id)}
    page = text(desk.post(NEW, sent))
    assert "会发给谁" in page
    with system_scope("test"):
        assert not Sending.objects.exists()


def test_a_number_of_a_person_is_told_and_not_sent(desk: Client, world: Any, resident: Any) -> None:
    answer = desk.post(NEW, counted(desk, said(desk, world, body="打13912345678")))
    assert answer.status_code == 422 and "不能写证件号" in text(answer)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"subject": ""}, "请写一句标题"),
        ({"trade": "？？"}, "认不出"),
        ({"group": "nobody"}, "请从列出的里面选"),
        ({"place": "x"}, "请从列出的里面选"),
    ],
)
def test_what_does_not_fit_is_told_and_not_sent(
    desk: Client, world: Any, resident: Any, changed: dict[str, str], words: str
) -> None:
    answer = desk.post(NEW, said(desk, world, **changed))
    assert answer.status_code == 422 and words in text(answer)
    with system_scope("test"):
        assert not Sending.objects.exists()


def test_an_office_reaches_nobody_of_another_place(elsewhere: Client, world: Any, resident: Any) -> None:
    given = said(elsewhere, world, step="send")
    answer = elsewhere.post(NEW, given)
    assert answer.status_code == 422 and "请从列出的里面选" in text(answer)
    page = text(elsewhere.post(NEW, given | {"place": str(world.other_county.id)}))
    assert "一个人也收不到" in page
    with system_scope("test"):
        assert not Sending.objects.exists()


def test_another_office_does_not_see_the_receipts(
    desk: Client, elsewhere: Client, world: Any, resident: Any
) -> None:
    desk.post(NEW, counted(desk, said(desk, world)))
    with system_scope("test"):
        sending = Sending.objects.get()
    assert elsewhere.get(f"{LIST}{sending.id}/").status_code == 404
    assert "还没有推送过" in text(elsewhere.get(LIST))


def test_who_gets_it_switches_it_off_in_one_press(
    desk: Client, world: Any, resident: Any, client: Client
) -> None:
    desk.post(NEW, counted(desk, said(desk, world)))
    Worker(["import"]).run(until_idle=True)
    client.force_login(resident)
    assert "不再收这一类" in text(client.get("/inbox/"))
    page = text(client.post("/inbox/kind/", {"kind": "push"}, follow=True))
    assert "不再发“岗位、政策和通知推送”给您" in page and "您关掉了" in page and "不再收这一类" not in page
    assert "本人关掉了推送" in text(desk.post(NEW, said(desk, world)))
    assert client.get(LIST).status_code == 403
    page = text(client.post("/inbox/kind/", {"kind": "push", "wanted": "yes"}, follow=True))
    assert "又会收到了" in page and "不再收这一类" in page


def test_what_a_person_needs_cannot_be_switched_off(resident: Any, client: Client) -> None:
    client.force_login(resident)
    assert "不能关" in text(client.post("/inbox/kind/", {"kind": "record-claim"}, follow=True))
    assert not MessageChoice.objects.exists()
