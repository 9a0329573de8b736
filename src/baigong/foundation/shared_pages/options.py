"""How pages are kept; read by the settings, so it knows nothing of Django."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SharedPages:
    """How pages are kept: `seconds` at most, made anew when a `topic` of freshness has news.

    `also` are further topics that pages tell of.

    `cookie` is the one a stranger's page depends on; whoever has a session is no stranger. `bytes` are those of one
    process; `at_work` is how many strangers it makes pages for at once, `waiting` how many may wait for that, and
    `wait_seconds` how long. Together they are fewer than the threads of a process: the others are for officers.
    """

    seconds: float = 60.0
    topic: str = ""
    also: tuple[str, ...] = ()
    cookie: str = ""
    bytes: int = 32 * 1024 * 1024
    at_work: int = 2
    waiting: int = 16
    wait_seconds: float = 3.0
