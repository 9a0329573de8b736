"""Firms when places are redrawn: a key made of the county's path and the name follows the county."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import provisional_key
from baigong.domains.places.following import Follower
from baigong.foundation.facts.models import MovedRow

CHUNK = 500


def rekey(*, reform_id: UUID) -> None:
    """Make the keys of moved firms anew, chunk by chunk; a name the county has already keeps its old key.

    Such a firm is found under both keys by people only: whether they are one is not for a program to say.
    """
    moved = MovedRow.objects.filter(
        move__reform_id=reform_id, table=Organisation._meta.db_table, column="place_path"
    ).order_by("id")
    last = 0
    while entries := list(moved.filter(id__gt=last)[:CHUNK]):
        last = entries[-1].id
        with transaction.atomic():
            for firm in Organisation.objects.filter(id__in=[entry.row_id for entry in entries]):
                _rekey(firm)


def _rekey(firm: Organisation) -> None:
    key = provisional_key(firm.name, firm.place_path, firm.county_id) if firm.provisional_key else ""
    if key == firm.provisional_key:
        return
    try:
        with transaction.atomic():
            Organisation.objects.filter(id=firm.id).update(provisional_key=key)
    except IntegrityError:
        return


def _nothing(**_: Any) -> dict[str, Any]:
    return {}


FOLLOWER = Follower("firms", lambda mergers: [], _nothing, lambda **_: None, rekey)
