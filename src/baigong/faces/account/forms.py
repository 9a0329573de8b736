"""What is asked of somebody who signs in by telephone."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest

from baigong.foundation.messages.models import QuietHours
from baigong.kernels.identity import IdentityError, parse_phone


class PhoneForm(forms.Form):
    """The telephone a code is sent to."""

    ASKS: ClassVar[dict[str, str]] = {
        "phone": "user.phone",
    }

    phone = forms.CharField(
        label="手机号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": "手机号没有填。"},
    )

    def clean_phone(self) -> str:
        try:
            found = parse_phone(self.cleaned_data["phone"])
        except IdentityError as error:
            raise forms.ValidationError(str(error)) from error
        if found is None or not found.number.startswith("1") or len(found.number) != 11:
            raise forms.ValidationError("请填11位手机号。固定电话收不到验证码。")
        return found.number


class CodeForm(forms.Form):
    """The six digits that came."""

    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label="验证码",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "8"}
        ),
        error_messages={"required": "验证码没有填。", "invalid": "验证码是六位数字。"},
    )


class NoResetForm(forms.Form):
    """A password said to be forgotten, to the library's page: nobody is looked for, no letter leaves (reliability 5).

    The page itself sends people to their administrator. Looking for the address would cost more where it is known.
    """

    email = forms.CharField(max_length=254)

    def save(self, request: HttpRequest, **_: Any) -> str:
        return str(self.cleaned_data["email"])


_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


class QuietForm(forms.Form):
    """From when to when nothing but urgent messages leaves the house."""

    field_names = {"begins": "from", "ends": "to"}
    begins = forms.CharField(label="从", required=False, max_length=5, help_text="比如22:00")
    ends = forms.CharField(label="到", required=False, max_length=5, help_text="可以过午夜，比如07:00")

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix(self.field_names.get(field_name, field_name))

    @classmethod
    def initial_of(cls, hours: QuietHours | None) -> dict[str, str]:
        if hours is None:
            return {}
        return {"begins": _shown(hours.from_minute), "ends": _shown(hours.to_minute)}

    def clean_begins(self) -> int | None:
        return _minute(self.cleaned_data["begins"])

    def clean_ends(self) -> int | None:
        return _minute(self.cleaned_data["ends"])

    def clean(self) -> dict[str, Any]:
        begins, ends = self.cleaned_data.get("begins"), self.cleaned_data.get("ends")
        if not self.errors and (begins is None) != (ends is None):
            raise forms.ValidationError("免打扰的开始和结束要一起填，或两格都留空。")
        if begins is not None and begins == ends:
            raise forms.ValidationError("免打扰的开始和结束不能是同一时刻。请改其中一个。")
        return self.cleaned_data

    def quiet(self) -> tuple[int, int] | None:
        """Return both ends in minutes of the day, None when there is no quiet."""
        begins, ends = self.cleaned_data["begins"], self.cleaned_data["ends"]
        return None if begins is None else (begins, ends)


def _minute(text: str) -> int | None:
    if not text.strip():
        return None
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise forms.ValidationError("时间写成22:00这样。")
    return int(found[1]) * 60 + int(found[2])


def _shown(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
