"""The public pages as a phone without script and without an account gets them."""

from __future__ import annotations

import datetime
import re
import uuid
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baigong.domains.shortages.reading import pay_values
from baigong.domains.vacancies import public
from baigong.domains.vacancies.tests.sample_vacancies import SampleCounty
from baigong.faces.frame.tests.test_pages import inline_code
from baigong.faces.portal import machines, paging, views
from baigong.foundation import clock
from baigong.kernels.pay import parse_pay

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 13, 1, tzinfo=datetime.UTC)
TEMPLATES = sorted((Path(views.__file__).parent / "templates").rglob("*.html"))


@pytest.fixture
def sample() -> Any:
    with clock.at(NOW):
        yield SampleCounty()


def read(client: Client, address: str, status: int = 200, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_code_or_style_inline(path: Path) -> None:
    assert inline_code(path.read_text("utf-8")) == []


def test_the_first_page_counts_and_invents_nothing(client: Client, sample: SampleCounty) -> None:
    empty = read(client, "/")
    assert "眼下没有公开的岗位" in empty
    sample.post("焊工", headcount=12, pay_from_fen_month=650_000, pay_to_fen_month=850_000)
    page = read(client, "/")
    assert "今天有1个岗位在招人，共要12人" in page
    assert "6500–8500<small> 元/月" in page
    assert "北渡县柳塘镇" in page
    assert 'href="/jobs/?q=%E7%84%8A%E5%B7%A5"' in page


def test_the_list_is_an_address(client: Client, sample: SampleCounty) -> None:
    sample.post("会计", has_lodging=True, shift="day", pay_from_fen_month=500_000, occupation_group="2")
    sample.post("普工")
    place = sample.town.key
    page = read(
        client, f"/jobs/?q=会计&place={place}&trade=2&pay=4500&shift=day&shift=two&lodging=yes&sort=pay"
    )
    assert re.findall(r"data-tell>([^<]+)<", page) == ["1个岗位，共招1人"]
    assert "普工" not in page
    for label in ("“会计”", "北渡县柳塘镇", "专业技术", "4500元起", "白班或两班倒", "包住"):
        assert f"<b>{label}</b>" in page
    assert f'value="{place}" selected' in page
    assert 'value="4500" checked' in page
    removing = re.findall(r'class="chip" href="([^"]+)"', page)
    assert len(removing) == 6
    assert not any("lodging" in address for address in removing[-1:])


def test_an_empty_result_says_what_to_relax(client: Client, sample: SampleCounty) -> None:
    sample.post("焊工", shift="two")
    sample.post("焊工", shift="two")
    page = read(client, "/jobs/?q=焊工&shift=day")
    assert "没有合这些条件的岗位" in page
    assert "不限白班，有2个" in page
    alone = read(client, "/jobs/?q=焊工&shift=day&lodging=yes")
    assert "只要“焊工”，有2个" in alone
    assert "只要包住" not in alone
    assert "放宽也没有" in read(client, "/jobs/?q=飞行员&shift=day")


def test_a_few_results_say_what_each_condition_costs(client: Client, sample: SampleCounty) -> None:
    sample.post("焊工", shift="day")
    sample.post("焊工", shift="two")
    assert "不限白班，多看1个" in read(client, "/jobs/?shift=day")


def test_understanding_is_said_and_can_be_refused(client: Client, sample: SampleCounty) -> None:
    sample.post("二保焊操作员", occupation_codes=["6-18-02-04"])
    page = read(client, "/jobs/?q=烧焊")
    assert "已按焊工一起找" in page
    assert "二保焊操作员" in page
    assert "二保焊操作员" not in read(client, "/jobs/?q=烧焊&literal=yes")


@pytest.mark.parametrize(
    "query",
    ["trade=9", "place=nowhere", "pay=abc", "pay=-1", "shift=night", "lodging=maybe", "sort=best",
     "q=" + "长" * 41, "before=zzz"],
)  # fmt: skip
def test_what_is_not_understood_shows_no_list(client: Client, sample: SampleCounty, query: str) -> None:
    sample.post("焊工")
    page = read(client, f"/jobs/?{query}", 400)
    assert "这个地址读不懂" in page
    assert 'class="job"' not in page


def test_a_script_gets_the_results_alone_and_a_whole_address(client: Client, sample: SampleCounty) -> None:
    sample.post("焊工")
    answer = client.get("/jobs/?q=&place=&pay=&lodging=yes", headers={"HX-Request": "true"})
    body = answer.content.decode()
    assert body.lstrip().startswith('<section class="results" id="results"')
    assert "<html" not in body
    assert answer.headers["HX-Push-Url"] == "/jobs/?lodging=yes"
    assert "HX-Request" in answer.headers["Vary"]
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in read(client, "/jobs/?lodging=yes", **back)


def test_next_and_previous_keep_the_conditions(
    client: Client, sample: SampleCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "PAGE_SIZE", 2)
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    for _ in range(5):
        sample.post(has_lodging=True)
    page = read(client, "/jobs/?lodging=yes")
    assert "第1–2个，共5个" in page
    found = re.search(r'rel="next" href="([^"]+)"', page)
    assert found
    second = read(client, found.group(1).replace("&amp;", "&"))
    assert "第3–4个，共5个" in second
    assert 'rel="prev"' in second
    assert "lodging=yes" in found.group(1)


def test_one_vacancy_is_described_for_machines(client: Client, sample: SampleCounty) -> None:
    key = sample.post(
        "焊工（二保焊）", headcount=12, pay_from_fen_month=650_000, pay_to_fen_month=850_050,
        pay_text="6.5-8.5k", shift="day", has_lodging=True, education_rank=2,
        skill_level=1, certificates=["焊接操作证"],
        description="<p>气体保护焊</p>联系人：王小燕 13912345678", workplace_text="工业路18号",
    ).id  # fmt: skip
    page = read(client, f"/jobs/{key}/")
    for words in (
        "气体保护焊",
        "初中及以上",
        "初级工及以上",
        "焊接操作证",
        "白班",
        "工业路18号",
        "6500–8500.50",
    ):
        assert words in page
    properties = set(re.findall(r'itemprop="(\w+)"', page))
    assert {
        "title", "description", "datePosted", "hiringOrganization", "jobLocation", "baseSalary", "minValue",
        "maxValue", "totalJobOpenings",
    } <= properties  # fmt: skip
    assert 'itemtype="https://schema.org/JobPosting"' in page
    assert inline_code(page) == []
    for secret in ("王小燕", "13912345678", "秦始终"):
        assert secret not in page


def test_no_figure_is_made_up_for_pay(client: Client, sample: SampleCounty) -> None:
    negotiable, unknown = sample.post(pay_text="面议").id, sample.post().id
    assert "<small>面议</small>" in read(client, f"/jobs/{negotiable}/")
    page = read(client, f"/jobs/{unknown}/")
    assert "工资没写明" in page
    assert "baseSalary" not in page


def test_a_base_reads_as_a_floor_for_people_and_for_machines(client: Client, sample: SampleCounty) -> None:
    text = "底薪3000+提成"
    base = sample.post("导购", pay_text=text, **_figures(text)).id
    page = read(client, f"/jobs/{base}/")
    assert "元/月起" in page and f"<dd>{text}</dd>" in page
    assert 'itemprop="minValue" content="3000"' in page and "maxValue" not in page
    assert "元/月起" in read(client, "/jobs/")
    whole = sample.post("导购员", pay_text="3000", **_figures("3000")).id  # twin: a whole pay has both ends
    assert 'itemprop="maxValue" content="3000"' in read(client, f"/jobs/{whole}/")


def _figures(text: str) -> dict[str, int | None]:
    kept = pay_values(parse_pay(text))
    return {name: kept[name] for name in ("pay_from_fen_month", "pay_to_fen_month")}


def test_no_headcount_is_made_up(client: Client, sample: SampleCounty) -> None:
    key = sample.post(headcount=None).id
    for address in ("/", "/jobs/", f"/jobs/{key}/"):
        assert "人数没写明" in read(client, address)
        assert "None" not in read(client, address)
    sample.post(headcount=5)
    assert "2个岗位，至少招5人" in read(client, "/jobs/")
    assert "至少要5人" in read(client, "/")


def test_closed_and_unpublished_look_like_nothing(client: Client, sample: SampleCounty) -> None:
    keys = [
        sample.post(public_since=None).id,
        sample.post(public_since=None, closed_on=NOW.date()).id,
        sample.post(withdrawn_at=NOW).id,
        uuid.uuid4(),
    ]
    answers = [client.get(f"/jobs/{key}/") for key in keys]
    assert {answer.status_code for answer in answers} == {404}
    pages = {re.sub(r'(class="secret">)\w+', r"\1", answer.content.decode()) for answer in answers}
    assert len(pages) == 1
    assert len({tuple(sorted(set(answer.headers) - {"Content-Length"})) for answer in answers}) == 1


def test_the_number_of_statements_does_not_grow(
    client: Client, sample: SampleCounty, django_assert_max_num_queries: Any
) -> None:
    key = sample.post().id
    read(client, "/")
    with django_assert_max_num_queries(60) as one:
        for address in ("/", "/jobs/", f"/jobs/{key}/", "/jobs/feed.xml", "/sitemap.xml"):
            read(client, address)
    asked = len(one)
    sample.post(place=sample.other_town)
    sample.post()
    read(client, "/")
    with django_assert_max_num_queries(asked) as three:
        for address in ("/", "/jobs/", f"/jobs/{key}/", "/jobs/feed.xml", "/sitemap.xml"):
            read(client, address)
    assert len(three) == asked


def addresses(client: Client, where: str) -> list[str | None]:
    found = ElementTree.fromstring(read(client, where))
    return [each.text for each in found.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_a_map_that_would_be_too_long_is_split(
    client: Client, sample: SampleCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [sample.post().id for _ in range(5)]
    monkeypatch.setattr(machines, "MAP_LENGTH", 2)
    parts = [
        address.removeprefix("http://testserver") for address in addresses(client, "/sitemap.xml") if address
    ]
    assert len(parts) == 4
    listed = [address for part in parts[1:] for address in addresses(client, part)]
    assert listed == [f"http://testserver/jobs/{key}/" for key in reversed(keys)]
    assert client.get("/sitemap-4.xml").status_code == 404


def test_machines_find_their_way(client: Client, sample: SampleCounty) -> None:
    key = sample.post("焊工<一>", description="电话13912345678").id
    sample.post(public_since=None)
    assert "Sitemap: http://testserver/sitemap.xml" in read(client, "/robots.txt")
    site = "http://testserver"
    assert addresses(client, "/sitemap.xml") == [f"{site}/sitemap-0.xml", f"{site}/sitemap-1.xml"]
    assert f"{site}/places/{sample.town.key}/" in addresses(client, "/sitemap-0.xml")
    assert addresses(client, "/sitemap-1.xml") == [f"{site}/jobs/{key}/"]
    feed = ElementTree.fromstring(read(client, "/jobs/feed.xml"))
    items = list(feed.iter("item"))
    assert [item.findtext("link") for item in items] == [f"http://testserver/jobs/{key}/"]
    assert "北渡愚公机械有限公司" in (items[0].findtext("description") or "")
    assert "13912345678" not in ElementTree.tostring(feed, encoding="unicode")


def test_nothing_here_is_written(client: Client, sample: SampleCounty) -> None:
    key = sample.post().id
    for address in ("/", "/jobs/", f"/jobs/{key}/", "/robots.txt", "/sitemap.xml", "/jobs/feed.xml"):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200
