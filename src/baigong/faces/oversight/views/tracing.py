"""Which workbook a leaked fragment comes from: its masks are compared with the mark of every one handed out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baigong.faces.oversight.sight import own_place
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.handouts import LEAST_STARS, traced
from baigong.foundation.exchange.models import Handout
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.errors import SheetError
from baigong.foundation.sheets.marks import STARS, Evidence
from baigong.foundation.sheets.reader import read_workbook

PURPOSE = "查外流片段出自哪一份导出"
MOST_LETTERS, MOST_BYTES = 20_000, 2_000_000
_CELLS, _WORDS = re.compile(r"[\t\r\n]+"), re.compile(r"[\s,，、;；|]+")


class FragmentForm(forms.Form):
    """A fragment as text, or as a file; it is compared and kept nowhere."""

    text = forms.CharField(
        label="片段",
        required=False,
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="从外流的表里复制，星号照原样，不要重新打",
        error_messages={"max_length": f"太长了。粘贴几十行就够，最多{MOST_LETTERS}个字。"},
    )
    file = forms.FileField(label="或者传文件", required=False, help_text=".xlsx或.csv，不超过2兆")

    def clean(self) -> dict[str, object]:
        given = super().clean() or self.cleaned_data
        file: UploadedFile | None = given.get("file")
        if not given.get("text", "").strip() and file is None and not self.errors:
            raise forms.ValidationError("还没有片段。请粘贴几行，或传文件。")
        if file is not None and (file.size or 0) > MOST_BYTES:
            self.add_error("file", "文件超过2兆。请只留几十行，再传。")
        elif file is not None:
            try:
                book = read_workbook(file.read(), name=str(file.name))
            except SheetError as error:
                self.add_error("file", error.sentence)
            else:
                given["cells"] = [cell.text for sheet in book.sheets for row in sheet.rows for cell in row]
        return given

    def readings(self) -> list[list[str]]:
        """Return the ways to read the fragment as cells: as a table, and word by word."""
        text = str(self.cleaned_data.get("text", ""))
        cells = [*self.cleaned_data.get("cells", ()), *_CELLS.split(text)]
        return [cells, _WORDS.split("\n".join(cells))]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a fragment says: how many stars can be told from, and the workbooks it can come from."""

    stars: int
    found: list[tuple[Handout, Evidence]]


def answer_to(readings: Iterable[list[str]], place_path: str) -> Answer:
    """Return which workbooks of a place and below a fragment can come from."""
    stars = 0
    found: dict[UUID, tuple[Handout, Evidence]] = {}
    with system_scope(PURPOSE):
        for cells in readings:
            stars = max(stars, sum(letter in STARS for cell in set(cells) for letter in cell))
            for row, evidence in traced(cells):
                if row.place_path.startswith(place_path):
                    found.setdefault(row.id, (row, evidence))
    return Answer(stars, list(found.values()))


def tracing(request: HttpRequest) -> HttpResponse:
    """Ask for the workbook a fragment comes from; asked by sending, written into the trail, kept nowhere."""
    if request.method != "POST":
        return render(request, "oversight/tracing.html", {"title": "外流片段溯源", "form": FragmentForm()})
    form = FragmentForm(request.POST, request.FILES)
    shown: dict[str, object] = {"title": "外流片段溯源", "form": form}
    if not form.is_valid():
        return render(request, "oversight/tracing.html", shown, status=422)
    answer = answer_to(form.readings(), own_place(request).path)
    record(
        by=standing_of(request).scope.actor,
        act="audit.trace",
        object_kind="handout",
        object_ids=[row.id for row, _ in answer.found],
        purpose=PURPOSE,
        detail={"figure": answer.stars},
    )
    response = render(request, "oversight/tracing.html", shown | {"answer": answer, "least": LEAST_STARS})
    response["Cache-Control"] = "no-store"
    return response
