"""Whoever holds a certificate finds the posts that ask for it, in the words people use, by the address alone."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from baigong.domains.vacancies import public_certificates
from baigong.domains.vacancies.public_certificates import core_of
from baigong.domains.vacancies.tests.sample_vacancies import SampleCounty
from baigong.foundation import clock

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 13, 1, tzinfo=datetime.UTC)


@pytest.fixture
def sample() -> Any:
    with clock.at(NOW):
        built = SampleCounty()
        built.post("仓管", certificates=["叉车操作证"])
        built.post("配电工", certificates=["低压电工作业证", "健康证"])
        built.post("送货", certificates=["驾驶证C1"])
        built.post("钳工", skill_level=3)
        built.post("普工")
        yield built


def titles(client: Client, certificate: str, more: str = "") -> set[str]:
    page = client.get(f"/jobs/?certificate={certificate}{more}")
    assert page.status_code == 200
    return set(re.findall("仓管|配电工|送货|钳工|普工", page.content.decode().split('id="results"')[1]))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("叉车证", {"仓管"}),
        ("叉车", {"仓管"}),
        ("电工上岗证", {"配电工"}),
        ("电工本", {"配电工"}),
        ("健康 证", {"配电工"}),
        ("驾照", {"送货"}),
        ("ｃ1", {"送货"}),
        ("高级工", {"钳工"}),
        ("三级", {"钳工"}),
        ("厨师证", set()),
        ("证", {"仓管", "配电工", "送货"}),
    ],
)
def test_posts_are_found_by_what_people_call_the_certificate(
    client: Client, sample: SampleCounty, said: str, found: set[str]
) -> None:
    assert titles(client, said) == found


def test_twin_where_the_ending_counts_the_words_of_people_find_nothing(
    client: Client, sample: SampleCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_certificates, "core_of", lambda said: said)
    assert titles(client, "电工上岗证") == set()


def test_the_condition_stands_in_the_form_and_can_be_given_up(client: Client, sample: SampleCounty) -> None:
    page = client.get("/jobs/?certificate=叉车证&lodging=yes").content.decode()
    assert 'name="certificate"' in page and 'value="叉车证"' in page and "<b>要叉车证</b>" in page
    assert "不限包住，有1个" in page
    assert re.search(r'class="chip" href="/jobs/\?lodging=yes"', page)
    assert titles(client, "", "&q=普工") == {"普工"}
    assert client.get("/jobs/?certificate=" + "证" * 31).status_code == 400
    assert "仓管" in client.get("/jobs/feed.xml?certificate=叉车证").content.decode()
    assert "普工" not in client.get("/jobs/feed.xml?certificate=叉车证").content.decode()


def test_a_changed_certificate_is_found_at_once(client: Client, sample: SampleCounty) -> None:
    assert titles(client, "焊工证") == set()
    sample.post("仓管", certificates=["焊工证"])
    assert titles(client, "焊工证") == {"仓管"}


def test_what_would_be_too_short_is_not_cut() -> None:
    assert (core_of("证"), core_of("本证"), core_of("焊工职业资格证书")) == ("证", "本证", "焊工")
