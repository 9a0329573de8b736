"""Certificates somebody hands in: a sealed picture, what it says, and how sure it is."""

from __future__ import annotations

import datetime
import uuid
from typing import BinaryIO

from django.db import IntegrityError, transaction

from baigong.domains.parties.enums import CredentialKind
from baigong.domains.parties.models import Credential
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.files.errors import FileMissing, FileRefused
from baigong.foundation.files.incoming import refuse_unfit_picture
from baigong.foundation.files.services import erase, open_file, store
from baigong.foundation.privacy.secret import open_inside

FILE_KIND = "parties.credential"
MOST_BYTES = 8 * 1024 * 1024
MOST_KEPT = 20
# What a certificate says: the row that takes its place says the same.
_SAID = (
    "person_id", "place_path", "county_id", "kind", "label", "issuer", "school_kind", "level_code", "occupation_code",
    "issued_on", "valid_until", "is_treated_as_graduate", "file_id",
)  # fmt: skip


class CredentialError(ValueError):
    """The certificate is not taken; the sentence says what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def credentials_of(person_id: uuid.UUID) -> list[Credential]:
    """Return a person's certificates in force, the newest first; their numbers show masked."""
    rows = Credential.objects.filter(person_id=person_id, voided_at__isnull=True, superseded_at__isnull=True)
    return list(rows.select_related("file").order_by("-recorded_at"))


def add_credential(
    *,
    by: str,
    person_id: uuid.UUID,
    place_path: str,
    county_id: str,
    kind: str,
    label: str,
    number: str = "",
    issued_on: datetime.date | None = None,
    valid_until: datetime.date | None = None,
    content: BinaryIO | None = None,
    file_name: str = "",
    source: Source = Source.PERSON,
) -> Credential:
    """Keep a certificate as its holder declares it; the picture is sealed.

    :raises CredentialError: for a file that is no picture or PDF, too large, a certificate already there, or
        more than twenty.
    """
    if content is not None:  # asks the scanner, so before anything is held
        _refuse_unfit(content, file_name, by)
    with transaction.atomic():
        if Credential.objects.filter(person_id=person_id, voided_at__isnull=True).count() >= MOST_KEPT:
            raise CredentialError("many", f"已经有{MOST_KEPT}份。请先拿掉过期的，再传新的。")
        credential = Credential(
            person_id=person_id, place_path=place_path, county_id=county_id, kind=CredentialKind(kind),
            label=label, issued_on=issued_on, valid_until=valid_until, source=source, source_id=by,
            certainty=Certainty.DECLARED,
        )  # fmt: skip
        if number:
            credential.number = number
        if content is not None:
            credential.file = store(
                content, kind=FILE_KIND, original_name=file_name, by=by, place_path=place_path
            )
        try:
            with transaction.atomic():
                credential.save(force_insert=True)
        except IntegrityError as error:
            raise CredentialError("twice", "这个编号的证书已经有了。要换照片，请先拿掉原来的。") from error
        record(
            by=by,
            act="parties.add_credential",
            object_kind="credential",
            object_ids=[credential.id],
            place_path=place_path,
            detail={"kind": kind, "has_file": content is not None},
        )
        return credential


@transaction.atomic
def take_away_credential(*, by: str, credential: Credential, reason: str) -> None:
    """Void a certificate and destroy its picture; the row stays, as every fact does."""
    Credential.objects.filter(id=credential.id).update(voided_at=clock.now(), voided_reason=reason)
    if credential.file_id is not None:
        erase(credential.file_id)
    record(
        by=by,
        act="parties.take_away_credential",
        object_kind="credential",
        object_ids=[credential.id],
        place_path=credential.place_path,
    )


@transaction.atomic
def check_credential(*, by: str, credential: Credential) -> Credential:
    """Note that an officer has seen the certificate and it says what is declared: the row that says so takes its place.

    :raises CredentialError: when it was taken away or replaced meanwhile, or was checked before.
    """
    held: Credential = Credential.objects.select_for_update(of=("self",)).get(id=credential.id)
    if held.voided_at is not None or held.superseded_at is not None:
        raise CredentialError("gone", f"“{held.label}”已经拿掉或换过了。请刷新，看现在的那一份。")
    if held.certainty != Certainty.DECLARED:
        raise CredentialError("checked", f"“{held.label}”已经核对过了：{held.get_certainty_display()}。")
    Credential.objects.filter(id=held.id).update(superseded_at=clock.now())
    checked = Credential(source=Source.OFFICER, source_id=by, certainty=Certainty.CHECKED)
    for name in _SAID:
        setattr(checked, name, getattr(held, name))
    if held.number is not None:  # sealed for its own row, so it is sealed anew for this one
        checked.number = open_inside(held.number)
    checked.save(force_insert=True)
    record(
        by=by,
        act="parties.check_credential",
        object_kind="credential",
        object_ids=[held.id, checked.id],
        place_path=held.place_path,
    )
    return checked


def open_credential(*, by: str, credential: Credential, purpose: str) -> bytes:
    """Return the picture of a certificate; who reads it for what is written down first.

    :raises CredentialError: when there is none, or it was destroyed.
    """
    if credential.file_id is None:
        raise CredentialError("none", f"“{credential.label}”没有传照片。请让本人传上来，或看原件。")
    record(
        by=by,
        act="parties.read_credential",
        object_kind="credential",
        object_ids=[credential.id],
        place_path=credential.place_path,
        purpose=purpose,
    )
    try:
        return open_file(credential.file_id).read()  # eight megabytes at most
    except FileMissing as error:
        raise CredentialError("gone", "照片已经销毁。请让本人再传一次，或看原件。") from error


def _refuse_unfit(content: BinaryIO, name: str, by: str) -> None:
    try:
        refuse_unfit_picture(content, name=name, most_bytes=MOST_BYTES, by=by)
    except FileRefused as error:
        raise CredentialError(error.code, error.sentence) from error
