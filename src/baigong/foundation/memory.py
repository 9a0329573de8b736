"""What a process holds in memory in plain stays there: no core dump, and files it makes are its owner's alone."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource

_PR_SET_DUMPABLE = 4
_OWNER_ONLY = 0o077


def keep_memory_private() -> None:
    """Switch core dumps off for this process and those it forks, and make new files 0600 (reliability 42).

    The limit alone does not hold where the kernel hands dumps to a program, so the process is marked as well; a
    new program started by this one calls it again.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):  # no such call outside Linux
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.umask(_OWNER_ONLY)
