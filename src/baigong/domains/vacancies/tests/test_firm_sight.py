"""Who sees a firm first entered elsewhere: the place of every need and vacancy, as long as one is alive."""

from __future__ import annotations

import pytest

from baigong.domains.parties import employers
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.tests.bringing_in import DAY, Counties, gbk
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.selectors import firm_lines
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import enter
from baigong.foundation.scope.models import Share
from baigong.kernels.identity import mint_test_credit_code

pytestmark = pytest.mark.django_db

CODE = mint_test_credit_code("999921", 1)
FIRM = "北渡愚公机械有限公司"


@pytest.fixture
def counties():
    counties = Counties()
    counties.bring("employers", gbk([["企业名称", "统一社会信用代码"], [FIRM, CODE]]), place=counties.town)
    return counties


def _needs(counties, town="桥头镇", trade="电焊工"):
    head = ["企业名称", "统一社会信用代码", "镇街(园区)", "缺工岗位", "缺工人数"]
    return counties.bring("shortages", gbk([head, [FIRM, CODE, town, trade, "8"]]))


def _posts(counties, title="电焊工", place=None):
    head = ["企业名称", "统一社会信用代码", "所属县镇", "岗位名称", "招聘人数"]
    return counties.bring("vacancies", gbk([head, [FIRM, CODE, "桥头镇", title, "5"]]), place=place)


def _listed(counties):
    """The second town's own list of firms names the firm of the first."""
    data = gbk([["企业名称", "统一社会信用代码"], [FIRM, CODE]])
    return counties.bring("employers", data, place=counties.second_town)


def _seen(counties, place=None):
    """Return how many needs, vacancies and firms the officer of a place (the second town) sees."""
    with clock.at(DAY), enter(counties.scope(place or counties.second_town)):
        alive = {"withdrawn_at__isnull": True}
        return tuple(model.objects.filter(**alive).count() for model in (Need, Vacancy, Organisation))


def test_the_town_of_a_need_sees_the_firm_of_another_town_and_lists_it(counties):
    assert _seen(counties) == (0, 0, 0)
    _needs(counties)
    assert _seen(counties) == (1, 0, 1)
    with clock.at(DAY), enter(counties.scope(counties.second_town)):
        assert [line.organisation.name for line in firm_lines()] == [FIRM]
    assert AuditEntry.objects.filter(act="party.show", place_path=counties.second_town.path).count() == 1


def test_the_town_of_a_vacancy_sees_the_firm_of_the_county(counties):
    """The firm stands at the county here: a path above the town shows nothing to the town."""
    head = ["企业名称", "统一社会信用代码"]
    other = mint_test_credit_code("999921", 2)
    counties.bring("employers", gbk([head, ["北渡石墨有限公司", other]]))
    head = [*head, "所属县镇", "岗位名称", "招聘人数"]
    counties.bring("vacancies", gbk([head, ["北渡石墨有限公司", other, "桥头镇", "车工", "5"]]))
    assert _seen(counties) == (0, 1, 1)


def test_one_file_with_a_new_firm_in_two_towns_shows_it_to_both(counties):
    head = ["企业名称", "所属县镇", "岗位名称", "招聘人数"]
    rows = [["北渡移山有限公司", town, "车工", "5"] for town in ("柳塘镇", "桥头镇")]
    counties.bring("vacancies", gbk([head, *rows]))
    assert _seen(counties) == (0, 1, 1)


def test_without_the_share_the_town_has_a_need_of_nobody(counties, monkeypatch):
    """Sabotage twin: rows are recorded and no share is opened."""
    monkeypatch.setattr(employers, "show_to_places", lambda **_: set())
    _needs(counties)
    assert _seen(counties) == (1, 0, 0)


def test_undo_of_one_list_leaves_the_firm_another_list_still_needs(counties):
    first, second = _needs(counties), _posts(counties, "车工")
    assert counties.undo(first) == ["已撤回"]
    assert _seen(counties) == (0, 1, 1)
    assert counties.undo(second) == ["已撤回"]
    assert _seen(counties) == (0, 0, 0)
    assert Share.objects.get().ends_before == DAY
    _posts(counties)
    assert _seen(counties) == (0, 1, 1)


def test_without_asking_what_is_left_undo_would_hide_the_firm(counties, monkeypatch):
    """Sabotage twin: the share ends although a vacancy of the place refers to the firm."""
    from baigong.domains.parties import sight

    first = _needs(counties)
    _posts(counties, "车工")
    monkeypatch.setattr(sight, "places_in_use", lambda model, ids: set())
    counties.undo(first)
    assert _seen(counties) == (0, 1, 0)


@pytest.mark.parametrize("list_name", ["vacancies", "shortages"])
def test_undo_names_a_firm_whose_data_somebody_changed_since(counties, list_name):
    trade = {"vacancies": "岗位名称", "shortages": "缺工岗位"}[list_name]
    batch = counties.bring(
        list_name, gbk([["企业名称", "统一社会信用代码", trade, "规模"], [FIRM, CODE, "车工", "小型"]])
    )
    counties.bring("employers", gbk([["企业名称", "统一社会信用代码", "规模"], [FIRM, CODE, "中型"]]))
    assert counties.undo(batch) == ["这一行已撤；企业资料入库以后又有人改过，留着没动。"]
    with clock.at(DAY), enter(counties.scope()):
        assert Organisation.objects.get().size_label == "中型"


@pytest.mark.parametrize("undone", ["list", "posts"])
def test_a_firm_listed_and_needed_is_hidden_by_neither_undo_alone(counties, undone):
    town = counties.second_town
    batches = {"list": _listed(counties), "posts": _posts(counties, place=town)}
    counties.undo(batches.pop(undone), place=town)
    assert _seen(counties) == (0, 1 if undone == "list" else 0, 1)
    counties.undo(*batches.values(), place=town)
    assert _seen(counties) == (0, 0, 0)


def test_undo_of_a_list_of_firms_ends_what_it_showed(counties):
    listed = _listed(counties)
    assert _seen(counties) == (0, 0, 1)
    assert counties.undo(listed, place=counties.second_town) == ["已撤回"]
    assert _seen(counties) == (0, 0, 0)
