"""A case for its participants alone, on the page of the case: who takes part, and the deeds that change it."""

from __future__ import annotations

import uuid
from typing import Any

from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.models import Case
from baigong.domains.cases.participants import (
    Named,
    end_participation,
    may_handle,
    name_participant,
    participants_of,
    person_in_sight,
    release_case,
    withhold_case,
)
from baigong.domains.users.models import User

SAID = {
    "withhold": "改好了，现在只有参与人看得到这一条。",
    "name": "加上了，他现在看得到这一条。",
    "concern": "加上了，他登录后在“我反映的事”里看得到办到哪一步。",
    "end": "不再参与了。",
    "release": "放开了，这个地方的经办人又看得到这一条。",
}
NO_DEED = "没有看懂要做什么。请在这一条的页面上点按钮。"


def panel_of(row: Any) -> dict[str, Any] | None:
    """Return what the page of a case shows of its participants; None for a row of another list."""
    if not isinstance(row, Case):
        return None
    people = participants_of(row) if row.participants_only else []
    users = User.objects.filter(id__in=[each.user_id for each in people if each.user_id])
    names = {str(key): name for key, name in users.values_list("id", "display_name")}
    here = {each.user_id for each in people}
    return {
        "is_withheld": row.participants_only,
        "people": [
            {"key": each.user_id or each.party_id, "label": names.get(str(each.user_id), "当事人")}
            for each in people
        ],
        "offered": [
            (str(post.user_id), f"{post.user.display_name}（{post.place.name} {post}）")
            for post in (may_handle(row) if row.participants_only else [])
            if post.user_id not in here
        ],
    }


def act(row: Any, deed: str, who: str, *, by: str) -> str:
    """Do what a button says and return what to tell.

    :raises CaseError: when it cannot be done, or nothing such is offered there.
    """
    if not isinstance(row, Case) or deed not in SAID:
        raise CaseError("deed", NO_DEED)
    if deed == "withhold":
        withhold_case(by=by, case=row)
    elif deed == "release":
        release_case(by=by, case=row)
    elif deed == "name":
        name_participant(by=by, case=row, named=Named(user_id=_offered(row, who)))
    elif deed == "concern":
        name_participant(by=by, case=row, named=person_in_sight(who))
    else:
        end_participation(by=by, case=row, named=_taking_part(row, who))
    return SAID[deed]


def _offered(case: Case, who: str) -> uuid.UUID:
    for post in may_handle(case):
        if str(post.user_id) == who:
            return uuid.UUID(who)
    raise CaseError("who", "还没选加谁。请从列出的人里选一位。")


def _taking_part(case: Case, who: str) -> Named:
    for each in participants_of(case):
        if str(each.user_id or each.party_id) == who:
            return each
    raise CaseError("who", "这个人没有参与这一条。请刷新看看。")
