"""Settings that name several things at once."""

from __future__ import annotations

import pytest

from baigong.config.env import SettingError, one_of, pairs


def test_words_and_values() -> None:
    assert pairs("X", "") == {}
    assert pairs("X", "bureau-site=/srv/a, job-site = /srv/b,") == {
        "bureau-site": "/srv/a",
        "job-site": "/srv/b",
    }


@pytest.mark.parametrize("wrong", ["bureau-site", "=/srv/a", "bureau-site="])
def test_what_is_half_said_is_named(wrong: str) -> None:
    with pytest.raises(SettingError, match="BAIGONG_X"):
        pairs("X", wrong)


def test_a_word_that_is_not_offered_is_named() -> None:
    assert one_of("PASSWORD_PROFILE", "dengbao", ("nist", "dengbao")) == "dengbao"
    with pytest.raises(SettingError, match="BAIGONG_PASSWORD_PROFILE=long不认得"):
        one_of("PASSWORD_PROFILE", "long", ("nist", "dengbao"))
