"""Towns, villages, zones and parks added from a table: all of its lines or none, and nothing a reform should do."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from baigong.domains.parties.tests.bringing_in import SINCE, Counties
from baigong.domains.places import adding
from baigong.domains.places.adding import PlaceRow, add_places, read_places_csv
from baigong.domains.places.errors import PlacesError
from baigong.domains.places.models import Place, PlaceEra, Reform, ReformState
from baigong.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

TABLE = (
    "code,name,parent,kind\n"
    "999921102201,柳岸村,999921102,\n"  # its town stands below it in the file
    "999921102,河湾镇,999921,\n"
    "9999-K1,东区,999921,开发区\n"
    "999921-P1,机械园,999921,park\n"
    "999921100,柳塘镇,999921,\n"
)


@pytest.fixture
def counties() -> Counties:
    return Counties()


def rows(folder: Path, text: str, encoding: str = "utf-8") -> list[PlaceRow]:
    path = folder / "places.csv"
    path.write_bytes(text.encode(encoding))
    return read_places_csv(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_is_added_superiors_first(counties: Counties, tmp_path: Path, encoding: str) -> None:
    added = add_places(by="cli", rows=rows(tmp_path, TABLE, encoding), on=SINCE)
    assert added.unchanged == 1
    assert [(place.name, place.kind) for place in added.places] == [
        ("河湾镇", "town"), ("东区", "zone"), ("机械园", "park"), ("柳岸村", "village"),
    ]  # fmt: skip
    village, zone = Place.objects.get(code="999921102201"), Place.objects.get(code="9999-K1")
    assert village.path.startswith(counties.county.path) and village.county_id == counties.county.key
    assert village.parent is not None and village.parent.name == "河湾镇"
    assert zone.county_id == zone.key
    assert len(AuditEntry.objects.get(act="places.add").object_ids) == 4
    again = add_places(by="cli", rows=rows(tmp_path, TABLE, encoding), on=SINCE)
    assert (again.places, again.unchanged) == ([], 5)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("999921100,新名,999921,", "已经是“柳塘镇”.*baigong reform"),
        ("999921100,柳塘镇,999922,", "已经是“柳塘镇”.*baigong reform"),
        ("999921103,某镇,999929,", "上级“999929”没有这个地方"),
        ("999921103,某镇,9999,", "上级“9999”没有这个地方"),
        ("999921103201,某村,999921,", "不能放在“北渡县”下面"),
        ("9999211,某处,999921,", "请写上kind"),
        ("999921103,某镇,999921,hamlet", "请写上kind"),
        ("999921103,,999921,", "没有名称"),
        (f"999921103,{'长' * 61},999921,", "60"),
        ("９９,某镇,999921,town", "数字、字母和连字符"),
        ("9999211030000,某镇,999921,town", "不超过12个"),
        ("999921190,某镇,999921,", "以前用过"),
    ],
)
def test_one_line_that_does_not_fit_keeps_all_of_them_out(
    counties: Counties, tmp_path: Path, line: str, says: str
) -> None:
    PlaceEra.objects.create(
        place=counties.town, code="999921190", name="旧镇", kind="town", path=counties.town.path,
        valid_from=SINCE, ends_before=SINCE,
    )  # fmt: skip
    before = Place.objects.count()
    with pytest.raises(PlacesError, match=says):
        add_places(
            by="cli",
            rows=rows(tmp_path, f"code,name,parent,kind\n999921102,河湾镇,999921,\n{line}\n"),
            on=SINCE,
        )
    assert Place.objects.count() == before


def test_every_fault_is_told_at_once_and_many_are_cut(counties: Counties) -> None:
    faulty = [PlaceRow(number, f"9999211{number:02d}", "", "999921") for number in range(30, 60)]
    with pytest.raises(PlacesError, match="另有10处") as refusal:
        add_places(by="cli", rows=faulty, on=SINCE)
    assert len(refusal.value.problems) == 30


def test_no_place_is_added_before_its_day(counties: Counties) -> None:
    with pytest.raises(PlacesError, match="到那天再加"):
        add_places(by="cli", rows=[], on=datetime.date(2999, 1, 1))


def _reform() -> None:
    Reform.objects.create(
        name="调整", document="文", effective_on=SINCE, plan={}, state=ReformState.RUNNING, begun_by="test"
    )


def test_no_place_is_added_while_a_reform_is_under_way(counties: Counties) -> None:
    _reform()
    with pytest.raises(PlacesError, match="区划调整还没完成"):
        add_places(by="cli", rows=[PlaceRow(2, "999921102", "河湾镇", "999921")], on=SINCE)


def test_a_place_added_amid_a_reform_would_lie_where_nothing_leads(
    counties: Counties, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: the reform's tree was worked out before the village came, so its path stays the old one."""
    from baigong.domains.places.redrawing import MOVE, ReformPlan, Step
    from baigong.domains.places.reforming import begin_reform, switch_tree
    from baigong.foundation.scope import system_scope

    step = Step(MOVE, "999921100", to="999922", new_code="999922100")
    with system_scope("test"):
        reform = begin_reform(by="test", plan=ReformPlan("划转", "文", SINCE, (step,)))
        monkeypatch.setattr(adding, "OPEN_STATES", ())
        village = PlaceRow(2, "999921100201", "柳岸村", "999921100")
        add_places(by="cli", rows=[village], on=SINCE)
        switch_tree(by="test", reform=reform)
    town, added = Place.objects.get(name="柳塘镇"), Place.objects.get(name="柳岸村")
    assert added.parent_id == town.id and not added.path.startswith(town.path)
