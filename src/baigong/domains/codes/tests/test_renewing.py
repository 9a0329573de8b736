"""Newer official tables and an office's own entries: what they change, and what is read by them afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from baigong.domains.codes import renewing
from baigong.domains.codes.errors import CodeListError
from baigong.domains.codes.loading import add_codes, load_codes
from baigong.domains.codes.models import Code
from baigong.domains.codes.renewing import compare, enter_code, renew
from baigong.domains.codes.selectors import (
    entry_of,
    forget_labels,
    label_of,
    labels,
    labels_on,
    official,
    top_of,
)
from baigong.domains.parties.employers import industry_code
from baigong.domains.policies.selectors import code_labels, code_parents
from baigong.foundation.audit.models import AuditEntry
from baigong.kernels.codes import Catalogue, CodesError, industries, skill_levels
from baigong.kernels.codes import Code as Entry

FIRST, THEN = datetime.date(2026, 1, 1), datetime.date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _lists(db: None) -> Iterator[None]:
    forget_labels()
    load_codes(on=FIRST)
    yield
    forget_labels()


def newer(*, without: str = "97", **reworded: str) -> Catalogue:
    """The industries with one division less, two finer groups more, and words of one's own."""
    kept = [
        Entry("industry", code.code, reworded.get(f"n{code.code}", code.label), code.parent)
        for code in industries()
        if code.code != without
    ]
    return Catalogue(
        "industry",
        [*kept, Entry("industry", "011", "谷物种植", "01"), Entry("industry", "0111", "稻谷种植", "011")],
    )


def test_a_newer_table_says_what_it_changes_before_it_is_put_in_force() -> None:
    before = Code.objects.count()
    found = compare(newer(n01="新农业"))
    assert [entry.code for entry in found.new] == ["011", "0111"]
    assert [(old.label, entry.label) for old, entry in found.reworded] == [
        (industries()["01"].label, "新农业")
    ]
    assert [code.code for code in found.gone] == ["97"]
    assert found.unchanged == len(industries()) - 2
    assert Code.objects.count() == before


def test_what_it_brings_is_what_the_product_reads_by() -> None:
    assert industry_code("稻谷种植") == "" and entry_of("industry", "0111") is None
    renew(by="test", table=newer(n01="新农业"), on=THEN)
    assert industry_code("稻谷种植") == "0111"
    assert [each.label for each in official("industry").ancestors("0111")] == [
        industries()["A"].label, "新农业", "谷物种植",
    ]  # fmt: skip
    assert official("industry")["0111"].level == 4 and top_of("industry", "0111") == "A"
    assert label_of("industry", "01", THEN - datetime.timedelta(days=1)) == industries()["01"].label
    assert label_of("industry", "01", THEN) == "新农业"
    assert AuditEntry.objects.get(act="codes.renew").detail["reworded"] == 1


def test_a_code_that_has_gone_ends_only_when_told_to_and_stays_readable() -> None:
    renew(by="test", table=newer(), on=THEN)
    assert "97" in official("industry")
    renew(by="test", table=newer(), on=THEN, end_gone=True)
    gone = entry_of("industry", "97")
    assert "97" not in official("industry") and gone is not None and gone.label == industries()["97"].label
    renew(by="test", table=industries(), on=THEN)
    assert "97" in official("industry")


def test_the_same_table_again_changes_nothing() -> None:
    table = newer(n01="新农业")
    renew(by="test", table=table, on=THEN)
    before = list(Code.objects.order_by("id").values())
    found = renew(by="test", table=table, on=THEN)
    assert (found.new, found.reworded) == ([], [])
    assert list(Code.objects.order_by("id").values()) == before


def test_a_slip_of_the_first_day_is_put_right_and_ended_wordings_are_not_cut_into() -> None:
    renew(by="test", table=newer(n01="错字"), on=THEN)
    renew(by="test", table=newer(n01="新农业"), on=THEN)
    assert list(Code.objects.filter(scheme="industry", code="01").values_list("label", flat=True)) == [
        industries()["01"].label,
        "新农业",
    ]
    with pytest.raises(CodeListError, match="改过名"):
        renew(by="test", table=newer(n01="又一个"), on=FIRST + datetime.timedelta(days=1))


def test_skill_levels_are_reworded_where_they_are_chosen_too() -> None:
    table = Catalogue(
        "skill",
        [
            Entry("skill", each.code, "新名" if each.code == "3" else each.label, None, each.aliases)
            for each in skill_levels()
        ],
    )
    renew(by="test", table=table, on=THEN)
    assert labels("skill")["3"] == labels("skill_level")["3"] == "新名"


def test_a_day_to_come_and_an_office_without_lists_are_refused() -> None:
    with pytest.raises(CodeListError, match="到那天再办"):
        renew(by="test", table=newer(), on=datetime.date(2999, 1, 1))
    Code.objects.all().delete()
    with pytest.raises(CodeListError, match="open-office"):
        renew(by="test", table=newer(), on=THEN)


def test_an_entry_of_ones_own_says_by_whom_and_stays() -> None:
    row = enter_code(by="cli", scheme="industry", code="01", label="本地叫法", on=THEN)
    assert row.entered_by == "cli" and row.parent_code == "A"
    found = renew(by="test", table=newer(n01="新农业"), on=THEN)
    assert [code.label for code in found.own] == ["本地叫法"]
    assert labels("industry")["01"] == "本地叫法"
    assert labels_on("industry", FIRST)["01"] == industries()["01"].label
    entry = AuditEntry.objects.get(act="codes.enter")
    assert (entry.by, entry.object_ids) == ("cli", [str(row.id)])


def test_without_the_mark_of_who_entered_it_the_offices_own_wording_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sabotage twin: the entry does not say by whom."""
    real = renewing.Code
    monkeypatch.setattr(renewing.Code, "entered_by", "", raising=False)
    enter_code(by="cli", scheme="industry", code="01", label="本地叫法", on=FIRST)
    monkeypatch.undo()
    real.objects.filter(label="本地叫法").update(entered_by="")
    renew(by="test", table=newer(n01="新农业"), on=THEN)
    assert labels("industry")["01"] == "新农业"


def test_an_own_code_of_a_plans_list_can_be_chosen_and_knows_its_superior() -> None:
    add_codes("status", [("trial", "试验认定", "")], on=FIRST)
    enter_code(by="cli", scheme="status", code="trial-a", label="试验甲级", parent="trial", on=THEN)
    assert code_labels("status")["trial-a"] == "试验甲级"
    assert code_parents("status")["trial-a"] == "trial"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"code": "011", "label": "谷物", "parent": "no"}, "上级"),
        ({"code": "011", "label": " "}, "不能空"),
        ({"code": "0" * 41, "label": "谷物"}, "40"),
        ({"code": "01", "label": industries()["01"].label}, "不用再登记"),
        ({"code": "011", "label": "谷物", "on": datetime.date(2999, 1, 1)}, "到那天再办"),
    ],
)
def test_an_entry_that_does_not_fit_is_refused(values: dict[str, str], says: str) -> None:
    with pytest.raises(CodeListError, match=says):
        enter_code(**{"by": "cli", "scheme": "industry", "on": THEN, **values})  # type: ignore[arg-type]


def test_an_entry_below_itself_is_taken_back() -> None:
    before = Code.objects.count()
    with pytest.raises(CodesError, match="绕回"):
        enter_code(by="cli", scheme="industry", code="A", label="农业", parent="01", on=THEN)
    forget_labels()
    assert Code.objects.count() == before and official("industry")["A"].parent is None
