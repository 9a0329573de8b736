"""What somebody brings up herself lands at the office chosen, without numbers, and the firm named does not see it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from tests.sand_table import World, build_world

from baigong.domains.cases import filing
from baigong.domains.cases.concerned import case_of, cases_of, text_for
from baigong.domains.cases.enums import CaseKind, CaseState
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.filing import MOST_A_DAY, Filed, file_case, offices_of, receipt_of
from baigong.domains.cases.models import Case
from baigong.domains.cases.tests.test_participants import AT, handlers
from baigong.domains.parties.models import Organisation, Person
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.messages.models import Message
from baigong.foundation.messages.wording import refuse_personal
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import Scope, enter, system_scope


@pytest.fixture
def world(db: None) -> World:
    with system_scope("test"):
        return build_world()


def filed(world: World, at: str = AT, **given: Any) -> Case:
    """File as the person of a village would, at the nearest office unless another is given."""
    person = world.persons[at]
    said = {"matter": "deposit", "text": "进厂收了300元押金，身份证号不退", "firm": "滨河厂"} | given
    with enter(Scope(actor="p", label="本人", parties=(person.id,))):
        own = Person.objects.get(id=person.id)
        said.setdefault("place_id", offices_of(own)[0].id)
        return file_case(by="p", person=own, filed=Filed(**said))


def test_it_is_a_case_of_the_office_and_the_persons_own(world: World) -> None:
    handlers(world)
    case = filed(world)
    assert (case.kind, case.state, case.source) == (CaseKind.COMPLAINT, CaseState.OPEN, "person")
    assert case.due_on and case.due_on > case.opened_on and "收押金" in case.label
    with enter(world.scope_at("1.1")):
        assert Case.objects.filter(id=case.id).exists()
    with enter(world.scope_at("1.2")):
        assert not Case.objects.filter(id=case.id).exists()
    with enter(Scope(actor="p", label="本人", parties=(world.persons[AT].id,))):
        held = case_of(world.persons[AT].id, case.id)
        assert held is not None and "滨河厂" in text_for(held.steps[0], by="p")
    with system_scope("test"):
        assert [str(case.id)] in AuditEntry.objects.filter(act="cases.file").values_list(
            "object_ids", flat=True
        )
        told = Message.objects.filter(kind="case-filed")
        assert {message.link for message in told} == {f"/desk/records/cases/{case.id}/"}


def test_the_office_above_may_be_chosen_and_no_office_elsewhere(world: World) -> None:
    with system_scope("test"):
        near, above = offices_of(world.persons[AT])[:2]
    assert filed(world, place_id=above.id).place_path == above.path
    assert above.path != near.path and near.path.startswith(above.path)
    for wrong in ({"place_id": world.places["1.2"].id}, {"matter": "nothing-of-the-kind"}):
        with pytest.raises(CaseError):
            filed(world, **wrong)


def test_the_firm_named_does_not_see_it(world: World) -> None:
    with system_scope("test"):
        firm = Organisation.objects.order_by("id").first()
    assert firm is not None
    case = filed(world, firm=firm.name)
    with enter(Scope(actor="f", label="企业", parties=(firm.id,))):
        assert not Case.objects.filter(id=case.id).exists()


def test_had_it_carried_the_firms_key_the_firm_would_see_it(world: World) -> None:
    """Sabotage twin: the key instead of words, and who is complained of reads the complaint."""
    with system_scope("test"):
        firm = Organisation.objects.order_by("id").first()
        assert firm is not None
        Case.objects.filter(id=filed(world).id).update(organisation=firm)
    with enter(Scope(actor="f", label="企业", parties=(firm.id,))):
        assert Case.objects.count() == 1


def test_numbers_of_people_are_covered_and_too_many_are_refused(world: World) -> None:
    case = filed(world, text="经理13900001234扣了我的身份证")
    with system_scope("test"):
        step = case.steps.get()
    words = open_inside(step.said)
    assert "13900001234" not in words and "扣了我的身份证" in words
    for _ in range(MOST_A_DAY - 1):
        filed(world)
    with pytest.raises(CaseError) as refused:
        filed(world)
    assert refused.value.code == "many"
    with enter(Scope(actor="p", label="本人", parties=(world.persons[AT].id,))):
        assert len(cases_of(world.persons[AT].id)) == MOST_A_DAY


def test_without_the_count_one_could_fill_the_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin."""
    monkeypatch.setattr(filing, "MOST_A_DAY", 99)
    assert len({filed(world).label for _ in range(MOST_A_DAY + 2)}) == MOST_A_DAY + 2


def test_nothing_is_no_complaint(world: World) -> None:
    with pytest.raises(CaseError):
        filed(world, text=" ")


def test_no_receipt_is_taken_for_the_number_of_a_person() -> None:
    """One of sixteen digits would be, and the office would not be told."""
    digits = uuid.UUID(int=0x12345678901234567890123456789012)
    refuse_personal(f"有人反映：收押金（{receipt_of(digits, datetime.date(2026, 11, 27))}）")
