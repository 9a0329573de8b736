"""The versions of policies that are public now."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from baigong.domains.policies.models import PolicyVersion
from baigong.foundation import clock


def versions_in_force() -> QuerySet[Any]:
    """Return the versions published, not taken down and not replaced by a later one, in the current scope."""
    found: QuerySet[Any] = PolicyVersion.objects.filter(
        published_at__lte=clock.now(), voided_at__isnull=True, superseded_at__isnull=True
    )
    return found
