"""Papers at the desk: attached where the fact is recorded or later, opened for a purpose, voided when wrong (M18.2)."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.evidence.models import EvidenceFile
from baigong.domains.evidence.services import attach
from baigong.domains.placements.hiring import add_proof, hire
from baigong.domains.placements.models import Proof
from baigong.domains.placements.services import introduce
from baigong.domains.shortages.models import Need
from baigong.domains.statuses.models import Status
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64
PURPOSE = {"purpose": "核对登记信息", "words": ""}
NAME = "陈小燕合同.png"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"


def paper(content: bytes = PICTURE, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def text(response: Any) -> str:
    return str(response.content.decode())


def held() -> list[EvidenceFile]:
    with system_scope("test"):
        return list(EvidenceFile.objects.filter(voided_at__isnull=True).order_by("recorded_at"))


@pytest.fixture
def hired(world: Any) -> Any:
    with system_scope("test"):
        made = introduce(by="test", vacancy=world.vacancy, registration=world.entries[0], on=clock.today())
        return hire(by="test", role="county_officer", introduction=made, on=clock.today())


@pytest.fixture
def evidence(world: Any, hired: Any) -> EvidenceFile:
    with system_scope("test"):
        proof = add_proof(by="test", engagement=hired, kind="contract", signed_on=clock.today())
        return attach(by="test", subject=proof, content=io.BytesIO(PICTURE), file_name=NAME)


PROOF = {"kind": "contract", "signed_on": "", "starts_on": "", "ends_before": "", "monthly_fen": "",
         "source": "officer", "certainty": "2"}  # fmt: skip


def test_a_proof_is_recorded_with_its_paper_or_not_at_all(desk: Client, hired: Any) -> None:
    address, said = f"/desk/hires/{hired.id}/proof/", PROOF | {"signed_on": str(clock.today())}
    refused = desk.post(address, said | {"file": paper(b"MZ" + b"0" * 64)})
    assert refused.status_code == 400 and "不是照片也不是PDF" in text(refused)
    with system_scope("test"):
        assert not Proof.objects.exists() and held() == []
    assert desk.post(address, said | {"file": paper()}).status_code == 302
    [row] = held()
    with system_scope("test"):
        assert row.proof_id == Proof.objects.get().id
    page = text(desk.get(f"/desk/hires/{hired.id}/"))
    assert "第1份" in page and "劳动合同（" in page and NAME not in page


def test_a_paper_that_comes_later_is_attached_once(desk: Client, hired: Any, evidence: EvidenceFile) -> None:
    address = f"/desk/hires/{hired.id}/evidence/"
    said = {"evidence-of": str(evidence.proof_id), "evidence-file": paper(PICTURE + b"2")}
    assert "材料附上了" in text(desk.post(address, said, follow=True))
    again = said | {"evidence-file": paper(PICTURE + b"2")}
    assert "已经附在这一条上" in text(desk.post(address, again, follow=True))
    assert "还没选文件" in text(desk.post(address, {"evidence-of": said["evidence-of"]}, follow=True))
    assert len(held()) == 2


def test_it_is_opened_for_a_purpose_that_is_written_down(desk: Client, evidence: EvidenceFile) -> None:
    address = f"/desk/evidence/{evidence.id}/read/"
    assert desk.get(address).status_code == 405
    assert "没写为什么看" in text(desk.post(address, {}, follow=True))
    assert not AuditEntry.objects.filter(act="evidence.read").exists()
    answer = desk.post(address, PURPOSE)
    assert (answer.content, answer["Content-Type"], answer["Cache-Control"]) == (
        PICTURE,
        "image/png",
        "no-store",
    )
    assert answer["Content-Disposition"] == 'attachment; filename="evidence.png"'
    assert AuditEntry.objects.get(act="evidence.read").purpose == "核对登记信息"


def test_a_wrong_one_is_voided_and_not_changed_for_another(desk: Client, evidence: EvidenceFile) -> None:
    address = f"/desk/evidence/{evidence.id}/void/"
    assert "还没写为什么作废" in text(desk.post(address, {}, follow=True))
    assert "材料已作废" in text(desk.post(address, {"reason": "传错了"}, follow=True))
    assert held() == [] and desk.post(address, {"reason": "传错了"}).status_code == 404
    assert desk.post(f"/desk/evidence/{evidence.id}/read/", PURPOSE).status_code == 404


def test_another_countys_file_answers_like_one_that_never_was(
    elsewhere: Client, desk: Client, evidence: EvidenceFile, hired: Any
) -> None:
    for step, said in (("read", PURPOSE), ("void", {"reason": "传错了"})):
        theirs = elsewhere.post(f"/desk/evidence/{evidence.id}/{step}/", said)
        never = elsewhere.post(f"/desk/evidence/{hired.id}/{step}/", said)
        assert (theirs.status_code, never.status_code) == (404, 404)
        plain = [re.sub(r"[0-9a-f-]{36}|secret\">\w+", "", text(each)) for each in (theirs, never)]
        assert plain[0] == plain[1]
    said = {"evidence-of": str(evidence.proof_id), "evidence-file": paper(PICTURE + b"2")}
    assert elsewhere.post(f"/desk/hires/{hired.id}/evidence/", said).status_code == 404
    other = said | {"evidence-of": str(hired.id), "evidence-file": paper(PICTURE + b"3")}
    assert "材料附上了" not in text(desk.post(f"/desk/hires/{hired.id}/evidence/", other, follow=True))
    assert len(held()) == 1


def test_a_status_is_entered_with_the_decision_behind_it(desk: Client, world: Any) -> None:
    said = {
        "place": str(world.town.id), "employer_name": world.firm.name, "code": "重点企业",
        "starts_on": str(clock.today()), "evidence_file": paper(),
    }  # fmt: skip
    answer = desk.post("/desk/records/organisation_statuses/new/", said)
    assert answer.status_code == 302, text(answer)
    [row] = held()
    with system_scope("test"):
        status = Status.objects.get()
    assert (row.status_id, row.organisation_id, row.person_id) == (status.id, status.party_id, None)
    page = text(desk.get(f"/desk/records/organisation_statuses/{status.id}/"))
    assert "依据材料" in page and f"/desk/evidence/{row.id}/read/" in page
    # A firm's paper shows nobody: it is opened without a purpose, and written down all the same.
    assert desk.post(f"/desk/evidence/{row.id}/read/").content == PICTURE
    assert AuditEntry.objects.filter(act="evidence.read").count() == 1


def test_a_step_of_a_case_is_taken_with_its_paper(desk: Client, world: Any) -> None:
    with system_scope("test"):
        case = Case.objects.create(
            kind="problem", label="缺工补贴没到", place=world.town, opened_on=clock.today(),
            place_path=world.town.path, county_id=world.town.county_id,
        )  # fmt: skip
    base = f"/desk/records/cases/{case.id}/"
    said = {
        "step-kind": "answer",
        "step-on": str(clock.today()),
        "step-text": "已经答复",
        "step-file": paper(),
    }
    refused = desk.post(f"{base}more/", said | {"step-file": paper(name="a.pdf")})
    assert refused.status_code == 422 and "文件名写着" in text(refused)
    with system_scope("test"):
        assert not CaseStep.objects.exists()
    assert desk.post(f"{base}more/", said | {"step-file": paper()}).status_code == 302
    [row] = held()
    with system_scope("test"):
        step = CaseStep.objects.get()
    assert (row.case_step_id, row.case_id) == (step.id, case.id)
    assert "第1份" in text(desk.get(base))
    later = {"evidence-of": str(step.id), "evidence-file": paper(PICTURE + b"2")}
    assert "材料附上了" in text(desk.post(f"{base}evidence/", later, follow=True))


def test_a_list_that_takes_no_paper_keeps_none(desk: Client, world: Any) -> None:
    page = text(desk.get("/desk/records/activities/new/"))
    assert "附材料" not in page and "multipart" not in page
    assert "附材料" in text(desk.get("/desk/records/person_statuses/new/"))


def test_a_shortage_is_struck_off_on_a_paper(desk: Client, world: Any) -> None:
    base = f"/desk/firms/{world.firm.id}/needs/{world.need.id}/"
    said = {"on": str(clock.today()), "reason": "企业说已招满"}
    refused = desk.post(f"{base}close/", said | {"file": paper(b"MZ" + b"0" * 64)})
    assert refused.status_code == 422 and "不是照片" in text(refused)
    assert desk.post(f"{base}close/", said | {"file": paper()}).status_code == 302
    [row] = held()
    with system_scope("test"):
        assert Need.objects.get(id=world.need.id).closed_on == clock.today()
    page = text(desk.get(f"{base}reopen/"))
    assert f"/desk/evidence/{row.id}/read/" in page
    assert desk.post(f"/desk/evidence/{row.id}/read/").content == PICTURE
