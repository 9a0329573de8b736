"""A reader's mark: notes behind it, notes committed late beside it, and a mark that is gone."""

from __future__ import annotations

from typing import Any

import pytest

from baigong.foundation.freshness.models import RowChange
from baigong.foundation.freshness.reader import Mark, Reader, read_on

pytestmark = pytest.mark.django_db
TOPIC = "test"


def note(row: str, **more: Any) -> RowChange:
    values = {"topic": TOPIC, "row": row, "stamp": f"stamp-{row}", "noted_at": 0, "transaction": 2**62}
    return RowChange.objects.create(**(values | more))


def test_each_note_is_read_once() -> None:
    reader = Reader(TOPIC)
    assert reader.news() is None
    note("a")
    note("x", topic="other")
    assert reader.news() == {"a"}
    assert reader.news() == set()
    note("b")
    note("c")
    assert reader.news() == {"b", "c"}
    assert reader.version == 3


def test_a_mark_that_is_gone_says_that_nobody_knows() -> None:
    note("a")
    mark, _ = read_on(TOPIC, Mark())
    RowChange.objects.all().delete()
    note("b", id=mark.number)
    following, changed = read_on(TOPIC, mark)
    assert changed is None
    assert following.stamp == "stamp-b"
    assert read_on(TOPIC, following)[1] == set()


def test_old_notes_are_swept_away() -> None:
    from baigong.foundation.freshness.jobs import sweep

    note("a")
    note("b", noted_at=2**40)
    assert sweep(None) == {"swept": 1}  # type: ignore[arg-type]  # it asks nothing of its context
    assert RowChange.objects.get().row == "b"


def test_a_note_committed_late_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL the lower number may be committed after the higher one was read."""
    from baigong.foundation.freshness import reader

    late, early = (8, "late", "s-late", 70), (9, "early", "s-early", 71)
    answers = iter([([early], 70), ([late, early], 72), ([early], 72)])
    monkeypatch.setattr(reader, "_notes", lambda topic, mark: next(answers))
    mark, first = read_on(TOPIC, Mark(number=0))
    mark, second = read_on(TOPIC, mark)
    _, third = read_on(TOPIC, mark)
    assert (first, second, third) == ({"early"}, {"late"}, set())
