"""The one way from a sealed personal value to plain text: say why, be written down, then read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models, transaction

from baigong.foundation.audit.errors import PurposeMissing
from baigong.foundation.audit.services import MOST_IDS_KEPT, record
from baigong.foundation.privacy.errors import RevealRefused
from baigong.foundation.privacy.fields import EncryptedTextField, row_id_of
from baigong.foundation.privacy.secret import RevealGrant, Secret

ACT = "personal.reveal"
SHORTEST_PURPOSE = 4


def reveal(
    instance: models.Model, field_names: Iterable[str], *, by: str, purpose: str, place_path: str = ""
) -> dict[str, str]:
    """Return plain values of named fields of one row, after writing who reads them and why.

    An empty field comes back as "". Raises `PurposeMissing` for a purpose under four characters.
    """
    return reveal_many([instance], field_names, by=by, purpose=purpose, place_path=place_path)[
        row_id_of(instance)
    ]


def reveal_many(
    instances: Sequence[models.Model],
    field_names: Iterable[str],
    *,
    by: str,
    purpose: str,
    place_path: str = "",
) -> dict[str, dict[str, str]]:
    """Return plain values by row id, for rows of one model; one entry for each thousand rows."""
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise PurposeMissing("还没写查看用途。请写至少四个字，再查看。")
    names = sorted(set(field_names))
    found: dict[str, dict[str, str]] = {}
    with transaction.atomic():
        for start in range(0, len(instances), MOST_IDS_KEPT):
            chunk = instances[start : start + MOST_IDS_KEPT]
            grant = _grant(chunk, names, by=by, purpose=purpose.strip(), place_path=place_path)
            for instance in chunk:
                found[row_id_of(instance)] = {name: _plain(getattr(instance, name), grant) for name in names}
    return found


def _grant(
    instances: Sequence[models.Model], names: Sequence[str], *, by: str, purpose: str, place_path: str
) -> RevealGrant:
    model = type(instances[0])
    rows = [row_id_of(instance) for instance in instances]
    logical = [_logical_name(model, name) for name in names]
    entry = record(
        by=by,
        act=ACT,
        object_kind=model._meta.label_lower,
        object_ids=rows,
        place_path=place_path,
        purpose=purpose,
        detail={"fields": list(names)},
    )
    cells = frozenset((name, row) for row in rows for name in logical)
    return RevealGrant(str(entry.id), purpose, cells)


def _logical_name(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    if not isinstance(field, EncryptedTextField):
        raise RevealRefused(f"“{name}”不是加密字段，不用这里查看。")
    return field.logical_name


def _plain(secret: Secret | None, grant: RevealGrant) -> str:
    return "" if secret is None else secret.reveal_for(grant)
