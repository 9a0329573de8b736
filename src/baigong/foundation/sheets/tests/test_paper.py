"""A PDF of Chinese text: whole, in order, on pages, the same bytes for the same content."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfbase import cidfonts

from baigong.foundation.sheets.paper import LINES, Line, write_paper
from baigong.foundation.sheets.tests.papers import as_printed, pages_of, words_on


@given(st.lists(st.text(max_size=200), max_size=20))
def test_every_letter_stands_on_the_paper_in_order(texts: list[str]) -> None:
    paper = write_paper("我的资料", [Line(text) for text in texts])
    assert words_on(paper) == "我的资料" + "".join(map(as_printed, texts))
    assert paper == write_paper("我的资料", [Line(text) for text in texts])


def test_long_lines_are_broken_and_pages_are_numbered() -> None:
    pages = pages_of(write_paper("题", [Line("字" * 120), *(Line(str(n)) for n in range(LINES))]))
    assert [len(line) for line in pages[0][1:4]] == [48, 48, 24]
    assert len(pages) == 2 and [page[-1] for page in pages] == ["第1页，共2页", "第2页，共2页"]
    assert len(pages[0]) == LINES + 1


def test_an_empty_line_keeps_its_room_and_no_line_begins_with_a_stop() -> None:
    [page] = pages_of(write_paper("题", [Line(""), Line("字" * 48 + "。完")]))
    assert page[1:4] == ["", "字" * 48 + "。", "完"]


def test_a_rare_character_of_a_name_is_one_letter_to_whoever_reads_the_file() -> None:
    """It lies beyond UCS-2; the map of the font must know UTF-16."""
    [page] = PdfReader(io.BytesIO(write_paper("题", [Line("张𠮷某")])), strict=True).pages
    assert page["/Resources"]["/Font"]["/F1"]["/Encoding"] == "/UniGB-UTF16-H"
    assert "张𠮷某" in page.extract_text()


def test_nothing_typed_can_become_part_of_the_format() -> None:
    typed = ") Tj ET /JS (x) \\) > Tj endstream endobj <script>"
    paper = write_paper(typed, [Line(typed)])
    assert pages_of(paper) == [[typed, typed, "第1页，共1页"]]
    reader = PdfReader(io.BytesIO(paper), strict=True)
    assert reader.metadata.title == typed
    assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(reader.trailer["/Root"])


def test_a_bracket_left_as_it_is_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the letters go in as they are."""
    monkeypatch.setattr(cidfonts, "escapePDF", lambda text: text.decode("latin-1"))
    with pytest.raises(Exception, match="."):
        test_nothing_typed_can_become_part_of_the_format()
