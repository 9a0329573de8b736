"""Activities with what their vouchers add up to."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from baigong.domains.activities.selectors import cost_fen_of
from baigong.domains.reports.widening import Found, Row, Widening, ids_of


def _find(rows: Sequence[Row], on: datetime.date) -> Found:
    return {key: {"cost_fen": fen} for key, fen in cost_fen_of(ids_of(rows)).items()}


ACTIVITIES = Widening({"cost_fen": "费用（分）"}, _find)
