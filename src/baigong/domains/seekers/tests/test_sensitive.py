"""The identity number is kept by a leave asked apart: no yes, no number; taken back, it goes (PIPL 29)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from baigong.domains.parties.models import Person
from baigong.domains.seekers import joining
from baigong.domains.seekers.about import other_rows
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.joining import claim_record, start_record
from baigong.domains.seekers.leave import give_leave
from baigong.domains.seekers.models import RecordClaim, SensitiveAnswer
from baigong.domains.seekers.notice import notice_version
from baigong.domains.seekers.sensitive import answer_of, withdraw_sensitive
from baigong.domains.seekers.tests.seeking import HOME, account, number_of, said_of
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope

PHONE = "13900007021"


def started(world: Any, agreed_to: str) -> tuple[Any, Person]:
    user = account(world, phone=PHONE)
    said = said_of(world, full_name="新来者", number=number_of(21), phone=PHONE, agreed_to=agreed_to)
    return user, start_record(by=str(user.id), claimant=user, said=said)


def kept(person: Person) -> tuple[bool, bool]:
    """Whether the number and what finds it are there."""
    with system_scope("test"):
        row = Person.objects.get(id=person.id)
        return row.identity_number is not None, row.identity_index is not None


def test_without_a_yes_the_record_stands_and_no_number_is_kept(world: Any) -> None:
    user, person = started(world, "")
    assert kept(person) == (False, False) and answer_of(user) is None
    assert person.number_missing == "not_given"
    with system_scope("test"):
        assert not SensitiveAnswer.objects.exists()


def test_twin_where_nobody_looks_at_the_answer_the_number_is_kept_all_the_same(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = joining._new_person
    monkeypatch.setattr(joining, "_new_person", lambda by, said, **_: honest(by, said, keeps_number=True))
    _, person = started(world, "")
    assert kept(person) == (True, True)


def test_a_yes_is_a_fact_with_the_version_it_was_said_to(world: Any) -> None:
    user, person = started(world, "a1b2c3d4")
    said = answer_of(user)
    assert kept(person) == (True, True)
    assert said is not None and (said.is_agreed, said.notice_version) == (True, "a1b2c3d4")
    with system_scope("test"):
        with pytest.raises(IntegrityError), transaction.atomic():
            SensitiveAnswer.objects.filter(id=said.id).update(notice_version="another")
        user.refresh_from_db()
        tables = {each.model: list(each.rows) for each in other_rows(person.id)}
        assert tables[SensitiveAnswer] == [said]


def test_withdrawn_the_number_goes_and_both_answers_stay(world: Any) -> None:
    user, person = started(world, "a1b2c3d4")
    user.refresh_from_db()
    assert withdraw_sensitive(by=str(user.id), user=user) is True
    assert kept(person) == (False, False)
    said = answer_of(user)
    assert said is not None and (said.is_agreed, said.notice_version) == (False, notice_version())
    with system_scope("test"):
        assert SensitiveAnswer.objects.count() == 2
    with pytest.raises(SeekerError, match="没有可以撤回的"):
        withdraw_sensitive(by=str(user.id), user=user)


def test_what_an_office_entered_rests_on_its_duty_and_stays(world: Any) -> None:
    user = account(world)
    assert claim_record(by="test", claimant=user, said=said_of(world)) is not None
    user.refresh_from_db()
    assert withdraw_sensitive(by=str(user.id), user=user) is False
    assert kept(world.persons[HOME]) == (True, True)


def test_nobody_claims_without_a_yes_and_a_claim_that_waits_loses_its_number_with_it(world: Any) -> None:
    user = account(world)
    with pytest.raises(SeekerError, match="单独同意"):
        claim_record(by="test", claimant=user, said=said_of(world, agreed_to=""))
    claim_record(by="test", claimant=user, said=said_of(world, full_name="欧阳试错"))
    withdraw_sensitive(by=str(user.id), user=user)
    with system_scope("test"):
        claim = RecordClaim.objects.get()
        assert (claim.identity_number, claim.identity_index, claim.state) == (None, None, "waiting")
        assert claim.full_name is not None


def test_a_known_number_asked_for_without_a_yes_waits_for_the_office_without_it(world: Any) -> None:
    user = account(world, phone=PHONE)
    start_record(
        by="test", claimant=user, said=said_of(world, full_name="别的名字", phone=PHONE, agreed_to="")
    )
    with system_scope("test"):
        claim = RecordClaim.objects.get()
        assert claim.identity_number is None and claim.person_id == world.persons[HOME].id


def leave_given(user: Any, number: Any = None) -> None:
    user.refresh_from_db()
    give_leave(by=str(user.id), user=user, version=notice_version(), number=number)


def test_after_a_no_the_yes_is_given_later_the_number_kept_and_both_may_go_again(world: Any) -> None:
    user, person = started(world, "")
    for number, words in ((None, "没有填"), (number_of(22, datetime.date(1991, 1, 1)), "出生日期对不上")):
        with pytest.raises(SeekerError, match=words):
            leave_given(user, number)
    assert answer_of(user) is None
    leave_given(user, number_of(21))
    said = answer_of(user)
    assert said is not None and (said.is_agreed, said.notice_version) == (True, notice_version())
    assert kept(person) == (True, True)
    with pytest.raises(SeekerError, match="已经单独同意过"):
        leave_given(user, number_of(21))
    assert withdraw_sensitive(by=str(user.id), user=user) is True
    assert kept(person) == (False, False)
    leave_given(user, number_of(21))
    assert kept(person) == (True, True)
    with system_scope("test"):
        answers = SensitiveAnswer.objects.order_by("recorded_at").values_list("is_agreed", flat=True)
        assert list(answers) == [True, False, True]
        assert AuditEntry.objects.filter(act="seekers.sensitive_agree").count() == 2
        assert AuditEntry.objects.filter(act="seekers.keep_number").count() == 2


def test_a_number_that_is_known_already_waits_for_the_office(world: Any) -> None:
    with system_scope("test"):
        known = said_of(world).number
    user, person = started(world, "")
    with system_scope("test"):
        person.birth_date = known.birth_date.isoformat()
        person.save(update_fields=["birth_date"])
    leave_given(user, known)
    assert kept(person) == (False, False)
    with system_scope("test"):
        claim = RecordClaim.objects.get()
        assert claim.identity_number is not None and claim.person_id == world.persons[HOME].id


def test_an_offices_record_takes_the_yes_and_no_number(world: Any) -> None:
    user = account(world)
    with system_scope("test"):
        user.person_id = world.persons[HOME].id
        user.save(update_fields=["person_id"])
    leave_given(user)
    said = answer_of(user)
    assert said is not None and said.is_agreed
    assert withdraw_sensitive(by=str(user.id), user=user) is False
    leave_given(user)
