"""A form that met another one's locks the wrong way round is done again, three times at most (reliability test 89).

PostgreSQL breaks a deadlock by ending one transaction; nothing of it was kept, so the same deed may simply begin anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse

MOST_TRIES = 3
FIRST_WAIT_SECONDS = 0.05
_BROKEN_OFF = frozenset({"40P01", "40001"})


def again_after_deadlock(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the answer of `act`, begun again when a deadlock ended its transaction.

    Inside a transaction of somebody else nothing can be begun again: the fault goes on to whoever holds it.
    """
    for number in range(1, MOST_TRIES):
        try:
            return act()
        except OperationalError as error:
            if not is_broken_off(error) or connection.in_atomic_block:
                raise
            time.sleep(FIRST_WAIT_SECONDS * number)
            _rewind(request)
    return act()


def is_broken_off(error: BaseException) -> bool:
    """Say whether the database ended a transaction that may succeed when begun again."""
    return getattr(error.__cause__, "sqlstate", "") in _BROKEN_OFF


def _rewind(request: HttpRequest) -> None:
    for name in request.FILES:
        for file in request.FILES.getlist(name):
            file.seek(0)
