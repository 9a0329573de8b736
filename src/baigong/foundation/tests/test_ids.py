"""Keys rise with the rows they are made for."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from baigong.foundation import ids


def test_keys_are_of_version_seven_and_say_when() -> None:
    before = time.time_ns() // 1_000_000
    key = ids.uuid7()
    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert before <= key.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_those_of_one_process_rise_and_none_comes_twice() -> None:
    made = [ids.uuid7() for _ in range(20_000)]
    assert made == sorted(made) and len(set(made)) == len(made)


def test_threads_get_different_ones() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [
            key for part in pool.map(lambda _: [ids.uuid7() for _ in range(500)], range(8)) for key in part
        ]
    assert len(set(made)) == 4_000


def test_a_clock_set_back_does_not_put_the_new_before_the_old(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ids.uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    assert ids.uuid7() > first


def test_without_the_memory_they_do_not_rise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin."""
    made = []
    for _ in range(200):
        monkeypatch.setattr(ids, "_last", 0)
        made.append(ids.uuid7())
    assert made != sorted(made)
