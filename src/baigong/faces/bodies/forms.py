"""What a body's own people fill in."""

from __future__ import annotations

from django import forms

from baigong.foundation import clock


class HandInForm(forms.Form):
    """A file for one of the own feeds, and the day its data hold for."""

    as_of = forms.DateField(
        label="数据截止日",
        help_text="表里的情况是哪一天为止的",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "还没填截止日。", "invalid": "日期写成2026-03-09这样。"},
        initial=clock.today,
    )
    file = forms.FileField(
        label="表格文件",
        help_text=".xlsx或.csv，不超过50兆",
        allow_empty_file=True,
        error_messages={"required": "还没有选文件。请选一份表格。"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class CreditSearch(forms.Form):
    """Which firm is looked for."""

    q = forms.CharField(label="企业名称或信用代码", required=False, max_length=40)
