"""The form that notes where a vacancy stands in a channel outside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from baigong.domains.vacancies.models import PostingState
from baigong.domains.vacancies.posting import PostingLine
from baigong.faces.frame.links import EncryptedLinkField
from baigong.foundation import clock

# What was handed out the system notes itself.
NOTED = [choice for choice in PostingState.choices if choice[0] != PostingState.HANDED_OUT]
CHOOSE = {"required": "还没有选。", "invalid_choice": "请从列出的里面选。"}


class PostingForm(forms.Form):
    """One channel, what became of it, where, and how many it reached."""

    posting_channel = forms.ChoiceField(label="渠道", error_messages=CHOOSE)
    posting_state = forms.ChoiceField(label="结果", choices=NOTED, error_messages=CHOOSE)
    posted_on = forms.DateField(
        label="哪天",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "日期读不懂。请写成2026-05-12这样。", "required": "还没有填日期。"},
    )
    posting_link = EncryptedLinkField("网址", "登在哪一页")
    posting_note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="没有网址的写送到哪里；没登成的写原因"
    )
    reach_people = forms.IntegerField(
        label="大约多少人看到",
        required=False,
        min_value=0,
        max_value=100_000_000,
        error_messages={"invalid": "请填整数，不知道的空着。", "min_value": "人数不能是负数。"},
    )

    def __init__(self, *arguments: Any, lines: Iterable[PostingLine], **named: Any) -> None:
        super().__init__(*arguments, **named)
        outside = [(line.channel.code, line.channel.label) for line in lines if not line.is_portal]
        self.fields["posting_channel"].choices = [("", "选渠道"), *outside]  # type: ignore[attr-defined]  # a ChoiceField
        self.initial.setdefault("posted_on", clock.today())
