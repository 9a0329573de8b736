"""The form by which an officer enters a paper mandate."""

from __future__ import annotations

from django import forms

from baigong.faces.frame.mandate_forms import MandateTermsForm


class PaperMandateForm(MandateTermsForm):
    """The terms and the paper they stand on."""

    field_order = ("matter", "document", "last_day")
    document = forms.CharField(
        label="委托书名称或文号",
        max_length=120,
        error_messages={"required": "还没写委托书的名称或文号。", "max_length": "太长了，最多120个字。"},
    )
