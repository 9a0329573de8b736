"""An auditor pastes a leaked fragment and reads whose workbook it was; the trail says so (reliability 35)."""

from __future__ import annotations

import io
from typing import IO, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from baigong.faces.oversight.tests.oversight_world import World, signed_in, text_of
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange import handouts
from baigong.foundation.exchange.handouts import Asked, Limits, Stamp, hand_out
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.book import Written
from baigong.foundation.sheets.marks import Mark
from baigong.foundation.sheets.writer import SheetOut, write_workbook

PAGE = "/oversight/tracing/"
PEOPLE = [(f"欧{'*' * (1 + n % 2)}", f"139****{n:04d}", "试验村") for n in range(60)]


def handed(world: World, label: str) -> bytes:
    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        sheet = SheetOut("求职人员", ("姓名", "电话", "村"), PEOPLE)
        return write_workbook(stream, [sheet], watermark=stamp.watermark, mark=stamp.mark)

    asked = Asked(
        by=label, label=label, title="求职人员", purpose="核对", act="people.export",
        object_kind="registration", object_ids=list(range(60)), place_path=world.county.path,
    )  # fmt: skip
    with system_scope("test"):
        content = hand_out(asked, Limits(100, 1_000, 24), write).content
    assert content is not None
    return content


def fragment(content: bytes) -> str:
    """Twenty rows as they are copied out of a spreadsheet."""
    rows = load_workbook(io.BytesIO(content))["求职人员"].iter_rows(min_row=12, max_row=31, values_only=True)
    return "\n".join("\t".join(map(str, row)) for row in rows)


@pytest.mark.parametrize("separator", ["\t", "，", "  "])
def test_a_pasted_fragment_names_who_exported_it(world: World, separator: str) -> None:
    handed(world, "经办甲")
    leaked = fragment(handed(world, "经办乙")).replace("\t", separator)
    page = text_of(signed_in(world.auditor).post(PAGE, {"text": leaked}))
    assert "经办乙" in page and "经办甲" not in page and "星号全对上" in page
    entry = AuditEntry.objects.get(act="audit.trace")
    assert entry.count == 1 and "139" not in str(entry.detail)


def test_an_uploaded_fragment_does_the_same(world: World) -> None:
    handed(world, "经办甲")
    file = SimpleUploadedFile("外流.xlsx", handed(world, "经办乙"))
    page = text_of(signed_in(world.auditor).post(PAGE, {"text": "", "file": file}))
    assert "经办乙" in page and "经办甲" not in page


def test_what_cannot_be_told_is_said(world: World) -> None:
    auditor = signed_in(world.auditor)
    content = handed(world, "经办甲")
    assert "片段太短" in text_of(auditor.post(PAGE, {"text": "欧*"}))
    retyped = fragment(content).replace("∗", "*")
    assert "星号被重新打过" in text_of(auditor.post(PAGE, {"text": retyped}))
    empty = auditor.post(PAGE, {"text": " "})
    assert empty.status_code == 422 and "还没有片段" in text_of(empty)
    broken = auditor.post(PAGE, {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04nothing")})
    assert broken.status_code == 422


def test_only_auditors_ask_and_only_of_their_own_places(world: World) -> None:
    leaked = fragment(handed(world, "经办甲"))
    assert "经办甲" in text_of(signed_in(world.county_auditor).post(PAGE, {"text": leaked}))
    with system_scope("test"):
        handouts.Handout.objects.update(place_path=world.other_county.path)
    assert "经办甲" not in text_of(signed_in(world.county_auditor).post(PAGE, {"text": leaked}))
    for user in (world.security, world.administrator, world.officer):
        assert signed_in(user).post(PAGE, {"text": leaked}).status_code == 403


def test_with_one_mark_for_all_everybody_would_be_named(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: the mark is not the file's own."""
    one: Any = Mark(b"the same for all")
    monkeypatch.setattr(handouts, "mark_of", lambda handout_id: one)
    handed(world, "经办甲")
    page = text_of(signed_in(world.auditor).post(PAGE, {"text": fragment(handed(world, "经办乙"))}))
    assert "经办甲" in page and "经办乙" in page
