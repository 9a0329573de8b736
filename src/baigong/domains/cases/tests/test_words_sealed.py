"""What a person writes of the own case is sealed in the row, also what was written before it was (FX-14c)."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.sand_table import World, build_world

from baigong.domains.cases.enums import CaseStepKind
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.cases.steps import Step, take_step
from baigong.domains.cases.tests.test_participants import made
from baigong.foundation import clock
from baigong.foundation.facts.append_only import install_append_only
from baigong.foundation.facts.models import Source
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope

sealing = importlib.import_module("baigong.domains.cases.migrations.0004_words_sealed_and_aid_plans")


@pytest.fixture
def world(db: None) -> World:
    with system_scope("test"):
        return build_world()


def stored(step: CaseStep) -> tuple[str, bytes]:
    """Return the two columns as they lie in the database."""
    with system_scope("test"), connection.cursor() as cursor:
        key = CaseStep._meta.pk.get_db_prep_value(step.pk, connection)
        cursor.execute(
            "SELECT answer_text, said FROM cases_case_step WHERE id = %s /*scope:cases_case_step*/", [key]
        )
        text, said = cursor.fetchone()
    return text, bytes(said or b"")


def said_in_plain(case: Case, kind: CaseStepKind, sequence: int, text: str, source: Source) -> CaseStep:
    """Write a row as it was written before."""
    step = CaseStep(
        case=case, kind=kind, sequence=sequence, happened_on=clock.today(), answer_text=text, source=source,
        place_path=case.place_path, county_id=case.county_id,
    )  # fmt: skip
    step.save(force_insert=True)
    return step


def migrate() -> None:
    sealing.seal_words(None, SimpleNamespace(connection=connection))
    install_append_only()


def test_the_words_lie_sealed_in_the_row(world: World) -> None:
    with system_scope("test"):
        step = take_step(
            by="p", case=made(world), step=Step("note", clock.today(), said="那天窗口没人"), source="person"
        )
    text, said = stored(step)
    assert text == "" and len(said) > 20 and "那天窗口没人".encode() not in said


def test_what_was_written_before_is_sealed_and_the_offices_answer_stays(world: World) -> None:
    with system_scope("test"):
        case = made(world)
        note = said_in_plain(case, CaseStepKind.NOTE, 11, "那天：窗口没人", Source.PERSON)
        answer = said_in_plain(case, CaseStepKind.ANSWER, 12, "已经改正", Source.OFFICER)
        review = said_in_plain(case, CaseStepKind.REVIEW, 13, "不满意：还是没退", Source.PERSON)
        brief = said_in_plain(case, CaseStepKind.REVIEW, 14, "满意", Source.PERSON)
    migrate()
    migrate()  # killed and run again
    with system_scope("test"):
        found = {step.sequence: step for step in CaseStep.objects.filter(case=case)}
    assert open_inside(found[11].said) == "那天：窗口没人" and stored(note)[0] == ""
    assert stored(answer) == ("已经改正", b"") and stored(brief) == ("满意", b"")
    assert stored(review)[0] == "不满意" and open_inside(found[13].said) == "还是没退"


def test_the_rows_are_kept_again_afterwards(world: World) -> None:
    with system_scope("test"):
        step = said_in_plain(made(world), CaseStepKind.NOTE, 11, "那天窗口没人", Source.PERSON)
    migrate()
    with system_scope("test"):
        for values in ({"answer_text": "另写"}, {"kind": "answer"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                CaseStep.objects.filter(id=step.id).update(**values)


def test_twin_with_the_triggers_on_nothing_could_be_sealed(world: World, monkeypatch: Any) -> None:
    """Sabotage twin: the migration that leaves the trigger where it is."""

    class Kept:
        def __init__(self, cursor: Any) -> None:
            self.cursor = cursor

        def __enter__(self) -> Kept:
            self.held = self.cursor.__enter__()
            return self

        def __exit__(self, *error: Any) -> None:
            self.cursor.__exit__(*error)

        def execute(self, statement: str, *values: Any) -> None:
            if not statement.startswith("DROP"):
                self.held.execute(statement, *values)

        def fetchall(self) -> Any:
            return self.held.fetchall()

    kept = SimpleNamespace(
        vendor=connection.vendor, Database=connection.Database, cursor=lambda: Kept(connection.cursor())
    )
    with system_scope("test"):
        said_in_plain(made(world), CaseStepKind.NOTE, 11, "那天窗口没人", Source.PERSON)
    with pytest.raises(DatabaseError), transaction.atomic():
        sealing.seal_words(None, SimpleNamespace(connection=kept))
