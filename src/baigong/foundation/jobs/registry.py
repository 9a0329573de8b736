"""Which function does which kind of job. A kind is a registered word, never a path into the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from baigong.foundation.jobs.errors import UnknownKindError
from baigong.foundation.jobs.models import Lane

Function = Callable[..., Mapping[str, Any] | None]
_Function = TypeVar("_Function", bound=Function)


@dataclass(frozen=True, slots=True)
class Handler:
    """One kind of job; `limit_seconds` is when a run counts as hung."""

    kind: str
    lane: Lane
    function: Function
    limit_seconds: float


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, lane: str, limit_seconds: float = 3600) -> Callable[[_Function], _Function]:
    """Register the decorated function as the handler of `kind`.

    It is called as `function(context, **args)` outside any transaction and any scope, may return a mapping
    that becomes the job's result (ids and counts only), and may run more than once for one job.

    :raises ValueError: when the kind is already taken by another function.
    """

    def register(function: _Function) -> _Function:
        known = _handlers.get(kind)
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"job kind {kind!r} is registered twice")
        _handlers[kind] = Handler(kind, Lane(lane), function, limit_seconds)
        return function

    return register


def find(kind: str) -> Handler:
    """Return the handler of `kind`.

    :raises UnknownKindError: when no installed module registered it.
    """
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKindError(kind) from None


def kinds() -> tuple[str, ...]:
    """Return every registered kind, sorted."""
    return tuple(sorted(_handlers))
