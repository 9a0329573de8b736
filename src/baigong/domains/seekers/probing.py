"""Whether somebody tries one identity number after another by way of claiming a record (reliability 41).

Each failed try is a row with its number sealed; the numbers are opened for the comparison alone and kept nowhere.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from baigong.domains.policies.selectors import parameter_at
from baigong.domains.seekers.models import RecordClaim
from baigong.foundation import clock
from baigong.foundation.privacy.secret import open_inside
from baigong.kernels.vigilance import Try, runs_in

SEQUENCE = "claims-in-sequence"
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Probe:
    """A run of neighbouring numbers that were tried: the claims, the oldest first, and how many numbers."""

    claims: tuple[str, ...]
    figure: int


def probes_since(since: datetime.datetime) -> list[Probe]:
    """Return the runs among what was tried since then, over all accounts; asked in a system scope."""
    rows = RecordClaim.objects.filter(recorded_at__gte=since, identity_number__isnull=False)
    tried = [
        Try(str(row.id), open_inside(row.identity_number)) for row in rows.order_by("-recorded_at")[:MOST]
    ]
    least = int(parameter_at(SEQUENCE, "", clock.today()))
    # Keys grow with time, so the first stays the same while a run goes on.
    return [Probe(tuple(sorted(each.key for each in run)), len(run)) for run in runs_in(tried, least=least)]
