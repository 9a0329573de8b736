"""The form that says what is pushed, and to whom."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django import forms

from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import group_labels
from baigong.domains.seekers.audience import Audience
from baigong.domains.seekers.pushing import LONGEST_BODY, LONGEST_SUBJECT, Draft
from baigong.domains.vacancies.reading import title_codes
from baigong.domains.workers.enums import WorkState

CHOOSE = {"required": "还没有选。", "invalid_choice": "请从列出的里面选。"}
SEEKING = (WorkState.SEEKING, WorkState.UNEMPLOYED)
STATES = [("", "这里的所有人"), ("seeking", "正在找工作的"), (WorkState.EMPLOYED, "已就业的")]
MOST_TRADES = 3


class PushForm(forms.Form):
    """To whom: an area, and trade, work state and group where they matter; a notice brings its own words."""

    place = forms.ChoiceField(label="发到哪里", error_messages=CHOOSE)
    state = forms.ChoiceField(label="哪些人", choices=STATES, required=False, error_messages=CHOOSE)
    trade = forms.CharField(
        label="想做的工种", required=False, max_length=30, help_text="例如：焊工。不限工种就空着"
    )
    group = forms.ChoiceField(label="人群", required=False, error_messages=CHOOSE)
    subject = forms.CharField(
        label="标题",
        max_length=LONGEST_SUBJECT,
        error_messages={"required": "请写一句标题，让人一看就知道是什么事。"},
    )
    body = forms.CharField(
        label="内容",
        required=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不要写身份证号、手机号、银行卡号",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *arguments: Any, places: Sequence[tuple[Place, str]], draft: Draft, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.places = {str(place.id): place for place, _ in places}
        self.draft = draft
        self.fields["place"].choices = [(str(place.id), label) for place, label in places]  # type: ignore[attr-defined]  # a ChoiceField
        self.groups = group_labels("person")
        self.fields["group"].choices = [("", "不限"), *sorted(self.groups.items())]  # type: ignore[attr-defined]  # a ChoiceField
        if draft.vacancy is not None or draft.policy_id is not None:
            del self.fields["subject"], self.fields["body"]

    def clean_trade(self) -> str:
        words: str = self.cleaned_data["trade"].strip()
        if words and not title_codes(words):
            raise forms.ValidationError(f"认不出“{words}”是什么工种。请换个说法，例如：焊工、缝纫工。")
        return words

    @property
    def area(self) -> Place:
        """The place chosen, one of the office's own."""
        return self.places[self.cleaned_data["place"]]

    @property
    def audience(self) -> Audience:
        """Who is meant, in the one grammar."""
        given = self.cleaned_data
        where: list[dict[str, Any]] = []
        if given["state"] == "seeking":
            where.append({"fact": "state", "in": [str(state) for state in SEEKING]})
        elif given["state"]:
            where.append({"fact": "state", "is": given["state"]})
        if given["trade"]:
            codes = title_codes(given["trade"])[:MOST_TRADES]
            where.append({"any": [{"fact": "trades", "has": code} for code in codes]})
        if given["group"]:
            where.append({"fact": "groups", "has": given["group"]})
        return Audience(self.area.path, tuple(where), for_work=self.draft.for_work)

    @property
    def audience_text(self) -> str:
        """Who is meant, in words."""
        given = self.cleaned_data
        words = [self.area.name, dict(STATES)[given["state"]] if given["state"] else ""]
        words += [f"想做{given['trade']}" if given["trade"] else "", self.groups.get(given["group"], "")]
        return "，".join(word for word in words if word)

    @property
    def mark(self) -> str:
        """What was counted, as one word: whoever changed the form meanwhile sees the number anew before it is sent."""
        meant, said = self.audience, self.said
        words = [meant.place_path, meant.where, said.subject, said.body]
        return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()

    @property
    def said(self) -> Draft:
        """What is said: the draft, or the office's own words."""
        if "subject" not in self.fields:
            return self.draft
        return Draft(subject=self.cleaned_data["subject"], body=self.cleaned_data["body"])
