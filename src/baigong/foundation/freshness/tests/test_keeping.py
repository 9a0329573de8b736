"""What a process keeps: asked once, asked anew after news, and never kept from before the news as from after it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError

from baigong.foundation.freshness import keeping
from baigong.foundation.freshness.keeping import forget, hear, kept_until_news
from baigong.foundation.freshness.models import RowChange
from baigong.foundation.freshness.reader import Reader

pytestmark = pytest.mark.django_db
TOPIC = "test-keeping"


def note(row: str) -> None:
    RowChange.objects.create(topic=TOPIC, row=row, stamp=f"stamp-{row}", noted_at=0, transaction=2**62)


@pytest.fixture
def asked() -> Iterator[list[str]]:
    yield []
    keeping._readers.pop(TOPIC, None)


def kept_of(asked: list[str]) -> Any:
    @kept_until_news(TOPIC, 8)
    def answer(word: str) -> str:
        asked.append(word)
        return f"{word} {len(asked)}"

    hear()
    return answer


def test_an_answer_is_kept_until_there_is_news(asked: list[str]) -> None:
    answer = kept_of(asked)
    assert [answer("a"), answer("a"), answer("b")] == ["a 1", "a 1", "b 2"]
    hear()
    assert answer("a") == "a 1"
    note("x")
    assert answer("a") == "a 1"
    hear()
    assert answer("a") == "a 3"


def test_whichever_reader_hears_first_tells_all(asked: list[str]) -> None:
    """A page kept for strangers asks by a reader of its own, and must not be made of what is old."""
    answer, other = kept_of(asked), Reader(TOPIC)
    other.news()
    assert answer("a") == "a 1"
    note("x")
    assert other.news() == {"x"}
    assert answer("a") == "a 2"


def test_what_was_being_worked_out_meanwhile_is_not_kept_as_new() -> None:
    begun, heard = threading.Event(), threading.Event()
    words = ["old", "new"]

    @kept_until_news(TOPIC, 8)
    def answer() -> str:
        word = words.pop(0)
        begun.set()
        heard.wait(5)
        return word

    slow = threading.Thread(target=answer)
    slow.start()
    assert begun.wait(5)
    forget(TOPIC)
    heard.set()
    slow.join(5)
    assert answer() == "new"
    keeping._readers.pop(TOPIC, None)


def test_a_database_that_is_away_stops_nobody(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    answer = kept_of(asked)
    assert answer("a") == "a 1"

    def away(topic: str, mark: Any) -> Any:
        raise OperationalError

    monkeypatch.setattr("baigong.foundation.freshness.reader.read_on", away)
    hear()
    assert answer("a") == "a 1"
