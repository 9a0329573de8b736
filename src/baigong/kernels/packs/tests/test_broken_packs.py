"""Forty ways to break a pack, each found and named by file and key; and files made to hang a reader."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.kernels.packs import PackError, Problem, check_pack, load_pack, read

PACKS = Path(__file__).parents[5] / "packs"
Break = Callable[[Path], None]


def swap(file: str, old: str, new: str) -> Break:
    def change(packs: Path) -> None:
        path = packs / file
        text = path.read_text("utf-8")
        assert old in text, f"{old!r} is no longer in {file}"
        path.write_text(text.replace(old, new, 1), "utf-8")

    return change


def add(file: str, more: str) -> Break:
    def change(packs: Path) -> None:
        path = packs / file
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(before + "\n" + more + "\n", "utf-8")

    return change


def remove(file: str) -> Break:
    return lambda packs: (packs / file).unlink()


PLAN, QUOTAS, LEDGER = "binzhou/plan.toml", "binzhou/quotas.toml", "binzhou/registers/lg-12.toml"
NATION = "_national/parameters.toml"
PAY = '[[parameter.pay]]\nfrom = 2021-01-01\nvalue = {}\nunit = "元/月"'
BREAKS: list[tuple[str, Break, str, str, str]] = [
    ("no title", swap(PLAN, "title = ", "titel = "), PLAN, "title", "缺“title”"),
    ("unknown key", swap(PLAN, "title = ", "titel = "), PLAN, "titel", "不认识“titel”"),
    ("unknown level", swap(PLAN, '"city"', '"village"'), PLAN, "level", "不在可写的词里"),
    ("quoted day", swap(PLAN, "2021-03-29", '"2021-03-29"'), PLAN, "starts_on", "不加引号"),
    ("day with time", swap(PLAN, "2021-03-29", "2021-03-29T08:00:00"), PLAN, "starts_on", "不带时刻"),
    ("ends first", swap(PLAN, "2021-07-01", "2021-03-29"), PLAN, "ends_before", "要晚于"),
    ("place in words", swap(PLAN, '"3716"', '"滨州"'), PLAN, "place_code", "位数字"),
    ("no such parent", swap(PLAN, '"shandong"', '"henan"'), PLAN, "parent", "没有“henan”"),
    ("own parent", swap(PLAN, 'parent = "shandong"', 'parent = "binzhou"'), PLAN, "parent", "绕回"),
    ("parent outside", swap(PLAN, 'parent = "shandong"', 'parent = "../shandong"'), PLAN, "parent", "只能用"),
    ("other id", swap(PLAN, 'id = "binzhou"', 'id = "bin"'), PLAN, "id", "和文件夹同名"),
    ("parent too low", swap("shandong/plan.toml", '"province"', '"city"'), PLAN, "parent", "层级"),
    ("no plan", remove(PLAN), PLAN, "", "没有读到plan.toml"),
    ("broken parent", swap("shandong/plan.toml", "title", "name"), "shandong/plan.toml", "title", "缺"),
    ("not TOML", add(PLAN, "什么 = = 1"), PLAN, "", "TOML写法有误"),
    ("key twice", add(PLAN, 'id = "x"'), PLAN, "", "TOML写法有误"),
    ("strange file", add("binzhou/notes.md", "x"), "binzhou/notes.md", "", "不认识这份文件"),
    ("strange register", add("binzhou/registers/lg.txt", "x"), "binzhou/registers/lg.txt", "", "不认识这份"),
    ("unit", swap(NATION, '"天"', '"日"'), NATION, "parameter.paid-days-per-month[0].unit", "不在可写"),
    ("value in words", swap(NATION, "21.75", '"21.75"'), NATION,
     "parameter.paid-days-per-month[0].value", "不加引号"),
    ("half a fen", add(NATION, PAY.format("2000.005")), NATION, "parameter.pay[0].value", "两位小数"),
    ("not a number", add(NATION, PAY.format("nan")), NATION, "parameter.pay[0].value", "具体的数"),
    ("huge number", add(NATION, PAY.format("1e400")), NATION, "parameter.pay[0].value", "数太大"),
    ("two from one day", add(NATION, PAY.format(1) + "\n" + PAY.format(2)), NATION,
     "parameter.pay", "同一天"),
    ("no total, no floor", swap(QUOTAS, "total = 110", ""), QUOTAS, "quota[0].total", "至少要写一个"),
    ("total zero", swap(QUOTAS, "total = 110", "total = 0"), QUOTAS, "quota[0].total", "不小于1"),
    ("yes as total", swap(QUOTAS, "total = 110", "total = true"), QUOTAS, "quota[0].total", "整数"),
    ("floor per planet", swap(QUOTAS, '"county"', '"planet"'), QUOTAS, "quota[1].floor.per", "不在可写"),
    ("same id twice", swap(QUOTAS, "KPI-BZ-3C", "KPI-BZ-3"), QUOTAS, "quota[3].id", "前面已经写过"),
    ("no such clause", swap(QUOTAS, "BZ-1b", "BZ-99"), QUOTAS, "clause", "“BZ-99”不在"),
    ("no such register", swap("binzhou/clauses.toml", "register:LG-12", "register:LG-2"),
     "binzhou/clauses.toml", "clause[5].carried_by", "没有“register:LG-2”"),
    ("strange carrier", swap("binzhou/clauses.toml", "page:shortages", "somehow"),
     "binzhou/clauses.toml", "clause[5].carried_by", "种类:名字"),
    ("tier out of order", swap("binzhou/tiers.toml", "rank = 2", "rank = 5"),
     "binzhou/tiers.toml", "tier[1].rank", "依次"),
    ("two tests", swap("binzhou/tiers.toml", 'has = "monitored-unemployment"', 'has = "a", is = "b"'),
     "binzhou/tiers.toml", "tier[0].where[0]", "同时写了"),
    ("misspelt test", swap("binzhou/tiers.toml", 'is = "C"', 'equals = "C"'),
     "binzhou/tiers.toml", "tier[1].where[0].any[2]", "一种比法"),
    ("arithmetic", swap("_national/groups.toml", 'is = "unemployed"', 'at_least = "2 + 2"'),
     "_national/groups.toml", "group[1].where[0].at_least", "数字或日期"),
    ("column kind", swap(LEDGER, 'kind = "money"', 'kind = "float"'), LEDGER, "column[9].kind", "不在可写"),
    ("column twice", swap(LEDGER, '"pay_to_fen_month"', '"pay_from_fen_month"'), LEDGER, "column[10].field",
     "前面已经写过"),
    ("required in words", swap(LEDGER, "\nrequired = true", '\nrequired = "是"'), LEDGER,
     "column[0].required", "true或false"),
    ("file and id differ", swap(LEDGER, 'id = "LG-12"', 'id = "LG-21"'), LEDGER, "id", "lg-21.toml"),
    ("nothing to count", swap("binzhou/registers/lg-16-seekers.toml", 'id = "people"', 'x = 1'),
     "binzhou/registers/lg-16-seekers.toml", "cross_tab.measure[0].id", "缺“id”"),
    ("sum of nothing", swap("binzhou/registers/lg-16.toml", 'field = "organisation_id"', ""),
     "binzhou/registers/lg-16.toml", "cross_tab.measure[0].field", "缺“field”"),
    ("weights do not add up", swap("binzhou/weights.toml", "occupation = 35", "occupation = 36"),
     "binzhou/weights.toml", "weights", "应是100"),
    ("unknown weight", swap("binzhou/weights.toml", "lodging", "luck"), "binzhou/weights.toml", "weights",
     "不认识"),
    ("unknown level of proof", swap("binzhou/proofs.toml", 'level = "registered"', 'level = "rich"'),
     "binzhou/proofs.toml", "engagement[0].level[2].level", "没有“rich”这一级"),
    ("filled from nowhere", swap("binzhou/proofs.toml", 'filled_from = "insured"', 'filled_from = "happy"'),
     "binzhou/proofs.toml", "engagement[0].filled_from", "没有写要什么证明"),
    ("unknown proof", swap("binzhou/proofs.toml", 'proof = "contract"', 'proof = "handshake"'),
     "binzhou/proofs.toml", "engagement[0].level[1].needs[0].proof", "不在可写"),
    ("unknown fact of a check", swap("_national/screening.toml", 'fact = "is_out_of_date"', 'fact = "is_lucky"'),
     "_national/screening.toml", "check[19].where", "没有“is_lucky”"),
    ("orphan code", swap("_national/codes.toml", 'parent = "by-person"', 'parent = "by-nobody"'),
     "_national/codes.toml", "scheme[2].code[1].parent", "上级“by-nobody”"),
]  # fmt: skip


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


@pytest.mark.parametrize(("break_it", "file", "key", "words"), [each[1:] for each in BREAKS],
                         ids=[each[0] for each in BREAKS])  # fmt: skip
def test_a_broken_pack_is_named_by_file_and_key(
    packs: Path, break_it: Break, file: str, key: str, words: str
) -> None:
    assert check_pack(packs / "binzhou") == []
    break_it(packs)
    problems = check_pack(packs / "binzhou")
    assert [each for each in problems if each.file == file and each.key == key and words in each.sentence], (
        problems
    )
    assert all(each.sentence.endswith(("。", ")")) for each in problems)


def test_forty_breaks_at_least() -> None:
    assert len({each[0] for each in BREAKS}) == len(BREAKS) >= 40


def test_loading_a_broken_pack_raises_all_its_problems(packs: Path) -> None:
    swap(PLAN, "title", "titel")(packs)
    with pytest.raises(PackError, match="处要改") as caught:
        load_pack(packs / "binzhou")
    assert {each.key for each in caught.value.problems} == {"title", "titel"}


def test_the_version_follows_every_byte_and_the_parents(packs: Path) -> None:
    before = load_pack(packs / "binzhou").version
    assert load_pack(packs / "binzhou").version == before
    add("_national/parameters.toml", "# one remark more")(packs)
    assert load_pack(packs / "binzhou").version != before


def test_yuan_become_fen_and_dated_values_follow_the_day(packs: Path) -> None:
    later = PAY.replace("2021-01-01", "2021-10-01").format("2100.50")
    add("binzhou/parameters.toml", later + "\n" + PAY.format(1910))(packs)
    pack = load_pack(packs / "binzhou")
    assert pack.parameter("pay", date(2021, 9, 30)).fen == 191_000
    assert pack.parameter("pay", date(2021, 10, 1)).fen == 210_050
    with pytest.raises(ValueError, match="no money"):
        _ = pack.parameter("hours-per-day", date(2021, 1, 1)).fen


def test_a_link_is_not_followed(packs: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text('id = "x"', "utf-8")
    (packs / "binzhou/registers/lg-99.toml").symlink_to(secret)
    assert [each.sentence for each in check_pack(packs / "binzhou")] == [
        "这不是普通文件，请直接放文件，不要放链接。"
    ]


BOMBS = {
    "dotted keys": (".".join(["a"] * 60_000) + " = 1").encode(),
    "arrays": b"x = " + b"[" * 50_000 + b"]" * 50_000,
    "inline tables": b"x = " + b"{a=" * 30_000 + b"1" + b"}" * 30_000,
    "nodes": b"x = [" + b"1," * 30_000 + b"]",
    "digits": b"x = " + b"9" * 100_000,
    "exponent": b"x = 1e999999999999",
    "size": b"#" * (read.MOST_BYTES + 1),
    "not text": b"x = '\xff\xfe'",
    "bell": b'x = "\\u0007"',
    "deep": ("[" + ".".join("abcdefghijklmnop") + "]\nx = 1").encode(),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_file_made_to_hang_the_reader_is_refused_at_once(packs: Path, bomb: bytes) -> None:
    (packs / "binzhou/parameters.toml").write_bytes(bomb)
    problems = check_pack(packs / "binzhou")
    assert [each.file for each in problems] == ["binzhou/parameters.toml"]


def test_without_the_limit_on_dots_the_parser_takes_the_square_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The harm: four times the keys cost far more than four times the time."""
    monkeypatch.setattr(read, "MOST_DOTS_IN_A_LINE", 10**9)

    def seconds(dots: int) -> float:
        started = time.process_time()
        read.parse_toml((".".join(["a"] * dots) + " = 1").encode(), "x.toml")
        return time.process_time() - started

    seconds(100)
    assert seconds(2_400) > 6 * seconds(600)


@settings(max_examples=200, deadline=1000)
@given(st.binary(max_size=300) | st.text(alphabet="ab.=[]{}\"'\n1-:,#", max_size=200).map(str.encode))
def test_any_bytes_give_tables_or_a_problem(content: bytes) -> None:
    result = read.parse_toml(content, "x.toml")
    assert isinstance(result, dict | Problem)
