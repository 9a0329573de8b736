"""Boxes for what tells people and firms apart: read as typed, checked by their own rule, kept in one spelling."""

from __future__ import annotations

from typing import Any

from django import forms

from baigong.domains.parties.employers import industry_code
from baigong.foundation import clock
from baigong.kernels.identity import (
    IdentityError,
    IdentityNumber,
    parse_credit_code,
    parse_identity_number,
    parse_phone,
)

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class CreditCodeField(forms.CharField):
    """A unified social credit code in capitals, its check digit right; empty when nothing was typed."""

    widget = forms.TextInput(attrs=_PLAIN)

    def __init__(self, **options: Any) -> None:
        super().__init__(label="统一社会信用代码", max_length=30, **options)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return parse_credit_code(text).code if text else ""
        except IdentityError as error:
            raise forms.ValidationError(error.sentence) from error


class PhoneField(forms.CharField):
    """A telephone number without blanks; empty when nothing was typed."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(label="联系电话", required=False, max_length=30, **options)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return parse_phone(text).number if text else ""
        except IdentityError as error:
            raise forms.ValidationError(error.sentence) from error


class IdentityNumberField(forms.CharField):
    """An identity number whose check digit is right, old ones of 15 digits made 18; None when nothing was typed."""

    widget = forms.TextInput(attrs=_PLAIN)

    def __init__(self, **options: Any) -> None:
        super().__init__(label="身份证号", required=False, max_length=30, **options)

    def clean(self, value: Any) -> IdentityNumber | None:
        text: str = super().clean(value)
        try:
            return parse_identity_number(text, clock.today()) if text else None
        except IdentityError as error:
            raise forms.ValidationError(error.sentence) from error


class IndustryField(forms.CharField):
    """The code of an industry written by its code or its full name in GB/T 4754; empty when nothing was typed."""

    def __init__(self, **options: Any) -> None:
        hint = "写国民经济行业分类里的大类，名称或代码，例如：38"
        super().__init__(label="行业", required=False, max_length=60, help_text=hint, **options)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and not industry_code(text):
            raise forms.ValidationError(f"行业分类里没有“{text}”。请写全称或代码，不知道就先空着。")
        return industry_code(text)
