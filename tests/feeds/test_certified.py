"""What a register says is certified until its term, gives way to no table, and reads as checked afterwards."""

from __future__ import annotations

import datetime

import pytest

from baigong.domains.parties.tests.bringing_in import counts, gbk, sentences
from baigong.domains.placements.lists import INSURANCE_MONTHS
from baigong.domains.placements.models import InsuranceSpan
from baigong.domains.places.declared_rows import declared_rows
from baigong.domains.workers.tests.supplying import NAME, NUMBER, bring, zhang
from baigong.foundation import clock
from baigong.foundation.exchange.declared import certainties
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.facts.certainty import (
    certainty_as_of,
    certainty_on,
    certified_on,
    surest_first,
)
from baigong.foundation.facts.models import Certainty
from baigong.foundation.scope import enter, system_scope
from tests.feeds.agreed import AS_OF, Agreed

UNTIL = AS_OF + datetime.timedelta(days=20)
AFTER = UNTIL + datetime.timedelta(days=1)


def table(months: int) -> bytes:
    row = {
        "姓名": NAME,
        "身份证号": NUMBER,
        "参保单位": "北渡机械有限公司",
        "参保起始月": "2026-03",
        "连续月数": str(months),
    }
    return gbk([list(row), list(row.values())])


def spans() -> list[InsuranceSpan]:
    with system_scope("看参保"):
        return list(InsuranceSpan.objects.filter(superseded_at__isnull=True, voided_at__isnull=True))


@pytest.fixture
def known(agreed: Agreed) -> Agreed:
    bring(agreed.counties, zhang())
    return agreed


def test_a_register_certifies_until_its_day_and_grace(known: Agreed) -> None:
    receipt = known.carried("insurance", table(2))
    assert (receipt["rejects"], receipt["created"]) == ([], 1)
    assert receipt["certified_until"] == UNTIL.isoformat()
    (span,) = spans()
    assert (span.source, span.certainty, span.certified_until) == ("register", Certainty.CERTIFIED, UNTIL)
    assert (span.first_month, span.months, span.scheme, span.is_on_time) == (202603, 2, "pension", True)


@pytest.mark.parametrize("month", ["202603", "2026年3月", "2026/3/1"])
def test_a_month_is_read_as_offices_write_it(known: Agreed, month: str) -> None:
    batch = known.counties.bring("insurance_months", table(2).replace(b"2026-03", month.encode("gb18030")))
    assert counts(batch) == {"rows": 1, "accepted": 1, "created": 1}
    assert [span.first_month for span in spans()] == [202603]


def test_it_lapses_as_of_the_day_asked(known: Agreed) -> None:
    known.carried("insurance", table(2))
    (span,) = spans()
    assert [certainty_on(span.certainty, span.certified_until, on) for on in (UNTIL, AFTER)] == [3, 2]
    with system_scope("按日子看"):
        for on, is_certified in ((UNTIL, True), (AFTER, False)):
            found = InsuranceSpan.objects.annotate(held=certainty_as_of(on)).get()
            assert found.held == certainty_on(span.certainty, span.certified_until, on)
            assert InsuranceSpan.objects.filter(certified_on(on)).exists() is is_certified
    with enter(known.counties.scope()):
        path = known.counties.county.path
        labels = [next(declared_rows(INSURANCE_MONTHS, path, on))["certainty_label"] for on in (UNTIL, AFTER)]
    assert labels == ["部门数据核实", "已核对"]


def test_a_table_does_not_overrule_what_is_certified(known: Agreed) -> None:
    known.carried("insurance", table(2))
    again = known.counties.bring("insurance_months", table(2))
    assert counts(again) == {"rows": 1, "accepted": 1, "unchanged": 1}
    other = known.counties.bring("insurance_months", table(5))
    assert counts(other) == {"rows": 1, "rejected": 1}
    with enter(known.counties.scope()):
        assert "部门数据核实，有效到2026-05-20" in sentences(other)[0]
    assert [span.months for span in spans()] == [2]


def test_what_has_lapsed_gives_way(known: Agreed) -> None:
    known.carried("insurance", table(2))
    with clock.at(AFTER):
        other = known.counties.bring("insurance_months", table(5), on=AFTER)
    assert counts(other) == {"rows": 1, "accepted": 1, "updated": 1}
    assert [(span.months, span.certainty) for span in spans()] == [(5, Certainty.DECLARED)]


def test_without_the_weighing_a_table_overrules_the_register(
    known: Agreed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin."""
    known.carried("insurance", table(2))
    monkeypatch.setattr(certainties, "certainty_on", lambda *_: Certainty.DECLARED)
    known.counties.bring("insurance_months", table(5))
    assert [(span.months, span.certainty) for span in spans()] == [(5, Certainty.DECLARED)]


def test_a_register_certifies_what_was_only_said_and_renews_its_own(known: Agreed) -> None:
    known.counties.bring("insurance_months", table(2))
    said = known.carried("insurance", table(2))
    assert said["updated"] == 1
    renewed = known.carried("insurance", table(2), as_of="2026-05-10")
    assert renewed["updated"] == 1
    (span,) = spans()
    assert (span.certainty, span.certified_until) == (3, datetime.date(2026, 5, 30))
    with system_scope("数历史"):
        assert (InsuranceSpan.objects.count(), ImportBatch.objects.filter(source="register").count()) == (
            3,
            2,
        )


def test_the_surest_fact_comes_first(known: Agreed) -> None:
    known.carried("insurance", table(2))
    (certified,) = spans()
    declared = InsuranceSpan(
        certainty=Certainty.DECLARED, recorded_at=clock.now() + datetime.timedelta(days=1)
    )
    checked = InsuranceSpan(certainty=Certainty.CHECKED, recorded_at=clock.now() + datetime.timedelta(days=1))
    assert surest_first([declared, certified, checked], UNTIL) == [certified, checked, declared]
    assert surest_first([declared, certified, checked], AFTER) == [checked, certified, declared]


@pytest.mark.parametrize("month", ["2026-13", "后年三月", "1949-10", "2026-06"])
def test_a_month_that_is_none_is_said_so(known: Agreed, month: str) -> None:
    batch = known.counties.bring("insurance_months", table(2).replace(b"2026-03", month.encode("gb18030")))
    assert counts(batch) == {"rows": 1, "rejected": 1}
