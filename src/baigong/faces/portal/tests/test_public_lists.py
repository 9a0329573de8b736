"""The policy list and the commissioners for everybody: found, read, downloaded, kept and given up again."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baigong.domains.commissioners.contact_services import publish_contact
from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.publishing import publish_policy, revise_policy, take_down_policy
from baigong.domains.policies.tests.policy_world import PolicyWorld
from baigong.domains.users.models import Post
from baigong.domains.users.services import appoint, open_account
from baigong.faces.frame.tests.test_pages import inline_code
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.foundation.shared_pages.options import SharedPages

pytestmark = pytest.mark.django_db
SAID = {"name_shown": "秦专员", "title": "专员", "office": "北渡县人社局", "office_telephone": "0543-3160000"}


@pytest.fixture
def world() -> Iterator[PolicyWorld]:
    with system_scope("test"):
        yield PolicyWorld()


def published(item: PolicyItem) -> PolicyItem:
    publish_policy(by="city", by_label="市级经办 孟科长", item=item)
    return item


@pytest.fixture
def post(world: PolicyWorld) -> Post:
    user = open_account(by="t", username="qin", password="a long word for tests", display_name="秦大海")
    return appoint(
        by="t", user=user, role="commissioner", place=world.county, starts_on=datetime.date(2020, 1, 1)
    )


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    page = str(answer.content.decode())
    assert inline_code(page) == []
    return page


def test_the_list_leads_to_the_policy_and_says_how_long_it_holds(client: Client, world: PolicyWorld) -> None:
    assert "政策经市里审核公布后列在这里" in read(client, "/policies/")
    item = published(world.policy(valid_before=clock.today() + datetime.timedelta(days=10)))
    world.policy("草稿")
    page = read(client, "/policies/?field=employment&who=key-enterprise&level=county")
    assert "1条政策" in page and f"/policies/{item.id}/" in page and "草稿" not in page
    assert "没有合这些条件" in read(client, "/policies/?field=talent")
    page = read(client, f"/policies/{item.id}/")
    assert "每招一人补1500元" in page and "有效" in page and "第1版" in page
    assert "孟科长" not in page  # who let it go out is the office's business
    assert read(client, "/") and 'href="/policies/"' in read(client, "/") and "服务专员" in read(client, "/")


def test_a_question_that_cannot_be_read_shows_nothing(client: Client, world: PolicyWorld) -> None:
    item = published(world.policy())
    for query in ("who=x", "field=x", "place=x", "page=0", "page=x", "q=" + "字" * 41):
        page = read(client, f"/policies/?{query}", 400)
        assert "读不懂" in page and item.title not in page
        assert client.get(f"/policies/list.xlsx?{query}").status_code == 400
    assert client.get(f"/policies/{item.id}/?version=x").status_code == 404
    assert client.get(f"/policies/{item.id}/?version=7").status_code == 404


def test_the_workbook_holds_what_the_list_finds(client: Client, world: PolicyWorld) -> None:
    published(world.policy())
    published(world.policy("=1+1", field="talent"))
    answer = client.get("/policies/list.xlsx?field=talent")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="policies.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("类别", "政策名称", "文号") and len(rows) == 2
    assert rows[1][1].lstrip("'") == "=1+1" and sheet.cell(2, 2).data_type == "s"


def test_who_subscribes_hears_of_every_version(client: Client, world: PolicyWorld) -> None:
    item = published(world.policy(tag_codes=["hiring"]))
    published(world.policy("培训补贴", field="talent"))
    world.policy("草稿")

    def items(address: str) -> list[Any]:
        answer = client.get(address)
        assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
        return list(ElementTree.fromstring(answer.content).iter("item"))

    found = items("/policies/feed.xml")
    assert [each.findtext("title", "").split("（")[0] for each in found] == ["培训补贴", "一次性吸纳就业补贴"]
    (one,) = items("/policies/feed.xml?field=employment&tag=hiring")
    assert one.findtext("link", "").endswith(f"/policies/{item.id}/")
    assert [each.text for each in one.findall("category")] == ["就业创业", "招工补贴"]
    first = one.findtext("guid")
    revise_policy(by="c", item=item, values={"standard_text": "每招一人补2000元。"})
    item.refresh_from_db()
    published(item)
    (one,) = items("/policies/feed.xml?field=employment")
    assert one.findtext("guid") != first and "2000元" in one.findtext("description", "")
    assert client.get("/policies/feed.xml?field=x").status_code == 400
    assert "订阅新公布的" in read(client, "/policies/")


def test_the_pages_are_kept_until_something_changes(
    client: Client, world: PolicyWorld, settings: Any
) -> None:
    settings.BAIGONG_SHARED_PAGES = SharedPages(
        topic="public-vacancies", also=("public-lists",), cookie="display"
    )
    item, stranger = published(world.policy()), Client()
    assert item.title in read(stranger, "/policies/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert item.title in read(stranger, "/policies/")
    assert not [each for each in queries.captured_queries if "policies_" in each["sql"]]
    take_down_policy(by="city", item=item, reason="文件停止执行")
    assert item.title not in read(stranger, "/policies/")
    assert stranger.get(f"/policies/{item.id}/").status_code == 410


def test_a_kept_list_of_commissioners_is_given_up_when_a_post_ends(
    world: PolicyWorld, post: Post, settings: Any
) -> None:
    settings.BAIGONG_SHARED_PAGES = SharedPages(
        topic="public-vacancies", also=("public-lists",), cookie="display"
    )
    stranger = Client()
    publish_contact(by="c", post=post, values=SAID)
    assert "0543-3160000" in read(stranger, "/commissioners/")
    Post.objects.filter(id=post.id).update(ends_before=clock.today())
    assert "0543-3160000" not in read(stranger, "/commissioners/")


def test_without_the_second_topic_an_old_page_would_stay(
    world: PolicyWorld, post: Post, settings: Any
) -> None:
    """Sabotage twin: nobody listens to what the public lists depend on."""
    settings.BAIGONG_SHARED_PAGES = SharedPages(topic="public-vacancies", cookie="display")
    stranger = Client()
    publish_contact(by="c", post=post, values=SAID)
    assert "0543-3160000" in read(stranger, "/commissioners/")
    Post.objects.filter(id=post.id).update(ends_before=clock.today())
    assert "0543-3160000" in read(stranger, "/commissioners/")


def test_commissioners_are_found_by_place_and_shown_without_their_account(
    client: Client, world: PolicyWorld, post: Post
) -> None:
    assert "还没有公开的专员" in read(client, "/commissioners/")
    publish_contact(by="c", post=post, values=SAID)
    page = read(client, f"/commissioners/?place={world.county.key}")
    assert "秦专员" in page and "0543-3160000" in page and "秦大海" not in page
    assert "秦专员" not in read(client, f"/commissioners/?place={world.other.key}")
    assert "没找到服务这家企业的专员" in read(client, "/commissioners/?firm=没有的企业有限公司")
    for query in ("place=x", "page=0", "firm=" + "企" * 61):
        assert "读不懂" in read(client, f"/commissioners/?{query}", 400)
