"""Joining, waiting, colleagues and the record; and the county's page of claims."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baigong.domains.claims.models import FirmClaim
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import name_pinyin
from baigong.domains.users.models import Post, User
from baigong.domains.users.phone_codes import CodeSent
from baigong.domains.users.services import new_password, open_account
from baigong.faces.employer.views import joining
from baigong.foundation.audit.changes import history_of
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.reveal import reveal
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import mint_test_credit_code

CODE = mint_test_credit_code("371600", 41)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def said(world: Any) -> dict[str, str]:
    with system_scope("test"):
        Organisation.objects.filter(id=world.firm.id).update(name_pinyin=name_pinyin(world.firm.name))
        Post.objects.filter(organisation=world.firm).update(rank="")
    return {
        "credit_code": CODE, "firm_name": world.firm.name, "county": str(world.county.id), "title": "人事",
        "phone": "13800002299", "display_name": "马主管", "username": "ma.zhuguan",
        "password": "一个很长很长的密码abc123",
    }  # fmt: skip


def joined(said: dict[str, str]) -> Client:
    client = Client()
    answer = client.post("/employer/join/", said)
    assert (answer.status_code, answer["Location"]) == (302, "/employer/"), answer.content.decode()
    return client


def claim() -> FirmClaim:
    with system_scope("test"):
        return FirmClaim.objects.get()


def test_from_joining_to_the_firms_desk(
    world: Any, said: dict[str, str], as_user: Callable[[Any], Client]
) -> None:
    client = joined(said)
    assert "等县里核对" in client.get("/employer/").content.decode()
    for where in ("shortages/", "vacancies/", "people/", "colleagues/", "firm/", "looked/"):
        assert client.get("/employer/" + where)["Location"] == "/employer/", where
    client.post("/employer/claim/licence/", {"file": SimpleUploadedFile("执照.png", PNG)})
    officer = as_user(world.officer)
    assert "1份企业认领等核对" in officer.get("/desk/").content.decode()
    page = officer.get(f"/desk/claims/{claim().id}/").content.decode()
    assert world.firm.name in page and CODE in page and "138****2299" in page and "13800002299" not in page
    picture = officer.post(f"/desk/claims/{claim().id}/licence/")
    assert (picture.content, picture["Content-Type"]) == (PNG, "image/png")
    assert AuditEntry.objects.filter(act="claims.read_licence").exists()
    officer.post(f"/desk/claims/{claim().id}/confirm/", {"seat": "administrator"})
    assert "轮到我们办" in client.get("/employer/").content.decode()
    assert client.get("/desk/")["Location"] == "/employer/"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"credit_code": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "校验码对不上"),
        ({"credit_code": "3716"}, "18位"),
        ({"phone": "123"}, "手机"),
        ({"username": "王"}, "4到32位"),
        ({"password": "short"}, "密码"),
        ({"county": ""}, "还没选在哪个县"),
    ],
)
def test_a_wrong_form_opens_no_account_and_keeps_what_was_typed(
    world: Any, said: dict[str, str], wrong: dict[str, str], words: str
) -> None:
    answer = Client().post("/employer/join/", said | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert "马主管" in page and world.firm.name in page and said["password"] not in page
    assert not User.objects.filter(username__startswith=said["username"]).exists()


def answers(ask: Callable[[str], Any]) -> list[tuple[int, str, str]]:
    """Return what is said to a name that is taken and to one that is free, without names, keys and digits."""
    open_account(by="test", username="taken.name", password=new_password(), display_name="在先")
    found = []
    for name in ("taken.name", "other.name"):
        answer = ask(name)
        body = answer.content.decode() or answer.client.get("/employer/").content.decode()
        plain = re.sub(
            r"(taken|other)\.name(-\d{4})?|value=\"[^\"]*\"|X-CSRFToken[^>]*|secret\">[^<]*|Token[^>]*",
            "",
            body,
        )
        found.append((answer.status_code, answer.get("Location", ""), plain))
    return found


def test_whether_a_name_is_taken_shows_in_no_answer(world: Any, said: dict[str, str], boss: Client) -> None:
    """Reliability 5: joining and inviting say the same, word for word, of a name that is there and one that is not."""
    one, two = answers(lambda name: Client().post("/employer/join/", said | {"username": name}))
    assert one == two and one[:2] == (302, "/employer/")


def test_nor_where_a_firm_invites(world: Any, boss: Client) -> None:
    where, given = "/employer/colleagues/invite/", {"display_name": "孙助理", "title": "文员"}
    one, two = answers(lambda name: boss.post(where, given | {"username": name}))
    assert one == two and one[0] == 200 and "同事加好了" in one[2]


def test_twin_where_the_name_is_taken_as_it_was_wished_the_answers_tell(
    world: Any, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "username_beside", str)
    one, two = answers(lambda name: Client().post("/employer/join/", said | {"username": name}))
    assert (one[0], two[0]) == (422, 302)


def test_the_name_to_sign_in_by_is_told(world: Any, said: dict[str, str]) -> None:
    page = joined(said).get("/employer/").content.decode()
    name = User.objects.get(username__startswith=f"{said['username']}-").username
    assert f"以后登录的用户名是{name}" in page and f"<dd>{name}</dd>" in page


def test_the_county_refuses_and_the_claimant_reads_why_and_may_mend(
    world: Any, said: dict[str, str], as_user: Callable[[Any], Client]
) -> None:
    client, officer = joined(said), as_user(world.officer)
    empty = officer.post(f"/desk/claims/{claim().id}/refuse/", {"refusal_code": "", "text": "照片糊了"})
    assert empty.status_code == 422 and "照片糊了" in empty.content.decode()
    officer.post(f"/desk/claims/{claim().id}/refuse/", {"refusal_code": "evidence", "text": "照片糊了"})
    page = client.get("/employer/").content.decode()
    assert "重新拍一张" in page and "照片糊了" in page
    form = client.get("/employer/claim/").content.decode()
    assert CODE in form
    client.post("/employer/claim/", said)
    with system_scope("test"):
        assert FirmClaim.objects.filter(state="waiting_county").count() == 1


def test_a_claim_is_withdrawn_by_its_claimant(world: Any, said: dict[str, str]) -> None:
    client = joined(said)
    client.post("/employer/claim/withdraw/")
    assert "您撤回了这份认领" in client.get("/employer/").content.decode()
    again = client.post("/employer/claim/withdraw/", follow=True).content.decode()
    assert "已是“已撤回”" in again


def test_a_wrong_file_is_told(world: Any, said: dict[str, str]) -> None:
    client = joined(said)
    answer = client.post("/employer/claim/licence/", {"file": SimpleUploadedFile("执照.png", b"MZ" + PNG)})
    assert answer.status_code == 422 and "不是照片也不是PDF" in answer.content.decode()
    assert claim().licence_id is None


def test_another_county_and_another_role_do_not_see_the_claim(
    world: Any, said: dict[str, str], as_user: Callable[[Any], Client], rival: Client
) -> None:
    joined(said)
    stranger = as_user(world.stranger)
    assert stranger.get(f"/desk/claims/{claim().id}/").status_code == 404
    for where in ("confirm", "refuse", "licence"):
        assert stranger.post(f"/desk/claims/{claim().id}/{where}/").status_code == 404
    assert rival.get(f"/desk/claims/{claim().id}/").status_code == 403


def test_the_administrator_answers_the_second_claimant(
    world: Any, said: dict[str, str], boss: Client, rival: Client, as_user: Callable[[Any], Client]
) -> None:
    with system_scope("test"):
        Post.objects.filter(user=world.boss).update(rank="administrator")
    client = joined(said)
    assert "等本单位管理员" in client.get("/employer/").content.decode()
    assert "马主管说是本单位的人" in boss.get("/employer/").content.decode()
    assert "马主管" not in as_user(world.clerk).get("/employer/colleagues/").content.decode()
    accept, disown = (f"/employer/colleagues/claims/{claim().id}/{verb}/" for verb in ("accept", "disown"))
    assert rival.post(accept).status_code == 404 and as_user(world.clerk).post(accept).status_code == 403
    assert boss.post(disown, {f"{claim().id}-reason": ""}).status_code == 422
    boss.post(disown, {f"{claim().id}-reason": "不认识这个人"})
    page = client.get("/employer/").content.decode()
    assert "管理员说不是同事" in page and "不认识这个人" in page
    client.post("/employer/claim/county/")
    assert "等县里核对" in client.get("/employer/").content.decode()


def test_colleagues_are_invited_named_and_let_go(
    world: Any, boss: Client, rival: Client, as_user: Callable[[Any], Client]
) -> None:
    made = boss.post(
        "/employer/colleagues/invite/", {"display_name": "孙助理", "username": "sun.zl", "title": "文员"}
    )
    page = made.content.decode()
    password = page.split('class="secret">')[1].split("<")[0]
    user = User.objects.get(username__startswith="sun.zl-")
    assert user.username in page
    assert user.check_password(password) and made["Cache-Control"] == "no-store"
    colleague = as_user(user)
    assert colleague.get("/employer/").status_code == 200
    assert colleague.get("/employer/colleagues/invite/").status_code == 403
    with system_scope("test"):
        post = Post.objects.get(user=user)
    for verb in ("end", "rank"):
        assert rival.post(f"/employer/colleagues/{post.id}/{verb}/").status_code == 404
    boss.post(f"/employer/colleagues/{post.id}/end/")
    assert colleague.get("/employer/")["Location"].startswith("/sign-in/")
    with system_scope("test"):
        own = Post.objects.get(user=world.boss)
    last = boss.post(f"/employer/colleagues/{own.id}/end/", follow=True).content.decode()
    assert "只有这一位管理员" in last and boss.get("/employer/").status_code == 200


def test_the_record_changes_with_its_history_and_without_the_code(
    world: Any, boss: Client, as_user: Callable[[Any], Client]
) -> None:
    sent = {"address": "柳塘镇工业路9号", "industry": "", "contact_phone": "13800002277", "credit_code": CODE,
            "name": "改名公司"}  # fmt: skip
    assert as_user(world.clerk).post("/employer/firm/edit/", sent).status_code == 403
    boss.post("/employer/firm/edit/", sent)
    with system_scope("test"):
        firm = Organisation.objects.get(id=world.firm.id)
    assert (firm.address, firm.credit_code, firm.name) == ("柳塘镇工业路9号", "", "北渡愚公机械有限公司")
    changed = {change.field for change in history_of("parties.organisation", firm.id)}
    assert changed == {"address", "contact_phone"}
    wrong = boss.post("/employer/firm/edit/", sent | {"industry": "造飞碟"})
    assert wrong.status_code == 422 and "没有“造飞碟”" in wrong.content.decode()


def test_who_looked_names_offices_and_no_person(world: Any, boss: Client, rival: Client) -> None:
    with system_scope("test"):
        reveal(world.firm, ["contact_phone"], by=str(world.officer.id), purpose="上门走访", place_path="")
    page = boss.get("/employer/looked/").content.decode()
    assert "北渡县，县级经办" in page and "看了联系人和电话" in page and "上门走访" in page
    assert "秦专员" not in page and str(world.officer.id) not in page
    assert "还没有人看过" in rival.get("/employer/looked/").content.decode()


def test_a_telephone_is_proven_by_the_code_sent_to_it(
    world: Any, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = joined(said)
    monkeypatch.setattr("baigong.domains.users.phone_codes.secrets.randbelow", lambda most: 123456)
    client.post("/employer/claim/phone/")
    wrong = client.post("/employer/claim/phone/code/", {"code": "654321"})
    assert wrong.status_code == 422 and "验证码不对" in wrong.content.decode() and not claim().is_phone_proven
    client.post("/employer/claim/phone/code/", {"code": "123456"})
    assert claim().is_phone_proven
    assert "一分钟内已经发过一次" in client.post("/employer/claim/phone/", follow=True).content.decode()


def test_administrator_and_claimant_hear_of_the_claim(world: Any, said: dict[str, str], boss: Client) -> None:
    with system_scope("test"):
        Post.objects.filter(user=world.boss).update(rank="administrator")
    joined(said)
    assert "1条消息没读" in boss.get("/employer/").content.decode()
    boss.post(f"/employer/colleagues/claims/{claim().id}/accept/")
    subjects = list(Message.objects.order_by("id").values_list("to_user_id", "subject"))
    firm = said["firm_name"]
    assert subjects == [
        (world.boss.id, f"有人说是{firm}的人，请核对"),
        (User.objects.get(username__startswith=said["username"]).id, f"认领{firm}：已通过"),
    ]


def test_behind_the_proxy_a_claimant_is_counted_by_the_own_address(
    world: Any, said: dict[str, str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, counted = joined(said), []
    monkeypatch.setattr(
        "baigong.faces.employer.views.joining.send_phone_code",
        lambda *, claim, from_address: counted.append(from_address) or CodeSent(True),
    )
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for visitor in ("198.51.100.9", "198.51.100.10"):
        client.post("/employer/claim/phone/", HTTP_X_FORWARDED_FOR=visitor, REMOTE_ADDR="127.0.0.1")
    assert counted == ["198.51.100.9", "198.51.100.10"]
