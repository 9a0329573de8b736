"""A file a fact rests on: taken, opened for a purpose, voided when it is the wrong one (M18.2)."""

from __future__ import annotations

import uuid
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction

from baigong.domains.cases.models import CaseStep
from baigong.domains.evidence.errors import EvidenceError
from baigong.domains.evidence.models import EvidenceFile
from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.models import Party
from baigong.domains.placements.models import Proof
from baigong.domains.shortages.models import StrikeOffStep
from baigong.domains.statuses.models import Status
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.files.errors import FileMissing, FileRefused
from baigong.foundation.files.incoming import refuse_unfit_picture
from baigong.foundation.files.services import erase, open_file, store

FILE_KIND = "evidence.file"
MOST_BYTES = 8 * 1024 * 1024
MOST_KEPT = 20
LEAST_REASON, LONGEST_REASON = 2, 200
Subject = Status | Proof | CaseStep | StrikeOffStep


def refuse_unfit(content: BinaryIO, *, name: str, by: str) -> None:
    """Let a picture or PDF pass; it asks the scanner, so it comes before anything is held or written.

    :raises EvidenceError: for another kind of file, one too large, infected, or more than a day's room.
    """
    try:
        refuse_unfit_picture(content, name=name, most_bytes=MOST_BYTES, by=by)
    except FileRefused as error:
        raise EvidenceError(error.code, error.sentence) from error


@transaction.atomic
def attach(
    *, by: str, subject: Subject, content: BinaryIO, file_name: str, source: str = Source.OFFICER
) -> EvidenceFile:
    """Keep a file as evidence of a fact; it has passed `refuse_unfit` before.

    :raises EvidenceError: when the fact was voided or replaced, has the same file already, or twenty of them.
    """
    held: Any = type(subject).objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if held.voided_at is not None or held.superseded_at is not None:
        raise EvidenceError("gone", "这一条已经作废或换过了，不能再附材料。请刷新，附到现在的那一条上。")
    about = _about(held)
    kept = EvidenceFile.objects.filter(voided_at__isnull=True, **{_name_of(held): held.pk})
    if kept.count() >= MOST_KEPT:
        raise EvidenceError("many", f"这一条已经附了{MOST_KEPT}份。请先作废不要的，再附新的。")
    file = store(content, kind=FILE_KIND, original_name=file_name, by=by, place_path=held.place_path)
    row = EvidenceFile(
        file=file, fingerprint=file.sha256.hex(), place_path=held.place_path, county_id=held.county_id,
        source=source, source_id=by, certainty=Certainty.CHECKED, **about,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise EvidenceError("twice", "这份材料已经附在这一条上了，不用再传。") from error
    _note("attach", by, row, {"to": _name_of(held)})
    return row


def open_evidence(*, by: str, evidence: EvidenceFile, purpose: str = "") -> bytes:
    """Return the content of a file; who opens it for what is written down first.

    :raises EvidenceError: for a file about a person without a purpose, and for one that was destroyed.
    """
    if is_personal(evidence) and not purpose.strip():
        raise EvidenceError("purpose", "没写为什么看。请选用途，再点按钮。")
    _note("read", by, evidence, {}, purpose=purpose)
    try:
        return open_file(evidence.file_id).read()  # eight megabytes at most
    except FileMissing as error:
        raise EvidenceError("gone", "这份材料已经销毁。请看原件，或者再附一次。") from error


@transaction.atomic
def void_evidence(*, by: str, evidence: EvidenceFile, reason: str) -> None:
    """Void a file that does not belong there and destroy its content; the row stays, as every fact does.

    :raises EvidenceError: when it is gone already, or the reason says too little.
    """
    words = reason.strip()[:LONGEST_REASON]
    if len(words) < LEAST_REASON:
        raise EvidenceError("reason", "还没写为什么作废。请写至少两个字，例如：传错了。")
    changed = EvidenceFile.objects.filter(id=evidence.id, voided_at__isnull=True).update(
        voided_at=clock.now(), voided_reason=words
    )
    if not changed:
        raise EvidenceError("gone", "这份材料已经作废过了。请刷新再看。")
    erase(evidence.file_id)
    _note("void", by, evidence, {"reason": words})


def is_personal(evidence: EvidenceFile) -> bool:
    """Say whether a file may show somebody: it is about a person, or papers of a case, which may name anybody."""
    return evidence.person_id is not None or evidence.case_id is not None


def _name_of(subject: Subject) -> str:
    names = {Status: "status", Proof: "proof", CaseStep: "case_step", StrikeOffStep: "strike_off_step"}
    return names[type(subject)]


def _about(subject: Any) -> dict[str, uuid.UUID | None]:
    """Return the columns that name the fact and whom it is about."""
    found: dict[str, uuid.UUID | None] = {f"{_name_of(subject)}_id": subject.pk}
    if isinstance(subject, Status):
        return found | _party(subject.party_id)
    if isinstance(subject, Proof):
        return found | {"person_id": subject.person_id, "organisation_id": subject.employer_id}
    if isinstance(subject, CaseStep):
        case = subject.case
        return found | {
            "case_id": case.id,
            "person_id": case.person_id,
            "organisation_id": case.organisation_id,
        }
    return found | {"organisation_id": subject.organisation_id}


def _party(party_id: uuid.UUID | None) -> dict[str, uuid.UUID | None]:
    if party_id is None:
        return {}
    kind = Party.objects.filter(id=party_id).values_list("kind", flat=True).first()
    return {"person_id" if kind == PartyKind.PERSON else "organisation_id": party_id}


def _note(deed: str, by: str, evidence: EvidenceFile, detail: dict[str, Any], *, purpose: str = "") -> None:
    record(
        by=by,
        act=f"evidence.{deed}",
        object_kind="evidence_file",
        object_ids=[evidence.id],
        place_path=evidence.place_path,
        purpose=purpose,
        detail=detail,
    )
