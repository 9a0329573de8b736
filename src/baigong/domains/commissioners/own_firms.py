"""The firms one post serves in the order they want attention: the plan's tier, key firms, then what is due first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from baigong.domains.codes.selectors import top_of
from baigong.domains.commissioners.models import Assignment
from baigong.domains.commissioners.selectors import firms_held_by
from baigong.domains.parties.models import Organisation
from baigong.domains.policies.selectors import packs_by_place, parameter_by_place
from baigong.domains.shortages.ledger_rows import FIELDS
from baigong.domains.shortages.selectors import FirmLine, lines_of
from baigong.domains.statuses.selectors import codes_held
from baigong.kernels.packs import Pack, Tier

KEY = "key-enterprise"
FIGURES_DAYS = "need-figures-days"
_LAST = 1000


@dataclass(frozen=True, slots=True)
class HeldFirm:
    """One firm somebody serves; `due_on` is the day by which its figures are asked anew, None while it lacks nobody."""

    assignment: Assignment
    line: FirmLine
    tier: Tier | None
    is_key: bool
    due_on: datetime.date | None
    on: datetime.date

    @property
    def is_over(self) -> bool:
        """Whether its figures should have been asked before today."""
        return self.due_on is not None and self.due_on < self.on

    @property
    def order(self) -> tuple[int, bool, datetime.date, int, str, UUID]:
        """What comes first: the tier, then key firms, then what is due earliest, then the larger gap."""
        rank = self.tier.rank if self.tier else _LAST
        due = self.due_on or datetime.date.max
        return rank, not self.is_key, due, -self.line.gap, self.line.organisation.name, self.assignment.id


def own_firms(post_id: UUID, on: datetime.date) -> list[HeldFirm]:
    """Return what a post serves as commissioner on a day among what the reader sees, the most pressing first."""
    rows = firms_held_by(post_id, on)
    firms = [row.organisation for row in rows if row.organisation]
    lines = {line.organisation.id: line for line in lines_of(firms)}
    held = codes_held([firm.id for firm in firms], on)
    paths = {firm.place_path for firm in firms}
    packs, days = packs_by_place(paths, on), parameter_by_place(FIGURES_DAYS, paths, on)
    found = [
        HeldFirm(
            assignment=row,
            line=lines[row.organisation.id],
            tier=tier_of_firm(
                row.organisation, held[row.organisation.id], on, packs[row.organisation.place_path]
            ),
            is_key=KEY in held[row.organisation.id],
            due_on=due_on(lines[row.organisation.id], on, int(days[row.organisation.place_path])),
            on=on,
        )
        for row in rows
        if row.organisation
    ]
    return sorted(found, key=lambda each: each.order)


def tier_of_firm(firm: Organisation, codes: Iterable[str], on: datetime.date, pack: Pack) -> Tier | None:
    """Return whom the plan at the firm's place counts it among, by what is known of the firm itself (BZ-G1)."""
    held = frozenset(codes)
    row = dict.fromkeys(FIELDS) | {
        "organisation_groups": tuple(sorted(held)) or None,
        "industry_section": top_of("industry", firm.industry_code),
        "size_label": firm.size_label or None,
        "is_four_above": "four-above" in held or None,
        "is_key_enterprise": KEY in held or None,
        "is_major_project": "major-project" in held or None,
    }
    return pack.tier_of(row, on=on)


def due_on(line: FirmLine, on: datetime.date, days: int) -> datetime.date | None:
    """Return by when the oldest figure of a firm's open shortages is to be asked anew; today where none was asked.

    `days` is how many a figure counts as new at the firm's place.
    """
    if not line.lines:
        return None
    new_for = datetime.timedelta(days=days)
    return min(each.last_report.reported_on + new_for if each.last_report else on for each in line.lines)
