"""A person asks for a vacancy by the own hand: no officer between, and the firm sees who it is for a set time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from baigong.domains.parties.sight import show_to_places
from baigong.domains.placements.enums import OPEN_STATES, IntroductionState
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import CONTACT_DAYS, begin, show_to_firm, take_step
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.users.enums import Role
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Share

SELF_CHANNEL = "self"


@transaction.atomic
def apply_for(
    *,
    by: str,
    vacancy: Vacancy,
    registration: Registration,
    on: datetime.date,
    score: int | None = None,
    reasons: Sequence[dict[str, Any]] = (),
) -> Introduction:
    """Apply for a public vacancy; applying twice is one application, and applying where one was invited agrees.

    The firm sees name and telephone from now on, for the days the plan sets.

    :raises PlacementError: when the vacancy is no longer open to all, or the person is below the lawful age.
    """
    with system_scope("本人应聘公开的岗位"):
        held: Vacancy = Vacancy.objects.select_for_update().get(id=vacancy.id)
        if held.public_since is None or held.closed_on or held.withdrawn_at:
            raise PlacementError("closed", f"“{held.title}”已经不招了。请看别的岗位。")
        open_one = Introduction.objects.filter(
            person_id=registration.person_id, vacancy=held, state__in=OPEN_STATES
        ).first()
        if open_one is not None:
            return _agree(by, open_one, on)
        row = begin(
            by, held, registration, on, IntroductionState.INTRODUCED, SELF_CHANNEL, score, list(reasons)
        )
        show_to_places(by=by, wanted=[(registration.person, row.place_path)])
        days = int(parameter_at(CONTACT_DAYS, row.place_path, on))
        show_to_firm(row, by, ends_before=on + datetime.timedelta(days=days), basis=Share.Basis.CONSENT)
        return row


def _agree(by: str, row: Introduction, on: datetime.date) -> Introduction:
    if row.state != IntroductionState.INVITED:
        return row
    return take_step(by=by, role=Role.SEEKER, introduction=row, step="agree", on=on)
