"""A case for its participants alone is nobody else's to read, whoever looks after the place (model 7)."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from tests.sand_table import World, build_world, officer

from baigong.domains.cases.enums import CaseKind, CaseStepKind
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.lists import CASES
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.cases.participants import (
    Named,
    end_participation,
    name_participant,
    participants_of,
    release_case,
    withhold_case,
)
from baigong.domains.users.models import User
from baigong.foundation.audit.changes import history_of
from baigong.foundation.exchange.contract import ImportContext, Outcome, RowIn
from baigong.foundation.exchange.declared import DeclaredList, enter_row
from baigong.foundation.ids import uuid7
from baigong.foundation.scope import Scope, ScopedBy, enter, public_scope, system_scope
from baigong.foundation.scope.models import Share, share_with_party
from baigong.foundation.scope.row_security import policy_of
from baigong.kernels.recognition.cells import Cell

ON = datetime.date(2026, 5, 12)
AT = "1.1.1.1"


@pytest.fixture
def world(db: None) -> World:
    with system_scope("test"):
        return build_world()


@pytest.fixture
def case(world: World) -> Case:
    """A complaint about a firm, with a step of it."""
    with system_scope("test"):
        return made(world)


def made(world: World, label: str = "经办人刁难") -> Case:
    place = world.places[AT]
    where = {"place_path": place.path, "county_id": place.county_id}
    case: Case = Case.objects.create(
        kind=CaseKind.COMPLAINT, label=label, place=place, organisation=world.firms[AT], opened_on=ON, **where
    )
    CaseStep.objects.create(case=case, sequence=1, kind=CaseStepKind.NOTE, happened_on=ON, **where)
    return case


def scope_of(world: World, user: User, at: str = AT) -> Scope:
    return replace(world.scope_at(at), actor=str(user.id))


def seen(scope: Scope) -> tuple[int, int]:
    """Return how many cases, and steps of cases, somebody sees."""
    with enter(scope):
        return Case.objects.count(), CaseStep.objects.count()


def handlers(world: World) -> tuple[User, User]:
    return officer(world, "county_officer", "1.1"), officer(world, "village_officer", AT)


def withheld(world: World, case: Case, handler: User, *others: Named) -> None:
    with enter(scope_of(world, handler, "1.1")):
        withhold_case(by=str(handler.id), case=case, others=others)


def test_no_place_opens_it_and_no_party_or_share_but_its_handler_sees_it(world: World, case: Case) -> None:
    handler, clerk = handlers(world)
    firm = Scope(actor="firm", label="企业", parties=(world.firms[AT].id,))
    county = scope_of(world, officer(world, "county_officer", "1.1.1"), "1.1")
    sights = [scope_of(world, clerk), county, world.scope_at("1"), firm]
    assert [seen(each)[0] for each in sights] == [1, 1, 1, 1]
    with system_scope("test"):
        other = world.firms["2.1.1.1"]
        share_with_party(
            by="t", kind="case", object_id=case.id, party_id=other.id, purpose="协办", basis=Share.Basis.LAW
        )
    sights.append(Scope(actor="other", label="别家", parties=(other.id,)))
    withheld(world, case, handler)
    assert [seen(each) for each in sights] == [(0, 0)] * 5
    assert seen(scope_of(world, handler, "1.1")) == (1, 1)
    assert seen(public_scope()) == (0, 0)


def test_twin_where_nothing_is_withheld_the_whole_office_reads_it(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, clerk = handlers(world)
    withheld(world, case, handler)
    monkeypatch.setattr(Case, "scoped_by", ScopedBy(party=("organisation_id",), share="case"))
    is_walled = connection.vendor == "postgresql"  # the second wall stands by itself
    assert seen(scope_of(world, clerk)) == ((0, 0) if is_walled else (1, 1))


def test_who_is_named_sees_it_from_then_on_and_no_longer_when_it_ends(world: World, case: Case) -> None:
    handler, clerk = handlers(world)
    person = world.persons["2.1.1.1"]
    complainant = Scope(actor="c", label="本人", parties=(person.id,))
    withheld(world, case, handler, Named(party_id=person.id))
    assert seen(complainant)[0] == 1
    with enter(scope_of(world, handler, "1.1")):
        name_participant(by=str(handler.id), case=case, named=Named(user_id=clerk.id))
        name_participant(by=str(handler.id), case=case, named=Named(user_id=clerk.id))
        assert participants_of(case) == [
            Named(user_id=handler.id), Named(party_id=person.id), Named(user_id=clerk.id),
        ]  # fmt: skip
    assert seen(scope_of(world, clerk)) == (1, 1)
    with enter(scope_of(world, clerk)):
        end_participation(by=str(clerk.id), case=case, named=Named(user_id=handler.id))
    assert seen(scope_of(world, handler, "1.1")) == (0, 0)
    with enter(scope_of(world, clerk)), pytest.raises(CaseError, match="至少要留一位"):
        end_participation(by=str(clerk.id), case=case, named=Named(user_id=clerk.id))


def test_who_does_not_see_it_names_nobody_and_changes_nothing(world: World, case: Case) -> None:
    handler, clerk = handlers(world)
    withheld(world, case, handler)
    with enter(scope_of(world, clerk)):
        for deed in (name_participant, end_participation):
            with pytest.raises(Case.DoesNotExist):
                deed(by=str(clerk.id), case=case, named=Named(user_id=clerk.id))
        with pytest.raises(Case.DoesNotExist):
            release_case(by=str(clerk.id), case=case)
        assert Case.objects.filter(id=case.id).update(label="改了") == 0


def test_released_the_office_reads_it_again_and_the_history_says_so(world: World, case: Case) -> None:
    handler, clerk = handlers(world)
    withheld(world, case, handler)
    with enter(scope_of(world, handler, "2.1")):  # the handler may sit elsewhere
        release_case(by=str(handler.id), case=case)
    assert seen(scope_of(world, clerk)) == (1, 1)
    with system_scope("test"):
        assert [row.field for row in history_of(Case._meta.label_lower, case.id)] == ["participants_only"] * 2


def test_what_is_withheld_hinders_nobody_who_enters_the_same(world: World, case: Case) -> None:
    """Else a refusal would tell that there is such a case."""
    handler, _ = handlers(world)
    withheld(world, case, handler)
    with system_scope("test"):
        made(world)
        with pytest.raises(IntegrityError), transaction.atomic():
            made(world)
    with enter(scope_of(world, handler, "1.1")), pytest.raises(CaseError, match="已经有同样的事项"):
        release_case(by=str(handler.id), case=case)


SAID = {"kind": "投诉", "label": "经办人刁难", "opened_on": str(ON), "measure_text": "已约谈"}


def context_of(world: World, user: User) -> ImportContext:
    place = world.places[AT]
    return ImportContext(
        batch_id=uuid7(), by=str(user.id), place_id=place.id, place_path=place.path,
        county_id=place.county_id, on=ON,
    )  # fmt: skip


def planned(world: World, user: User) -> str:
    """Return what somebody is told who is about to enter the same case, with more in it."""
    cells = {field.name: Cell(SAID.get(field.name, "")) for field in CASES.layout.fields}
    with enter(scope_of(world, user)):
        plan = CASES.plan([RowIn(1, cells)], context_of(world, user))[0]
    return " ".join((plan.outcome, *(change.before for change in plan.changes)))


def test_who_enters_the_same_by_hand_learns_nothing_of_it_and_does_not_write_into_it(
    world: World, case: Case
) -> None:
    handler, clerk = handlers(world)
    with system_scope("test"):
        Case.objects.filter(id=case.id).update(measure_text="查李某")
    withheld(world, case, handler)
    assert planned(world, clerk) == Outcome.NEW
    with enter(scope_of(world, clerk)):
        enter_row(CASES, SAID, context_of(world, clerk))
    with system_scope("test"):
        assert Case.objects.get(id=case.id).measure_text == "查李某"


def test_twin_where_the_list_looks_past_it_the_clerk_reads_what_is_withheld(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, clerk = handlers(world)
    with system_scope("test"):
        Case.objects.filter(id=case.id).update(measure_text="查李某")
    withheld(world, case, handler)
    monkeypatch.setattr(DeclaredList, "_unwithheld", lambda self, condition: Q())
    assert planned(world, clerk) == f"{Outcome.CHANGED} 查李某"


@pytest.mark.parametrize("by", ["system", "cli", "01a21b49-09a3-71ec-9bde-0406d1a8cedd"])
def test_nobody_withholds_what_nobody_could_open(world: World, case: Case, by: str) -> None:
    with system_scope("test"), pytest.raises(CaseError, match="登录的办理人"):
        withhold_case(by=by, case=case)


def test_what_is_public_is_not_withheld(world: World, case: Any) -> None:
    handler, _ = handlers(world)
    with system_scope("test"):
        Case.objects.filter(id=case.id).update(
            public_since=datetime.datetime(2026, 5, 13, tzinfo=datetime.UTC)
        )
        with pytest.raises(CaseError, match="已经公开"):
            withhold_case(by=str(handler.id), case=case)


def test_the_second_wall_says_the_same() -> None:
    case, step = policy_of(Case), policy_of(CaseStep)
    assert 'NOT "participants_only" AND (' in case and "scope_participant" in case
    assert "baigong.actor" in case and '"case_id" IN (SELECT "id" FROM "cases_case")' in step


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's own wall")
@pytest.mark.postgresql
def test_the_second_wall_stands(world: World, case: Case) -> None:
    handler, clerk = handlers(world)
    withheld(world, case, handler)
    counts = []
    for scope in (
        scope_of(world, clerk),
        world.scope_at("1"),
        scope_of(world, handler, "1.1"),
        public_scope(),
    ):
        with enter(scope), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM cases_case_step)")
            counts.append(cursor.fetchone())
    assert counts == [(0, 0), (0, 0), (1, 1), (0, 0)]
