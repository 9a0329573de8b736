"""A phrase is found where it stands, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.phrases import PhraseIndex, fold

LETTERS = st.text(alphabet="焊工会计（(Aa\n\t𠮷", max_size=9)


def found(texts: list[str], phrase: str) -> list[bool]:
    return [bool(each) for each in PhraseIndex(texts).holding(phrase)]


@given(st.lists(LETTERS, max_size=12), st.text(alphabet="焊工会计（(Aa𠮷", max_size=6))
def test_it_says_what_looking_says(texts: list[str], phrase: str) -> None:
    assert found(texts, phrase) == [fold(phrase) in fold(text) for text in texts]


def test_a_phrase_does_not_reach_over_the_end_of_a_text() -> None:
    assert found(["电焊", "工人"], "焊工") == [False, False]
    assert found(["电焊", "工人"], "焊\n工") == [False, False]


def test_pairs_that_stand_apart_are_no_phrase() -> None:
    assert found(["会计工会计", "会计工", "计工会"], "会计工会") == [True, False, False]


def test_widths_and_cases_are_one() -> None:
    assert found(["焊工（二保焊）", "CNC操作"], "(二保") == [True, False]
    assert found(["焊工（二保焊）", "CNC操作"], "ｃｎｃ") == [False, True]


@pytest.mark.parametrize("texts", [[], [""], ["", "焊"]])
def test_empty_texts_keep_their_place(texts: list[str]) -> None:
    assert len(PhraseIndex(texts)) == len(texts)
    assert found(texts, "焊") == ["焊" in text for text in texts]
