"""To whom a person's data are open, on what ground and until when; consent ends the moment it is taken back."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.seekers.errors import SeekerError
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Share

# What rests on the person's own yes; an office that must serve the person by law cannot be told to stop.
OWN_YES = (Share.Basis.CONSENT, Share.Basis.INTRODUCTION, Share.Basis.MANDATE)
_OBJECT = "party"


@dataclass(frozen=True, slots=True)
class OpenShare:
    """One leave to see the person, in words."""

    share: Share
    receiver: str
    may_withdraw: bool
    is_open: bool


def shares_of(person_id: uuid.UUID, *, on: datetime.date) -> list[OpenShare]:
    """Return every share about a person, the open ones first; three queries however many there are."""
    rows = list(Share.objects.filter(object_kind=_OBJECT, object_id=person_id).order_by("-starts_on", "-id"))
    names = _names(rows)
    shown = [
        OpenShare(
            row,
            names.get(row.to_party_id or row.to_place_path, "已经撤销的单位"),
            row.basis in OWN_YES and _is_open(row, on),
            _is_open(row, on),
        )
        for row in rows
    ]
    return sorted(shown, key=lambda each: not each.is_open)


def _is_open(row: Share, on: datetime.date) -> bool:
    return row.starts_on <= on and (row.ends_before is None or row.ends_before > on)


def _names(rows: list[Share]) -> dict[object, str]:
    parties = {row.to_party_id for row in rows if row.to_party_id}
    paths = {row.to_place_path for row in rows if row.to_place_path}
    with system_scope("告诉本人资料给了谁"):
        names: dict[object, str] = dict(Organisation.objects.filter(id__in=parties).values_list("id", "name"))
    return names | dict(Place.objects.filter(path__in=paths).values_list("path", "name"))


@transaction.atomic
def withdraw_consent(*, by: str, person_id: uuid.UUID, share_id: uuid.UUID) -> Share:
    """End a share that rests on the person's yes, from this moment on; what was lawful before stays lawful.

    :raises Share.DoesNotExist: when it is not about this person.
    :raises SeekerError: when it rests on a legal duty.
    """
    share = Share.objects.select_for_update().get(id=share_id, object_kind=_OBJECT, object_id=person_id)
    if share.basis not in OWN_YES:
        raise SeekerError(
            "by-law", "这一项是法律规定的公共服务职责，撤不了。不想再求职，把状态改成“暂不求职”。"
        )
    today = clock.today()
    if _is_open(share, today):
        share.ends_before = today
        share.save(update_fields=["ends_before"])
        record(
            by=by,
            act="seekers.withdraw_consent",
            object_kind="party",
            object_ids=[person_id],
            purpose=share.purpose,
            detail={"share": str(share.id)},
        )
    return share


@transaction.atomic
def end_all_shares(*, by: str, person_id: uuid.UUID) -> int:
    """End everything that shows a person to anybody; returns how many shares that were."""
    today = clock.today()
    still = Q(ends_before__isnull=True) | Q(ends_before__gt=today)
    rows = Share.objects.filter(still, object_kind=_OBJECT, object_id=person_id)
    ended = rows.update(ends_before=today)
    record(
        by=by, act="party.stop_showing", object_kind="party", object_ids=[person_id], detail={"shares": ended}
    )
    return ended
