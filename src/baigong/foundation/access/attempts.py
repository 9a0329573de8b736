"""Where attempts are counted: one table for all processes, whose keys name nobody.

A count kept in each process's memory would give whoever guesses passwords one set of tries per process.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.utils.crypto import salted_hmac


def key_without_a_name(key: str, prefix: str, version: int) -> str:
    """Return the digest under which a count is kept: addresses and names cannot be read or guessed from it."""
    return salted_hmac("baigong.attempts", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


def create_attempts_table(using: str = "default", **_: Any) -> None:
    """Make the table if it is missing; runs after each migration."""
    call_command("createcachetable", database=using, verbosity=0)
    cache.clear()  # what an earlier release counted there cannot be read; counts last minutes
