"""Cases and plans of aid whose day has come or is over, for whoever works where they lie (M17, JH-11b)."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet

from baigong.domains.cases.enums import CaseKind, CaseState
from baigong.domains.cases.models import Case
from baigong.foundation.scope.conditions import in_own_places

WAITING = (CaseState.OPEN, CaseState.IN_HAND)


def cases_due(by: datetime.date) -> QuerySet[Case]:
    """Return the cases of the own places to be dealt with by a day, the longest over first."""
    return _due(by).exclude(kind=CaseKind.AID_PLAN).order_by("due_on", "id")


def count_plans_due(by: datetime.date) -> int:
    """Return how many plans of aid of the own places are to be looked at again by a day."""
    return _due(by).filter(kind=CaseKind.AID_PLAN).count()


def _due(by: datetime.date) -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.filter(
        in_own_places(), state__in=WAITING, due_on__lte=by, withdrawn_at__isnull=True
    )
    return rows
