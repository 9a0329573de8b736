"""Identity numbers that lost their last digits in a spreadsheet become nobody, and true ones are not refused."""

from __future__ import annotations

import datetime

import pytest

from baigong.domains.parties.models import Person
from baigong.domains.parties.services import index_of
from baigong.domains.parties.tests.bringing_in import Counties, counts, gbk, sentences, workbook
from baigong.foundation.exchange import reading
from baigong.foundation.scope import enter, system_scope
from baigong.kernels.identity.minting import mint_test_identity_number

HEAD = ["姓名", "身份证号"]
FIRST = datetime.date(1970, 1, 1)
ROWS = 3_000


def true_number(number: int) -> str:
    day = FIRST + datetime.timedelta(days=number % 9_000)
    sex = "male" if number % 3 else "female"
    return mint_test_identity_number("371602", day, number % 500, sex)


def cut(number: str) -> str:
    return number[:15] + "000"


def rows(numbers: list[str]) -> list[list[str]]:
    return [HEAD, *(["王某某", number] for number in numbers)]


@pytest.mark.django_db
def test_no_cut_number_comes_in():
    world = Counties()
    numbers = [cut(true_number(number)) for number in range(ROWS)]
    with enter(world.scope()):
        batch = world.read("workers", gbk(rows(numbers)))
        assert counts(batch) == {"rows": ROWS, "rejected": ROWS}
        assert {text.partition("。")[0] for text in sentences(batch)} == {"被Excel存成了数字，后三位丢了"}


@pytest.mark.django_db
def test_no_quantity_comes_in_and_powers_of_ten_neither():
    world = Counties()
    quantities = [HEAD, *(["王某某", int(cut(true_number(number)))] for number in range(50))]
    powers = [f"{int(true_number(number)[:17]):.5E}" for number in range(20)]
    with enter(world.scope()):
        batch = world.read("workers", workbook(quantities), "a.xlsx")
        assert counts(batch) == {"rows": 50, "rejected": 50}
        assert counts(world.read("workers", gbk(rows(powers)))) == {"rows": 20, "rejected": 20}


@pytest.mark.django_db
def test_no_true_number_is_refused_in_a_clean_column():
    world = Counties()
    ends = [number for number in map(true_number, range(30_000)) if number.endswith("000")]
    numbers = list(dict.fromkeys([*map(true_number, range(ROWS)), *ends]))
    assert len(set(ends)) >= 3
    with enter(world.scope()):
        assert counts(world.read("workers", gbk(rows(numbers))))["created"] == len(numbers)


@pytest.mark.django_db
def test_without_the_guard_somebody_else_comes_in(monkeypatch):
    """The twin: judge every number by itself; one in eleven passes its check and is another person's."""
    world = Counties()
    monkeypatch.setattr(reading, "truncated_identities", lambda cells: False)
    meant = [number for number in map(true_number, range(200)) if not number.endswith("000")]
    batch = world.bring("workers", gbk(rows([cut(number) for number in meant])))
    assert counts(batch)["created"] >= 1
    with system_scope("test"):
        known = {bytes(index) for index in Person.objects.values_list("identity_index", flat=True)}
    assert known and not known & {bytes(index_of(number)) for number in meant}
