"""A code worded anew: what happened under the old words goes on being read in them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from baigong.domains.codes import loading
from baigong.domains.codes.loading import add_codes
from baigong.domains.codes.models import Code
from baigong.domains.codes.selectors import forget_labels, label_of, labels, labels_on
from baigong.domains.parties.tests.bringing_in import Counties, gbk
from baigong.domains.places.declared_rows import declared_rows
from baigong.domains.policies import selectors
from baigong.domains.statuses.lists import ORGANISATION_STATUSES
from baigong.faces.cli.main import main
from baigong.foundation.scope import enter

FIRST, THEN = datetime.date(2026, 1, 1), datetime.date(2026, 4, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh(db: None) -> Iterator[None]:
    forget_labels()
    yield
    forget_labels()


def worded_twice() -> None:
    add_codes("trial", [("one", "旧名", ""), ("two", "不变", "")], on=FIRST)
    assert add_codes("trial", [("one", "新名", ""), ("two", "不变", "")], on=THEN) == 1


def test_each_day_reads_its_own_words() -> None:
    worded_twice()
    days = (FIRST - DAY, FIRST, THEN - DAY, THEN, THEN + DAY)
    assert [label_of("trial", "one", on) for on in days] == ["旧名", "旧名", "旧名", "新名", "新名"]
    assert [labels_on("trial", on)["two"] for on in days] == ["不变"] * 5
    assert labels("trial") == {"one": "新名", "two": "不变"}
    assert label_of("trial", "three", FIRST) == "three" and label_of("trial", "", FIRST) == ""


def test_the_same_words_again_change_nothing() -> None:
    worded_twice()
    assert add_codes("trial", [("one", "新名", "")], on=THEN + DAY) == 0
    assert Code.objects.filter(scheme="trial").count() == 3


def test_a_slip_on_the_first_day_is_mended_in_place() -> None:
    add_codes("trial", [("one", "错字", "")], on=FIRST)
    assert add_codes("trial", [("one", "旧名", "")], on=FIRST) == 0
    assert [label_of("trial", "one", on) for on in (FIRST, THEN)] == ["旧名", "旧名"]


def test_what_the_office_worded_itself_stays() -> None:
    add_codes("trial", [("one", "本地叫法", "")], on=FIRST)
    Code.objects.filter(scheme="trial").update(entered_by="officer")
    assert add_codes("trial", [("one", "新名", "")], on=THEN) == 0
    assert labels("trial") == {"one": "本地叫法"}


def test_without_keeping_the_old_words_history_is_read_in_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the label is changed in place."""

    def overwrite(known: Code, label: str, on: datetime.date) -> bool:
        Code.objects.filter(id=known.id).update(label=label)
        return False

    monkeypatch.setattr(loading, "_gives_way", overwrite)
    add_codes("trial", [("one", "旧名", "")], on=FIRST)
    add_codes("trial", [("one", "新名", "")], on=THEN)
    assert label_of("trial", "one", FIRST) == "新名"


@pytest.mark.parametrize(("valid_from", "valid_to"), [(THEN, None), (THEN, THEN), (THEN, FIRST)])
def test_the_database_keeps_one_wording_in_force(
    valid_from: datetime.date, valid_to: datetime.date | None
) -> None:
    add_codes("trial", [("one", "旧名", "")], on=FIRST)
    with pytest.raises(IntegrityError), transaction.atomic():
        Code.objects.create(scheme="trial", code="one", label="x", valid_from=valid_from, valid_to=valid_to)


def test_a_fact_is_shown_in_the_words_of_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    counties = Counties()
    add_codes("status", [("trial-grade", "老叫法", "")], on=FIRST)
    for on in (FIRST, THEN):
        if on == THEN:
            add_codes("status", [("trial-grade", "新叫法", "")], on=THEN)
        label = labels("status")["trial-grade"]
        row = {
            "企业名称": "北渡机械有限公司",
            "身份或认定": label,
            "开始日期": on.isoformat(),
            "结束日期": on.isoformat(),
        }
        counties.bring("organisation_statuses", gbk([list(row), list(row.values())]))
    with enter(counties.scope()):
        rows = list(declared_rows(ORGANISATION_STATUSES, counties.county.path, datetime.date(2099, 1, 1)))
    assert [(row["code"], row["code_code"]) for row in rows] == [
        ("老叫法", "trial-grade"), ("新叫法", "trial-grade"),
    ]  # fmt: skip


def test_by_command_a_plan_worded_anew_keeps_the_old_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["adopt-plan", "_national", "--on", FIRST.isoformat()]) == 0
    pack = selectors.pack_named("_national")
    changed = tuple(
        type(code)(code.scheme, code.code, "工资低", code.parent)
        if (code.scheme, code.code) == ("cause", "pay")
        else code
        for code in pack.codes
    )
    newer = type(pack)(**{name: getattr(pack, name) for name in pack.__slots__} | {"codes": changed})
    monkeypatch.setattr("baigong.domains.policies.services.pack_named", lambda name: newer)
    assert main(["adopt-plan", "_national", "--on", THEN.isoformat()]) == 0
    assert [label_of("cause", "pay", on) for on in (FIRST, THEN)] == ["薪资偏低", "工资低"]
    assert "启用了" in capsys.readouterr().out
    monkeypatch.undo()
    assert main(["adopt-plan", "nowhere"]) == 1
