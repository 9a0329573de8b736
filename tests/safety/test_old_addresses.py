"""Addresses kept from before a reform lead to the same page for what the place has become."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from tests.sand_table import build_world, officer

from baigong.domains.places.models import Place
from baigong.domains.places.redrawing import read_toml
from baigong.domains.places.reforming import begin_reform
from baigong.faces.cli.main import main
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = """
name = "合并"
document = "测试〔2021〕1号"
effective_on = 2021-01-01
[[move]]
code = "9901010101"
to = "99010102"
[[merge]]
code = "99010101"
to = "99010102"
"""


def test_an_old_address_leads_on_and_a_living_one_does_not(client: Client) -> None:
    world = build_world()
    reader = officer(world, "county_officer", "1.1")
    with system_scope("test"):
        begin_reform(by="test", plan=read_toml(PLAN))
    Worker(["import"]).run(until_idle=True)
    client.force_login(reader)
    village = Place.objects.get(id=world.places["1.1.1.1"].id)
    old, town, target = world.places["1.1.1.1"].path, world.places["1.1.1"], world.places["1.1.2"]
    for address, value, now in (
        ("/desk/people/", old, village.path),
        ("/desk/people/", town.path, target.path),
        ("/desk/plans/", str(town.id), str(target.id)),
        ("/jobs/", town.key, target.key),
    ):
        answer = client.get(address, {"place": value, "page": "1"})
        assert answer.status_code == 302
        assert client.get(answer.headers["Location"]).status_code in (200, 400)
        assert answer.wsgi_request.path == address
        assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"place": [now], "page": ["1"]}
    for value in (village.path, target.path, "x/", "zzzz", "x" * 36, ""):
        assert client.get("/desk/people/", {"place": value}).status_code in (200, 400)


def test_the_command_rehearses_runs_and_tells(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    build_world()
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")
    assert main(["reform", str(plan), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "地1.1.1（99010101）并入地1.1.2" in told and "没有动数据" in told
    assert main(["reform", "--status"]) == 0
    assert "还没有做过" in capsys.readouterr().out
    assert main(["reform", str(plan), "--now"]) == 0
    assert "合并：已生效，正在收尾" in capsys.readouterr().out
    assert main(["reform", "--undo", "合并"]) == 1
    assert "请另写一份方案" in capsys.readouterr().err
    plan.write_text("x = [", encoding="utf-8")
    assert main(["reform", str(plan)]) == 1
    assert "TOML写法有误" in capsys.readouterr().err
