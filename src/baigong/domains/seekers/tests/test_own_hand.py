"""Wishes, jobs, applications, consent and who looked: what a person does by the own hand."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from baigong.domains.parties.credentials import CredentialError, add_credential, credentials_of
from baigong.domains.parties.models import Credential, Person
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import invite, take_step
from baigong.domains.seekers import consent, jobs
from baigong.domains.seekers.consent import shares_of, withdraw_consent
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.jobs import (
    application_of,
    applications_of,
    apply,
    aside_of,
    jobs_for,
    put_aside,
    take_up_again,
    why_put_aside,
    why_put_aside_told,
)
from baigong.domains.seekers.onlookers import looks_at
from baigong.domains.seekers.tests.seeking import HOME, OTHER, own_scope, seeker
from baigong.domains.seekers.wishes import own_entries, say_wishes, trades_like
from baigong.domains.workers.enums import WorkState
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.audit.reveal import reveal
from baigong.foundation.facts.models import Source
from baigong.foundation.files.errors import FileMissing
from baigong.foundation.files.services import open_file
from baigong.foundation.scope import Scope, enter, system_scope
from baigong.foundation.scope.models import Share

TODAY = clock.today()


def _firm_scope(world: Any, key: str) -> Scope:
    return Scope("firm", "企业", parties=(world.firms[key].id,))


def test_wishes_are_a_new_entry_by_the_person_and_the_old_one_is_history(world: Any) -> None:
    user = seeker(world)
    values = {"occupation_text": "烧电焊", "occupation_codes": ["6-18-02-04"], "state": WorkState.SEEKING}
    with enter(own_scope(user)):
        (entry,) = say_wishes(by=str(user.id), person_id=user.person_id, values=values)
        assert (entry.source, entry.occupation_group, entry.surveyed_on) == (Source.PERSON, "6", TODAY)
        assert say_wishes(by=str(user.id), person_id=user.person_id, values=values) == own_entries(
            user.person_id
        )
        assert Registration.objects.filter(person_id=user.person_id).count() == 2
        assert Registration.objects.get(id=world.registrations[HOME].id).superseded_at is not None


def test_what_was_proved_is_not_the_persons_to_change(world: Any) -> None:
    user = seeker(world)
    with enter(own_scope(user)), pytest.raises(ValueError, match="group_codes"):
        say_wishes(by="x", person_id=user.person_id, values={"group_codes": ["disabled"]})


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["烧电焊", "开叉车", "带小孩", "送外卖", "缝纫"])
def test_a_trade_as_people_call_it_gets_three_to_five_names(words: str) -> None:
    found = trades_like(words)
    assert 3 <= len(found) <= 5 and all(label for _, label in found)


def test_jobs_come_with_reasons_and_those_put_aside_stay_away_until_taken_up(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, vacancy = seeker(world), world.vacancies[HOME]
    with enter(own_scope(user)):
        entry = own_entries(user.person_id)[0]
        first = jobs_for(entry, on=TODAY)
        assert vacancy.id in {each.row.id for each in first}
        assert all(each.explanation.reasons for each in first)
        row = put_aside(by="x", person_id=user.person_id, vacancy=vacancy, reason_code="far", on=TODAY)
        again = put_aside(by="x", person_id=user.person_id, vacancy=vacancy, reason_code="shift", on=TODAY)
        assert row.id == again.id
        assert vacancy.id not in {each.row.id for each in jobs_for(entry, on=TODAY)}
        assert [each.reason for each in aside_of(user.person_id)] == ["太远"]
        with pytest.raises(SeekerError, match="为什么不合适"):
            put_aside(by="x", person_id=user.person_id, vacancy=vacancy, reason_code="x", on=TODAY)
    with enter(world.scope_at("1.1")):
        assert why_put_aside(vacancy) == [("太远", 1)]
    with enter(_firm_scope(world, HOME)):
        assert why_put_aside_told(vacancy) == []  # one person could be guessed
        with monkeypatch.context() as fewer:
            fewer.setattr(jobs, "LEAST_TO_TELL", 1)
            assert why_put_aside_told(vacancy) == [("太远", 1)]
    with enter(own_scope(user)):
        assert take_up_again(by="x", person_id=user.person_id, vacancy_id=vacancy.id)
        assert vacancy.id in {each.row.id for each in jobs_for(entry, on=TODAY)}


def test_one_tap_applies_once_and_the_firm_sees_the_person_for_the_days_of_the_plan(world: Any) -> None:
    user, vacancy = seeker(world), world.vacancies[OTHER]
    with enter(_firm_scope(world, OTHER)):
        assert not Person.objects.filter(id=user.person_id).exists()
    with enter(own_scope(user)):
        first = apply(by=str(user.id), person_id=user.person_id, vacancy=vacancy, on=TODAY)
        assert apply(by=str(user.id), person_id=user.person_id, vacancy=vacancy, on=TODAY).id == first.id
        assert Introduction.objects.count() == 1 and first.channel == "self"
    with system_scope("test"):
        share = Share.objects.get(object_id=user.person_id, to_party_id=world.firms[OTHER].id)
    assert (share.basis, share.ends_before) == ("consent", TODAY + datetime.timedelta(days=60))
    with enter(_firm_scope(world, OTHER)):
        assert Person.objects.filter(id=user.person_id).exists()
    with clock.at(share.ends_before), enter(_firm_scope(world, OTHER)):
        assert not Person.objects.filter(id=user.person_id).exists()


def test_consent_taken_back_ends_at_once_and_stays_written(world: Any) -> None:
    """Reliability 124: with the very next question, no job has to run; past acts stay."""
    user, vacancy = seeker(world), world.vacancies[OTHER]
    with enter(own_scope(user)):
        apply(by="x", person_id=user.person_id, vacancy=vacancy, on=TODAY)
        mine = [each for each in shares_of(user.person_id, on=TODAY) if each.may_withdraw]
        assert [each.receiver for each in mine] == [world.firms[OTHER].name]
        withdraw_consent(by=str(user.id), person_id=user.person_id, share_id=mine[0].share.id)
        assert Share.objects.filter(id=mine[0].share.id).exists()
    with enter(_firm_scope(world, OTHER)):
        assert not Person.objects.filter(id=user.person_id).exists()


def test_a_legal_duty_and_somebody_elses_share_cannot_be_ended(world: Any) -> None:
    user, other = seeker(world), seeker(world, OTHER, phone="13900007009")
    with enter(own_scope(user)):
        apply(by="x", person_id=user.person_id, vacancy=world.vacancies[OTHER], on=TODAY)
        by_law = next(each for each in shares_of(user.person_id, on=TODAY) if each.share.basis == "law")
        with pytest.raises(SeekerError, match="职责"):
            withdraw_consent(by="x", person_id=user.person_id, share_id=by_law.share.id)
    with enter(own_scope(other)), pytest.raises(Share.DoesNotExist):
        withdraw_consent(by="x", person_id=other.person_id, share_id=by_law.share.id)


def test_without_its_guard_a_stranger_would_end_it(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: the same deed with the person's key taken from the share instead of the asker."""
    user, other = seeker(world), seeker(world, OTHER, phone="13900007009")
    with enter(own_scope(user)):
        apply(by="x", person_id=user.person_id, vacancy=world.vacancies[OTHER], on=TODAY)
        share = next(each.share for each in shares_of(user.person_id, on=TODAY) if each.may_withdraw)
    with enter(own_scope(other)):
        consent.withdraw_consent(by="x", person_id=share.object_id, share_id=share.id)
    assert Share.objects.get(id=share.id).ends_before == TODAY


def test_an_invitation_is_agreed_to_or_declined_by_the_person(world: Any) -> None:
    user, vacancy = seeker(world), world.vacancies[OTHER]
    with system_scope("test"):
        row = invite(by="f", vacancy=vacancy, registration=world.registrations[HOME], on=TODAY)
    with enter(own_scope(user)):
        agreed = apply(by="x", person_id=user.person_id, vacancy=vacancy, on=TODAY)
        assert (agreed.id, agreed.state) == (row.id, "introduced")
        take_step(
            by="x",
            role="seeker",
            introduction=agreed,
            step="person_refuses",
            on=TODAY,
            refusal_code="person-pay",
        )
        (mine,) = applications_of(user.person_id)
        assert [step.step for step in mine.steps] == ["invite", "agree", "person_refuses"]
    with enter(_firm_scope(world, OTHER)):
        assert not Person.objects.filter(id=user.person_id).exists()


def test_nobody_reads_anothers_applications(world: Any) -> None:
    user, other = seeker(world), seeker(world, OTHER, phone="13900007009")
    with enter(own_scope(user)):
        row = apply(by="x", person_id=user.person_id, vacancy=world.vacancies[OTHER], on=TODAY)
    with enter(own_scope(other)):
        assert application_of(other.person_id, row.id) is None
        assert application_of(user.person_id, row.id) is None
        assert not own_entries(user.person_id)


def test_who_looked_is_told_with_office_purpose_and_time_and_without_a_name(world: Any) -> None:
    from tests.sand_table import officer

    user, clerk = seeker(world), officer(world, "village_officer", HOME)
    with enter(world.scope_at(HOME)):
        reveal(world.persons[HOME], ["phone"], by=str(clerk.id), purpose="介绍岗位前电话核实")
    with enter(own_scope(user)):
        (look,) = [each for each in looks_at(user.person_id, own_user_id=user.id) if each.is_reveal]
    assert (look.who, look.purpose) == ("地1.1.1.1，村居经办", "介绍岗位前电话核实")
    assert look.what == "看了完整资料：手机号" and clerk.display_name not in look.who


def test_a_certificate_is_sealed_shown_masked_and_can_be_taken_away(world: Any) -> None:
    import io

    from baigong.domains.parties.credentials import take_away_credential

    user, place = seeker(world), world.places[HOME]
    given: dict[str, Any] = {
        "by": "x", "person_id": user.person_id, "place_path": place.path, "county_id": place.county_id,
        "kind": "skill_level", "label": "焊工四级",
    }  # fmt: skip
    with enter(own_scope(user)):
        picture = io.BytesIO(b"\xff\xd8\xff" + b"0" * 100)
        add_credential(**given, number="3716001234567890", content=picture, file_name="王五.jpg")
        (held,) = credentials_of(user.person_id)
        assert "1234" not in str(held.number) and "王五" not in str(held.file.original_name)
        assert open_file(held.file_id).read(3) == b"\xff\xd8\xff"
        for content, words in ((b"MZ" + b"0" * 9, "不是照片"), (b"%PDF-" + b"0" * 9_000_000, "超过8兆")):
            with pytest.raises(CredentialError, match=words):
                add_credential(**given, content=io.BytesIO(content), file_name="x")
        take_away_credential(by="x", credential=held, reason="过期")
        assert credentials_of(user.person_id) == []
        with pytest.raises(FileMissing):
            open_file(held.file_id)
    with enter(_firm_scope(world, OTHER)):
        assert not Credential.objects.exists()
