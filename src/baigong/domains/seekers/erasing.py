"""Erasing a person at the person's wish: what the law keeps is named, everything else goes (PIPL 47).

Sealed values are emptied, the personal side of the history too, name tokens removed, shares ended, pictures
destroyed, the account closed. The ledgers keep the pseudonym. The audit chain is untouched by it and stays valid.
A list outside the database remembers who was erased, so that a restored backup is erased once more.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction

from baigong.domains.parties.credentials import credentials_of
from baigong.domains.parties.enums import MissingNumber
from baigong.domains.parties.models import Person, PersonNameToken
from baigong.domains.placements.enums import OPEN_STATES
from baigong.domains.placements.models import Engagement, InsuranceSpan, Introduction, Proof
from baigong.domains.placements.services import take_step
from baigong.domains.seekers.about import Rows, personal_rows
from baigong.domains.seekers.consent import end_all_shares
from baigong.domains.seekers.copying import copies_of
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import Erasure
from baigong.domains.seekers.serving import held_on
from baigong.domains.users.enums import Role
from baigong.domains.users.models import Post, User
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.audit.changes import erase_personal_values
from baigong.foundation.audit.models import Change
from baigong.foundation.audit.services import record
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.services import destroy, erase
from baigong.foundation.privacy.erasure_list import note_erasure, read_erasures
from baigong.foundation.privacy.fields import BlindIndexField, EncryptedTextField
from baigong.foundation.scope import system_scope

PURPOSE = "本人要求删除"
GONE = "已删除"


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays after an erasure: what, how many rows, on what ground, for how long."""

    what: str
    count: int
    ground: str
    term: str


_LAW: tuple[tuple[type[Any], str, str, str, str], ...] = (
    (Engagement, "person_id", "用工记录（不含姓名号码）", "就业促进法第三十五条，就业登记", "关系结束后二年"),
    (Proof, "person_id", "合同、就业登记等凭据记录", "劳动合同法第五十条", "合同终止后二年"),
    (InsuranceSpan, "person_id", "参保月份", "社会保险法第七十四条", "按社会保险规定"),
    (Introduction, "person_id", "介绍记录（只留编号和结果）", "就业促进法第三十五条，公共服务台账", "三年"),
    (Registration, "person_id", "登记过的工种、地区等（只留编号）", "统计台账，已不能认出本人", "三年"),
)


_TRACE = Kept(
    "留痕（谁在什么时候办过什么，只留编号）", 1, "个人信息保护法第五十四条、网络安全法第二十一条", "三年"
)


def what_stays(person_id: uuid.UUID) -> list[Kept]:
    """Return what an erasure would leave, with reason and term; only what there is."""
    with system_scope(PURPOSE):
        found = [
            Kept(what, model.objects.filter(**{column: person_id}).count(), ground, term)
            for model, column, what, ground, term in _LAW
        ]
    found += [_plans_kept(person_id), _TRACE]
    return [each for each in found if each.count]


def _plans_kept(person_id: uuid.UUID) -> Kept:
    """Return the plans of aid: what was agreed stays in the service ledger, without a name."""
    with system_scope(PURPOSE):
        count = apps.get_model("cases.case").objects.filter(person_id=person_id).count()
    return Kept("帮扶方案（不含姓名号码）", count, "就业促进法第五十二条，就业援助台账", "三年")


@transaction.atomic
def erase_person(*, by: str, person_id: uuid.UUID, purpose: str = PURPOSE) -> Erasure:
    """Erase a person; erased already, nothing is done a second time.

    :raises SeekerError: while the data are held by a document.
    """
    with system_scope(purpose):
        person = Person.objects.select_for_update().get(id=person_id)
        done: Erasure | None = Erasure.objects.filter(party_id=person_id).first()
        if done is not None:
            return done
        if held_on(clock.today()).filter(person_id=person_id).exists():
            raise SeekerError(
                "held", "这份资料按文书保全着，现在删不了。请找办理保全的经办人，解除以后再删。"
            )
        stays = what_stays(person_id)
        _leave_everything(by, person)
        gone = _empty_values(by, person)
        _forget_accounts(person_id)
        erasure: Erasure = Erasure.objects.create(
            party_id=person_id, erased_values=gone, kept=[[each.what, each.ground, each.term] for each in stays],
            place_path=person.place_path, county_id=person.county_id,
            source="person" if purpose == PURPOSE else "officer",
        )  # fmt: skip
        record(
            by=by,
            act="seekers.erase",
            object_kind="party",
            object_ids=[person_id],
            place_path=person.place_path,
            purpose=purpose,
            detail={"values": gone},
        )
    transaction.on_commit(write_erasure_list)
    return erasure


def write_erasure_list() -> None:
    """Note every erasure of the database in the list outside it; what a crash left out is made good."""
    with system_scope(PURPOSE):
        rows = list(Erasure.objects.order_by("id"))
    for row in rows:
        note_erasure(row.party_id, clock.day_of(row.recorded_at))


def erase_again(*, by: str) -> int:
    """Erase whoever the list names and a restored database knows again; returns how many that were."""
    again = 0
    for party_id in read_erasures().party_ids:
        with system_scope("恢复备份后再删一次"):
            is_back = (
                Person.objects.filter(id=party_id).exists()
                and not Erasure.objects.filter(party_id=party_id).exists()
            )
        if is_back:
            erase_person(by=by, person_id=party_id)
            again += 1
    return again


def _leave_everything(by: str, person: Person) -> None:
    """Take the person out of applications, lists, searches and everybody's sight."""
    today, now = clock.today(), clock.now()
    for row in Introduction.objects.filter(person=person, state__in=OPEN_STATES):
        on = max(today, row.introduced_on)
        take_step(
            by=by, role=Role.SEEKER, introduction=row, step="person_refuses", on=on, refusal_code="other"
        )
    end_all_shares(by=by, person_id=person.id)
    Registration.objects.filter(person=person, voided_at__isnull=True).update(
        voided_at=now, voided_reason=PURPOSE
    )
    PersonNameToken.objects.filter(person=person).delete()
    for credential in credentials_of(person.id):
        type(credential).objects.filter(id=credential.id).update(voided_at=now, voided_reason=PURPOSE)
    for copy in copies_of(person.id):
        file_id, copy.file = copy.file_id, None
        copy.save(update_fields=["file"])
        if file_id is not None:
            destroy(file_id)


def _empty_values(by: str, person: Person) -> int:
    """Empty every registered personal value about the person; returns how many rows were emptied."""
    gone = 0
    for about in list(personal_rows(person.id)):
        gone += _EMPTYING.get(about.model, _empty)(by, person, about)
    return gone


def _empty(by: str, person: Person, about: Rows) -> int:
    rows: Sequence[Any] = list(about.rows)
    fields: Any = about.model._meta.concrete_fields
    sealed = [field for field in fields if isinstance(field, EncryptedTextField)]
    nothing = {field.attname: None for field in sealed if field.null}
    nothing |= {
        field.attname: None
        for field in fields
        if isinstance(field, BlindIndexField) and field.source in nothing
    }
    stays = [field.attname for field in sealed if not field.null]
    keys = [row.pk for row in rows]
    if nothing:
        about.model._base_manager.filter(pk__in=keys).update(**nothing)
    for row in rows if stays else ():
        for name in stays:
            setattr(row, name, GONE)
        row.save(update_fields=stays)
    if keys and about.model._meta.label_lower in _with_history():
        erase_personal_values(about.model._meta.label_lower, keys, by=by, purpose=PURPOSE)
    return len(rows)


def _with_history() -> frozenset[str]:
    return frozenset({"seekers.recordclaim", "claims.firmclaim"})


def _empty_person(by: str, person: Person, about: Rows) -> int:
    person.full_name, person.number_missing = GONE, MissingNumber.ERASED
    person.identity_number = person.phone = person.birth_date = person.address = None
    person.birth_year, person.sex, person.updated_at = None, "", clock.now()
    person.save(
        update_fields=[
            "full_name", "identity_number", "identity_index", "phone", "birth_date", "address", "birth_year",
            "sex", "number_missing", "updated_at",
        ]
    )  # fmt: skip
    return 1


def _empty_files(by: str, person: Person, about: Rows) -> int:
    keys = [row.pk for row in about.rows]
    for key in keys:
        erase(key)
    return len(keys)


def _empty_history(by: str, person: Person, about: Rows) -> int:
    return erase_personal_values(Person._meta.label_lower, [person.id], by=by, purpose=PURPOSE)


def _empty_account(by: str, person: Person, about: Rows) -> int:
    """Leave accounts for the last step: their rows say which messages and claims are the person's."""
    return 0


_EMPTYING = {Person: _empty_person, StoredFile: _empty_files, Change: _empty_history, User: _empty_account}


def _forget_accounts(person_id: uuid.UUID) -> None:
    """Close the person's accounts: nobody can sign in by them again, and they name nobody."""
    today, now = clock.today(), clock.now()
    for user in User.objects.filter(person_id=person_id):
        Post.objects.filter(user=user, ends_before__isnull=True).update(ends_before=today, updated_at=now)
        Authenticator.objects.filter(user=user).delete()
        user.username, user.display_name, user.email = f"closed-{user.id.hex[-12:]}", GONE, ""
        user.phone, user.is_active = None, False
        user.set_unusable_password()
        user.save()
