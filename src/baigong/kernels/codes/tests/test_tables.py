"""The tables themselves: sizes, parents, search, loading newer ones, abolished codes."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from tests.real_data import real_file

from baigong.kernels.codes import (
    Catalogue,
    Code,
    CodesError,
    Succession,
    division_level,
    divisions,
    education_levels,
    heirs,
    industries,
    known_successions,
    load_divisions_csv,
    load_successions_csv,
    normal_division_code,
    normal_occupation_code,
    occupations,
    skill_levels,
    sources,
    supersede,
)
from baigong.kernels.codes.sources import package_file

ALL = [occupations, divisions, industries, education_levels, skill_levels]


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


class TestEveryTable:
    @pytest.mark.parametrize("table", ALL)
    def test_stands_on_its_top_and_has_names(self, table) -> None:  # type: ignore[no-untyped-def]
        catalogue = table()
        assert all(code.label and code.label == code.label.strip() for code in catalogue)
        assert {code.scheme for code in catalogue} == {catalogue.scheme}
        assert all(code.parent is None for code in catalogue.children())
        assert sum(len(catalogue.children(code.code)) for code in catalogue) == len(catalogue) - len(
            catalogue.children()
        )


class TestCatalogue:
    CATALOGUE = Catalogue(
        "trade",
        [
            Code("trade", "1", "热加工"),
            Code("trade", "1-1", "焊工", "1", ("氩弧焊工", "电焊工"), 2),
            Code("trade", "1-2", "喷涂喷焊工", "1", (), 2),
            Code("trade", "1-1-1", "焊工学徒", "1-1", (), 3),
        ],
    )

    def test_up_and_down(self) -> None:
        assert [code.code for code in self.CATALOGUE.children("1")] == ["1-1", "1-2"]
        assert [code.code for code in self.CATALOGUE.ancestors("1-1-1")] == ["1", "1-1"]
        assert [code.code for code in self.CATALOGUE.descendants("1")] == ["1-1", "1-1-1", "1-2"]
        assert self.CATALOGUE.path_label("1-1-1", "/") == "热加工/焊工/焊工学徒"
        assert self.CATALOGUE.children("1-2") == () and self.CATALOGUE.ancestors("1") == ()

    def test_unknown(self) -> None:
        assert self.CATALOGUE.get("9") is None and "9" not in self.CATALOGUE
        with pytest.raises(CodesError, match="没有9"):
            self.CATALOGUE["9"]

    @pytest.mark.parametrize(
        ("typed", "codes"),
        [
            ("焊工", ["1-1", "1-1-1", "1-2"]),
            ("电焊工", ["1-1"]),
            ("1-2", ["1-2"]),
            ("11", ["1-1", "1-1-1"]),
            (" 焊 工 ", ["1-1", "1-1-1", "1-2"]),
            ("飞行员", []),
            ("", []),
        ],
    )
    def test_search_puts_the_exact_first(self, typed: str, codes: list[str]) -> None:
        assert [code.code for code in self.CATALOGUE.search(typed)] == codes

    def test_search_stops_at_the_limit(self) -> None:
        assert len(self.CATALOGUE.search("工", limit=2)) == 2

    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            ([Code("t", "1", "甲"), Code("t", "1", "乙")], "duplicate"),
            ([Code("t", "1", "甲", "2")], "orphan"),
            ([Code("t", "1", "甲", "2"), Code("t", "2", "乙", "1")], "cycle"),
        ],
    )
    def test_a_broken_table_is_refused(self, rows: list[Code], code: str) -> None:
        with pytest.raises(CodesError) as refusal:
            Catalogue("t", rows)
        assert refusal.value.code == code


class TestOccupations:
    def test_size(self) -> None:
        """The file has 8, 73, 336 and 1634 rows; four of them repeat a code."""
        assert Counter(code.level for code in occupations()) == {1: 8, 2: 72, 3: 335, 4: 1632}

    def test_marks_are_as_many_as_published(self) -> None:
        marks = Counter(mark for code in occupations() for mark in code.marks)
        assert marks == {"green": 134, "digital": 95}
        assert not any(code.label[-1].isascii() for code in occupations())

    def test_one_row_whole(self) -> None:
        courier = occupations()["4-10-08-01"]
        assert (courier.label, courier.level) == ("网约配送员", 4)
        assert "送餐员" in courier.aliases and courier.label not in courier.aliases
        assert courier.definition.endswith("。") and len(courier.tasks) > 2
        assert not courier.tasks[0][0].isdecimal()

    def test_every_row_lies_below_its_own_prefix(self) -> None:
        for code in occupations():
            assert code.parent is None or code.code.startswith(code.parent.split("-00")[0])
            assert (code.parent is None) == (code.level == 1)

    def test_a_code_of_group_and_occupation_is_the_occupation(self) -> None:
        assert occupations()["2-03-01-00"].level == 4

    def test_search_finds_by_what_people_say(self) -> None:
        assert occupations().search("送餐员")[0].code == "4-10-08-01"
        assert occupations().search("6180204")[0].label == "焊工"

    def test_code_forms(self) -> None:
        assert normal_occupation_code("6180204") == normal_occupation_code(" 6-18-02-04 ") == "6-18-02-04"
        assert normal_occupation_code("6-18-2-4") is None


class TestIndustries:
    def test_size_and_sections(self) -> None:
        assert Counter(code.level for code in industries()) == {1: 20, 2: 97}
        assert "".join(code.code for code in industries().children()) == "ABCDEFGHIJKLMNOPQRST"
        divisions_of_sections = [code.code for code in industries() if code.level == 2]
        assert divisions_of_sections == [f"{number:02d}" for number in range(1, 98)]
        assert [code.code for code in industries().children("C")] == [f"{number}" for number in range(13, 44)]

    def test_against_the_published_table(self) -> None:
        with real_file("gbt4754_2017.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.DictReader(stream) if row["level"] in ("门类", "大类")]
        published = {row["code"][1:] or row["code"]: row for row in rows}
        assert {code.code: code.parent or "" for code in industries()} == {
            code: row["parent"] for code, row in published.items()
        }
        # That copy writes three divisions in words of its own; the rest must agree to the character.
        differing = [code.code for code in industries() if code.label != published[code.code]["name"]]
        assert set(differing) <= {"15", "75", "87"}


class TestDivisions:
    def test_levels(self) -> None:
        sizes = Counter(code.level for code in divisions())
        assert sizes[1] >= 33 and sizes[2] >= 333 and sizes[3] > 2800 and sizes[4] > 38000
        assert all(len(code.code) == (9 if code.level == 4 else 6) for code in divisions())

    def test_the_way_down(self) -> None:
        path = divisions().path_label("371602001").removeprefix(divisions()["370000"].label)
        assert path.startswith(divisions()["371600"].label) and len(divisions().ancestors("371602001")) == 3

    def test_no_place_has_the_county_reserved_for_demonstrations(self) -> None:
        assert not any(code.code[4:6] == "99" for code in divisions())

    def test_against_an_older_edition(self) -> None:
        with real_file("divisions/areas.csv").open(encoding="utf-8-sig", newline="") as stream:
            older = [row["code"] for row in csv.DictReader(stream)]
        # Statistics has its own zones, numbered from 71, that are no divisions.
        counties = [code for code in older if not 71 <= int(code[4:]) <= 79]
        known = sum(supersede(code) in divisions() for code in counties)
        assert known / len(counties) > 0.99

    def test_code_forms(self) -> None:
        assert [normal_division_code(text) for text in ("37", "3716", " 371602 ", "371602001")] == [
            "370000",
            "371600",
            "371602",
            "371602001",
        ]
        assert [normal_division_code(text) for text in ("3", "3716O2", "", "37160200")] == [None] * 4

    def test_level_from_the_code(self) -> None:
        codes = ("370000", "371600", "371602", "371602001", "371602001001")
        assert [division_level(code) for code in codes] == [1, 2, 3, 4, 5]


class TestLoadingANewerTable:
    GOOD = "code,name,parent\n37,甲省,\n3716,乙市,37\n371602,丙区,3716\n371602001,丁街道,371602\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_in_either_encoding(self, tmp_path: Path, encoding: str) -> None:
        table = load_divisions_csv(write(tmp_path, self.GOOD, encoding))
        assert [(code.code, code.level) for code in table] == [
            ("370000", 1), ("371600", 2), ("371602", 3), ("371602001", 4),
        ]  # fmt: skip
        assert table.path_label("371602001") == "甲省乙市丙区丁街道"

    @pytest.mark.parametrize(
        ("text", "code", "says"),
        [
            ("code,name\n37,甲省\n", "columns", "缺少列“parent”"),
            ("code,name,parent\n", "empty", "没有一行"),
            ("code,name,parent\n37,甲省,\n37,甲省,\n", "duplicate", "第3行"),
            ("code,name,parent\n3x,甲省,\n", "form", "第2行"),
            ("code,name,parent\n37,,\n", "name", "没有名称"),
            ("code,name,parent\n37,甲省,\n3716,乙市,\n", "parent", "第3行"),
            ("code,name,parent\n37,甲省,\n3716,乙市,38\n", "orphan", "380000"),
        ],
    )
    def test_refused_with_the_line(self, tmp_path: Path, text: str, code: str, says: str) -> None:
        with pytest.raises(CodesError) as refusal:
            load_divisions_csv(write(tmp_path, text))
        assert refusal.value.code == code and says in refusal.value.sentence

    def test_what_neither_encoding_can_read_is_refused_with_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "table.csv"
        for encoding, broken, line in (("utf-8", b"\xe4\xb8", 4), ("gb18030", b"\xb6\xff", 5)):
            rows = self.GOOD.encode(encoding).split(b"\n")
            rows[line - 1] = rows[line - 1].replace(b",", b"," + broken, 1)
            path.write_bytes(b"\n".join(rows))
            with pytest.raises(CodesError, match=f"第{line}行有认不出的字") as refusal:
                load_divisions_csv(path)
            assert refusal.value.code == "encoding"

    def test_read_as_the_other_encoding_one_spoilt_line_would_spoil_all(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Sabotage twin: without the look at the whole file a UTF-8 table comes in as nonsense, unnoticed."""
        good = "code,name,parent\n37,甲省,\n3716,乙市,37\n371602,丙区,3716\n"
        spoilt = good.encode().replace("丙区".encode(), "丙区".encode() + b"\xb6\xa1")
        path = tmp_path / "table.csv"
        path.write_bytes(spoilt)
        with pytest.raises(CodesError, match="第4行"):
            load_divisions_csv(path)
        monkeypatch.setattr(sources, "_is_mostly_utf8", lambda raw: False)
        assert load_divisions_csv(path)["370000"].label != "甲省"

    def test_no_such_file_and_a_folder_are_said_in_words(self, tmp_path: Path) -> None:
        for path in (tmp_path / "none.csv", tmp_path):
            with pytest.raises(CodesError, match="打不开"):
                load_divisions_csv(path)

    def test_blank_lines_are_passed_over(self, tmp_path: Path) -> None:
        assert len(load_divisions_csv(write(tmp_path, self.GOOD + ",,\n\n"))) == 4


class TestAbolishedCodes:
    def test_a_merged_county_leads_to_its_heir(self) -> None:
        assert supersede("371202") == "370116" and supersede("371200") == "370100"
        assert supersede("371602") == "371602"

    def test_through_two_changes(self) -> None:
        assert supersede("341422") == "340281"

    def test_a_township_leads_to_the_county_only(self) -> None:
        assert supersede("371202001") == "370116"

    def test_a_township_with_a_line_of_its_own_follows_it(self) -> None:
        table = {
            "371202": Succession("371202", "370116", 2019),
            "371202001": Succession("371202001", "370116002", 2019),
        }
        assert supersede("371202001", table) == "370116002"

    def test_every_known_change_leads_from_a_dead_code_to_a_living_one(self) -> None:
        assert len(known_successions()) > 80
        for old in known_successions():
            assert old not in divisions(), old
            assert supersede(old) in divisions(), old

    def test_without_the_table_an_old_code_would_be_lost(self) -> None:
        assert supersede("371202", {}) not in divisions()

    def test_a_split_place_is_a_question_that_names_its_heirs(self, tmp_path: Path) -> None:
        lines = "code,successor,since_year,name\n371699,371602,2026,老区\n371699,371603,2026,\n371698,371699,2020,\n"
        table = load_successions_csv(write(tmp_path, lines))
        assert table["371699"] == Succession("371699", "371602", 2026, ("371603",), "老区")
        assert heirs("371699", table) == heirs("371698", table) == ("371602", "371603")
        assert heirs("371699001", table) == ("371602", "371603")
        with pytest.raises(CodesError, match="分给了371602、371603"):
            supersede("371699", table)

    def test_heirs_that_meet_again_are_one(self) -> None:
        table = {
            "371699": Succession("371699", "371698", 2020, ("371602",)),
            "371698": Succession("371698", "371602", 2022),
        }
        assert supersede("371699", table) == "371602"

    def test_a_circle_is_refused(self) -> None:
        circle = {
            "110101": Succession("110101", "110102", 2020),
            "110102": Succession("110102", "110101", 2021),
        }
        with pytest.raises(CodesError, match="绕回"):
            supersede("110101", circle)

    def test_an_office_loads_its_own(self, tmp_path: Path) -> None:
        table = load_successions_csv(write(tmp_path, "code,successor,since_year\n371699,371602,2026\n"))
        assert supersede("371699", table) == "371602"

    @pytest.mark.parametrize("line", ["37x,371602,2026", "371602,371602,2026", "371603,371602,今年"])
    def test_a_line_that_says_nothing_is_refused(self, tmp_path: Path, line: str) -> None:
        with pytest.raises(CodesError, match="第2行"):
            load_successions_csv(write(tmp_path, f"code,successor,since_year\n{line}\n"))


def test_a_missing_package_is_named() -> None:
    with pytest.raises(CodesError, match="no_such_package_here"):
        package_file("no_such_package_here", "data.csv")
