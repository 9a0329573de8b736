"""What of a fault stands in the log: where it happened and of what class, never its message.

A message may quote somebody's data (a cell that could not be read, a row the database refused); logs are not sealed.
What somebody typed into an address may stand in a line, but it can neither begin a line of its own nor colour or move
what is on the screen of whoever reads the log (reliability 37).
"""

from __future__ import annotations

import copy
import logging
import re
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING

from baigong.foundation.jobs.errors import describe

if TYPE_CHECKING:
    from logging import _SysExcInfoType


# Control signs of both ranges, line and paragraph ends, and signs that turn the direction of writing.
_MOVING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class FaultFormatter(logging.Formatter):
    """Writes a fault, and the faults it came from, as frames with class and code; every message in one line."""

    def format(self, record: logging.LogRecord) -> str:
        own = copy.copy(record)
        own.msg, own.args = in_one_line(record.getMessage()), None
        own.exc_text = None  # what another handler's formatter kept there is the whole message
        return super().format(own)

    def formatException(self, ei: _SysExcInfoType) -> str:
        return "\n".join(reversed([_frames(error) for error in _with_causes(ei[1])]))


def in_one_line(text: str) -> str:
    """Return a text whose control signs and turning signs are written out, so that it stays the line it is."""
    return _MOVING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(error: BaseException) -> str:
    return "".join([*traceback.format_tb(error.__traceback__), describe(error)])
