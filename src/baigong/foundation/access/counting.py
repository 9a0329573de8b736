"""The table in which attempts are counted, holding JSON: what stands in a table is never run (reliability test 122).

Django's own keeps pickles there, and whoever can write one row of it could run anything in every process that reads.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.cache.backends import db
from django.core.cache.backends.db import DatabaseCache


class _Json:
    """Stands where Django's table cache looks for its serialiser."""

    HIGHEST_PROTOCOL = 0

    @staticmethod
    def dumps(value: Any, protocol: int = 0) -> bytes:
        return json.dumps(value, separators=(",", ":")).encode()

    @staticmethod
    def loads(data: bytes) -> Any:
        return json.loads(data)


db.pickle = _Json  # type: ignore[attr-defined]  # the module reads its serialiser by this name


class JsonDatabaseCache(DatabaseCache):
    """Django's table cache; this module's import made it speak JSON."""
