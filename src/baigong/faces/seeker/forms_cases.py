"""What a person is asked who brings something up, says more of it, or says how it was done (FX-14c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from baigong.domains.cases.concerned import SATISFACTION
from baigong.domains.cases.filing import LONGEST_FIRM, MATTERS, Filed
from baigong.domains.cases.steps import LONGEST_TEXT
from baigong.domains.places.models import Place

LONGEST_WHY = 400


class FilingForm(forms.Form):
    """What a person brings up, whom it is for, and what happened."""

    matter = forms.ChoiceField(
        label="什么事",
        choices=[("", "选一项"), *((code, label) for code, label, _ in MATTERS)],
        error_messages={"required": "还没选是什么事。"},
    )
    firm = forms.CharField(
        label="哪个单位",
        max_length=LONGEST_FIRM,
        required=False,
        widget=forms.TextInput(attrs={"list": "own-firms"}),
        help_text="写单位、平台或窗口的名字。单位看不到您反映的内容。",
    )
    text = forms.CharField(
        label="怎么回事",
        max_length=LONGEST_TEXT - LONGEST_FIRM - 10,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写清时间、地点、经过、想怎么解决。不用写身份证号、手机号，写了会盖住。",
        error_messages={"required": "还没写怎么回事。"},
    )
    office = forms.ChoiceField(
        label="交给哪里办",
        help_text="对近处的窗口不满，可以交给上一级。",
        error_messages={"required": "还没选交给哪里办。"},
    )

    def __init__(self, *arguments: Any, offices: Sequence[Place], **named: Any) -> None:
        super().__init__(*arguments, **named)
        chosen: Any = self.fields["office"]
        chosen.choices = [(str(place.id), place.name) for place in offices]

    @property
    def filed(self) -> Filed:
        given = self.cleaned_data
        return Filed(given["matter"], UUID(given["office"]), given["text"], given["firm"])


class WordForm(forms.Form):
    """Something more a person says of the own case."""

    text = forms.CharField(
        label="要补充什么",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写清时间、地点、怎么回事。不用写身份证号、手机号，写了会盖住。",
        error_messages={"required": "还没写要补充什么。"},
    )


class SatisfactionForm(forms.Form):
    """How satisfied a person was with how the own case was done."""

    answer = forms.ChoiceField(
        label="满不满意",
        choices=SATISFACTION,
        widget=forms.RadioSelect,
        error_messages={"required": "还没选满不满意。"},
    )
    why = forms.CharField(
        label="为什么", max_length=LONGEST_WHY, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
