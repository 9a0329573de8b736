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
from baigong.domains.policies.selectors import pack_for, parameter_at
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
    found = [
        HeldFirm(
            assignment=row,
            line=lines[row.organisation.id],
            tier=tier_of_firm(row.organisation, held[row.organisation.id], on),
            is_key=KEY in held[row.organisation.id],
            due_on=due_on(lines[row.organisation.id], on),
            on=on,
        )
        for row in rows
        if row.organisation
    ]
    return sorted(found, key=lambda each: each.order)


def tier_of_firm(
    firm: Organisation, codes: Iterable[str], on: datetime.date, pack: Pack | None = None
) -> Tier | None:
    """Return whom the plan at the firm's place counts it among, by what is known of the firm itself (BZ-G1).

    With `pack` it is that plan which is asked.
    """
    held = frozenset(codes)
    row = dict.fromkeys(FIELDS) | {
        "organisation_groups": tuple(sorted(held)) or None,
        "industry_section": top_of("industry", firm.industry_code),
        "size_label": firm.size_label or None,
        "is_four_above": "four-above" in held or None,
        "is_key_enterprise": KEY in held or None,
        "is_major_project": "major-project" in held or None,
    }
    return (pack or pack_for(firm.place_path, on)).tier_of(row, on=on)


def due_on(line: FirmLine, on: datetime.date) -> datetime.date | None:
    """Return by when the oldest figure of a firm's open shortages is to be asked anew; today where none was asked."""
    if not line.lines:
        return None
    days = datetime.timedelta(days=int(parameter_at(FIGURES_DAYS, line.organisation.place_path, on)))
    return min(each.last_report.reported_on + days if each.last_report else on for each in line.lines)
