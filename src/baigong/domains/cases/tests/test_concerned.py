"""Who takes part in a case sees what became of it, says a word more and how satisfied he was; nobody else does."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sand_table import World, build_world, officer

from baigong.domains.cases import concerned
from baigong.domains.cases.concerned import (
    MOST_WORDS_A_DAY,
    add_word,
    case_of,
    cases_of,
    say_how_satisfied,
    text_for,
)
from baigong.domains.cases.enums import CaseState, CaseStepKind
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.cases.participants import Named, end_participation, person_in_sight, withhold_case
from baigong.domains.cases.steps import Step, take_step
from baigong.domains.cases.tests.test_participants import AT, handlers, made, scope_of
from baigong.domains.users.enums import Role
from baigong.domains.users.models import User
from baigong.domains.users.services import open_party_account
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.messages.models import Message
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import Scope, enter, public_scope, system_scope

PHONE = "13900008123"


@pytest.fixture
def world(db: None) -> World:
    with system_scope("test"):
        return build_world()


@pytest.fixture
def case(world: World) -> Case:
    """A complaint withheld from the office; the person of the village takes part in it."""
    with system_scope("test"):
        built = made(world)
    handler, _ = handlers(world)
    with enter(scope_of(world, handler, "1.1")):
        withhold_case(by=str(handler.id), case=built, others=[Named(party_id=world.persons[AT].id)])
    return built


def person_scope(world: World, at: str = AT) -> Scope:
    return Scope(actor="p", label="本人", parties=(world.persons[at].id,))


def stepped(world: World, case: Case, kind: CaseStepKind, text: str, **more: Any) -> None:
    handler = User.objects.get(username="county_officer-1.1")
    with enter(scope_of(world, handler, "1.1")):
        take_step(by=str(handler.id), case=case, step=Step(kind, clock.today(), text, **more))


def said(world: World, case: Case, text: str = "那天窗口没人", at: str = AT) -> CaseStep:
    with enter(person_scope(world, at)):
        return add_word(by="p", person_id=world.persons[at].id, case_id=case.id, text=text)


def judged(world: World, case: Case, answer: str = "bad", text: str = "还是没退") -> CaseStep:
    with enter(person_scope(world)):
        return say_how_satisfied(
            by="p", person_id=world.persons[AT].id, case_id=case.id, answer=answer, text=text
        )


def texts(world: World, case: Case) -> list[str]:
    with enter(person_scope(world)):
        found = case_of(world.persons[AT].id, case.id)
    assert found is not None
    return [text_for(step, by="p") for step in found.steps]


def test_the_person_sees_the_answers_and_not_what_the_office_notes_for_itself(
    world: World, case: Case
) -> None:
    stepped(world, case, CaseStepKind.NOTE, "找李某核实")
    stepped(world, case, CaseStepKind.ANSWER, "已经责令改正")
    said(world, case)
    assert texts(world, case) == ["已经责令改正", "那天窗口没人"]


def test_twin_where_every_step_is_for_the_person_the_notes_are_read(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    stepped(world, case, CaseStepKind.NOTE, "找李某核实")
    monkeypatch.setattr(concerned, "_is_for_the_person", lambda step: True)
    assert "找李某核实" in texts(world, case)


def test_nobody_else_finds_it_reads_it_or_writes_into_it(world: World, case: Case) -> None:
    other = world.persons["2.1.1.1"].id
    for scope in (person_scope(world, "2.1.1.1"), public_scope()):
        with enter(scope):
            assert cases_of(other) == [] and case_of(other, case.id) is None
            assert cases_of(world.persons[AT].id) == []  # not even by asking with another's id
    with pytest.raises(Case.DoesNotExist):
        said(world, case, at="2.1.1.1")
    with enter(person_scope(world, "2.1.1.1")), pytest.raises(Case.DoesNotExist):
        say_how_satisfied(by="p", person_id=other, case_id=case.id, answer="good")


def test_a_word_is_a_step_from_the_person_audited_and_told_to_the_handler(world: World, case: Case) -> None:
    step = said(world, case, "身份证371600199003070012，电话13900008001")
    assert (step.kind, step.source, step.sequence) == ("note", "person", 2)
    words = open_inside(step.said)
    assert (
        words.startswith("身份证") and "1390" not in words and "3716" not in words and step.answer_text == ""
    )
    with system_scope("test"):
        assert AuditEntry.objects.filter(act="cases.step", object_ids=[str(case.id)]).count() == 1
        message = Message.objects.get(kind="case-word")
    assert str(message.to_user_id) == str(User.objects.get(username="county_officer-1.1").id)
    with pytest.raises(CaseError, match="还没写"):
        said(world, case, " ")
    for _ in range(MOST_WORDS_A_DAY - 1):
        said(world, case)
    with pytest.raises(CaseError, match="很多次"):
        said(world, case)


def test_satisfaction_is_said_once_after_each_time_it_was_done(world: World, case: Case) -> None:
    with pytest.raises(CaseError, match="还没办结"):
        judged(world, case)
    stepped(world, case, CaseStepKind.SOLVE, "退了材料费")
    with pytest.raises(CaseError, match="还没选"):
        judged(world, case, "great")
    said = judged(world, case)
    assert said.answer_text == "不满意" and text_for(said, by="p") == "不满意：还是没退"
    assert "没退" not in text_for(said, by="another participant")
    with pytest.raises(CaseError, match="已经评价过"):
        judged(world, case)
    stepped(world, case, CaseStepKind.REOPEN, "对方没有退到账")
    stepped(world, case, CaseStepKind.SOLVE, "到账了")
    assert judged(world, case, "good", "").answer_text == "满意"
    with system_scope("test"):
        assert Case.objects.get(id=case.id).state == CaseState.SOLVED


def test_the_person_hears_of_an_answer_and_not_of_the_offices_own_notes(world: World, case: Case) -> None:
    with system_scope("test"):
        user = open_party_account(
            by="", phone=PHONE, display_name="王某", role=Role.SEEKER, place=world.places[AT]
        )
        User.objects.filter(id=user.id).update(person_id=world.persons[AT].id)
    stepped(world, case, CaseStepKind.NOTE, "找李某核实")
    stepped(world, case, CaseStepKind.ANSWER, "已经责令改正")
    message = Message.objects.get(to_user_id=user.id)
    assert message.link == f"/me/cases/{case.id}/" and "责令" not in message.subject + message.body


def test_who_takes_part_no_longer_sees_it_no_longer(world: World, case: Case) -> None:
    handler = User.objects.get(username="county_officer-1.1")
    with enter(scope_of(world, handler, "1.1")):
        end_participation(by=str(handler.id), case=case, named=Named(party_id=world.persons[AT].id))
    with enter(person_scope(world)):
        assert cases_of(world.persons[AT].id) == []


def test_a_person_is_named_by_number_or_telephone_and_only_in_sight(world: World) -> None:
    user = officer(world, "village_officer", AT)
    with system_scope("test"):
        number = open_inside(world.persons[AT].identity_number)
        far = open_inside(world.persons["2.1.1.1"].identity_number)
        account = open_party_account(
            by="", phone=PHONE, display_name="王某", role=Role.SEEKER, place=world.places[AT]
        )
        User.objects.filter(id=account.id).update(person_id=world.persons[AT].id)
    meant = Named(party_id=world.persons[AT].id)
    with enter(scope_of(world, user)):
        assert person_in_sight(number) == person_in_sight(f" {PHONE} ") == meant
        for typed in (far, "13900008124", "欧阳", ""):
            with pytest.raises(CaseError, match="没有登记过"):
                person_in_sight(typed)
