"""An office's own value: nearest place first, dated, with its document, seen by the towns below it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest

from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.parameters.selectors import overridden_value
from baigong.foundation.parameters.services import ParameterError, set_value
from baigong.foundation.scope import Scope, enter, system_scope

CITY, COUNTY, TOWN = "1/2/", "1/2/3/", "1/2/3/4/"
MARCH, MAY = datetime.date(2026, 3, 1), datetime.date(2026, 5, 1)


def put(place: str, value: str, valid_from: datetime.date = MARCH, document: str = "测试〔2026〕1号") -> None:
    with system_scope("test"):
        set_value(
            by="test",
            parameter="answer-days",
            place_path=place,
            county_id="",
            valid_from=valid_from,
            value=Decimal(value),
            unit="个工作日",
            document=document,
        )


@pytest.fixture
def town(db: None) -> Iterator[None]:
    """An officer of one town: the city's rows are outside her sight."""
    with enter(Scope(actor="town", label="镇", places=(TOWN,))):
        yield


def held(on: datetime.date, place: str = TOWN) -> Decimal | None:
    return overridden_value("answer-days", place_path=place, on=on)


def test_the_nearest_place_wins_and_a_later_value_follows(town: None) -> None:
    assert held(MAY) is None
    put(CITY, "4")
    assert held(MARCH) == Decimal(4)
    put(COUNTY, "2", MAY)
    assert (held(MARCH), held(MAY)) == (Decimal(4), Decimal(2))
    assert held(MAY, "1/2/9/") == Decimal(4)
    assert held(MARCH - datetime.timedelta(days=1)) is None


def test_setting_is_audited_and_not_done_twice_or_without_a_document(town: None) -> None:
    put(CITY, "4")
    assert AuditEntry.objects.filter(act="parameters.set_value").count() == 1
    with pytest.raises(ParameterError, match="已经有一个值"):
        put(CITY, "5")
    with pytest.raises(ParameterError, match="依据哪份文件"):
        put(CITY, "5", MAY, " ")
    assert held(MAY) == Decimal(4)
