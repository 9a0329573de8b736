"""What of a fault stands in the log: where it happened and of what class, never its message.

A message may quote somebody's data (a cell that could not be read, a row the database refused); logs are not sealed.
"""

from __future__ import annotations

import copy
import logging
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING

from baigong.foundation.jobs.errors import describe

if TYPE_CHECKING:
    from logging import _SysExcInfoType


class FaultFormatter(logging.Formatter):
    """Writes a fault, and the faults it came from, as frames with class and code."""

    def format(self, record: logging.LogRecord) -> str:
        own = copy.copy(record)
        own.exc_text = None  # what another handler's formatter kept there is the whole message
        return super().format(own)

    def formatException(self, ei: _SysExcInfoType) -> str:
        return "\n".join(reversed([_frames(error) for error in _with_causes(ei[1])]))


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(error: BaseException) -> str:
    return "".join([*traceback.format_tb(error.__traceback__), describe(error)])
