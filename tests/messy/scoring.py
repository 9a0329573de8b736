"""How many columns of a messy file are recognised rightly, asked about, or silently wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from baigong.foundation.exchange.reading import SheetTable, guess_columns, read_tables
from baigong.kernels.recognition import ColumnGuess, Layout
from tests.messy.case import MessyFile

ASKED = "asked"


@dataclass(frozen=True)
class Score:
    """The columns of one file: each is right, asked (with the right suggestion or not) or silently wrong."""

    name: str
    right: int
    asked_rightly: int
    asked: int
    wrong: tuple[str, ...]
    rows_found: int
    rows: int
    headings_asked: tuple[str, ...]

    @property
    def columns(self) -> int:
        return self.right + self.asked_rightly + self.asked + len(self.wrong)


def score(messy: MessyFile, layout: Layout, folder: Path) -> Score:
    """Write the file, read it as an upload is read, and compare with its truth."""
    path = folder / messy.name
    messy.write(path)
    tables = read_tables(path.read_bytes(), name=messy.name, layout=layout)
    table = max(
        tables,
        key=lambda each: abs(len(each.table.headings) - len(messy.truth)) * -1000 + _known(each, layout),
    )
    guesses = guess_columns(table, layout, {})
    rows = len(table.table.data_rows)
    if messy.refusable and len(guesses) != len(messy.truth):
        return _refused(messy, guesses, rows)
    assert len(guesses) == len(messy.truth), (messy.name, [guess.heading for guess in guesses])
    right = asked_rightly = asked = 0
    wrong, questions = [], []
    for guess, truth in zip(guesses, messy.truth, strict=True):
        meant = {name or None for name in (truth or "").split("|")}
        name = guess.field.name if guess.field else None
        if guess.certainty == ASKED:
            asked_rightly += name in meant
            asked += name not in meant
            questions.append(f"{guess.heading}→{name or '?'}{'' if name in meant else f'（该是{truth}）'}")
        elif name in meant:
            right += 1
        else:
            wrong.append(f"{guess.heading}→{name or '不读'}（该是{truth}）")
    return Score(messy.name, right, asked_rightly, asked, tuple(wrong), rows, messy.rows, tuple(questions))


def _known(table: SheetTable, layout: Layout) -> int:
    return sum(guess.field is not None for guess in guess_columns(table, layout, {}))


def _refused(messy: MessyFile, guesses: tuple[ColumnGuess, ...], rows: int) -> Score:
    """A layout whose lines are no records: whatever was taken without a question is wrong."""
    taken = tuple(f"{guess.heading}→{guess.taken.name}" for guess in guesses if guess.taken)
    return Score(messy.name, 0, 0, len(messy.truth) - len(taken), taken, rows, messy.rows, ())
