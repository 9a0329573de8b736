"""Takes away from the reading child what it does not need: memory, time, files, the network."""

from __future__ import annotations

import ctypes
import os
import resource

from .limits import Limits

_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000


def confine(limits: Limits) -> None:
    """Set the limits of this process for good. The network is taken away where the kernel allows it."""
    _leave_network()
    for which, amount in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.processor_seconds),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(which)
        ceiling = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(which, (ceiling, ceiling))


def _leave_network() -> None:
    """Best effort: an unprivileged process may need a user namespace for it, and some hosts forbid both."""
    library = ctypes.CDLL(None, use_errno=True)
    for flags in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK):
        if library.unshare(flags) == 0:
            return
    os.environ["BAIGONG_CHILD_NETWORK"] = "kept"
