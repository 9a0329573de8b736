"""A fault in the log says where and of what class; whom its message quotes stands nowhere."""

from __future__ import annotations

import io
import logging

from django.conf import settings

from baigong.foundation.logs import FaultFormatter

NAME = "鸮鷟鹮鸰"


def fail(*, is_hidden: bool = False) -> None:
    try:
        raise KeyError(NAME)
    except KeyError as error:
        raise ValueError(f"读不懂“{NAME}”") from (None if is_hidden else error)


def written(formatter: logging.Formatter, *, is_hidden: bool = False) -> str:
    """Return what a handler writes of the fault after another one has formatted the same record."""
    stream, logger = io.StringIO(), logging.Logger("test")
    for handler in (logging.StreamHandler(io.StringIO()), logging.StreamHandler(stream)):
        logger.addHandler(handler)
    logger.handlers[1].setFormatter(formatter)
    try:
        fail(is_hidden=is_hidden)
    except ValueError:
        logger.exception("fault %s", "A1B2C3")
    return stream.getvalue()


def test_frames_and_classes_are_written_and_no_message() -> None:
    text = written(FaultFormatter())
    assert "fault A1B2C3" in text and "in fail" in text
    assert text.index("KeyError\n") < text.index("ValueError\n")
    assert NAME not in text


def test_a_cause_hidden_on_purpose_is_left_out() -> None:
    assert "KeyError\n" not in written(FaultFormatter(), is_hidden=True)


def test_every_handler_of_the_settings_writes_so() -> None:
    assert {each["formatter"] for each in settings.LOGGING["handlers"].values()} == {"faults"}
    assert settings.LOGGING["formatters"]["faults"]["()"] == f"{FaultFormatter.__module__}.FaultFormatter"


def test_a_message_stays_one_line_whatever_stands_in_it() -> None:
    stream, logger = io.StringIO(), logging.Logger("test")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(FaultFormatter())
    logger.addHandler(handler)
    logger.warning("Not Found: %s", "/x\r\n\x1b[31mERROR\u2028\x85\u202e")
    assert stream.getvalue() == "Not Found: /x\\u000d\\u000a\\u001b[31mERROR\\u2028\\u0085\\u202e\n"


def test_the_usual_formatter_quotes_somebody() -> None:
    """Sabotage twin: logging's own way of writing a fault."""
    assert NAME in written(logging.Formatter())
