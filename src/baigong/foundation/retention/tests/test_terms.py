"""The register's own words are the figure: no term stands a second time in code."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.foundation.retention.terms import Term, TermError, read_term

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2090, 1, 1))
TERMS = st.builds(Term, st.just("x"), st.integers(0, 60), st.integers(0, 400))


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("服务终止后三年", Term("服务终止", months=36)),
        ("入库或作废后三十天", Term("入库或作废", days=30)),
        ("办结后12个月", Term("办结", months=12)),
        ("合同终止后二十五天", Term("合同终止", days=25)),
        ("离职后两年", Term("离职", months=24)),
    ],
)
def test_words_are_read(words: str, term: Term) -> None:
    assert read_term(words) == term


@pytest.mark.parametrize("words", ["三年", "随主记录销毁", "发出即清", ""])
def test_words_without_a_figure_are_refused(words: str) -> None:
    with pytest.raises(TermError, match="读不出"):
        read_term(words)


@given(TERMS, DAYS)
def test_the_latest_day_that_is_over_is_exact(term: Term, on: datetime.date) -> None:
    latest = term.latest_over(on)
    assert term.ends(latest) <= on < term.ends(latest + datetime.timedelta(days=1))
