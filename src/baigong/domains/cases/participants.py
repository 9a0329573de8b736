"""Cases for their participants alone: who is named in one sees it, and no office does by its place (model 7).

Whoever withholds a case is the first to handle it, and somebody always does.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.models import Case
from baigong.domains.cases.telling import CASE
from baigong.domains.parties.models import Person
from baigong.domains.parties.services import index_of
from baigong.domains.users.enums import WORKING_ROLES
from baigong.domains.users.models import Post, User
from baigong.domains.users.phone_codes import phone_index_of
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Participant
from baigong.kernels.identity import IdentityError, parse_identity_number, parse_phone

KIND = CASE
MOST_OFFERED = 200
_OWN = "事项只给参与人看"


@dataclass(frozen=True, slots=True)
class Named:
    """One who takes part: a user who handles the case, or a party it is about."""

    user_id: uuid.UUID | None = None
    party_id: uuid.UUID | None = None

    @property
    def columns(self) -> dict[str, Any]:
        return {"to_actor": str(self.user_id or ""), "to_party_id": self.party_id}


@transaction.atomic
def withhold_case(*, by: str, case: Case, others: Iterable[Named] = ()) -> Case:
    """Close a case to everybody but the user `by` and the others named.

    :raises Case.DoesNotExist: when it is not in sight.
    :raises CaseError: when it is published, or `by` is nobody who could see it afterwards.
    """
    held = _held(case)
    if held.public_since is not None:
        raise CaseError("public", "这件事已经公开了，不能再改成只给参与人看。请先撤下。")
    handler = Named(user_id=_user_id(by))
    for named in (handler, *others):
        _name(by, held, named)
    if not held.participants_only:
        _mark(by, held, is_withheld=True)
    return held


@transaction.atomic
def name_participant(*, by: str, case: Case, named: Named) -> None:
    """Let one more take part; saying it again changes nothing.

    :raises Case.DoesNotExist: when the case is not in sight of who names.
    """
    _name(by, _held(case), named)


@transaction.atomic
def end_participation(*, by: str, case: Case, named: Named) -> None:
    """Let somebody see the case no longer, from now on.

    :raises CaseError: for the last who handles it: nobody could open it any more.
    """
    held = _held(case)
    still = _open(held)
    others = still.exclude(**named.columns).exclude(to_actor="")
    if held.participants_only and not others.exists():
        raise CaseError("last", "至少要留一位办理人，不然谁也打不开。请先加上接手的人。")
    ended = still.filter(**named.columns).update(ends_before=clock.today())
    if ended:
        _note(by, held, "cases.end_participation", named)


@transaction.atomic
def release_case(*, by: str, case: Case) -> Case:
    """Let the offices of the place see a case again.

    :raises CaseError: when they have entered the same one meanwhile.
    """
    held = _held(case)
    if held.participants_only:
        try:
            with transaction.atomic():
                _mark(by, held, is_withheld=False)
        except IntegrityError:
            raise CaseError("twice", "同一天、同一地方已经有同样的事项。请先把那一件改名或作废。") from None
    return held


def participants_of(case: Case) -> list[Named]:
    """Return who takes part today, in order of naming; to be asked by somebody who sees the case."""
    rows = _open(_held(case)).order_by("recorded_at", "id")
    return [Named(uuid.UUID(row.to_actor) if row.to_actor else None, row.to_party_id) for row in rows]


def may_handle(case: Case) -> list[Post]:
    """Return the working posts in force at the case's place and at those above it, whose holders may be named."""
    keys = case.place_path.strip("/").split("/")
    paths = ["/".join(keys[:count]) + "/" for count in range(1, len(keys) + 1)]
    with system_scope(_OWN):
        posts = Post.objects.filter(
            Post.in_force_on(clock.today()),
            place_path__in=paths,
            role__in=WORKING_ROLES,
            user__is_active=True,
        )
        found = posts.select_related("user", "place").order_by("-place_path", "user__display_name", "id")
        return list(found[:MOST_OFFERED])


def person_in_sight(typed: str) -> Named:
    """Return the person meant by an identity number, or by the telephone the own account signs in with.

    :raises CaseError: for what is neither, and, with the same words, for whoever the reader has no row of.
    """
    person_id = None
    with suppress(IdentityError):
        phone = User.objects.filter(phone_index=phone_index_of(parse_phone(typed).number), is_active=True)
        person_id = phone.values_list("person_id", flat=True).first()
    with suppress(IdentityError):
        known = Person.objects.filter(
            identity_index=index_of(parse_identity_number(typed, on=clock.today()).number18)
        )
        person_id = known.values_list("id", flat=True).first()
    if person_id is None or not Person.objects.filter(id=person_id, withdrawn_at__isnull=True).exists():
        raise CaseError("person", "您这里没有登记过这个号码的人。请核对号码，或先给他登记。")
    return Named(party_id=person_id)


def _held(case: Case) -> Case:
    found: Case = Case.objects.select_for_update().get(id=case.id)
    return found


def _open(case: Case) -> Any:
    ends = Q(ends_before__isnull=True) | Q(ends_before__gt=clock.today())
    return Participant.objects.filter(ends, object_kind=KIND, object_id=case.id)


def _user_id(by: str) -> uuid.UUID:
    try:
        found = User.objects.filter(id=uuid.UUID(by), is_active=True).values_list("id", flat=True).first()
    except ValueError:
        found = None
    if found is None:
        raise CaseError("nobody", "要由登录的办理人来改，改好以后他还看得到。")
    return uuid.UUID(str(found))


def _name(by: str, case: Case, named: Named) -> None:
    if _open(case).filter(**named.columns).exists():
        return
    Participant.objects.create(
        object_kind=KIND, object_id=case.id, starts_on=clock.today(), recorded_by=by, **named.columns
    )
    _note(by, case, "cases.name_participant", named)


def _mark(by: str, case: Case, *, is_withheld: bool) -> None:
    before, after = {"participants_only": not is_withheld}, {"participants_only": is_withheld}
    case.participants_only, case.updated_at = is_withheld, clock.now()
    with system_scope(_OWN):  # a release takes the row out of the sight of whoever only took part
        case.save(update_fields=["participants_only", "updated_at"])
    record_changes(by=by, instance=case, before=before, after=after, place_path=case.place_path)


def _note(by: str, case: Case, act: str, named: Named) -> None:
    record(
        by=by,
        act=act,
        object_kind=KIND,
        object_ids=[case.id],
        place_path=case.place_path,
        detail={"user": str(named.user_id or ""), "party": str(named.party_id or "")},
    )
