"""Firms, zones, places, sheets, screens; posts that came down; pages kept and given up again."""

from __future__ import annotations

import datetime
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from baigong.domains.places.enums import PlaceKind
from baigong.domains.seekers import notice
from baigong.domains.statuses.models import Status
from baigong.domains.vacancies.services import close_vacancy, publish_vacancies
from baigong.domains.vacancies.taking_down import take_down_vacancy
from baigong.domains.vacancies.tests.sample_vacancies import SINCE, SampleCounty
from baigong.faces.frame.tests.test_pages import inline_code
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.foundation.shared_pages.options import SharedPages

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 13, 1, tzinfo=datetime.UTC)


@pytest.fixture
def sample() -> Any:
    with clock.at(NOW):
        yield SampleCounty()


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    page = answer.content.decode()
    assert inline_code(page) == []
    return page


def published(sample: SampleCounty, title: str = "焊工", **more: Any) -> Any:
    vacancy = sample.post(title, public_since=None, headcount=3, **more)
    with system_scope("test"):
        publish_vacancies(by="test", vacancies=[vacancy])
    return vacancy


def close(vacancy: Any) -> None:
    with system_scope("test"):
        close_vacancy(by="test", vacancy=vacancy, reason="已招满", on=clock.today())


def test_a_closed_post_says_so_and_shows_others(client: Client, sample: SampleCounty) -> None:
    vacancy = published(sample, "气保焊工", occupation_codes=["6-18-02-04"])
    sample.post("电焊工", occupation_codes=["6-18-02-04"])
    sample.post("会计", occupation_codes=["2-06-03-00"])
    close(vacancy)
    page = read(client, f"/jobs/{vacancy.id}/", 410)
    assert "这个岗位已经不招了" in page and "电焊工" in page
    assert "会计" not in page and "气保焊工" not in page
    for address in ("/", "/jobs/", "/jobs/feed.xml", "/sitemap-1.xml", "/firms/"):
        assert str(vacancy.id) not in client.get(address).content.decode()


def test_one_taken_down_is_gone_until_it_is_published_again(client: Client, sample: SampleCounty) -> None:
    vacancy = published(sample)
    with system_scope("test"):
        take_down_vacancy(by="test", vacancy=vacancy)
    assert client.get(f"/jobs/{vacancy.id}/").status_code == 410
    with system_scope("test"):
        again = type(vacancy).objects.get(id=vacancy.id)
        publish_vacancies(by="test", vacancies=[again])
    assert client.get(f"/jobs/{vacancy.id}/").status_code == 200


def test_a_firm_is_what_its_advertisements_say(client: Client, sample: SampleCounty) -> None:
    sample.post("焊工", headcount=4)
    sample.post("普工", headcount=None, place=sample.other_town)
    page = read(client, "/firms/")
    assert "1家企业在招人" in page and "北渡愚公机械有限公司" in page
    page = read(client, f"/firms/{sample.firm.id}/")
    assert "在招2个岗位，要4人" in page and "焊工" in page and "普工" in page
    for secret in ("秦始终", "13912345678"):
        assert secret not in page
    assert "没有合这些条件的企业" in read(client, "/firms/?q=没有这家")
    assert "北渡愚公" in read(client, f"/firms/?q=愚公&place={sample.county.key}")
    read(client, f"/firms/{uuid.uuid4()}/", 404)


@pytest.mark.parametrize("query", ["place=nowhere", "page=0", "page=x", "page=-1", "q=" + "长" * 41])
def test_a_question_about_firms_that_means_nothing_is_refused(
    client: Client, sample: SampleCounty, query: str
) -> None:
    sample.post()
    page = read(client, f"/firms/?{query}", 400)
    assert "这个地址读不懂" in page and str(sample.firm.id) not in page


def test_a_firm_without_an_open_post_has_no_page(client: Client, sample: SampleCounty) -> None:
    vacancy = published(sample)
    read(client, f"/firms/{sample.firm.id}/")
    close(vacancy)
    read(client, f"/firms/{sample.firm.id}/", 404)
    assert str(sample.firm.id) not in read(client, "/firms/")


def test_the_zone_holds_the_firms_that_hold_the_status_today(client: Client, sample: SampleCounty) -> None:
    sample.post("焊工")
    assert "眼下没有重点企业公开的岗位" in read(client, "/zones/key-enterprise/")
    with system_scope("test"):
        Status.objects.create(
            party=sample.firm.party, code="key-enterprise", starts_on=SINCE,
            place_path=sample.town.path, county_id=sample.town.county_id,
        )  # fmt: skip
    page = read(client, "/zones/key-enterprise/")
    assert "1个岗位" in page and "焊工" in page
    assert 'href="/zones/key-enterprise/"' in read(client, "/firms/")
    read(client, "/zones/graduate/", 404)
    read(client, "/zones/no-such/", 404)
    read(client, "/zones/key-enterprise/?after=zzz", 400)


def test_every_county_and_town_has_its_section(client: Client, sample: SampleCounty) -> None:
    sample.post("焊工", headcount=4)
    page = read(client, "/places/")
    assert "1个岗位，要4人" in page and "眼下没有岗位" in page
    assert "北渡县柳塘镇招工专区" in read(client, f"/places/{sample.town.key}/")
    empty = read(client, f"/places/{sample.other_town.key}/")
    assert "眼下没有公开的岗位" in empty and "离得最近的岗位" in empty and "焊工" in empty
    read(client, "/places/none/", 404)


def test_the_sheet_of_a_village_names_the_nearest_first(client: Client, sample: SampleCounty) -> None:
    village = sample._place("槐树村", PlaceKind.VILLAGE, "999921100001", sample.town)
    for number in range(12):
        sample.post(f"远处{number}", place=sample.other_town)
    sample.post("近处的焊工")
    page = read(client, f"/places/{village.key}/sheet/")
    rows = re.findall(r'<th scope="row">([^<]+)', page)
    assert rows[0] == "近处的焊工" and len(rows) == 9
    assert "北渡县柳塘镇槐树村招工信息" in page and "12333" in page and 'class="qr"' in page
    assert f"http://testserver/places/{village.key}/" in page


def test_the_screen_goes_round_by_itself(client: Client, sample: SampleCounty) -> None:
    for number in range(9):
        sample.post(f"岗位{number}")
    address = f"/places/{sample.county.key}/screen/"
    first, second = read(client, address), read(client, f"{address}?page=2")
    assert f'content="20;url={address}?page=2"' in first
    assert f'content="20;url={address}?page=1"' in second
    assert "岗位8" in first and "岗位0" in second and "第2页，共2页" in second
    assert "岗位8" in read(client, f"{address}?page=x")
    for secret in ("秦始终", "13912345678"):
        assert secret not in first


def test_the_tree_of_trades_is_walked_down(client: Client, sample: SampleCounty) -> None:
    sample.post("焊工", occupation_group="6", occupation_codes=["6-18-02-04"])
    sample.post("缝纫工", occupation_group="6", occupation_codes=["6-05-01-03"])
    page = read(client, "/jobs/?trade=6")
    found = re.search(r'href="(/jobs/\?trade=6-18-00-00)">', page)
    assert found
    narrower = read(client, found.group(1))
    assert "1个岗位" in narrower and "缝纫工" not in narrower
    assert 'value="6-18-00-00" selected' in narrower
    assert "焊工" in read(client, "/jobs/?trade=6-18-02-04")
    read(client, "/jobs/?trade=6-99-00-00", 400)


def test_near_comes_first(client: Client, sample: SampleCounty) -> None:
    sample.post("近", place=sample.town)
    sample.post("远", place=sample.other_town)
    titles = r'<h3><a href="[^"]+">([^<]+)'
    assert re.findall(titles, read(client, "/jobs/")) == ["远", "近"]
    page = read(client, f"/jobs/?near={sample.town.key}")
    assert re.findall(titles, page) == ["近", "远"]
    assert "最近的在前" in page
    assert re.findall(titles, read(client, f"/jobs/?near={sample.town.key}&sort=new")) == ["远", "近"]


def test_a_search_is_a_feed(client: Client, sample: SampleCounty) -> None:
    wanted, other = sample.post("焊工").id, sample.post("会计").id
    address = "/jobs/feed.xml?q=%E7%84%8A%E5%B7%A5"
    assert f'href="{address}"' in read(client, "/jobs/?q=焊工")
    feed = client.get(address).content.decode()
    assert str(wanted) in feed and str(other) not in feed and "（“焊工”）" in feed
    assert client.get("/jobs/feed.xml?pay=x").status_code == 400


def test_kept_pages_show_a_change_at_once(settings: Any, sample: SampleCounty) -> None:
    settings.BAIGONG_SHARED_PAGES = SharedPages(topic="public-vacancies", cookie="display")
    stranger = Client()
    vacancy = published(sample)
    address = f"/jobs/{vacancy.id}/"
    first = stranger.get("/jobs/")
    assert first["ETag"] == stranger.get("/jobs/")["ETag"] and "csrf" not in first.content.decode()
    assert stranger.get(address).status_code == 200 and not stranger.cookies
    assert stranger.get("/jobs/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    close(vacancy)
    assert stranger.get(address).status_code == 410
    assert stranger.get("/jobs/", headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert str(vacancy.id) not in stranger.get("/jobs/").content.decode()


def test_type_size_is_chosen_from_a_kept_page(settings: Any, sample: SampleCounty) -> None:
    settings.BAIGONG_SHARED_PAGES = SharedPages(topic="public-vacancies", cookie="display")
    browser = Client(enforce_csrf_checks=True)
    assert "csrfmiddlewaretoken" not in browser.get("/jobs/").content.decode()
    refused = browser.post("/display/", {"type": "large"}, headers={"Origin": "https://elsewhere.example"})
    assert refused.status_code == 403
    chosen = browser.post(
        "/display/", {"type": "large", "next": "/jobs/"}, headers={"Origin": "http://testserver"}
    )
    assert chosen.status_code == 302
    assert 'data-type="large"' in browser.get("/jobs/").content.decode()
    assert 'data-type="large"' not in Client().get("/jobs/").content.decode()


def test_markup_in_an_advertisement_stays_text(client: Client, sample: SampleCounty) -> None:
    hostile = "焊\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
    key = sample.post(hostile, employer_name=hostile, benefits=hostile, workplace_text=hostile).id
    town, firm = f"/places/{sample.town.key}/", f"/firms/{sample.firm.id}/"
    for address in ("/", "/jobs/", f"/jobs/{key}/", "/firms/", firm, town, f"{town}sheet/", f"{town}screen/"):
        page = read(client, address)
        assert "焊" in page
        assert "<script>" not in page and "<img" not in page and "alert(1)</" not in page, address


def test_the_notice_says_what_the_register_says(client: Any, db: None) -> None:
    """PIPL 17, reliability 123: what is kept, for what, how long, whom to ask; another register is another version."""
    page = client.get("/privacy/").content.decode()
    for each in notice.kept_fields():
        assert all(words in page for words in (each.label, each.purpose, each.retention))
    assert "身份证号（敏感信息，加密存放）" in page and notice.version_of(notice.kept_fields()) in page
    assert "/privacy/" in client.get("/").content.decode()
    assert notice.version_of(notice.kept_fields()[1:]) != notice.version_of(notice.kept_fields())
