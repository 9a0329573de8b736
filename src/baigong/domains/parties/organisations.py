"""Verbs on organisations: made in bulk, changed with their history, withdrawn."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from baigong.domains.parties.enums import OrganisationNature, PartyKind
from baigong.domains.parties.models import Organisation, Party
from baigong.domains.parties.organisation_keys import (
    LONGEST_NAME,
    OrganisationFacts,
    name_pinyin,
)
from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.facts.bulk import insert_rows
from baigong.foundation.privacy.secret import Secret, open_inside

PERSONAL = frozenset({"contact_name", "contact_phone"})


def differences(
    organisation: Organisation, facts: OrganisationFacts, *, fill_only: bool = False
) -> dict[str, str]:
    """Return the fields the facts would change, with their new values; unsaid values change nothing.

    With `fill_only` nothing that is known is replaced: the facts come from a list of something else.
    """
    changed = {}
    for name, value in facts.values.items():
        kept = getattr(organisation, name)
        plain = open_inside(kept) if isinstance(kept, Secret) else (kept or "")
        if value and plain != value and not (fill_only and plain):
            changed[name] = value
    if facts.credit_code and not organisation.credit_code:
        changed["credit_code"] = facts.credit_code
    return changed


def new_organisation(facts: OrganisationFacts, *, source: str, source_id: str) -> Organisation:
    """Return an unsaved organisation with its unsaved party, ready for `add_organisations`."""
    at = {"place_path": facts.place_path, "county_id": facts.county_id}
    party = Party(kind=PartyKind.ORGANISATION, source=source, source_id=source_id, **at)
    organisation = Organisation(
        id=party.id,
        party=party,
        name=facts.name[:LONGEST_NAME],
        name_pinyin=name_pinyin(facts.name),
        credit_code=facts.credit_code,
        provisional_key="" if facts.credit_code else facts.provisional_key,
        nature=facts.nature or OrganisationNature.ENTERPRISE,
        industry_code=facts.industry_code,
        size_label=facts.size_label,
        address=facts.address,
        place_id=facts.place_id,
        source=source,
        source_id=source_id,
        **at,
    )
    if facts.contact_name:
        organisation.contact_name = facts.contact_name
    if facts.contact_phone:
        organisation.contact_phone = facts.contact_phone
    return organisation


@transaction.atomic
def add_organisations(organisations: Sequence[Organisation]) -> None:
    """Write new organisations and their parties."""
    insert_rows(each.party for each in organisations)
    insert_rows(organisations)


@transaction.atomic
def update_organisations(
    *,
    by: str,
    updates: Sequence[tuple[Organisation, Mapping[str, str]]],
    place_path: str,
    purpose: str = "",
) -> uuid.UUID | None:
    """Change organisations, keeping what stood there before; returns the change's audit entry, if any."""
    changes = []
    for organisation, said in updates:
        values: dict[str, Any] = dict(said)
        if "credit_code" in values:
            values["provisional_key"] = values["code_missing"] = ""
        if "name" in values:
            values["name_pinyin"] = name_pinyin(values["name"])
        before = {name: getattr(organisation, name) for name in values}
        for name, value in values.items():
            setattr(organisation, name, value)
        organisation.updated_at = clock.now()
        organisation.save(update_fields=[*values, "updated_at"])
        after = {name: getattr(organisation, name) for name in values}
        changes.append(ObjectChange(str(organisation.id), before, after, PERSONAL & set(values)))
    entry = record_changes_in_bulk(
        by=by, model=Organisation, changes=changes, place_path=place_path, purpose=purpose
    )
    return entry.id if entry else None


@transaction.atomic
def withdraw_organisations(*, by: str, organisation_ids: Sequence[uuid.UUID], reason: str) -> None:
    """Take organisations out of every list without deleting them; their code and name become free again."""
    now = clock.now()
    for model in (Party, Organisation):
        model.objects.filter(id__in=organisation_ids).update(
            withdrawn_at=now, withdrawn_reason=reason, updated_at=now
        )
    changes = [
        ObjectChange(str(key), {"withdrawn_reason": ""}, {"withdrawn_reason": reason})
        for key in organisation_ids
    ]
    record_changes_in_bulk(by=by, model=Organisation, changes=changes)
