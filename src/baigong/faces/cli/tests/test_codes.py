"""The command that keeps code lists, abolished division codes and places."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from baigong.domains.codes.loading import load_codes
from baigong.domains.codes.models import Code
from baigong.domains.codes.selectors import forget_labels, labels
from baigong.domains.parties.tests.bringing_in import Counties
from baigong.domains.places.models import Place, PlaceEra
from baigong.domains.places.selectors import place_by_code
from baigong.faces.cli.main import main
from baigong.foundation.audit.models import AuditEntry
from baigong.kernels.codes import industries

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _office() -> Iterator[None]:
    forget_labels()
    load_codes(on=FIRST)
    Counties()
    yield
    forget_labels()


def file(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


def industry_table(folder: Path) -> str:
    rows = [
        f"{code.code},{'新农业' if code.code == '01' else code.label},{code.parent or ''}"
        for code in industries()
        if code.code != "97"
    ]
    return file(folder, "\n".join(["code,name,parent", *rows, "A011,谷物种植,A01"]), "gb18030")


def test_a_newer_table_is_looked_at_and_then_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = industry_table(tmp_path)
    assert main(["codes", "load", "industry", path, "--dry-run"]) == 0
    said = capsys.readouterr().out
    for words in ("新增：1\n  011 谷物种植", "改名或换上级：1\n", "→ 新农业", "仍然有效", "没有动数据"):
        assert words in said
    assert labels("industry")["01"] == industries()["01"].label
    assert not AuditEntry.objects.filter(act="codes.renew").exists()
    assert main(["codes", "load", "industry", path, "--end-gone"]) == 0
    assert "废止：1\n  97" in capsys.readouterr().out
    assert labels("industry")["01"] == "新农业" and "97" not in labels("industry")
    assert main(["codes", "load", "industry", path]) == 0
    assert "没有变化：117" in capsys.readouterr().out


def test_a_table_nobody_can_read_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("code,name,parent\nA,农业,\n01,农".encode() + b"\xe4\xff,A\n")
    assert main(["codes", "load", "industry", str(path)]) == 1
    assert "第3行有认不出的字" in capsys.readouterr().err


def test_an_entry_of_the_offices_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["codes", "add", "cause", "shuttle", "没有班车"]) == 0
    assert "shuttle" in capsys.readouterr().out
    assert Code.objects.get(code="shuttle").entered_by == "cli"
    assert main(["codes", "add", "cause", "shuttle", "没有班车"]) == 1
    assert "不用再登记" in capsys.readouterr().err
    assert main(["codes", "add", "nothing", "a", "甲"]) == 1
    said = capsys.readouterr().err
    assert "没有“nothing”这张代码表" in said and "industry" in said


def test_abolished_codes_are_noted_and_what_is_not_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(
        tmp_path,
        "code,successor,since_year\n999931,999921,2019\n999922,999921,2026\n999941,999921,2018\n999941,999951,2018\n",
    )
    assert main(["codes", "load", "succession", path, "--dry-run"]) == 0
    assert PlaceEra.objects.count() == 0
    assert main(["codes", "load", "succession", path]) == 0
    said = capsys.readouterr().out
    assert "999931 → 北渡县" in said and "999922 石桥县" in said and "999941 → 999921、999951" in said
    assert place_by_code("999931").name == "北渡县" and place_by_code("999922").name == "石桥县"


def test_a_newer_table_of_divisions_becomes_a_plan_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(
        tmp_path,
        "code,name,parent\n99,甲省,\n9999,云泽市,99\n999921,北渡县,9999\n999921100,柳塘街道,999921\n"
        "999921102,桥西镇,999921\n999922,石桥县,9999\n",
    )
    before = list(Place.objects.order_by("id").values())
    plan = tmp_path / "plan.toml"
    assert main(["codes", "load", "division", path]) == 0
    assert "请加--plan" in capsys.readouterr().out
    assert main(["codes", "load", "division", path, "--plan", str(plan)]) == 0
    said = capsys.readouterr().out
    assert "柳塘镇 → 柳塘街道" in said and "999921101 桥头镇" in said and "不知去向：1" in said
    assert '[[rename]]\ncode = "999921100"\nname = "柳塘街道"' in plan.read_text()
    assert list(Place.objects.order_by("id").values()) == before
    assert main(["codes", "load", "division", path, "--plan", str(tmp_path / "no" / "plan.toml")]) == 1
    assert "写不了" in capsys.readouterr().err


def test_places_from_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, "code,name,parent\n999921100201,柳岸村,999921100\n")
    before = Place.objects.count()
    assert main(["codes", "places", path, "--dry-run"]) == 0
    assert Place.objects.count() == before and "没有动数据" in capsys.readouterr().out
    assert main(["codes", "places", path]) == 0
    assert "999921100201 柳岸村（村（社区））" in capsys.readouterr().out
    assert Place.objects.count() == before + 1
    assert main(["codes", "places", file(tmp_path, "code,name,parent\n1,某,2\n")]) == 1
    assert "第2行" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["match", "--place", "CODE"],
        ["open-account", "--place", "CODE", "--username", "u", "--display-name", "某"],
        ["units", "open", "999921-K1", "--label", "园", "--place", "CODE"],
    ],
)
def test_commands_find_a_place_by_its_abolished_code(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [{"CODE": "999931"}.get(word, word) for word in command]
    assert main(asked) == 1
    said = "".join(capsys.readouterr())
    assert "没有代码是" in said and "999931" in said
    assert (
        main(
            ["codes", "load", "succession", file(tmp_path, "code,successor,since_year\n999931,999921,2019\n")]
        )
        == 0
    )
    assert main(asked) == 0
    assert "北渡县" in capsys.readouterr().out
