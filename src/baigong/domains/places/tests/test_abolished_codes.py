"""Abolished division codes lead to today's places: in commands, in lists that come in; a split is a question."""

from __future__ import annotations

import datetime

import pytest

from baigong.domains.parties.tests.bringing_in import Counties, counts
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.finding import PlaceFinder, PlaceNotFoundError
from baigong.domains.places.models import Place, PlaceEra
from baigong.domains.places.selectors import SplitCodeError, place_by_code
from baigong.domains.places.services import add_place
from baigong.domains.places.succeeding import note_successions, sort_out
from baigong.domains.workers.models import Registration
from baigong.domains.workers.tests.supplying import bring, zhang
from baigong.faces.cli.rehearsing import known_place
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.models import ImportBatch, ImportRow
from baigong.foundation.scope import enter
from baigong.kernels.codes import Succession, heirs, known_successions
from baigong.kernels.identity import mint_test_identity_number

pytestmark = pytest.mark.django_db

OLD, SPLIT = "999931", "999932"
TABLE = {
    OLD: Succession(OLD, "999921", 2019, name="旧渡县"),
    SPLIT: Succession(SPLIT, "999921", 2018, ("999922",)),
    "999921109": Succession("999921109", "999921100", 2020),
}


def person(number: int, place: str) -> list[str]:
    """A row of the supply list whose place is written like this."""
    born = mint_test_identity_number("371602", datetime.date(1988, 5, 6), number, "male")
    return zhang(name=f"张试{'甲乙丙丁'[number]}", number=born, place=place)


def told(counties: Counties, batch: ImportBatch) -> list[str]:
    """What is said of a file's rows, errors and warnings."""
    with enter(counties.scope()):
        rows = ImportRow.objects.filter(batch=batch).order_by("number").values_list("problems", flat=True)
        return [problem[2] for problems in rows for problem in problems]


@pytest.fixture
def counties() -> Counties:
    return Counties()


def test_a_code_the_office_brought_leads_to_todays_place(counties: Counties) -> None:
    with pytest.raises(Place.DoesNotExist):
        place_by_code(OLD)
    found = note_successions(by="test", table=TABLE)
    assert [succession.code for succession, _ in found.noted] == [OLD, SPLIT, "999921109"]
    assert place_by_code(OLD) == known_place(OLD) == known_place(f"{OLD}000000") == counties.county
    assert place_by_code("999921109") == counties.town
    entry = AuditEntry.objects.get(act="places.note_successions")
    assert entry.detail["codes"] == [OLD, SPLIT, "999921109"]


def test_a_split_code_is_a_question_that_names_the_heirs(counties: Counties) -> None:
    note_successions(by="test", table=TABLE)
    with pytest.raises(SplitCodeError, match=r"北渡县（999921）、石桥县（999922）|石桥县.*北渡县"):
        place_by_code(SPLIT)
    with pytest.raises(SplitCodeError):
        known_place(SPLIT)


def test_an_abolished_county_never_opens_the_wider_place_for_its_town(counties: Counties) -> None:
    note_successions(by="test", table=TABLE)
    with pytest.raises(Place.DoesNotExist):
        place_by_code(f"{OLD}001")


def test_what_everybody_knows_needs_no_table(counties: Counties) -> None:
    old = next(code for code in known_successions() if len(code) == 6 and not code.endswith("00"))
    (heir,) = heirs(old)
    place = add_place(
        name="试区", kind=PlaceKind.COUNTY, code=heir, parent=counties.county.parent,
        valid_from=counties.county.valid_from,
    )  # fmt: skip
    assert place_by_code(old) == place
    finder = PlaceFinder(place.path)
    assert finder.find(old) == place
    assert finder.note(old) == f"区划代码{old}已经撤销，按现在的试区（{heir}）认。请核对。"
    assert finder.note("试区") == ""


def test_a_row_that_names_an_abolished_code_comes_in_and_says_so(counties: Counties) -> None:
    note_successions(by="test", table=TABLE)
    named = [OLD, "999921109", "旧渡县桥头镇", SPLIT]
    batch = bring(counties, *(person(number, at) for number, at in enumerate(named)))
    assert counts(batch)["rejected"] == 1 and counts(batch)["created"] == 3
    said = "\n".join(told(counties, batch))
    assert f"区划代码{OLD}已经撤销，按现在的北渡县（999921）认" in said
    assert "区划代码999921109已经撤销，按现在的柳塘镇（999921100）认" in said
    assert f"“{SPLIT}”有2处" in said and "石桥县" in said
    with enter(counties.scope()):
        assert sorted(Registration.objects.values_list("place__name", flat=True)) == sorted(
            ["北渡县", "柳塘镇", "桥头镇"]
        )


def test_without_the_successions_the_row_would_be_lost(counties: Counties) -> None:
    """Sabotage twin: the same row on a tree nobody told what became of the code."""
    batch = bring(counties, person(1, OLD))
    assert counts(batch) == {"rows": 1, "rejected": 1}
    assert any(f"没有找到“{OLD}”" in sentence for sentence in told(counties, batch))


def test_a_heir_outside_ones_sight_keeps_a_split_code_a_question(counties: Counties) -> None:
    note_successions(by="test", table=TABLE)
    with pytest.raises(PlaceNotFoundError, match="石桥县"):
        PlaceFinder(counties.county.path).find(SPLIT)
    assert PlaceFinder(counties.county.path).find(f"{SPLIT}柳塘镇") == counties.town
    with pytest.raises(PlaceNotFoundError, match="没有找到"):
        PlaceFinder(counties.town.path).find(SPLIT)


def test_digits_amid_a_longer_code_are_no_abolished_code(counties: Counties) -> None:
    note_successions(by="test", table=TABLE)
    finder = PlaceFinder(counties.county.path)
    assert finder.find(f"柳塘镇1{OLD}") == counties.town or finder.note(f"柳塘镇1{OLD}") == ""
    assert finder.note(f"柳塘镇1{OLD}") == ""


def test_a_table_is_sorted_out_before_it_is_noted(counties: Counties) -> None:
    table = {
        **TABLE,
        "999921101": Succession("999921101", "999921100", 2026),
        "999941": Succession("999941", "999921", 2018, ("999951",)),
        "110103": Succession("110103", "110101", 2010),
    }
    found = sort_out(table)
    assert [place.name for place in found.standing] == ["桥头镇"]
    assert [each.code for each in found.partly] == ["999941"]
    assert (len(found.noted), found.elsewhere, found.unchanged) == (3, 1, 0)
    assert PlaceEra.objects.count() == 0
    note_successions(by="test", table=table)
    assert place_by_code("999921101") == counties.second_town
    assert sort_out(table).unchanged == 3


def test_a_succession_noted_wrongly_is_put_right_by_the_next_table(counties: Counties) -> None:
    note_successions(by="test", table=TABLE)
    note_successions(by="test", table={OLD: Succession(OLD, "999922", 2019)})
    assert place_by_code(OLD) == counties.other
