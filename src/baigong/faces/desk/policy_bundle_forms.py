"""The forms about bundles of policies: what a bundle says of itself, what goes in, what comes out and why."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from baigong.domains.policies.audiences import audience_labels
from baigong.domains.policies.bundles import BundleLine
from baigong.domains.policies.linking import PolicyName
from baigong.domains.policies.models import PolicyBundle
from baigong.domains.policies.tags import tag_labels

CHOOSE = {"required": "请选一条政策。", "invalid_choice": "请从列出的政策里选。"}


class BundleForm(forms.Form):
    """What a bundle says of itself."""

    title = forms.CharField(
        label="名称",
        max_length=120,
        help_text="例如：小微企业政策包",
        error_messages={"required": "请写名称。"},
    )
    intro_text = forms.CharField(
        label="给谁、有什么用",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="用大白话写几句，公开页上排在最前面；公布以前要写好",
    )
    audience_codes = forms.MultipleChoiceField(
        label="给谁看的",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="公布以前至少勾一项",
        error_messages={"invalid_choice": "请从列出的对象里勾。"},
    )
    tag_codes = forms.MultipleChoiceField(
        label="标签",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "请从列出的标签里勾。"},
    )

    def __init__(self, data: Any, *, bundle: PolicyBundle | None = None) -> None:
        shown = {name: getattr(bundle, name) for name in self.base_fields} if bundle else {}
        super().__init__(data, initial=shown)
        for name, labels in (("audience_codes", audience_labels()), ("tag_codes", tag_labels())):
            self.fields[name].choices = list(labels.items())  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def values(self) -> dict[str, Any]:
        """What was said, as the bundle keeps it."""
        given = self.cleaned_data
        return {
            "title": given["title"].strip(),
            "intro_text": given["intro_text"].strip(),
            "audience_codes": sorted(given["audience_codes"]),
            "tag_codes": sorted(given["tag_codes"]),
        }


class PutInForm(forms.Form):
    """Which policy goes in, and a plain word on it."""

    item = forms.ChoiceField(label="放哪一条", error_messages=CHOOSE)
    note = forms.CharField(
        label="一句话说明", required=False, max_length=200, help_text="用大白话写它对这些人有什么用"
    )

    def __init__(self, *arguments: Any, offered: Iterable[PolicyName], **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = [("", "选一条"), *((str(each.id), each.words) for each in offered)]
        self.fields["item"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> uuid.UUID:
        return uuid.UUID(self.cleaned_data["item"])


class EntryForm(forms.Form):
    """Which policy of the bundle is meant."""

    entry = forms.ChoiceField(label="哪一条", error_messages=CHOOSE)

    def __init__(self, *arguments: Any, lines: Iterable[BundleLine], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.lines = {str(line.entry.id): line for line in lines}
        choices = [
            ("", "选一条"),
            *((key, line.name.words if line.name else "已经撤下的政策") for key, line in self.lines.items()),
        ]
        self.fields["entry"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> BundleLine:
        return self.lines[self.cleaned_data["entry"]]


class TakeOutForm(EntryForm):
    """Which policy comes out of the bundle, and why."""

    reason = forms.CharField(
        label="原因", max_length=200, error_messages={"required": "请写原因，至少4个字。"}
    )
