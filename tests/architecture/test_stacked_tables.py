"""On a telephone a stacked table has no headings: every cell bears its column's, the first is the row's own name."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

FACES = Path(__file__).resolve().parents[2] / "src" / "baigong" / "faces"
TAGS_OF_DJANGO = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
Cell = tuple[str, str | None]


class Stacked(HTMLParser):
    """Collects of each stacked table the headings and, row by row, the labels of its cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[tuple[list[str], list[list[Cell]]]] = []
        self._is_in, self._is_heading = False, False
        self.feed(TAGS_OF_DJANGO.sub("", text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self._is_in = "stacked" in str(given.get("class")).split()
            if self._is_in:
                self.tables.append(([], []))
        elif self._is_in and tag == "tr":
            self.tables[-1][1].append([])
        elif self._is_in and tag == "th" and given.get("scope") == "col":
            self.tables[-1][0].append("")
            self._is_heading = True
        elif self._is_in and tag in ("td", "th"):
            self.tables[-1][1][-1].append((tag, given.get("data-label")))

    def handle_endtag(self, tag: str) -> None:
        self._is_in = self._is_in and tag != "table"
        self._is_heading = self._is_heading and tag != "th"

    def handle_data(self, data: str) -> None:
        if self._is_heading:
            self.tables[-1][0][-1] += data.strip()


def unlabelled(text: str) -> list[str]:
    """Return the headings that a cell below them does not bear on a telephone."""
    found = []
    for headings, rows in Stacked(text).tables:
        for row in rows:
            for heading, (_, label) in list(zip(headings, row, strict=False))[1:]:
                if label != heading:
                    found.append(heading)
    return found


def templates() -> list[Path]:
    return [path for path in sorted(FACES.rglob("*.html")) if Stacked(path.read_text("utf-8")).tables]


def test_every_cell_of_a_stacked_table_bears_the_heading_of_its_column() -> None:
    found = {path.name: unlabelled(path.read_text("utf-8")) for path in templates()}
    assert len(found) >= 12 and {name: missing for name, missing in found.items() if missing} == {}


def test_the_stylesheet_shows_the_labels_where_it_hides_the_headings() -> None:
    narrow = (FACES / "frame" / "static" / "frame" / "narrow.css").read_text("utf-8")
    assert ".tb.stacked thead { display:none; }" in narrow
    assert '.tb.stacked td[data-label]::before { content:attr(data-label) "："' in narrow


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.stem)
def test_a_label_that_is_missing_or_another_columns_is_noticed(path: Path) -> None:
    """Sabotage twin: in each of the templates."""
    text = path.read_text("utf-8")
    label = re.search(r' data-label="[^"]+"', text)
    assert label is not None
    for instead in ("", ' data-label="别的"'):
        assert unlabelled(text.replace(label[0], instead, 1)) != []
