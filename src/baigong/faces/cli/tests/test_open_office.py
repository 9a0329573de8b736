"""Opening an office on an empty database: its divisions, its lists of codes, its plan and the first accounts."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

import pytest

from baigong.domains.codes.selectors import forget_labels, labels
from baigong.domains.places.models import Place
from baigong.domains.places.planting import PlantingError, plant_divisions
from baigong.domains.policies.models import PackVersion
from baigong.domains.users.models import Post, User
from baigong.faces.cli import open_account, open_office
from baigong.foundation.scope import system_scope

DAY = datetime.date(2026, 1, 1)


@pytest.fixture
def _fresh_labels() -> None:
    forget_labels()


def opened(code: str = "371600", divisions: Path | None = None) -> int:
    return open_office.run(
        argparse.Namespace(code=code, username="first", display_name="王主任", since=DAY, divisions=divisions)
    )


@pytest.mark.usefixtures("_fresh_labels")
def test_an_office_opens_with_its_places_codes_plan_and_an_account(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert opened() == 0
    said = capsys.readouterr().out
    assert "用的方案是" in said and "密码只显示这一次" in said
    city = Place.objects.get(code="371600")
    assert Place.objects.filter(parent=city, kind="county").count() >= 7
    assert Place.objects.filter(path__startswith=city.path, kind="town").count() > 50
    assert city.parent is not None and city.parent.kind == "province"
    assert labels("cause") and labels("refusal")
    with system_scope("test"):
        assert PackVersion.objects.count() == 1
        assert Post.objects.get().role == "city_officer"
    password = said.split("密码：")[1].split()[0]
    assert User.objects.get(username="first").check_password(password)
    forget_labels()


def test_an_office_opens_with_a_newer_table_of_divisions(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "divisions.csv"
    table.write_bytes(
        "code,name,parent\n99,甲省,\n9901,乙市,99\n990121,丙县,9901\n990121100,丁镇,990121\n"
        "990121100201,戊村,990121100\n".encode("gb18030")
    )
    assert opened("990100", table) == 0
    kinds = list(Place.objects.order_by("path").values_list("name", "kind"))
    assert kinds == [
        ("甲省", "province"), ("乙市", "city"), ("丙县", "county"), ("丁镇", "town"), ("戊村", "village"),
    ]  # fmt: skip
    assert "乙市开通了" in capsys.readouterr().out
    forget_labels()


def test_a_second_opening_and_an_unknown_code_are_refused_in_words(db: None) -> None:
    with system_scope("test"), pytest.raises(PlantingError, match="区划表里没有"):
        plant_divisions(code="999999", valid_from=DAY)
    with system_scope("test"):
        plant_divisions(code="371621", valid_from=DAY)
        with pytest.raises(PlantingError, match="只能在空库里开通"):
            plant_divisions(code="371600", valid_from=DAY)


def test_one_more_account_gets_the_officers_post_of_its_place_or_the_role_named(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    opened("371621")

    def more(username: str, place: str = "371621", role: str = "") -> int:
        return open_account.run(
            argparse.Namespace(place=place, username=username, display_name="某", role=role, body="")
        )

    assert [more("a"), more("b", role="commissioner")] == [0, 0]
    with system_scope("test"):
        roles = dict(Post.objects.values_list("user__username", "role"))
    assert (roles["a"], roles["b"]) == ("county_officer", "commissioner")
    assert more("c", place="000000") == 1 and "没有代码是" in capsys.readouterr().out
    assert more("c", role="king") == 1 and "没有“king”这个身份" in capsys.readouterr().out
    assert more("a") == 1 and "已经有人用" in capsys.readouterr().out
    assert more("d", role="school") == 1 and "统一社会信用代码" in capsys.readouterr().out
    forget_labels()
