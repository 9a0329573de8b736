"""The forms of striking a shortage off: verified, refused with what is still lacking, opened again (BZ-G1c)."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from baigong.domains.shortages.enums import ContactWay
from baigong.faces.desk.evidence import paper_field
from baigong.foundation import clock

_DATE = {"type": "date"}
_WAYS = [(way.value, way.label) for way in (ContactWay.VISIT, ContactWay.CALL, ContactWay.MEETING)]


class NeedCloseForm(forms.Form):
    """Why and when a need was closed (销号), with the paper it rests on."""

    ASKS: ClassVar[dict[str, str]] = {"file": "file.original_name"}
    OF_OTHERS: ClassVar[bool] = True

    on = forms.DateField(
        label="销号日期",
        initial=clock.today,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        error_messages={"invalid": "请写成2026-05-12这样的日期。", "required": "还没有填日期。"},
    )
    reason = forms.CharField(
        label="为什么销号",
        min_length=4,
        max_length=120,
        help_text="至少四个字，例如：企业说已招满",
        error_messages={
            "required": "还没写为什么销号。请写至少四个字。",
            "min_length": "原因太短。请写至少四个字，例如：企业说已招满。",
        },
    )
    file = paper_field(label="依据的照片")


class NeedRefuseForm(forms.Form):
    """Why a need its firm says is filled is not, and how many are lacking still."""

    headcount = forms.IntegerField(
        label="还缺几人",
        min_value=1,
        max_value=99_999,
        error_messages={
            "required": "还没填还缺几人。",
            "invalid": "请填整数，例如2。",
            "min_value": "没招满就要写还缺几人。一个也不缺的，请销号。",
        },
    )
    contact_way = forms.ChoiceField(label="怎么核实的", choices=_WAYS, initial=ContactWay.CALL)
    reason = forms.CharField(
        label="为什么没招满",
        min_length=4,
        max_length=120,
        help_text="至少四个字，例如：还有两人没到岗。企业看得到",
        error_messages={
            "required": "还没写为什么没招满。请写至少四个字。",
            "min_length": "原因太短。请写至少四个字，例如：还有两人没到岗。",
        },
    )


class NeedReopenForm(forms.Form):
    """Why a need that was struck off is opened again."""

    reason = forms.CharField(
        label="为什么重开",
        min_length=4,
        max_length=120,
        help_text="至少四个字，例如：人又走了",
        error_messages={
            "required": "还没写为什么重开。请写至少四个字。",
            "min_length": "原因太短。请写至少四个字，例如：人又走了。",
        },
    )
