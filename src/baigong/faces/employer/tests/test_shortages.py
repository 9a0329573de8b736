"""The month's shortage on one page: figures from last month, new lines, wrong inputs, nothing of another firm's."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from baigong.domains.shortages.models import Need, NeedReport, StrikeOffStep
from baigong.faces.employer.tasks import old_figures
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

PAGE = "/employer/shortages/"


def sending(world: Any, **said: str) -> dict[str, str]:
    """What the page sends when nothing was touched."""
    key = str(world.need.id)
    plain = {
        f"{key}-headcount": "12",
        f"{key}-pay_text": "",
        "employees": "80",
        "new-TOTAL_FORMS": "1",
        "new-INITIAL_FORMS": "0",
        "new-0-label": "",
        "new-0-headcount": "",
        "new-0-pay_text": "",
    }
    return plain | {
        name.replace("need_", f"{key}-").replace("new_", "new-0-"): text for name, text in said.items()
    }


def reports(world: Any) -> list[NeedReport]:
    with system_scope("test"):
        return list(
            NeedReport.objects.filter(organisation=world.firm, superseded_at__isnull=True).order_by("id")
        )


def test_the_page_holds_last_months_figures_and_only_the_own(world: Any, boss: Client) -> None:
    page = boss.get(PAGE).content.decode()
    assert "电焊工" in page and 'value="12"' in page
    assert "车工" not in page and "移山" not in page


def test_a_changed_figure_becomes_the_firms_own_report(world: Any, boss: Client) -> None:
    answer = boss.post(PAGE, sending(world, need_headcount="7", need_pay_text="6-8千"))
    assert answer.status_code == 302, answer.content.decode()
    (report,) = reports(world)
    assert (report.headcount_open, report.employees, report.source, report.contact_way) == (
        7,
        80,
        "employer",
        "form",
    )
    assert (report.pay_from_fen_month, report.pay_to_fen_month) == (600_000, 800_000)
    assert report.reported_by == str(world.boss.id)


def test_nothing_changed_reports_last_months_figures_again(world: Any, boss: Client) -> None:
    boss.post(PAGE, sending(world, need_headcount="3", same="1"))
    assert [report.headcount_open for report in reports(world)] == [12]


def test_zero_is_the_firms_word_and_strikes_nothing_off(world: Any, boss: Client) -> None:
    """BZ-G1c: a verifier strikes off; until then the firm reads where its line stands and may take it back."""
    said = boss.post(PAGE, sending(world, need_headcount="0"), follow=True).content.decode()
    assert "1条报已招满，等就业部门核实" in said and "待核销" in said and "电焊工" in said
    with system_scope("test"):
        need = Need.objects.get(id=world.need.id)
    assert (need.closed_on, need.filled_on, need.filled_by) == (None, clock.today(), str(world.boss.id))
    boss.post(PAGE, sending(world, same="1"))
    with system_scope("test"):
        assert StrikeOffStep.objects.count() == 1
    assert "待核销" not in boss.post(PAGE, sending(world, need_headcount="2"), follow=True).content.decode()
    with system_scope("test"):
        assert Need.objects.get(id=world.need.id).filled_on is None


def test_a_line_that_waits_is_not_called_old(world: Any, boss: Client) -> None:
    boss.post(PAGE, sending(world, need_headcount="0"))
    with system_scope("test"):
        assert old_figures(world.firm, clock.today() + datetime.timedelta(days=90)) == []


def test_a_new_line_gets_the_occupation_people_mean(world: Any, boss: Client) -> None:
    boss.post(PAGE, sending(world, new_label="二保焊工", new_headcount="4", new_pay_text="20元/小时"))
    with system_scope("test"):
        need = Need.objects.get(label="二保焊工")
    assert (need.headcount, need.source, need.occupation_code) == (4, "employer", "6-18-02-04")
    assert need.organisation_id == world.firm.id and need.place_path == world.firm.place_path


def test_a_firm_completes_the_four_facts_and_takes_none_back_by_silence(world: Any, boss: Client) -> None:
    """SD-2.1.1b: kind, skill and plan stand there from last time; an empty box changes nothing."""
    told = {"need_kind": "skilled", "need_skill_text": "持证", "need_plan_text": "月底前招齐"}
    new = {"new_label": "叉车工", "new_headcount": "2", "new_kind": "general", "new_skill_text": "不限"}
    assert boss.post(PAGE, sending(world, **told, **new)).status_code == 302
    page = boss.get(PAGE).content.decode()
    assert 'value="持证"' in page and 'value="月底前招齐"' in page
    boss.post(PAGE, sending(world, need_kind="", need_skill_text=""))
    with system_scope("test"):
        need, fresh = Need.objects.get(id=world.need.id), Need.objects.get(label="叉车工")
    assert (need.kind, need.skill_text, need.plan_text) == ("skilled", "持证", "月底前招齐")
    assert (fresh.kind, fresh.skill_text) == ("general", "不限")


def test_an_occupation_that_was_not_offered_is_not_taken(world: Any, boss: Client) -> None:
    boss.post(PAGE, sending(world, new_label="二保焊工", new_headcount="4", new_occupation_code="1-01-01-01"))
    with system_scope("test"):
        assert Need.objects.get(label="二保焊工").occupation_code == "6-18-02-04"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"need_headcount": "很多"}, "请填整数"),
        ({"need_headcount": "-1"}, "不能少于0"),
        ({"need_pay_text": "看着给吧"}, "看不懂“看着给吧”"),
        ({"new_label": "叉车工"}, "还没写几个人"),
        ({"new_label": "电焊工", "new_headcount": "2"}, "已经在报"),
        ({"employees": "-3"}, "不能小于0"),
    ],
)
def test_a_wrong_line_reports_nothing_and_loses_nothing(
    world: Any, boss: Client, said: dict[str, str], words: str
) -> None:
    answer = boss.post(PAGE, sending(world, **said | {"need_is_urgent": "on"}))
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert all(text in page for text in said.values()) and "还没报上" in page
    assert reports(world) == []


def test_one_more_line_keeps_what_was_typed(world: Any, boss: Client) -> None:
    page = boss.post(PAGE, sending(world, new_label="叉车工", need_headcount="5", more="1")).content.decode()
    assert 'name="new-1-label"' in page and 'value="叉车工"' in page and 'value="5"' in page
    assert reports(world) == []


def test_a_line_of_another_firm_is_not_touched_by_its_id(world: Any, boss: Client) -> None:
    key = world.other_need.id
    boss.post(PAGE, sending(world) | {f"{key}-headcount": "99"})
    with system_scope("test"):
        assert Need.objects.get(id=key).headcount == 3
        assert not NeedReport.objects.filter(organisation=world.other_firm).exists()


def test_trades_are_suggested_as_typed(world: Any, boss: Client) -> None:
    page = boss.get("/employer/shortages/trades/", {"new-0-label": "二保焊工"}).content.decode()
    assert 'name="new-0-occupation_code"' in page and 'value="6-18-02-04"' in page
    assert "没找到" in boss.get("/employer/shortages/trades/", {"new-0-label": "◇◇◇"}).content.decode()


def test_old_figures_are_a_task_until_they_are_reported(world: Any, boss: Client) -> None:
    assert "1条缺工的数旧了：电焊工" in boss.get("/employer/").content.decode()
    boss.post(PAGE, sending(world))
    assert "缺工的数旧了" not in boss.get("/employer/").content.decode()
    with clock.at(clock.today() + datetime.timedelta(days=31)), system_scope("test"):
        assert old_figures(world.firm, clock.today()) == ["电焊工"]


def test_enter_reports_and_adds_no_line(boss: Client) -> None:
    """A browser presses the form's first button at Enter."""
    form = boss.get(PAGE).content.decode().split('action="/employer/shortages/"')[1].split("</form>")[0]
    assert form.index("报上去") < form.index("再加一行")
    assert "name=" not in form.split("<button", 1)[1].split(">")[0]
