"""What may be of use to somebody who looks for work: by whom it is for, with the reason, never as a right."""

from __future__ import annotations

from typing import Any

from django.test import Client
from tests import sand_table

from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.publishing import publish_policy
from baigong.foundation.scope import system_scope


def published(world: Any, title: str, codes: list[str], key: str = "1.1") -> None:
    place = world.places[key]
    with system_scope("test"):
        item = PolicyItem.objects.create(
            title=title, number="试〔2026〕1号", field="employment", level="county", issuer="局",
            audience_text="见文件", audience_codes=codes, standard_text="补300元", channel_text="窗口",
            valid_from=sand_table.SINCE, place=place, place_path=place.path, county_id=place.county_id,
        )  # fmt: skip
        publish_policy(by="t", by_label="t", item=item)


def test_what_is_meant_for_somebody_like_me(me: Client, world: Any) -> None:
    empty = me.get("/me/policies/").content.decode()
    assert "还没有写明给这一类的" in empty
    published(world, "求职交通补助", ["seeking-work"])
    published(world, "大企业奖励", ["size-large"])
    published(world, "邻县的补助", ["seeking-work"], "1.2")
    page = me.get("/me/policies/").content.decode()
    assert "求职交通补助" in page and "登记了在找工作" in page and "由经办的单位定" in page
    assert "大企业奖励" not in page and "邻县的补助" not in page
    assert "符合条件" not in page and "可以享受" not in page


def test_the_first_page_names_two_of_them(me: Client, world: Any) -> None:
    assert "可能用得上的政策" not in me.get("/me/").content.decode().split("<main")[1]
    for number in range(3):
        published(world, f"求职补助{number}", ["seeking-work"])
    page = me.get("/me/").content.decode().split("<main")[1]
    section = page.split('id="policies"')[1].split("</section>")[0]
    assert section.count("/policies/") - section.count("/me/policies/") == 3  # two, and the way to all
    assert "求职补助" in section and "由经办的单位定" in section
