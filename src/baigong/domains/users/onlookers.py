"""Who read or changed a firm's record, as the firm may know it: role and office, purpose and time, no names."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from baigong.domains.parties.models import Organisation
from baigong.domains.users.models import Post
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.services import entries_about
from baigong.foundation.scope import system_scope

LISTED = 100
_KINDS = (Organisation._meta.label_lower, "party")
_ACTS = {
    "personal.reveal": "看了联系人和电话",
    "row.change": "改了单位资料",
    "party.show": "把本单位列入当地清单",
    "party.stop_showing": "从当地清单里拿掉本单位",
}


@dataclass(frozen=True, slots=True)
class Onlooker:
    """One deed on the firm's record."""

    at: datetime.datetime
    who: str
    what: str
    purpose: str


def onlookers_of(organisation: Organisation) -> list[Onlooker]:
    """Return the last deeds on the firm's record, newest first; three queries however many there are."""
    entries: list[AuditEntry] = []
    for kind in _KINDS:
        entries += entries_about(kind, organisation.id)[:LISTED]
    newest = sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)[:LISTED]
    offices = _offices((entry.by for entry in newest), organisation.id)
    return [
        Onlooker(entry.at, offices.get(entry.by, "系统"), _ACTS.get(entry.act, "办理业务"), entry.purpose)
        for entry in newest
    ]


def _offices(actors: Iterable[str], organisation_id: uuid.UUID) -> dict[str, str]:
    """Return role and office by user id; an actor who is no user is the system."""
    ids = {key for key in map(_key, actors) if key}
    with system_scope("告诉企业谁看过它的资料"):
        posts = Post.objects.filter(user_id__in=ids).select_related("place").order_by("starts_on", "id")
        return {
            str(post.user_id): "本单位"
            if post.organisation_id == organisation_id
            else f"{post.place.name}，{post.get_role_display()}"
            for post in posts
        }


def _key(actor: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(actor)
    except ValueError:
        return None
