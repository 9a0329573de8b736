"""How far each hire is proved on a day, by the plan's own levels (decisions A16, KPI-SD-6…9)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from baigong.domains.placements.models import Engagement, InsuranceSpan, Proof
from baigong.domains.policies.selectors import pack_for
from baigong.foundation.facts.certainty import certainty_as_of, certainty_on
from baigong.foundation.facts.models import Certainty
from baigong.kernels.packs import HeldProof
from baigong.kernels.packs.proofs import Need

INSURANCE = "insurance"
DAY = datetime.timedelta(days=1)
PIECE = 5_000  # ids in one question; an engine takes only so many
_CERTAINTY = {
    value: value_name.lower() for value_name, value in zip(Certainty.names, Certainty.values, strict=True)
}


@dataclass(frozen=True, slots=True)
class ProofStanding:
    """A hire, its proofs, the levels they reach (`level` is the highest), and whether it counts as filled."""

    engagement: Engagement
    proofs: tuple[HeldProof, ...]
    level: str
    label: str
    is_filled: bool
    reached: tuple[str, ...] = ()
    missing: tuple[Need, ...] = ()


def standings_of(
    engagements: Sequence[Engagement], *, before: datetime.date, place_path: str
) -> list[ProofStanding]:
    """Return the standing of each hire from what was signed or paid before a day; two queries a piece."""
    proofs = _proofs(engagements, before)
    ladder = pack_for(place_path).proof_levels
    found = []
    for engagement in engagements:
        held = tuple(proofs.get(engagement.id, ()))
        reached = ladder.reached(engagement.kind, held)
        level = reached[-1] if reached else None
        found.append(
            ProofStanding(
                engagement,
                held,
                level.id if level else "",
                level.label if level else "还没有凭据",
                ladder.is_filled(engagement.kind, level),
                tuple(each.id for each in reached),
                ladder.missing(engagement.kind, held),
            )
        )
    return found


def _proofs(engagements: Sequence[Engagement], before: datetime.date) -> dict[UUID, list[HeldProof]]:
    found: dict[UUID, list[HeldProof]] = defaultdict(list)
    for start in range(0, len(engagements), PIECE):
        piece = engagements[start : start + PIECE]
        rows = Proof.objects.filter(
            engagement_id__in=[each.id for each in piece], signed_on__lt=before, voided_at__isnull=True
        )
        known = rows.annotate(held_certainty=certainty_as_of(before - DAY))
        for key, kind, certainty in known.values_list("engagement_id", "kind", "held_certainty"):
            found[key].append(HeldProof(kind, _CERTAINTY[certainty]))
        _add_insurance(found, piece, before)
    return found


def _add_insurance(
    found: dict[UUID, list[HeldProof]], engagements: Sequence[Engagement], before: datetime.date
) -> None:
    by_pair: dict[tuple[Any, Any], list[Engagement]] = defaultdict(list)
    for engagement in engagements:
        by_pair[engagement.person_id, engagement.employer_id].append(engagement)
    spans = InsuranceSpan.objects.filter(
        person_id__in={person for person, _ in by_pair},
        voided_at__isnull=True,
        superseded_at__isnull=True,
        is_on_time=True,
    )
    rows = spans.values_list(
        "person_id", "employer_id", "first_month", "months", "certainty", "certified_until"
    )
    for person, employer, first, months, certainty, certified_until in rows:
        month = datetime.date(first // 100, first % 100, 1)
        if month >= before:
            continue
        for engagement in by_pair.get((person, employer), ()):
            if (engagement.starts_on.year, engagement.starts_on.month) <= (month.year, month.month):
                held = certainty_on(certainty, certified_until, before - DAY)
                found[engagement.id].append(HeldProof(INSURANCE, _CERTAINTY[held], months))
