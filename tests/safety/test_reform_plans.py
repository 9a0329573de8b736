"""Plans of a redrawing: rehearsed, refused with the way to mend them, read from a table (reliability 23)."""

from __future__ import annotations

import pytest
from tests.safety.redrawing import (
    DAY,
    PLAN,
    begin,
    plan,
    redrawn_world,
    run_to_the_end,
    where_rows_lie,
)
from tests.sand_table import World

from baigong.domains.places.models import Place, Reform
from baigong.domains.places.redrawing import ReformPlanError, read_csv
from baigong.domains.places.reforming import (
    begin_reform,
    rehearse,
)
from baigong.domains.places.selectors import place_by_code
from baigong.foundation.facts.models import MovedRow, PlaceMove
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return redrawn_world()


def test_a_rehearsal_counts_and_writes_nothing(world: World) -> None:
    before = where_rows_lie()
    with system_scope("test"):
        found = rehearse(
            plan(PLAN + '[[create]]\ncode = "99010103"\nto = "990101"\nname = "新镇"\nkind = "town"\n')
        )
    assert found.rows["workers_registration.place_path"] == 5 + 6
    assert any("并入地1.2.1" in line for line in found.places)
    assert where_rows_lie() == before
    assert (PlaceMove.objects.count(), Reform.objects.count()) == (0, 0)
    assert not Place.objects.filter(code="99010103").exists()


WRONG = [
    ('[[move]]\ncode = "1"\nto = "990101"', "没有代码是“1”"),
    ('[[move]]\ncode = "9901010101"\nto = "990102"', "只能放在"),
    ('[[move]]\ncode = "9901010101"\nto = "7"', "没有这个地方"),
    ('[[merge]]\ncode = "99010101"\nto = "9901010101"', "自己里面|不是一级"),
    ('[[merge]]\ncode = "99010101"\nto = "990102"', "不是一级"),
    ('[[rename]]\ncode = "990101"\nnew_code = "990102"', "代码都是990102"),
    ('[[rename]]\ncode = "990101"\nplace = "x"', "不认识“place”"),
    ('[[merge]]\ncode = "99010101"\nto = "99010102"\nposts = "x"', "posts只能写"),
    ("[[merge]]\ncode = 1", "要写文字"),
    ('[[create]]\ncode = "99010101"\nto = "990101"\nname = "镇"\nkind = "town"', "已经用过"),
    ("", "没有要调整的地方"),
]
HEAD = 'name = "调整"\ndocument = "文"\neffective_on = 2021-01-01\n'


@pytest.mark.parametrize(("steps", "sentence"), WRONG)
def test_a_plan_that_does_not_fit_is_refused_with_the_way_to_mend_it(
    world: World, steps: str, sentence: str
) -> None:
    with pytest.raises(ReformPlanError, match=sentence):
        begin(HEAD + steps)
    assert PlaceMove.objects.count() == 0


def test_a_table_of_new_codes_is_a_plan_too(world: World) -> None:
    table = "step,code,new_code,name\nrename,990101,990151,新区\n"
    with system_scope("test"):
        begin_reform(by="test", plan=read_csv(table, name="新区划", document="民政部公告", effective_on=DAY))
    run_to_the_end()
    place = place_by_code("990151")
    assert (place.id, place.name, place.path) == (world.places["1.1"].id, "新区", world.places["1.1"].path)
    assert place_by_code("9901510101").id == world.places["1.1.1.1"].id
    assert MovedRow.objects.count() == 0  # the key of a place outlives its code: no row has to go anywhere
