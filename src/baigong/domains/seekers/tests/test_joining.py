"""Coming to the own record: all must agree, nobody learns who is registered, three failures a day, no children."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from baigong.domains.parties.models import Person
from baigong.domains.seekers import joining
from baigong.domains.seekers.deciding import confirm_record_claim, refuse_record_claim
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.joining import claim_record, start_record, tries_left
from baigong.domains.seekers.models import RecordClaim
from baigong.domains.seekers.tests.seeking import HOME, OTHER, account, number_of, own_scope, said_of
from baigong.domains.seekers.wishes import own_entries
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.messages.models import Message
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import enter, system_scope
from baigong.kernels.identity import parse_identity_number

ON = datetime.date(2026, 6, 1)


def test_who_agrees_in_everything_has_the_record(world: Any) -> None:
    user = account(world)
    with enter(own_scope(user)):
        found = claim_record(by=str(user.id), claimant=user, said=said_of(world))
    assert found is not None and found.id == world.persons[HOME].id
    with enter(own_scope(user)):
        assert [each.id for each in own_entries(found.id)] == [world.registrations[HOME].id]


@pytest.mark.parametrize(
    "changed", [{"full_name": "欧阳试假0"}, {"phone": "13900009999"}, {"number": number_of(1)}]
)
def test_a_difference_in_one_point_goes_to_the_office_and_says_nothing(
    world: Any, changed: dict[str, Any]
) -> None:
    user = account(world)
    with enter(own_scope(user)):
        assert claim_record(by=str(user.id), claimant=user, said=said_of(world, **changed)) is None
    with system_scope("test"):
        claim = RecordClaim.objects.get()
        assert (claim.state, claim.place_id) == ("waiting", world.places[HOME].id)
        assert (claim.person_id is None) == ("number" in changed)
    user.refresh_from_db()
    assert user.person_id is None


def test_a_claimed_record_is_not_given_twice(world: Any) -> None:
    first, second = account(world), account(world, phone="13900007002")
    claim_record(by="test", claimant=first, said=said_of(world))
    assert claim_record(by="test", claimant=second, said=said_of(world)) is None


def test_the_third_failure_of_a_day_closes_the_way_until_the_next(world: Any) -> None:
    user = account(world)
    wrong = said_of(world, full_name="欧阳试错")
    with clock.at(ON):
        for _ in range(3):
            claim_record(by="test", claimant=user, said=wrong)
        assert tries_left(user) == 0
        with pytest.raises(SeekerError, match="明天这个时候"):
            claim_record(by="test", claimant=user, said=said_of(world))
    with system_scope("test"):
        assert sorted(RecordClaim.objects.values_list("state", flat=True)) == ["replaced"] * 2 + ["waiting"]
    with clock.at(ON + datetime.timedelta(days=1, seconds=1)):
        assert claim_record(by="test", claimant=user, said=said_of(world)) is not None


def test_without_the_limit_everybody_could_be_tried(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "tries_left", lambda *_: 1)
    user = account(world)
    for number in range(5):
        claim_record(by="test", claimant=user, said=said_of(world, full_name=f"欧阳试{number}号"))
    assert claim_record(by="test", claimant=user, said=said_of(world)) is not None


@pytest.mark.parametrize("verb", [claim_record, start_record])
def test_fifteen_years_and_364_days_is_refused_before_anything_is_looked_up(world: Any, verb: Any) -> None:
    user = account(world)
    child = said_of(world, number=number_of(2, ON.replace(year=ON.year - 16) + datetime.timedelta(days=1)))
    with clock.at(ON), pytest.raises(SeekerError, match="不满16周岁") as refused:
        verb(by="test", claimant=user, said=child)
    assert refused.value.code == "under-age"
    with system_scope("test"):
        assert not RecordClaim.objects.exists()
    with clock.at(ON + datetime.timedelta(days=1)):
        start_record(by="test", claimant=user, said=child)
    with enter(own_scope(user)):
        assert own_entries(user.person_id)[0].birth_year == 2010


def test_a_new_record_is_declared_by_the_person_and_seen_by_the_own_place(world: Any) -> None:
    user = account(world, phone="13900007003")
    said = said_of(world, full_name="新来者", number=number_of(3), phone="13900007003")
    with enter(own_scope(user)):
        person = start_record(by=str(user.id), claimant=user, said=said)
    with enter(world.scope_at("1.1.1")):
        entry = Registration.objects.get(person_id=person.id)
        assert (entry.source, entry.certainty, entry.supply_list) == (
            Source.PERSON,
            Certainty.DECLARED,
            "self",
        )
        assert str(entry.person.full_name) == "新**"
    with enter(world.scope_at("1.2")):
        assert not Registration.objects.filter(person_id=person.id).exists()


def test_a_new_record_under_a_known_number_answers_as_if_it_were_new(world: Any) -> None:
    user = account(world, phone="13900007004", at=OTHER)
    said = said_of(world, full_name="别的名字", phone="13900007004", place=world.places[OTHER])
    person = start_record(by="test", claimant=user, said=said)
    with system_scope("test"):
        fresh = Person.objects.get(id=person.id)
        claim = RecordClaim.objects.get()
        assert fresh.identity_number is None and fresh.id != world.persons[HOME].id
        assert (claim.person_id, claim.place_id) == (world.persons[HOME].id, world.places[HOME].id)
        assert open_inside(fresh.birth_date) == said.number.birth_date.isoformat()


def test_an_officer_confirms_and_the_started_record_goes_into_the_old_one(world: Any) -> None:
    user = account(world, phone="13900007005")
    said = said_of(world, full_name="欧阳试甄", phone="13900007005")
    started = start_record(by="test", claimant=user, said=said)
    with system_scope("test"):
        claim, person = RecordClaim.objects.get(), world.persons[HOME]
        confirm_record_claim(by="officer", claim=claim, person=person)
        user.refresh_from_db()
        assert user.person_id == person.id
        assert Person.objects.get(id=started.id).withdrawn_at is not None
        assert open_inside(Person.objects.get(id=person.id).phone) == "13900007005"
        lists = Registration.objects.filter(person=person, superseded_at__isnull=True, voided_at__isnull=True)
        assert sorted(lists.values_list("supply_list", flat=True)) == ["canvass", "self"]
        with pytest.raises(SeekerError, match="已经办过"):
            refuse_record_claim(by="officer", claim=claim, text="不是本人")
    told = Message.objects.get(to_user_id=user.id)
    assert (told.subject, told.link) == ("您的登记核实好了", "/me/record/")


def test_who_is_refused_reads_the_offices_words_without_a_number(world: Any) -> None:
    user = account(world, phone="13900007005")
    start_record(by="test", claimant=user, said=said_of(world, full_name="欧阳试甄", phone="13900007005"))
    with system_scope("test"):
        claim = RecordClaim.objects.get()
        refuse_record_claim(by="officer", claim=claim, text="打13900007001问过，不是本人")
    told = Message.objects.get(to_user_id=user.id)
    assert told.subject == "您认领的登记没有核实"
    assert told.body == "办事人员说：打〔号码〕问过，不是本人"


def test_who_has_a_record_cannot_claim_another(world: Any) -> None:
    user = account(world)
    claim_record(by="test", claimant=user, said=said_of(world))
    with pytest.raises(SeekerError, match="已经有登记"):
        claim_record(by="test", claimant=user, said=said_of(world, OTHER))


def test_a_number_of_the_first_generation_is_the_same_person(world: Any) -> None:
    right = said_of(world)
    old = right.number.number18[:6] + right.number.number18[8:17]
    user = account(world)
    said = said_of(world, number=parse_identity_number(old))
    assert claim_record(by="test", claimant=user, said=said) is not None
