"""The files facts rest on, as pages show and take them: what is attached, and the form of the next (M18.2)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile

from baigong.domains.evidence.errors import EvidenceError
from baigong.domains.evidence.models import EvidenceFile
from baigong.domains.evidence.selectors import evidence_of
from baigong.domains.evidence.services import Subject, attach, is_personal, refuse_unfit
from baigong.faces.desk.forms import PurposeForm
from baigong.foundation.access.standing import Standing

Subjects = Sequence[tuple[str, Subject]]
"""Facts of one page and kind, each with the words the page calls it by."""
_NOTHING = {"required": "还没选文件。", "empty": "这个文件是空的，请重新选。"}


def paper_field(*, required: bool = False, label: str = "附材料") -> forms.FileField:
    """Return the field for a picture or page."""
    return forms.FileField(
        label=label, required=required, help_text="照片或PDF，8兆以内，加密保存", error_messages=_NOTHING
    )


class EvidenceForm(forms.Form):
    """A file for one of the facts of the page."""

    ASKS: ClassVar[dict[str, str]] = {"file": "file.original_name"}
    OF_OTHERS: ClassVar[bool] = True
    prefix = "evidence"

    of = forms.ChoiceField(label="附到哪一条", error_messages={"required": "还没选附到哪一条。"})
    file = paper_field(required=True, label="材料")

    def __init__(self, *arguments: Any, subjects: Subjects, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["of"].choices = [(str(row.pk), label) for label, row in subjects]  # type: ignore[attr-defined]  # a ChoiceField
        if len(subjects) == 1:
            self.fields["of"].widget = forms.HiddenInput()
            self.fields["of"].initial = str(subjects[0][1].pk)


class EvidenceVoidForm(forms.Form):
    """Why a file does not belong there."""

    reason = forms.CharField(
        label="为什么作废",
        min_length=2,
        max_length=200,
        help_text="例如：传错了",
        error_messages={
            "required": "还没写为什么作废。请写至少两个字。",
            "min_length": "原因太短。请写至少两个字。",
        },
    )


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One attached file: of which fact, and what opening and voiding it ask."""

    row: EvidenceFile
    of: str
    is_personal: bool
    reading: PurposeForm
    voiding: EvidenceVoidForm


@dataclass(frozen=True, slots=True)
class EvidencePanel:
    """What a page shows of files; `form` is None where nothing can be attached to."""

    lines: tuple[EvidenceLine, ...]
    form: EvidenceForm | None


def panel_for(subject: str, subjects: Subjects) -> EvidencePanel:
    """Return the files of the facts of a page in one query, and the form to attach another."""
    labels: dict[uuid.UUID, str] = {row.pk: label for label, row in subjects}
    found = evidence_of(subject, labels)
    lines = [
        EvidenceLine(
            row,
            labels[key],
            is_personal(row),
            PurposeForm(auto_id=f"id_%s_{row.id}"),
            EvidenceVoidForm(auto_id=f"id_%s_{row.id}"),
        )
        for key in labels
        for row in found.get(key, ())
    ]
    return EvidencePanel(tuple(lines), EvidenceForm(subjects=subjects) if subjects else None)


def fits(form: forms.Form, standing: Standing, *, field: str = "file") -> bool:
    """Say whether the file of a valid form may be kept, or none was given; the refusal goes to its field.

    Asked before anything is written, for the scanner takes its time.
    """
    file = form.cleaned_data.get(field)
    if file is None:
        return True
    try:
        refuse_unfit(file, name=file.name or "", by=standing.scope.actor)
    except EvidenceError as error:
        form.add_error(field, error.sentence)
        return False
    return True


def keep(file: UploadedFile | None, subject: Subject, standing: Standing) -> None:
    """Attach a file that `fits` to a fact; none given, nothing is done.

    :raises EvidenceError: when the fact cannot take it.
    """
    if file is not None:
        content: Any = file
        attach(by=standing.scope.actor, subject=subject, content=content, file_name=file.name or "")
