"""A county fills a bundle, the city lets it out, anybody reads it and sees what is for them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from baigong.domains.policies.models import BundleEntry, PolicyBundle, PolicyItem
from baigong.domains.users.services import appoint, open_account
from baigong.faces.desk.tests.test_policies import START, step, text
from baigong.faces.desk.views import policy_bundles
from baigong.foundation.scope import system_scope

PAGE = "/desk/policies/bundles/"
SAID = {
    "title": "重点企业政策包",
    "intro_text": "给重点企业的。",
    "audience_codes": ["key-enterprise"],
    "tag_codes": ["hiring"],
}


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


def made(world: Any) -> PolicyBundle:
    with system_scope("test"):
        found: PolicyBundle = PolicyBundle.objects.get()
    return found


def test_from_an_empty_bundle_to_everybody(
    desk: Client,
    city: Client,
    client: Client,
    world: Any,
    item: PolicyItem,
) -> None:
    step(city, item, "publish")
    assert "还没有政策包" in text(desk.get(PAGE))
    assert "请写名称" in text(desk.post(f"{PAGE}new/", SAID | {"title": ""}))
    assert desk.post(f"{PAGE}new/", SAID).status_code == 302
    one = f"{PAGE}{made(world).id}/"
    assert "已经有叫" in text(desk.post(f"{PAGE}new/", SAID))
    assert desk.post(f"{one}put/", {"put-item": "x"}).status_code == 422
    assert desk.post(f"{one}put/", {"put-item": str(item.id), "put-note": "一人补1500元"}).status_code == 302
    assert client.get(f"/policies/bundles/{made(world).id}/").status_code == 404
    assert desk.post(f"{one}publish/").status_code == 403  # the city lets it out
    assert "告诉市里" in text(desk.get(one))
    assert "已公布" in text(city.post(f"{one}publish/", follow=True))
    page = text(client.get(f"/policies/bundles/{made(world).id}/"))
    assert item.title in page and "一人补1500元" in page and "给重点企业" in page and "可能用得上" not in page
    page = text(client.get(f"/policies/bundles/{made(world).id}/?who=key-enterprise"))
    assert "给重点企业的有1条" in page and "可能用得上" in page
    assert "没有写明给高校毕业生的" in text(client.get(f"/policies/bundles/{made(world).id}/?who=graduate"))
    assert client.get(f"/policies/bundles/{made(world).id}/?who=x").status_code == 400
    assert "重点企业政策包" in text(client.get(f"/policies/{item.id}/"))
    assert "重点企业政策包" in text(client.get("/policies/bundles/?tag=hiring&who=key-enterprise"))
    assert "重点企业政策包" not in text(client.get("/policies/bundles/?tag=training"))
    assert client.get("/policies/bundles/?tag=x").status_code == 400
    assert (
        desk.post(f"{one}edit/", SAID | {"intro_text": ""}).status_code == 422
    )  # it is public and must say what
    assert desk.post(f"{one}take-down/", {"down-reason": "重新整理"}).status_code == 403
    assert city.post(f"{one}take-down/", {"down-reason": "重新整理"}).status_code == 302
    assert client.get(f"/policies/bundles/{made(world).id}/").status_code == 404


def test_it_is_ordered_and_emptied_with_a_reason(
    desk: Client,
    city: Client,
    world: Any,
    item: PolicyItem,
) -> None:
    with system_scope("test"):
        at = {"place": world.county, "place_path": world.county.path, "county_id": world.county.county_id}
        second = PolicyItem.objects.create(**item.texts() | {"title": "第二条"}, **at)
    desk.post(f"{PAGE}new/", SAID)
    one = f"{PAGE}{made(world).id}/"
    for each in (item, second):
        step(city, each, "publish")
        desk.post(f"{one}put/", {"put-item": str(each.id)})
    with system_scope("test"):
        keys = [str(each.id) for each in BundleEntry.objects.order_by("position")]
    assert "往前挪了一位" in text(desk.post(f"{one}move/", {"entry": keys[1]}, follow=True))
    assert "已经不在包里" in text(desk.post(f"{one}move/", {"entry": keys[1]}, follow=True))  # written anew
    page = text(desk.get(one))
    assert page.index("第二条") < page.index(item.title + "（")
    with system_scope("test"):
        key = str(BundleEntry.objects.filter(superseded_at__isnull=True).order_by("position").first().id)
    assert "请写原因" in text(desk.post(f"{one}out/", {"out-entry": key}))
    assert desk.post(f"{one}out/", {"out-entry": key, "out-reason": "政策到期了"}).status_code == 302


def test_a_neighbour_neither_sees_nor_changes_it(desk: Client, elsewhere: Client, world: Any) -> None:
    desk.post(f"{PAGE}new/", SAID)
    one = f"{PAGE}{made(world).id}/"
    assert "重点企业政策包" not in text(elsewhere.get(PAGE))
    for address in (one, f"{one}edit/"):
        assert elsewhere.get(address).status_code == 404
    for verb in ("put", "out", "move"):
        assert elsewhere.post(f"{one}{verb}/").status_code == 404


def test_twin_without_the_question_after_the_office_a_county_would_let_it_out(
    desk: Client,
    city: Client,
    world: Any,
    item: PolicyItem,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step(city, item, "publish")
    desk.post(f"{PAGE}new/", SAID)
    one = f"{PAGE}{made(world).id}/"
    desk.post(f"{one}put/", {"put-item": str(item.id)})
    assert desk.post(f"{one}publish/").status_code == 403 and made(world).public_since is None
    monkeypatch.setattr(policy_bundles, "lets_out", lambda request: True)
    assert desk.post(f"{one}publish/").status_code == 302 and made(world).public_since is not None
