"""Who looked at a person's data: role and office, purpose and time, no officer's name (PIPL 44; M18.4)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from baigong.domains.parties.models import Person
from baigong.domains.users.models import Post
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.services import entries_about
from baigong.foundation.scope import system_scope

LISTED = 200
_KINDS = (Person._meta.label_lower, "party")
_ACTS = {
    "personal.reveal": "看了完整资料",
    "row.change": "改了资料",
    "party.show": "让当地经办能看到",
    "party.stop_showing": "不再给别处看",
    "seekers.withdraw_consent": "撤回同意",
    "seekers.claim": "认领登记",
    "seekers.start": "新建登记",
    "seekers.copy": "取走一份资料",
    "seekers.relative_file": "登记近亲属申请",
    "seekers.relative_decide": "办理近亲属申请",
}
_FIELDS = {
    "full_name": "姓名", "identity_number": "身份证号", "phone": "手机号", "birth_date": "出生日期", "address": "住址",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """One deed on the person's data."""

    at: datetime.datetime
    who: str
    what: str
    purpose: str
    is_reveal: bool


def looks_at(person_id: uuid.UUID, *, own_user_id: uuid.UUID | None) -> list[Look]:
    """Return the last deeds on a person's data, the newest first; three queries however many there are."""
    entries: list[AuditEntry] = []
    for kind in _KINDS:
        entries += entries_about(kind, person_id)[:LISTED]
    newest = sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)[:LISTED]
    offices = _offices(entry.by for entry in newest)
    if own_user_id is not None:
        offices[str(own_user_id)] = "我自己"
    return [
        Look(
            entry.at,
            offices.get(entry.by, "系统"),
            _what(entry),
            entry.purpose,
            entry.act == "personal.reveal",
        )
        for entry in newest
    ]


def _what(entry: AuditEntry) -> str:
    fields = [_FIELDS[name] for name in entry.detail.get("fields", ()) if name in _FIELDS]
    words = _ACTS.get(entry.act, "办理业务")
    return f"{words}：{'、'.join(fields)}" if fields and entry.act == "personal.reveal" else words


def _offices(actors: Iterable[str]) -> dict[str, str]:
    """Return role and office, or the firm, by user id; an actor who is no user is the system."""
    ids = {key for key in map(_key, actors) if key}
    with system_scope("告诉本人谁看过资料"):
        posts = Post.objects.filter(user_id__in=ids).select_related("place", "organisation")
        return {
            str(post.user_id): post.organisation.name
            if post.organisation
            else f"{post.place.name}，{post.get_role_display()}"
            for post in posts.order_by("starts_on", "id")
        }


def _key(actor: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(actor)
    except ValueError:
        return None
