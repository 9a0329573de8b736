"""Distance on the list of jobs: what a row says, what is said when nobody knows, and key firms first."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from baigong.domains.places.models import Place
from baigong.domains.places.pointing import set_points
from baigong.domains.statuses.models import Status
from baigong.domains.vacancies.public_distance import HowFar
from baigong.domains.vacancies.tests.sample_vacancies import SINCE, SampleCounty
from baigong.faces.frame.tests.test_pages import inline_code
from baigong.faces.portal.distances import far_words
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.foundation.shared_pages.options import SharedPages
from baigong.kernels.distance import Point

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 13, 1, tzinfo=datetime.UTC)
HOME, EIGHT_AWAY = Point.read("37.10000", "118.20000"), Point.read("37.17195", "118.20000")
TITLES = r'<h3><a href="[^"]+">([^<]+)'


@pytest.fixture
def sample() -> Any:
    with clock.at(NOW):
        yield SampleCounty()


def enter(*found: tuple[Place, Point]) -> None:
    with system_scope("test"):
        set_points(by="test", points={place.code: point for place, point in found})


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    page = str(answer.content.decode())
    assert inline_code(page) == []
    return page


def test_a_row_says_how_far_it_is(client: Client, sample: SampleCounty) -> None:
    enter((sample.town, HOME), (sample.other_town, EIGHT_AWAY))
    sample.post("本镇")
    sample.post("邻县", place=sample.other_town)
    assert "公里" not in re.sub(r"<option.*?</option>", "", read(client, "/jobs/"))
    page = read(client, f"/jobs/?near={sample.town.key}")
    assert re.findall(TITLES, page) == ["本镇", "邻县"]
    assert re.findall(r'class="far">([^<]+)', page) == ["同一个镇（街道）", "约8公里"]
    assert "两地中心之间的直线距离" in page and "最近的在前" in page and "<b>离柳塘镇</b>" in page
    page = read(client, f"/jobs/?near={sample.town.key}&within=5")
    assert re.findall(TITLES, page) == ["本镇"] and "<b>离柳塘镇5公里以内</b>" in page
    assert "不限离柳塘镇5公里以内，多看1个" in page
    assert 'value="5" selected' in page


def test_what_nobody_knows_is_said(client: Client, sample: SampleCounty) -> None:
    sample.post("邻县", place=sample.other_town)
    page = read(client, f"/jobs/?near={sample.town.key}")
    assert "柳塘镇还没有登记坐标，先按同镇、同县排。" in page and "别的县（市、区）" in page
    page = read(client, f"/jobs/?near={sample.town.key}&within=50")
    assert "柳塘镇还没有登记坐标，按公里数找不了。" in page and not re.findall(TITLES, page)
    assert "选到镇（街道）才能算公里数" in read(client, f"/jobs/?near={sample.county.key}&within=50")
    page = read(client, "/jobs/?within=50")
    assert "还要选“离哪里”" in page and not re.findall(TITLES, page)
    enter((sample.town, HOME))
    page = read(client, f"/jobs/?near={sample.town.key}")
    assert "没写公里数的岗位，所在的地方还没有登记坐标。" in page
    page = read(client, f"/jobs/?near={sample.town.key}&within=50")
    assert "另有1个岗位所在的地方没有登记坐标" in page and not re.findall(TITLES, page)


def test_the_pages_of_a_place_say_it_too(client: Client, sample: SampleCounty) -> None:
    enter((sample.town, HOME), (sample.other_town, EIGHT_AWAY))
    sample.post("邻县", place=sample.other_town)
    assert "约8公里" in read(client, f"/places/{sample.town.key}/")
    sample.post("本镇")
    page = read(client, f"/places/{sample.town.key}/sheet/")
    assert "石桥县东桥镇，约8公里" in page and "北渡县柳塘镇<" in page


@pytest.mark.parametrize("value", ["x", "7", "05", "-5", "5.0", "1e1"])
def test_a_distance_nobody_offered_is_refused(client: Client, sample: SampleCounty, value: str) -> None:
    sample.post()
    page = read(client, f"/jobs/?near={sample.town.key}&within={value}", 400)
    assert "“多远以内”这一项读不懂" in page and not re.findall(TITLES, page)
    assert client.get(f"/jobs/feed.xml?within={value}").status_code == 400


def test_links_keep_the_place_with_the_distance_and_drop_both(client: Client, sample: SampleCounty) -> None:
    enter((sample.town, HOME), (sample.other_town, EIGHT_AWAY))
    sample.post("邻县", place=sample.other_town)
    page = read(client, f"/jobs/?near={sample.town.key}&within=5&lodging=yes")
    assert f'/jobs/?lodging=yes&amp;near={sample.town.key}"' in page  # without the distance
    assert f"/jobs/?near={sample.town.key}&amp;within=5" in page  # without lodging
    page = read(client, f"/jobs/?near={sample.town.key}&sort=near")
    assert re.search(r'class="chip" href="/jobs/"><b>离柳塘镇', page)


def test_a_kept_page_is_given_up_when_a_point_is_entered(settings: Any, sample: SampleCounty) -> None:
    settings.BAIGONG_SHARED_PAGES = SharedPages(
        topic="public-vacancies", also=("place-points",), cookie="display"
    )
    stranger, address = Client(), f"/jobs/?near={sample.town.key}"
    enter((sample.town, HOME))
    sample.post("邻县", place=sample.other_town)
    assert "约8公里" not in read(stranger, address)
    enter((sample.other_town, EIGHT_AWAY))
    assert "约8公里" in read(stranger, address)


def test_without_that_topic_an_old_page_would_stay(settings: Any, sample: SampleCounty) -> None:
    """Sabotage twin: nobody listens to where places lie."""
    settings.BAIGONG_SHARED_PAGES = SharedPages(topic="public-vacancies", cookie="display")
    stranger, address = Client(), f"/jobs/?near={sample.town.key}"
    enter((sample.town, HOME))
    sample.post("邻县", place=sample.other_town)
    assert "约8公里" not in read(stranger, address)
    enter((sample.other_town, EIGHT_AWAY))
    assert "约8公里" not in read(stranger, address)


@pytest.mark.parametrize(
    ("far", "words"),
    [
        (HowFar(0, "none"), "不到1公里"),
        (HowFar(1, "town"), "约1公里"),
        (HowFar(4_000, "none"), "很远"),
        (HowFar(0, "town", is_same_point=True), "同一个镇（街道）"),
        (HowFar(None, "county"), "同一个县（市、区）"),
        (HowFar(None, "none"), "别的县（市、区）"),
    ],
)
def test_words_of_a_distance(far: HowFar, words: str) -> None:
    assert far_words(far) == words


def test_key_firms_come_first_when_asked_and_say_why(client: Client, sample: SampleCounty) -> None:
    sample.post("焊工")
    assert "重点企业</span>" not in read(client, "/jobs/?sort=key")
    with system_scope("test"):
        Status.objects.create(
            party=sample.firm.party, code="key-enterprise", starts_on=SINCE,
            place_path=sample.town.path, county_id=sample.town.county_id,
        )  # fmt: skip
    page = read(client, "/jobs/?sort=key")
    assert '<span class="tag key-firm">重点企业</span>' in page
    assert "重点企业</span>" not in read(client, "/jobs/")
    assert 'href="/jobs/?sort=key"' in read(client, "/jobs/")
