"""Whose service has ended, and since when: the last sign of service, whoever left it (PIPL 19).

Whatever is open (an introduction without an answer, a hire that has not ended) keeps the service going. Higher
domains add their own signs by `register_sign`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from baigong.domains.parties.models import Credential, Party, Person
from baigong.domains.placements.enums import OPEN_STATES
from baigong.domains.placements.models import Engagement, Introduction
from baigong.domains.seekers.models import Erasure, RetentionHold
from baigong.domains.users.models import User
from baigong.domains.workers.models import Registration
from baigong.foundation import clock

Sign = Callable[[datetime.date], QuerySet[Any, Any]]
_signs: dict[str, Sign] = {}


def register_sign(name: str, after: Sign) -> None:
    """Add a sign of service: `after(day)` returns the ids of the persons with one later than that day."""
    _signs[name] = after


def quiet_since(day: datetime.date) -> QuerySet[Person]:
    """Return the persons without any sign of service later than a day, not erased before; asked in a system scope."""
    erased = Erasure.objects.values("party_id")
    # A merged record is read through to the one that stays, so it goes when that one has gone.
    merged = Party.objects.filter(merged_into__isnull=False).exclude(merged_into_id__in=erased)
    rows = Person.objects.filter(recorded_at__lt=_after(day)).exclude(id__in=erased)
    rows = rows.exclude(id__in=merged.values("id"))
    for after in _signs.values():
        rows = rows.exclude(id__in=after(day))
    return rows


def held_on(day: datetime.date) -> QuerySet[Any, Any]:
    """Return the ids of the persons whose data are held on a day."""
    return RetentionHold.objects.filter(RetentionHold.holding_on(day)).values("person_id")


def _after(day: datetime.date) -> datetime.datetime:
    """Return the first instant after a day."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), tzinfo=clock.CHINA)


register_sign(
    "registration",
    lambda day: Registration.objects.filter(Q(surveyed_on__gt=day) | Q(recorded_at__gte=_after(day))).values(
        "person_id"
    ),
)
register_sign(
    "introduction",
    lambda day: Introduction.objects.filter(Q(state__in=OPEN_STATES) | Q(state_since__gt=day)).values(
        "person_id"
    ),
)
register_sign(
    "engagement",
    lambda day: Engagement.objects.filter(
        Q(voided_at__isnull=True), Q(ends_before__isnull=True) | Q(ends_before__gt=day)
    ).values("person_id"),
)
register_sign(
    "credential", lambda day: Credential.objects.filter(recorded_at__gte=_after(day)).values("person_id")
)
register_sign(
    "sign_in",
    lambda day: User.objects.filter(
        Q(last_login__gte=_after(day)) | Q(date_joined__gte=_after(day)), person_id__isnull=False
    ).values("person_id"),
)
