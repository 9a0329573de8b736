"""Three-enter four-send (三进四送, BZ-6): where a visit went, what it brought, and to whom, as facts."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from baigong.domains.activities.enums import ActivityKind
from baigong.domains.activities.models import Activity
from baigong.domains.canvass.enums import Sent, VisitTo
from baigong.domains.cohorts.enums import ParticipationRole
from baigong.domains.cohorts.models import Participation
from baigong.domains.parties.selectors import persons_in_sight
from baigong.domains.parties.sight import show_to_places
from baigong.domains.places.models import Place
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source

ALIVE = {"voided_at__isnull": True, "superseded_at__isnull": True}


class VisitError(ValueError):
    """A visit that cannot be recorded; the sentence says what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Visit:
    """What is said of one visit; `headcount` is people reached, `person_ids` those who are named."""

    entered: str
    sent: tuple[str, ...]
    held_on: datetime.date
    headcount: int | None = None
    result: str = ""
    person_ids: tuple[uuid.UUID, ...] = ()


@transaction.atomic
def record_visit(*, by: str, place: Place, visit: Visit) -> Activity:
    """Record an outreach visit and, where they are named, the people it reached.

    :raises VisitError: for a day to come, nothing brought, or words that are none of the clause's.
    """
    if visit.held_on > clock.today():
        raise VisitError("future", "走访日期还没到。请填今天或以前的日期。")
    if visit.entered not in VisitTo.values or not visit.sent or set(visit.sent) - set(Sent.values):
        raise VisitError("sent", "还没选送了什么。请至少选一样。")
    went, brought = VisitTo(visit.entered).label, [Sent(each).label for each in Sent if each in visit.sent]
    activity = Activity(
        kind=ActivityKind.OUTREACH,
        label=_label(place, f"{place.name}{went}{'、'.join(brought)}", visit.held_on),
        place=place,
        place_path=place.path,
        county_id=place.county_id,
        held_on=visit.held_on,
        tags=[went, *brought],
        is_free_of_charge=True,
        reported_headcount=visit.headcount,
        outcome_text=visit.result.strip()[:300],
        source=Source.OFFICER,
        source_id=by,
    )
    activity.save(force_insert=True)
    _name(by, activity, visit.person_ids)
    record(
        by=by,
        act="canvass.visit",
        object_kind="activity",
        object_ids=[activity.id],
        place_path=activity.place_path,
        detail={"entered": visit.entered, "sent": list(visit.sent), "named": len(visit.person_ids)},
    )
    return activity


def _label(place: Place, wanted: str, on: datetime.date) -> str:
    """Tell the second visit of a kind on one day from the first."""
    taken = set(
        Activity.objects.filter(
            kind=ActivityKind.OUTREACH, place=place, held_on=on, label__startswith=wanted, **ALIVE
        ).values_list("label", flat=True)
    )
    labels = (f"{wanted}（第{number}次）" if number > 1 else wanted for number in range(1, len(taken) + 2))
    return next(label for label in labels if label not in taken)


def _name(by: str, activity: Activity, person_ids: Sequence[uuid.UUID]) -> None:
    people = persons_in_sight(person_ids)
    if set(person_ids) - set(people):
        raise VisitError("person", "有人不在您这里的清单上。请刷新，再选一次。")
    show_to_places(by=by, wanted=[(person, activity.place_path) for person in people.values()])
    for person_id in dict.fromkeys(person_ids):
        Participation(
            activity=activity,
            party_id=person_id,
            role=ParticipationRole.SERVED,
            joined_on=activity.held_on,
            place_path=activity.place_path,
            county_id=activity.county_id,
            source=Source.OFFICER,
            source_id=by,
        ).save(force_insert=True)


def visits_of(limit: int = 10) -> list[Activity]:
    """Return the latest outreach visits within the scope."""
    rows = Activity.objects.filter(kind=ActivityKind.OUTREACH, **ALIVE).select_related("place")
    return list(rows.order_by("-held_on", "-recorded_at", "-id")[:limit])
