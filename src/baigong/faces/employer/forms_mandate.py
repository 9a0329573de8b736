"""The form by which a firm lets somebody act for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from baigong.domains.users.models import Post
from baigong.faces.frame.mandate_forms import MandateTermsForm


class MandateForm(MandateTermsForm):
    """Whom, in what, until when."""

    field_order = ("post", "matter", "last_day")
    post = forms.ChoiceField(
        label="委托谁",
        error_messages={
            "required": "还没选委托谁。",
            "invalid_choice": "这个人现在不能委托。请重新选。",
        },
    )

    def __init__(self, *arguments: Any, holders: Iterable[Post], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._holders = {str(post.id): post for post in holders}
        labels = [
            (key, f"{post.user.display_name}，{post}，{(post.organisation or post.place).name}")
            for key, post in self._holders.items()
        ]
        self.fields["post"].choices = [("", "请选择"), *labels]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_post(self) -> Post:
        return self._holders[self.cleaned_data["post"]]
