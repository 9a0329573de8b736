"""The server refuses to start while any route has no declared policy."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from baigong.foundation.access.routes import policy_of


def all_routes(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every pattern of the site with its whole path."""
    for entry in (resolver or get_resolver()).url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from all_routes(entry, where)
        else:
            yield where, entry


@functools.cache
def routes_open_to(role: str) -> dict[str, frozenset[str]]:
    """Return, by namespace, the names of the routes a role may use; pages offer no others."""
    return {
        entry.namespace: frozenset(
            pattern.name
            for _, pattern in all_routes(entry)
            if pattern.name and (policy := policy_of(pattern)) is not None and policy.allows_role(role)
        )
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and entry.namespace
    }


def check_routes(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Return an error for each route that neither `route` made nor the reviewed list names."""
    reviewed = tuple(settings.BAIGONG_REVIEWED_ROUTES)
    return [
        Error(f"route {where!r} declares nobody who may use it", id="access.E001")
        for where, pattern in all_routes()
        if policy_of(pattern) is None and not where.startswith(reviewed)
    ]
