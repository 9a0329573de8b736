"""A newer official table of divisions beside the tree: the plan it makes is one a reform takes."""

from __future__ import annotations

import pytest

from baigong.domains.parties.tests.bringing_in import SINCE, Counties
from baigong.domains.places.comparing import compare_tree, plan_toml
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.redrawing import ReformPlanError, read_toml
from baigong.domains.places.reforming import begin_reform, rehearse, switch_tree
from baigong.domains.places.services import add_place
from baigong.foundation.scope import system_scope
from baigong.kernels.codes import Catalogue, Code, Succession

pytestmark = pytest.mark.django_db

ROWS = [
    ("990000", "甲省", None, 1),
    ("999900", "云泽市", "990000", 2),
    ("999800", "外市", "990000", 2),  # outside this office: no business of it
    ("999921", "北渡县", "999900", 3),
    ("999921100", "柳塘镇", "999921", 4),
    ("999921101", "桥头镇", "999921", 4),
    ("999922", "石桥县", "999900", 3),
]
HEAD = 'name = "新区划"\ndocument = "公告"\neffective_on = 2021-01-01\n'


def table(**other: tuple[str, str, str | None, int] | None) -> Catalogue:
    """The table that says what the tree says, with other rows in place of those named (`c` before the code)."""
    rows = {f"c{row[0]}": row for row in ROWS} | other
    return Catalogue("division", [Code("division", r[0], r[1], r[2], level=r[3]) for r in rows.values() if r])


@pytest.fixture
def counties() -> Counties:
    made = Counties()
    add_place(name="东区", kind=PlaceKind.ZONE, code="999971", parent=made.county.parent, valid_from=SINCE)
    return made


def test_the_same_table_differs_in_nothing(counties: Counties) -> None:
    found = compare_tree(table())
    assert (found.steps(), found.unexplained, found.unchanged) == ([], [], 5)


def changed() -> Catalogue:
    """A county is a district now, a town has a new name, another ended in it, a third is new."""
    return table(
        c999921=("999906", "北渡区", "999900", 3),
        c999921100=("999906001", "柳塘街道", "999906", 4),
        c999921101=None,
        new=("999906002", "新镇", "999906", 4),
        other=("999922100", "石镇", "999922", 4),
    )


SUCCESSIONS = {
    "999921": Succession("999921", "999906", 2026),
    "999921100": Succession("999921100", "999906001", 2026),
    "999921101": Succession("999921101", "999906001", 2026),
}


def test_what_differs_is_a_plan_that_a_reform_carries_out(counties: Counties) -> None:
    found = compare_tree(changed(), SUCCESSIONS)
    assert [place.name for place, _ in found.renumbered] == ["北渡县", "柳塘镇"]
    assert [place.name for place, _ in found.merged] == ["桥头镇"]
    assert [code.label for code in found.new] == ["新镇", "石镇"] and found.unexplained == []
    text = plan_toml(found)
    with pytest.raises(ReformPlanError, match="缺name"):
        read_toml(text)
    plan = read_toml(HEAD + text.split("\n", 3)[3])
    with system_scope("test"):
        assert len(rehearse(plan).places) == 3
        reform = begin_reform(by="test", plan=plan)
        switch_tree(by="test", reform=reform)
    tree = set(
        Place.objects.filter(valid_to__isnull=True).values_list("code", "name", "parent__code", "kind")
    )
    assert {
        ("999906", "北渡区", "999900", "county"),
        ("999906001", "柳塘街道", "999906", "town"),
        ("999906002", "新镇", "999906", "town"),
        ("999922100", "石镇", "999922", "town"),
        ("999971", "东区", "999900", "zone"),
    } <= tree
    assert Place.objects.get(id=counties.second_town.id).superseded_by_id == counties.town.id
    after = compare_tree(changed(), SUCCESSIONS)
    assert (after.steps(), after.unexplained) == ([], [])


def test_a_town_of_the_same_name_explains_itself_and_one_of_none_is_left_to_people(
    counties: Counties,
) -> None:
    newer = table(
        c999921100=("999921001", "柳塘镇", "999921", 4),
        c999921101=("999921002", "桥西镇", "999921", 4),
    )
    found = compare_tree(newer)
    assert [(place.name, code.code) for place, code in found.renumbered] == [("柳塘镇", "999921001")]
    assert [place.name for place in found.unexplained] == ["桥头镇"]
    assert [code.label for code in found.new] == ["桥西镇"]


def test_a_county_that_took_over_says_nothing_of_its_towns(counties: Counties) -> None:
    newer = table(c999921=None, c999921100=None, c999921101=None, t=("999922001", "某镇", "999922", 4))
    found = compare_tree(newer, {"999921": Succession("999921", "999922", 2026)})
    assert [(place.name, code.code) for place, code in found.merged] == [("北渡县", "999922")]
    assert [place.name for place in found.unexplained] == ["柳塘镇", "桥头镇"]


def test_levels_the_table_does_not_have_are_not_missed(counties: Counties) -> None:
    found = compare_tree(table(c999921100=None, c999921101=None))
    assert (found.steps(), found.unexplained) == ([], [])


def test_without_a_tree_nothing_differs() -> None:
    assert compare_tree(table()).steps() == []
