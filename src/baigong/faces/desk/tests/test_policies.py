"""Counties hand policies in, the city lets them out, and notes where they stand; contacts and ranks beside them."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baigong.domains.codes.selectors import PLANS
from baigong.domains.commissioners.models import PublicContact
from baigong.domains.policies import letting_out
from baigong.domains.policies.fitting import fitting_policies
from baigong.domains.policies.models import PolicyItem, PolicyVersion
from baigong.domains.policies.publishing import revise_policy
from baigong.domains.statuses.models import Status
from baigong.domains.users.models import Post
from baigong.domains.users.services import appoint, open_account
from baigong.foundation import clock
from baigong.foundation.freshness.keeping import forget
from baigong.foundation.scope import system_scope

START = datetime.date(2026, 1, 1)
PAGE = "/desk/policies/"


@pytest.fixture
def city(world: Any) -> Client:
    with system_scope("test"):
        user = open_account(by="t", username="meng", password="a long word for tests", display_name="孟科长")
        appoint(by="t", user=user, role="city_officer", place=world.city, starts_on=START)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def item(world: Any) -> PolicyItem:
    with system_scope("test"):
        made: PolicyItem = PolicyItem.objects.create(
            title="吸纳就业补贴", number="云人社发〔2026〕1号", field="employment", level="county", issuer="县局",
            audience_text="重点企业", audience_codes=["key-enterprise"], standard_text="每招一人补1500元。",
            channel_text="县服务大厅", valid_from=START, place=world.county, place_path=world.county.path,
            county_id=world.county.county_id,
        )  # fmt: skip
    return made


def step(client: Client, item: PolicyItem, name: str, **said: str) -> Any:
    return client.post(f"{PAGE}{item.id}/{name}/", said)


def text(response: Any) -> str:
    return str(response.content.decode())


def versions(item: PolicyItem) -> int:
    with system_scope("test"):
        return int(PolicyVersion.objects.filter(item=item).count())


def test_from_the_countys_draft_to_everybody(
    desk: Client, city: Client, client: Client, item: PolicyItem
) -> None:
    assert item.title in text(desk.get(PAGE)) and "报送，请市里公布" in text(desk.get(f"{PAGE}{item.id}/"))
    assert client.get(f"/policies/{item.id}/").status_code == 404
    assert step(desk, item, "submit").status_code == 302
    assert "1条政策报来了" in text(city.get("/desk/")) and "1条政策报来了" not in text(desk.get("/desk/"))
    assert "1条等公布" in text(city.get(PAGE))
    page = text(city.post(f"{PAGE}{item.id}/publish/", {"note": "第一次公布"}, follow=True))
    assert "已公布，门户上看得到" in page and "孟科长" in page and "第1版" in page
    assert "每招一人补1500元" in text(client.get(f"/policies/{item.id}/"))


def test_what_changed_since_it_was_read_is_not_published(
    desk: Client, city: Client, item: PolicyItem
) -> None:
    """The county changes what it handed in while the city reads; and the twin, a sending that names no reading."""
    assert step(desk, item, "submit").status_code == 302
    seen = re.findall(r'name="seen" value="([^"]+)"', text(city.get(f"{PAGE}{item.id}/")))
    assert len(seen) == 1
    with system_scope("县里又改了"):
        revise_policy(by="county", item=item, values={"standard_text": "每招一人补9999元。"})
    page = text(city.post(f"{PAGE}{item.id}/publish/", {"note": "", "seen": seen[0]}, follow=True))
    assert "在您打开以后有人改过" in page and "每招一人补9999元。" in page and versions(item) == 0
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    step(city, item, "publish", note="", seen=seen[0])
    assert versions(item) == 1


def test_twin_a_sending_that_names_no_reading_publishes_what_nobody_read(
    desk: Client, city: Client, item: PolicyItem
) -> None:
    step(desk, item, "submit")
    with system_scope("县里又改了"):
        revise_policy(by="county", item=item, values={"standard_text": "每招一人补9999元。"})
    step(city, item, "publish", note="")
    assert versions(item) == 1


def test_only_the_city_publishes_and_nobody_elsewhere_sees_it(
    desk: Client, elsewhere: Client, item: PolicyItem
) -> None:
    for name in ("publish", "return", "take-down", "supersede", "keep", "channel", "hand-out"):
        assert step(desk, item, name).status_code == 403, name
    assert versions(item) == 0
    assert elsewhere.get(f"{PAGE}{item.id}/").status_code == 404
    assert step(elsewhere, item, "submit").status_code == 404
    assert item.title not in text(elsewhere.get(PAGE))


@pytest.fixture
def own_plan(world: Any, item: PolicyItem, settings: Any, tmp_path: Path) -> Iterator[None]:
    """A plan of the county itself, as data: no code knows it."""
    settings.BAIGONG_PACKS = [*settings.BAIGONG_PACKS, tmp_path]
    shutil.copytree(settings.PROJECT_FOLDER / "packs" / "_national", tmp_path / "_national")
    (tmp_path / "north").mkdir()
    (tmp_path / "north" / "plan.toml").write_text(
        'id = "north"\ntitle = "北渡县用工服务方案"\nlevel = "county"\nplace_code = "990001"\nparent = "_national"\n'
        'starts_on = 2026-01-01\ndocument = "北渡县方案"\n'
    )
    forget(PLANS)
    yield
    forget(PLANS)


def test_a_county_with_its_own_plan_publishes_for_itself_alone(
    desk: Client, elsewhere: Client, client: Client, world: Any, item: PolicyItem, own_plan: None
) -> None:
    page = text(desk.get(f"{PAGE}{item.id}/"))
    assert "报送，请市里公布" not in page and ">公布</button>" in page
    assert step(desk, item, "publish", note="县里公布").status_code == 302 and versions(item) == 1
    assert item.title in text(client.get("/policies/"))
    known = {"key-enterprise": "已认定为重点企业"}
    assert fitting_policies(known, world.town.path) and not fitting_policies(known, world.other_county.path)
    # The neighbour has no plan of its own and goes on handing in to the city.
    assert step(elsewhere, item, "publish").status_code == 403
    assert step(desk, item, "return", **{"return-reason": "不归县里"}).status_code == 403
    assert step(desk, item, "take-down", **{"down-reason": "文件停止执行"}).status_code == 302


def test_one_county_does_not_publish_what_lies_in_another(
    desk: Client, world: Any, item: PolicyItem, own_plan: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with system_scope("test"):
        other = world.other_county
        at = {"place": other, "place_path": other.path, "county_id": other.county_id}
        far = PolicyItem.objects.create(**item.texts() | {"title": "邻县的补贴"}, **at)
    assert step(desk, far, "publish").status_code == 404 and versions(far) == 0
    # Twin: without the question after the plan, every county would let out what the city has to look at.
    monkeypatch.setattr(letting_out, "has_own_plan", lambda path: True)
    stranger = Client()
    stranger.force_login(world.stranger)
    assert step(stranger, far, "publish").status_code == 302 and versions(far) == 1


def test_what_the_city_published_is_read_in_the_county(
    desk: Client, city: Client, world: Any, item: PolicyItem
) -> None:
    with system_scope("test"):
        at = {"place": world.city, "place_path": world.city.path, "county_id": world.city.county_id}
        above = PolicyItem.objects.create(**item.texts() | {"title": "市里的社保补贴", "level": "city"}, **at)
    assert "市里的社保补贴" not in text(desk.get(PAGE))
    step(city, above, "publish")
    page = text(desk.get(PAGE))
    assert "上级公布、这里也适用的" in page and f"/policies/{above.id}/" in page
    assert desk.get(f"{PAGE}{above.id}/").status_code == 404  # read, and worked on by the city alone
    assert "上级公布" not in text(city.get(PAGE))


def test_it_comes_back_with_what_is_to_be_mended(desk: Client, city: Client, item: PolicyItem) -> None:
    step(desk, item, "submit")
    wrong = step(city, item, "return", **{"return-reason": "错"})
    assert wrong.status_code == 422 and "至少4个字" in text(wrong)
    step(city, item, "return", **{"return-reason": "标准和文件对不上"})
    assert "标准和文件对不上" in text(desk.get(f"{PAGE}{item.id}/"))
    form = desk.get(f"{PAGE}{item.id}/edit/").context["form"]
    given = {name: str(form.initial.get(name) or "") for name in form.fields} | {
        "audience_codes": ["key-enterprise"], "tag_codes": ["hiring"], "standard_text": "每招一人补2000元。",
        "valid_last_day": "2020-01-01",
    }  # fmt: skip
    refused = desk.post(f"{PAGE}{item.id}/edit/", given)
    assert refused.status_code == 422 and "早于第一天" in text(refused) and "2000" in text(refused)
    assert desk.post(f"{PAGE}{item.id}/edit/", given | {"valid_last_day": ""}).status_code == 302
    assert "2000元" in text(desk.get(f"{PAGE}{item.id}/"))


def test_one_gives_way_to_another_and_comes_down(
    city: Client, client: Client, world: Any, item: PolicyItem
) -> None:
    with system_scope("test"):
        texts = item.texts() | {"title": "新的补贴"}
        at = {"place": item.place, "place_path": item.place_path, "county_id": item.county_id}
        newer = PolicyItem.objects.create(**texts, **at)
    step(city, item, "publish"), step(city, newer, "publish")
    assert step(city, item, "supersede", successor="", reason="有了新的").status_code == 422
    assert step(city, item, "supersede", successor=str(newer.id), reason="有了新的办法").status_code == 302
    assert f"/policies/{newer.id}/" in text(client.get(f"/policies/{item.id}/"))
    assert "已被代替" in text(city.get(PAGE)) and "它代替了" in text(city.get(f"{PAGE}{newer.id}/"))
    step(city, item, "keep")
    step(city, item, "take-down", **{"down-reason": "文件停止执行"})
    gone = client.get(f"/policies/{item.id}/")
    assert gone.status_code == 410 and "已经撤下" in text(gone) and "1500" not in text(gone)


def test_channels_are_noted_by_hand_and_what_is_old_is_listed(city: Client, item: PolicyItem) -> None:
    with system_scope("test"):
        type(item.place).objects.filter(id=item.place_id).update(code="3716")
    step(city, item, "publish")
    page = text(city.get(f"{PAGE}{item.id}/"))
    assert "本平台门户" in page and "未接通，由人登记" in page and "微信公众号" in page
    said = {"channel": "wechat-account", "note_state": "published", "happened_on": str(clock.today())}
    nowhere = step(city, item, "channel", **said)
    assert nowhere.status_code == 422 and "请写公布在哪里" in text(nowhere)
    assert step(city, item, "channel", **said, link="https://mp.example.org/s/1").status_code == 302
    with system_scope("test"):
        PolicyItem.objects.filter(id=item.id).update(standard_text="每招一人补2000元。")
    step(city, item, "publish", note="标准提高")
    page = text(city.get(f"{PAGE}channels/"))
    assert "微信公众号" in page and "不是最新的" in page and "其中1处不是最新的" in page
    sent = city.post(f"{PAGE}{item.id}/hand-out/", {"channel": "wechat-account"}, follow=True)
    assert "未接通，由人登记" in text(sent)


def test_the_list_says_what_it_cannot_read(desk: Client, item: PolicyItem) -> None:
    for query in ("?state=x", "?page=0", "?audience=nobody", "?place=1", "?q=" + "字" * 61):
        response = desk.get(PAGE + query)
        assert response.status_code == 400 and item.title not in text(response)
    assert item.title in text(desk.get(PAGE + "?q=吸纳&field=employment&state=draft&audience=key-enterprise"))
    assert "没有合这些条件" in text(desk.get(PAGE + "?state=published"))


def test_a_review_falls_due(desk: Client, item: PolicyItem) -> None:
    with system_scope("test"):
        PolicyItem.objects.filter(id=item.id).update(review_due_on=clock.today())
    assert "1条政策到了复核日期" in text(desk.get("/desk/")) and item.title in text(
        desk.get(PAGE + "?state=due")
    )
    assert step(desk, item, "review", review_due_on=str(clock.today())).status_code == 422
    assert step(desk, item, "review", review_due_on="2099-01-01").status_code == 302
    assert item.title not in text(desk.get(PAGE + "?state=due"))


def test_a_firms_page_names_what_may_be_of_use_and_never_who_is_entitled(
    desk: Client, city: Client, world: Any, item: PolicyItem
) -> None:
    step(city, item, "publish")
    page = f"/desk/firms/{world.firm.id}/"
    assert item.title not in text(desk.get(page))
    with system_scope("test"):
        Status.objects.create(
            party_id=world.firm.id, code="key-enterprise", starts_on=START, place_path=world.firm.place_path,
            county_id=world.firm.county_id,
        )  # fmt: skip
    told = text(desk.get(page))
    assert item.title in told and "已认定为重点企业" in told and "由经办的单位定" in told
    assert "符合条件" not in told and "可以享受" not in told


def test_a_contact_is_made_public_and_taken_down(desk: Client, client: Client, world: Any) -> None:
    with system_scope("test"):
        post = Post.objects.get(user=world.officer)
    said = {"post": str(post.id), "name_shown": "秦专员", "title": "专员", "office": "北渡县人社局"}
    wrong = desk.post("/desk/public-contacts/publish/", said | {"office_telephone": "13800002299"})
    assert wrong.status_code == 422 and "个人手机号" in text(wrong) and "秦专员" in text(wrong)
    assert (
        desk.post("/desk/public-contacts/publish/", said | {"office_telephone": "0543-3160000"}).status_code
        == 302
    )
    assert "0543-3160000" in text(client.get("/commissioners/"))
    with system_scope("test"):
        contact = PublicContact.objects.get()
    down = f"/desk/public-contacts/{contact.id}/withdraw/"
    assert desk.post(down, {"reason": ""}).status_code == 422
    assert desk.post(down, {"reason": "调到别的岗位"}).status_code == 302
    assert "0543-3160000" not in text(client.get("/commissioners/"))


def test_anothers_contact_is_read_and_not_taken_down(desk: Client, elsewhere: Client, world: Any) -> None:
    with system_scope("test"):
        post = Post.objects.get(user=world.officer)
        contact = PublicContact.objects.create(
            post=post, place=world.county, place_path=world.county.path, county_id=world.county.county_id,
            name_shown="丁专员", title="专员", office="局", office_telephone="0543-3160000", public_since=clock.now(),
        )  # fmt: skip
    answer = elsewhere.post(f"/desk/public-contacts/{contact.id}/withdraw/", {"reason": "调到别的岗位"})
    assert answer.status_code == 404 and "丁专员" not in text(elsewhere.get("/desk/public-contacts/"))
    far = elsewhere.post("/desk/public-contacts/rank/", {"post": str(post.id), "rank": "officer"})
    assert far.status_code == 422


def test_a_rank_is_set(desk: Client, world: Any) -> None:
    with system_scope("test"):
        post = Post.objects.get(user=world.officer)
    wrong = desk.post("/desk/public-contacts/rank/", {"post": str(post.id), "rank": "king"})
    assert wrong.status_code == 422 and "请从列出的职级里选" in text(wrong)
    desk.post("/desk/public-contacts/rank/", {"post": str(post.id), "rank": "bureau_leader"})
    with system_scope("test"):
        post.refresh_from_db()
    assert post.rank == "bureau_leader" and "局领导班子成员" in text(desk.get("/desk/public-contacts/"))


def test_an_officer_says_what_it_rests_on_and_how_it_is_to_be_read(
    desk: Client, city: Client, client: Client, world: Any, item: PolicyItem
) -> None:
    with system_scope("test"):
        at = {"place": world.city, "place_path": world.city.path, "county_id": world.city.county_id}
        above = PolicyItem.objects.create(**item.texts() | {"title": "若干措施", "level": "city"}, **at)
    step(city, above, "publish")
    page = text(desk.get(f"{PAGE}{item.id}/edit/"))
    assert "若干措施（云人社发〔2026〕1号）" in page and "审议机关" in page
    said = {
        **{name: str(value or "") for name, value in item.texts().items() if not name.endswith("_codes")},
        "audience_codes": ["key-enterprise"], "rests_on": str(above.id), "deciding_body": "县政府",
        "deciding_session": "第九次常务会议", "interpreted_by": "县人社局会同县财政局", "elaborates": "",
        "valid_last_day": "", "review_due_on": "",
    }  # fmt: skip
    assert "请从列出的选项里选" in text(
        desk.post(f"{PAGE}{item.id}/edit/", said | {"rests_on": str(item.id)})
    )
    assert desk.post(f"{PAGE}{item.id}/edit/", said).status_code == 302
    page = text(desk.get(f"{PAGE}{item.id}/"))
    assert f'href="/policies/{above.id}/"' in page and "第九次常务会议" in page  # read, not worked on
    step(city, item, "publish")
    page = text(client.get(f"/policies/{item.id}/"))
    for told in ("县政府，第九次常务会议", "县人社局会同县财政局", f'href="/policies/{above.id}/"'):
        assert told in page, told
    assert "按它定的政策" in text(client.get(f"/policies/{above.id}/"))
    reading = {"reading-kind": "answer", "reading-title": "学校能申请吗？", "reading-body": "不能。",
               "reading-issued_by": "县人社局", "reading-issued_on": "2026-01-05"}  # fmt: skip
    assert step(desk, item, "interpret", **reading).status_code == 403  # the city lets it out
    wrong = step(city, item, "interpret", **reading | {"reading-body": ""})
    assert wrong.status_code == 422 and "请写内容，问答写回答。" in text(wrong)
    assert step(city, item, "interpret", **reading).status_code == 302
    page = text(client.get(f"/policies/{item.id}/"))
    assert "问：学校能申请吗？" in page and "答：不能。" in page
    with system_scope("test"):
        key = str(item.interpretations.get().id)
    assert "没有这一条解读" in text(
        city.post(f"{PAGE}{above.id}/interpret-no-more/", {"reading": key}, follow=True)
    )
    assert step(desk, item, "interpret-no-more", reading=key, reason="口径有变").status_code == 403
    assert step(city, item, "interpret-no-more", reading=key, reason="口径有变").status_code == 302
    assert "学校能申请吗" not in text(client.get(f"/policies/{item.id}/"))
    assert "撤下：口径有变" in text(city.get(f"{PAGE}{item.id}/"))


def test_who_keeps_the_list_sees_what_ends_and_the_public_is_told(
    desk: Client, city: Client, client: Client, item: PolicyItem
) -> None:
    last = clock.today() + datetime.timedelta(days=9)
    with system_scope("test"):
        PolicyItem.objects.filter(id=item.id).update(valid_before=last + datetime.timedelta(days=1))
    assert "即将到期" not in text(desk.get("/desk/"))
    step(city, item, "publish")
    assert "1条政策即将到期" in text(desk.get("/desk/")) and "1条政策即将到期" in text(city.get("/desk/"))
    page = text(desk.get(f"{PAGE}?state=ending"))
    assert item.title in page and "还有9天到期" in page
    assert item.title not in text(desk.get(f"{PAGE}?state=ended"))
    assert "还有9天" in text(desk.get(f"{PAGE}{item.id}/"))
    assert "还有9天" in text(client.get(f"/policies/{item.id}/")) and "还有9天到期" in text(
        client.get("/policies/")
    )
    with clock.at(last + datetime.timedelta(days=1)):
        assert item.title not in text(client.get("/policies/"))
        assert "这条政策已失效" in text(client.get(f"/policies/{item.id}/"))


def test_who_keeps_a_plan_sees_that_it_ends(
    desk: Client, elsewhere: Client, own_plan: None, tmp_path: Path
) -> None:
    assert "即将到期" not in text(desk.get("/desk/"))
    last = clock.today() + datetime.timedelta(days=20)
    with (tmp_path / "north" / "plan.toml").open("a") as plan:
        plan.write(f"ends_before = {last + datetime.timedelta(days=1)}\n")
    forget(PLANS)
    page = text(desk.get("/desk/"))
    assert "“北渡县用工服务方案”即将到期" in page and f"最后一天是{last}" in page
    assert "即将到期" not in text(elsewhere.get("/desk/"))
