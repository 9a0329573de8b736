"""Where and when people meet at a distance: encrypted addresses only, and an hour of the day."""

from __future__ import annotations

from django import forms
from django.core.validators import URLValidator


class EncryptedLinkField(forms.URLField):
    """An address that begins with https://, or nothing."""

    default_validators = [URLValidator(schemes=["https"])]
    default_error_messages = {"invalid": "网址读不懂，请写成https://开头的。"}

    def __init__(self, label: str, help_text: str) -> None:
        super().__init__(
            label=label, help_text=help_text, max_length=300, required=False, assume_scheme="https"
        )


def hour_field() -> forms.TimeField:
    """Return the field for an hour in China, which may stay open."""
    return forms.TimeField(
        label="几点",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "时间读不懂。请写成14:30这样。"},
    )
