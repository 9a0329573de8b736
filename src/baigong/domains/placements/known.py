"""What matching knows besides the two rows: certificates held, who the plan helps first, which firms come first.

A pair has one score whoever looks at it, so these facts are read beyond the reader's scope; what leaves here is how
sure a certificate is and whether somebody comes first, and nothing else of the rows they stand in.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from baigong.domains.commissioners.own_firms import KEY, tier_of_firm
from baigong.domains.parties.models import Credential, Organisation
from baigong.domains.policies.selectors import group_labels, packs_by_place
from baigong.domains.statuses.models import Status
from baigong.domains.statuses.selectors import codes_held
from baigong.foundation.facts.models import Certainty
from baigong.foundation.scope import system_scope

REASON = "匹配算分：证书、优先帮扶的人和优先保障的企业"
_ENDINGS = ("证书", "证")


@dataclass(frozen=True, slots=True)
class PersonKnown:
    """Certificates by `certificate_key`, seen and valid or only declared; whether a plan helps this person first."""

    checked: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    is_priority: bool = False


@dataclass(frozen=True, slots=True)
class FirmKnown:
    """The firm's tier in the plan of a place, and whether it was recorded as a key firm."""

    tier: int | None = None
    is_key: bool = False


def certificate_key(name: str) -> str:
    """Return what a certificate and a demand for it have in common: no spaces, no width, no “证” at the end."""
    text = "".join(unicodedata.normalize("NFKC", name).split())
    for ending in _ENDINGS:
        text = text.removesuffix(ending)
    return text


def priority_groups() -> frozenset[str]:
    """Return the codes of the groups of people that plans name to be helped first."""
    return frozenset(group_labels("person"))


def people_known(person_ids: Any, on: datetime.date) -> dict[UUID, PersonKnown]:
    """Return what is known of these people on a day, in two queries; whoever nothing is known of is left out.

    :param person_ids: ids, or a question that answers them.
    """
    with system_scope(REASON):
        valid = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        held = Credential.objects.filter(
            valid, person_id__in=person_ids, voided_at__isnull=True, superseded_at__isnull=True
        )
        rows = list(held.values_list("person_id", "label", "certainty"))
        groups = Status.objects.filter(
            Status.holding_on(on), party_id__in=person_ids, code__in=priority_groups()
        )
        first = set(groups.values_list("party_id", flat=True))
    sure: dict[UUID, set[str]] = defaultdict(set)
    said: dict[UUID, set[str]] = defaultdict(set)
    for person_id, name, certainty in rows:
        (said if certainty == Certainty.DECLARED else sure)[person_id].add(certificate_key(name))
    return {
        key: PersonKnown(frozenset(sure[key]), frozenset(said[key]), key in first)
        for key in {*sure, *said, *first}
    }


def firms_known(wanted: Iterable[tuple[UUID, str]], on: datetime.date) -> dict[tuple[UUID, str], FirmKnown]:
    """Return for each firm and place what the plan of that place makes of it; the same few queries for any number."""
    pairs = set(wanted)
    ids = {firm_id for firm_id, _ in pairs}
    with system_scope(REASON):
        firms = Organisation.objects.in_bulk(ids)
        held = codes_held(ids, on)
    packs = packs_by_place({path for _, path in pairs}, on)
    found = {}
    for firm_id, path in pairs:
        if firm_id in firms:
            tier = tier_of_firm(firms[firm_id], held[firm_id], on, packs[path])
            found[firm_id, path] = FirmKnown(tier.rank if tier else None, KEY in held[firm_id])
    return found
