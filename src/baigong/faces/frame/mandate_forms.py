"""The questions about a mandate that every face asks: in what, until when."""

from __future__ import annotations

import datetime

from django import forms

from baigong.domains.users.enums import MandateMatter
from baigong.domains.users.mandates import MandateError


class MandateTermsForm(forms.Form):
    """What somebody may do in a firm's name, and the last day of it."""

    matter = forms.ChoiceField(
        label="委托办什么",
        choices=[("", "请选择"), *MandateMatter.choices],
        help_text="代报用工情况：对方能报缺工，写、公开、关闭岗位；看不到人选",
        error_messages={
            "required": "还没选委托办什么。",
            "invalid_choice": "没有这种委托事项。请从列出的里选。",
        },
    )
    last_day = forms.DateField(
        label="办到哪天",
        required=False,
        help_text="不填就一直有效，到撤回为止",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期读不懂。请写成2026-05-12这样。"},
    )

    def refuse(self, error: MandateError) -> None:
        """Put a refusal to the question it is about."""
        field = {"ends": "last_day"}.get(error.code, error.code)
        self.add_error(field if field in self.fields else None, error.sentence)

    @property
    def ends_before(self) -> datetime.date | None:
        last: datetime.date | None = self.cleaned_data["last_day"]
        return last and last + datetime.timedelta(days=1)
