"""A file a fact rests on: taken once, opened for a purpose, voided when wrong, erased with the person (M18.2)."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from tests.sand_table import World, build_world

from baigong.domains.cases.enums import CaseKind, CaseStepKind
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.evidence import services
from baigong.domains.evidence.errors import EvidenceError
from baigong.domains.evidence.models import EvidenceFile
from baigong.domains.evidence.selectors import evidence_in_sight, evidence_of
from baigong.domains.evidence.services import (
    attach,
    is_personal,
    open_evidence,
    refuse_unfit,
    void_evidence,
)
from baigong.domains.placements.models import Engagement, Proof
from baigong.domains.seekers import about
from baigong.domains.seekers.copying import make_copy
from baigong.domains.seekers.erasing import erase_person
from baigong.domains.shortages.strike_off_steps import steps_of
from baigong.domains.shortages.striking_off import close_need
from baigong.domains.statuses.models import Status
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.services import open_file, place_of
from baigong.foundation.scope import Scope, enter, system_scope
from baigong.foundation.scope.row_security import policy_of

AT, FAR = "1.1.1.1", "1.1.1.2"
ON = datetime.date(2026, 5, 12)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64
NAME = "陈小燕的劳动合同.png"


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    settings.BAIGONG_ERASURE_FILE = tmp_path / "beside" / "erasures.txt"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    built = build_world()
    with system_scope("test"):
        yield built


def where(world: World, key: str = AT) -> dict[str, Any]:
    place = world.places[key]
    return {"place_path": place.path, "county_id": place.county_id}


def a_status(world: World, party_id: Any) -> Status:
    made: Status = Status.objects.create(party_id=party_id, code="试", starts_on=ON, **where(world))
    return made


def a_proof(world: World) -> Proof:
    about: dict[str, Any] = {"person": world.persons[AT], "employer": world.firms[AT]}
    hire = Engagement.objects.create(kind="employee", starts_on=ON, **about, **where(world))
    made: Proof = Proof.objects.create(
        engagement=hire, kind="contract", signed_on=ON, **about, **where(world)
    )
    return made


def a_step(world: World) -> CaseStep:
    case = Case.objects.create(
        kind=CaseKind.COMPLAINT, label="窗口推诿", place=world.places[AT], opened_on=ON, **where(world)
    )
    made: CaseStep = CaseStep.objects.create(
        case=case, sequence=1, kind=CaseStepKind.ANSWER, happened_on=ON, **where(world)
    )
    return made


def a_closing(world: World) -> Any:
    return steps_of(close_need(by="test", need=world.needs[AT], reason="已经招满", on=ON))[-1]


SUBJECTS: dict[str, Callable[[World], Any]] = {
    "a firm's status": lambda world: a_status(world, world.firms[AT].id),
    "a person's status": lambda world: a_status(world, world.persons[AT].id),
    "a proof": a_proof,
    "a step of a case": a_step,
    "a step of striking off": a_closing,
}
PERSONAL = {"a person's status", "a proof", "a step of a case"}


def kept(subject: Any, content: bytes = PICTURE) -> EvidenceFile:
    return attach(by="officer", subject=subject, content=io.BytesIO(content), file_name=NAME)


@pytest.mark.parametrize("of", SUBJECTS)
def test_a_file_is_sealed_known_by_its_digest_and_opened_with_a_trace(world: World, of: str) -> None:
    row = kept(SUBJECTS[of](world))
    assert is_personal(row) is (of in PERSONAL)
    assert PICTURE not in place_of(row.file_id).read_bytes()
    assert row.fingerprint == bytes(StoredFile.objects.get(id=row.file_id).sha256).hex()
    assert open_evidence(by="officer", evidence=row, purpose="核对登记信息") == PICTURE
    entry = AuditEntry.objects.get(act="evidence.read")
    assert (entry.purpose, entry.object_ids) == ("核对登记信息", [str(row.id)])
    assert NAME not in str(AuditEntry.objects.filter(act__startswith="evidence.").values())


@pytest.mark.parametrize("of", sorted(PERSONAL))
def test_what_may_show_somebody_is_not_opened_without_a_purpose(world: World, of: str) -> None:
    row = kept(SUBJECTS[of](world))
    with pytest.raises(EvidenceError, match="没写为什么看"):
        open_evidence(by="officer", evidence=row, purpose=" ")
    assert not AuditEntry.objects.filter(act="evidence.read").exists()


def test_twin_taken_for_nobodys_it_is_opened_without_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: no file is personal."""
    monkeypatch.setattr(services, "is_personal", lambda evidence: False)
    assert open_evidence(by="officer", evidence=kept(a_proof(world))) == PICTURE


def test_what_is_no_picture_is_refused_before_anything_is_written(world: World) -> None:
    with pytest.raises(EvidenceError, match="不是照片"):
        refuse_unfit(io.BytesIO(b"MZ" + b"0" * 64), name="a.png", by="officer")
    with pytest.raises(EvidenceError, match="文件名写着"):
        refuse_unfit(io.BytesIO(PICTURE), name="a.pdf", by="officer")
    assert not StoredFile.objects.exists()


def test_the_same_paper_twice_on_one_fact_is_refused_and_on_another_taken(world: World) -> None:
    proof, status = a_proof(world), a_status(world, world.persons[AT].id)
    kept(proof)
    with pytest.raises(EvidenceError, match="已经附在这一条上"):
        kept(proof)
    kept(proof, PICTURE + b"2")
    kept(status)
    assert len(evidence_of("proof", [proof.id])[proof.id]) == 2


def test_so_many_are_kept_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_KEPT", 1)
    proof = a_proof(world)
    kept(proof)
    with pytest.raises(EvidenceError, match="已经附了1份"):
        kept(proof, PICTURE + b"2")


def test_a_wrong_file_is_voided_its_content_destroyed_and_its_digest_stays(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    proof = a_proof(world)
    row = kept(proof)
    with pytest.raises(EvidenceError, match="至少两个字"):
        void_evidence(by="officer", evidence=row, reason=" 错 ")
    with django_capture_on_commit_callbacks(execute=True):
        void_evidence(by="officer", evidence=row, reason="传错了")
    gone = EvidenceFile.objects.get(id=row.id)
    assert (gone.voided_reason, gone.fingerprint) == ("传错了", row.fingerprint)
    assert not place_of(row.file_id).exists() and evidence_in_sight(row.id) is None
    with pytest.raises(EvidenceError, match="已经作废过"):
        void_evidence(by="officer", evidence=row, reason="传错了")
    with pytest.raises(EvidenceError, match="已经销毁"):
        open_evidence(by="officer", evidence=row, purpose="核对登记信息")
    assert kept(proof).id != row.id
    assert Proof.objects.get(id=proof.id).voided_at is None


def test_a_fact_that_is_gone_takes_no_file(world: World) -> None:
    status = a_status(world, world.firms[AT].id)
    Status.objects.filter(id=status.id).update(voided_at=datetime.datetime.now(datetime.UTC))
    with pytest.raises(EvidenceError, match="已经作废或换过"):
        kept(status)
    assert not StoredFile.objects.exists()


def test_a_row_names_one_fact_and_is_never_turned_to_another(world: World) -> None:
    status, proof = a_status(world, world.firms[AT].id), a_proof(world)
    row = kept(status)
    common = {"file_id": row.file_id, "fingerprint": "0" * 64, **where(world)}
    step = a_step(world)
    for wrong in (
        {},
        {"status": status, "proof": proof},
        {"case_step": step},
        {"status": status, "case": step.case},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenceFile.objects.create(**common, **wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceFile.objects.filter(id=row.id).update(status=None, proof=proof)


@pytest.mark.parametrize("of", SUBJECTS)
def test_whoever_does_not_see_the_fact_sees_no_file(world: World, of: str) -> None:
    subject = SUBJECTS[of](world)
    row = kept(subject)
    with enter(world.scope_at("1.1")):
        assert evidence_in_sight(row.id) == row
    with enter(world.scope_at(FAR)):
        assert evidence_in_sight(row.id) is None and not type(subject).objects.filter(pk=subject.pk).exists()
    rival = Scope(actor="rival", label="rival", parties=(world.firms[FAR].id,))
    with enter(rival):
        assert evidence_in_sight(row.id) is None


def test_papers_of_a_case_for_its_participants_alone_are_nobody_elses(world: World) -> None:
    step = a_step(world)
    row = kept(step)
    other = kept(a_proof(world))
    Case.objects.filter(id=step.case_id).update(participants_only=True)
    with enter(world.scope_at("1.1")):
        assert evidence_in_sight(row.id) is None
        assert evidence_in_sight(other.id) == other  # what hangs on no case is seen as before


def test_the_second_wall_says_the_same() -> None:
    assert '("case_id" IS NULL OR "case_id" IN (SELECT "id" FROM "cases_case"))' in policy_of(EvidenceFile)


def test_the_files_about_a_person_are_in_the_own_copy(world: World) -> None:
    person = world.persons[AT]
    kept(a_proof(world))
    kept(a_status(world, world.persons[FAR].id), PICTURE + b"2")
    copy = make_copy(by="test", person=person, user_id=None)
    assert copy.file_id is not None
    with zipfile.ZipFile(io.BytesIO(open_file(copy.file_id).read())) as archive:
        papers = [archive.read(name) for name in archive.namelist() if name.startswith("材料/")]
    assert papers == [PICTURE]


def test_the_files_about_a_person_are_erased_with_the_person(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    person = world.persons[AT]
    rows = [kept(a_proof(world)), kept(a_status(world, person.id))]
    stays = kept(a_status(world, world.firms[AT].id))
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(by="test", person_id=person.id)
    assert [place_of(row.file_id).exists() for row in (*rows, stays)] == [False, False, True]
    assert not any(NAME in str(each.original_name) for each in StoredFile.objects.exclude(id=stays.file_id))
    with pytest.raises(EvidenceError, match="已经销毁"):
        open_evidence(by="officer", evidence=rows[0], purpose="核对登记信息")


def test_twin_without_the_rule_they_outlive_the_person(
    world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """Sabotage twin: the rule of the files knows certificates alone."""
    row = kept(a_proof(world))
    none = apps.get_model("evidence.evidencefile")._base_manager.none()
    monkeypatch.setattr(about, "evidence_about", lambda person_id: none)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(by="test", person_id=world.persons[AT].id)
    assert place_of(row.file_id).exists()
