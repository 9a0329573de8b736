"""One row of a declared list as a form: its fields are the list's own, and so are its sentences."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from baigong.faces.desk.choices import Choices
from baigong.faces.desk.evidence import paper_field
from baigong.foundation.exchange.contract import Problem
from baigong.foundation.exchange.declared import DeclaredList
from baigong.kernels.recognition.fields import Field

PLACE, PAPER = "place", "evidence_file"
_EMPTY = ("", "没有写")


class VoidForm(forms.Form):
    """Why a row is voided."""

    reason = forms.CharField(
        label="为什么作废",
        min_length=2,
        max_length=200,
        error_messages={
            "required": "还没写为什么作废。请写至少两个字。",
            "min_length": "原因太短。请写至少两个字。",
        },
    )


class RecordForm(forms.Form):
    """Asks for one row of a declared list; reading and judging it is the list's own work.

    `places` are offered by id; the row's words are those of the list, so what a clerk would write in a cell.
    """

    ASKS: ClassVar[dict[str, str]] = {
        "person_name": "person.full_name",
        "person_number": "person.identity_number",
        PAPER: "file.original_name",
    }
    OF_OTHERS: ClassVar[bool] = True

    def __init__(
        self, *arguments: Any, spec: DeclaredList, places: Choices, has_paper: bool = False, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.spec = spec
        own = {column.name: column for column in spec.columns}
        for field in spec.layout.fields:
            column = own.get(field.name)
            options = (
                tuple(column.options().values()) if column is not None and column.options else field.choices
            )
            self.fields[field.name] = (
                forms.ChoiceField(label="所属地", choices=places)
                if field.name == PLACE
                else _field(field, options, unit=column.unit if column else "")
            )

        if has_paper:
            self.fields[PAPER] = paper_field()

    @property
    def said(self) -> dict[str, str]:
        """The row as a clerk would write it into cells; the place is chosen and not written."""
        return {
            name: str(value or "") for name, value in self.cleaned_data.items() if name not in (PLACE, PAPER)
        }

    def show(self, problems: tuple[Problem, ...]) -> None:
        """Put the list's sentences to the fields they are about."""
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)


def _field(field: Field, options: tuple[str, ...], *, unit: str) -> forms.Field:
    label = f"{field.label}（{unit}）" if unit else field.label
    common: dict[str, Any] = {"label": label, "required": field.required, "help_text": field.hint}
    common["error_messages"] = {"required": f"{field.label}没有填。"}
    if options:
        return forms.ChoiceField(choices=[_EMPTY, *((word, word) for word in options)], **common)
    if field.kind == "date":
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if field.kind == "integer":
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **common)
    return forms.CharField(max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}), **common)
