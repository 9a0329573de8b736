"""Writing audit entries, in the transaction of the deed: no audit, no deed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models.functions import Cast

from baigong.foundation.audit.canonical import make_mac, plain
from baigong.foundation.audit.errors import NotAuditable
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.clock import now
from baigong.foundation.scope.current import active_scope

MOST_IDS_KEPT = 1_000
"""Beyond this an entry keeps the count and the digest of its row ids only."""


def record(
    *,
    by: str,
    act: str,
    object_kind: str,
    object_ids: Iterable[object],
    place_path: str = "",
    purpose: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry: `by` did `act` on these rows. Raises `NotAuditable` and so refuses the deed.

    `detail` holds field names, counts and codes, never a personal value. Up to `MOST_IDS_KEPT` ids are kept;
    an import chunk beyond that is known by its digest. Whoever stands in for somebody is written down with them.
    """
    scope = active_scope()
    if scope is not None and scope.on_behalf_of:
        detail = {**(detail or {}), "on_behalf_of": scope.on_behalf_of}
    ids = sorted(str(each) for each in object_ids)
    if not (by.strip() and act.strip() and object_kind.strip()):
        raise NotAuditable("审计记录缺何人、何事或对象，这一步没有做。请重新登录再试。")
    entry = AuditEntry(
        at=now(),
        by=by,
        act=act,
        object_kind=object_kind,
        object_ids=ids if len(ids) <= MOST_IDS_KEPT else [],
        place_path=place_path,
        purpose=purpose,
        count=len(ids),
        digest=digest_of(ids),
        detail=plain(detail or {}),
    )
    entry.mac = make_mac("entry", entry.content())
    entry.save(force_insert=True)
    return entry


def digest_of(ids: Iterable[object]) -> bytes:
    """Return the digest of row ids in any order."""
    return hashlib.sha256("\n".join(sorted(str(each) for each in ids)).encode()).digest()


def entries_about(object_kind: str, object_id: object) -> models.QuerySet[AuditEntry]:
    """Return the entries that name this row: who read or changed it, newest first (PIPL 44, 45)."""
    listed = AuditEntry.objects.annotate(listed=Cast("object_ids", models.TextField()))
    return listed.filter(object_kind=object_kind, listed__contains=f'"{object_id}"').order_by("-at", "-id")
