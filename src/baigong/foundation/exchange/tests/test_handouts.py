"""Workbooks of people that leave: a second person above the limit, a quota a day, a mark in every row."""

from __future__ import annotations

import datetime
import io
import random
from pathlib import Path
from typing import IO, Any

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange import handouts
from baigong.foundation.exchange.handouts import (
    Asked,
    Handed,
    HandoutError,
    Limits,
    Stamp,
    decide,
    hand_out,
    is_signed,
    take,
    traced,
)
from baigong.foundation.exchange.models import Handout, HandoutState
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.services import destroy_expired
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.book import Written
from baigong.foundation.sheets.marks import Mark
from baigong.foundation.sheets.writer import SheetOut, write_workbook

pytestmark = pytest.mark.django_db
LIMITS = Limits(alone_rows=100, day_rows=1_000, hours=24)
HOUR = datetime.timedelta(hours=1)
PEOPLE = [(f"欧{'*' * (1 + n % 2)}", f"139****{n:04d}", "试验村") for n in range(400)]


@pytest.fixture(autouse=True)
def in_scope(tmp_path: Path, settings: Any) -> Any:
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    with system_scope("test"):
        yield


def handed(count: int, by: str = "one", *, limits: Limits = LIMITS, marked: bool = True) -> Handed:
    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        sheet = SheetOut("求职人员", ("姓名", "电话", "村"), PEOPLE[:count])
        return write_workbook(
            stream, [sheet], watermark=stamp.watermark, manifest=stamp.manifest,
            mark=stamp.mark if marked else None,
        )  # fmt: skip

    asked = Asked(
        by=by, label=f"经办{by}", title="求职人员", purpose="试验", act="people.export",
        object_kind="registration", object_ids=list(range(count)), place_path="a/",
    )  # fmt: skip
    return hand_out(asked, limits, write)


def rows_of(content: bytes | None) -> list[tuple[Any, ...]]:
    assert content is not None
    return list(load_workbook(io.BytesIO(content))["求职人员"].iter_rows(min_row=2, values_only=True))


def test_a_leaked_fragment_names_the_exporter() -> None:
    """Reliability 35: 50 exports of the same list, a random fragment of 20 rows of each: 50/50 attributed."""
    files = {n: handed(100, by=f"officer-{n}") for n in range(50)}
    pick = random.Random(35)
    named = 0
    for number, file in files.items():
        fragment = pick.sample(rows_of(file.content), 20)
        [(row, evidence)] = traced(cell for line in fragment for cell in line)
        named += row.asked_by == f"officer-{number}"
        assert evidence.agree == evidence.of >= 80
    assert named == 50


def test_one_column_of_a_fragment_is_enough() -> None:
    """Reliability 35: sorted anew and cut to the telephones."""
    handed(100, by="other")
    phones = sorted(line[1] for line in rows_of(handed(100, by="leaker").content))[:20]
    assert [row.asked_by for row, _ in traced(phones)] == ["leaker"]


def test_without_the_mark_nobody_is_named() -> None:
    """Sabotage twin."""
    handed(100, by="other")
    fragment = rows_of(handed(100, by="leaker", marked=False).content)[:20]
    assert traced(cell for line in fragment for cell in line) == []


def test_the_watermark_says_who_when_and_for_what() -> None:
    """Reliability 35: at the foot of each page and on the last sheet."""
    made = handed(3)
    assert made.content is not None
    book = load_workbook(io.BytesIO(made.content))
    foot = str(book["求职人员"].oddFooter.left.text)
    assert "经办one" in foot and "试验" in foot and str(clock.today()) in foot
    facts = dict(book["导出说明"].iter_rows(values_only=True))
    assert facts["编号"] == str(made.row.id) and facts["用途"] == "试验" and facts["数据行数"] == "3"


def test_above_the_limit_a_second_person_must_agree(tmp_path: Path) -> None:
    """Reliability 35: > 100 rows; sealed while it waits; at most 24 hours to take it."""
    assert handed(100).content is not None
    made = handed(101)
    assert made.content is None and made.row.state == HandoutState.WAITING
    on_disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*.sealed"))
    assert on_disk and b"PK\x03\x04" not in on_disk
    with pytest.raises(HandoutError, match="还没有第二个人"):
        take(by="one", handout_id=made.row.id)
    with pytest.raises(HandoutError, match="自己"):
        decide(by="one", handout_id=made.row.id, agrees=True, limits=LIMITS)
    agreed = decide(by="two", handout_id=made.row.id, agrees=True, limits=LIMITS)
    assert agreed.open_until is not None and agreed.open_until <= clock.now() + 24 * HOUR
    with pytest.raises(Handout.DoesNotExist):
        take(by="two", handout_id=made.row.id)
    content = take(by="one", handout_id=made.row.id)
    assert len(rows_of(content)) == 101 and is_signed(agreed, content)
    acts = list(AuditEntry.objects.filter(object_kind="handout").values_list("act", "by"))
    assert sorted(acts) == [("exchange.agree", "two"), ("exchange.take", "one")]
    with clock.at(clock.now() + 25 * HOUR):
        with pytest.raises(HandoutError, match="时间过了"):
            take(by="one", handout_id=made.row.id)
        destroy_expired()
    assert not StoredFile.objects.exists()


def test_the_database_itself_refuses_the_asker() -> None:
    """Twin: the service does not look, and the constraint still holds."""
    made = handed(101)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handout.objects.filter(id=made.row.id).update(
            state=HandoutState.OPEN, decided_by="one", open_until=clock.now()
        )


def test_a_refused_one_is_destroyed_and_decided_once() -> None:
    made = handed(101)
    decide(by="two", handout_id=made.row.id, agrees=False, limits=LIMITS)
    assert not StoredFile.objects.exists()
    with pytest.raises(HandoutError, match="已经办过"):
        decide(by="three", handout_id=made.row.id, agrees=True, limits=LIMITS)


def test_the_day_has_a_quota() -> None:
    """Reliability 35: rows a day and person, over all lists; the next day begins anew."""
    few = Limits(alone_rows=100, day_rows=200, hours=24)
    handed(100, limits=few)
    handed(100, limits=few)
    with pytest.raises(HandoutError, match="今天已经导出200行"):
        handed(1, limits=few)
    assert handed(1, by="other", limits=few).content is not None
    with clock.at(clock.now() + 24 * HOUR):
        assert handed(1, limits=few).content is not None


def test_without_the_quota_the_whole_list_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin."""
    monkeypatch.setattr(handouts, "rows_today", lambda by: 0)
    few = Limits(alone_rows=100, day_rows=100, hours=24)
    assert sum(len(rows_of(handed(100, limits=few).content)) for _ in range(4)) == 400


def test_a_changed_file_is_not_given() -> None:
    made = handed(2)
    assert made.content is not None and is_signed(made.row, made.content)
    assert not is_signed(made.row, made.content + b"x")
    made.row.asked_by = "somebody else"
    assert not is_signed(made.row, made.content)


def test_a_mark_changes_nothing_but_the_star() -> None:
    mark = Mark(b"k" * 32)
    row = mark.row(["欧**", "没有星号", 7, None, datetime.date(2026, 1, 1)])
    assert row[1:] == ["没有星号", 7, None, datetime.date(2026, 1, 1)]
    assert str(row[0]).replace("∗", "*") == "欧**" and mark.text(str(row[0])) == row[0]
