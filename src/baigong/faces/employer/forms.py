"""Forms of the firms' desk: what is asked, and the sentence when it does not fit."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms

from baigong.domains.codes.selectors import choices as code_choices
from baigong.domains.placements.enums import EndedReason, EngagementKind
from baigong.domains.shortages.enums import NeedKind
from baigong.domains.workers.enums import Shift
from baigong.domains.workers.selectors import EDUCATION_AT_LEAST
from baigong.faces.frame.links import EncryptedLinkField, hour_field
from baigong.foundation import clock
from baigong.kernels.pay import parse_pay

_DATE = {"type": "date"}
PURPOSES = tuple((words, words) for words in ("约本人面试", "通知本人录用", "核对本人信息"))


def date_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        error_messages={"invalid": "日期读不懂。请写成2026-05-12这样。", "required": "还没有填日期。"},
        **more,
    )


def headcount_field(label: str, *, least: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=100_000,
        error_messages={
            "required": "还没写几个人。请填整数。",
            "invalid": "请填整数，例如5。",
            "min_value": f"人数不能少于{least}。",
            "max_value": "人数太大了，请核对。",
        },
        **more,
    )


def readable_pay(text: str) -> str:
    """Return a pay text somebody can read; nothing written is nothing said.

    :raises ValidationError: with the cure, when no monthly pay can be read from it.
    """
    if text.strip() and parse_pay(text).kind == "unknown":
        raise forms.ValidationError(f"看不懂“{text}”是多少钱。请写成6-8千、5000-6000元/月、20元/小时或面议。")
    return text.strip()


class EmployeesForm(forms.Form):
    """How many work there now, asked once for all lines."""

    employees = forms.IntegerField(
        label="现有员工（人）",
        required=False,
        min_value=0,
        max_value=1_000_000,
        error_messages={"invalid": "请填整数，例如120。", "min_value": "人数不能小于0。"},
    )


class NeedForm(forms.Form):
    """One line of a shortage as a firm reports it: only what has changed need be touched."""

    headcount = headcount_field("还缺几人", least=0, help_text="招满了填0，就业部门核实后销号")
    pay_text = forms.CharField(
        label="月薪", required=False, max_length=80, help_text="怎么说就怎么写：6-8千、20元/小时"
    )
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "还没定"), *NeedKind.choices])
    skill_text = forms.CharField(
        label="技能要求", required=False, max_length=80, help_text="没有要求写“不限”"
    )
    plan_text = forms.CharField(
        label="招工计划",
        required=False,
        max_length=120,
        help_text="打算什么时候招、怎么招，例如：8月底前招齐",
    )
    cause_codes = forms.MultipleChoiceField(
        label="为什么缺", required=False, widget=forms.CheckboxSelectMultiple
    )
    is_urgent = forms.BooleanField(label="急用", required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        known = [code for code in (self.initial.get("cause_codes") or []) if isinstance(code, str)]
        listed = code_choices("cause")
        # What an office wrote in its own words stays a choice, or reporting again would lose it.
        own = [(code, code) for code in known if code not in dict(listed)]
        self.fields["cause_codes"].choices = [*listed, *own]  # type: ignore[attr-defined]  # a choice field

    def clean_pay_text(self) -> str:
        return readable_pay(self.cleaned_data["pay_text"])


class NewNeedForm(NeedForm):
    """A trade the firm did not lack until now, called as people there call it."""

    label = forms.CharField(label="缺什么工种", max_length=80, help_text="平时怎么叫就怎么写，例如：二保焊工")
    occupation_code = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    headcount = headcount_field("缺几人", least=1)

    field_order = (
        "label", "headcount", "pay_text", "kind", "skill_text", "plan_text", "cause_codes", "is_urgent",
        "occupation_code",
    )  # fmt: skip


NewNeeds = forms.formset_factory(NewNeedForm, extra=1, max_num=20, absolute_max=20)


class VacancyForm(forms.Form):
    """What an advertisement says."""

    title = forms.CharField(
        label="岗位名称", max_length=80, error_messages={"required": "还没写岗位名称。请写上，例如：焊工。"}
    )
    headcount = headcount_field("招几人", least=1)
    pay_text = forms.CharField(
        label="月薪", required=False, max_length=80, help_text="例如：6-8千、5000-6000元/月、20元/小时"
    )
    workplace_text = forms.CharField(label="在哪里上班", required=False, max_length=120)
    description = forms.CharField(
        label="做什么、要求什么", required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    benefits = forms.CharField(label="福利待遇", required=False, max_length=300)
    shift = forms.ChoiceField(label="班次", required=False, choices=[("", "没有写明"), *Shift.choices])
    education_rank = forms.TypedChoiceField(
        label="学历至少",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("0", "不限"), *EDUCATION_AT_LEAST],
    )
    has_lodging = forms.NullBooleanField(
        label="提供住宿",
        required=False,
        widget=forms.Select(choices=[("", "没有写明"), ("True", "提供"), ("False", "不提供")]),
    )
    video_link = EncryptedLinkField(
        "视频介绍的网址", "车间、宿舍、活儿怎么干，拍一段放在视频网站上。没有就空着"
    )
    interviews_remotely = forms.NullBooleanField(
        label="远程面试",
        required=False,
        widget=forms.Select(choices=[("", "没有写明"), ("True", "可以"), ("False", "要到现场")]),
    )

    def clean_pay_text(self) -> str:
        return readable_pay(self.cleaned_data["pay_text"])

    def clean_education_rank(self) -> int:
        return self.cleaned_data["education_rank"] or 0


class CloseForm(forms.Form):
    """Why a vacancy is closed."""

    reason = forms.CharField(
        label="为什么关闭",
        min_length=3,
        max_length=120,
        help_text="例如：已招满",
        error_messages={
            "required": "还没写为什么关闭。请写几个字，例如：已招满。",
            "min_length": "原因太短。请写至少三个字，例如：已招满。",
        },
    )


class CopyForm(forms.Form):
    """The title under which an old advertisement is written anew."""

    title = forms.CharField(
        label="新岗位名称", max_length=80, error_messages={"required": "还没写新岗位的名称。"}
    )


class InterviewForm(forms.Form):
    """The day an interview is agreed for."""

    interview_on = date_field("哪天面试")
    interview_time = hour_field()
    interview_link = EncryptedLinkField("远程面试的网址", "视频会议的链接，本人点开就能进。到现场面试的空着")

    def clean_interview_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["interview_on"]
        if day < clock.today():
            raise forms.ValidationError("面试日期已经过了。请填今天或以后的日期；面过的，用“记已面试”。")
        return day


class DayForm(forms.Form):
    """The day something happened."""

    on = date_field("哪天面的试")

    def clean_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        if day > clock.today():
            raise forms.ValidationError("日期在今天之后。请填已经发生的那天。")
        return day


class HireForm(DayForm):
    """From which day somebody works here, and how."""

    on = date_field("哪天到岗")
    kind = forms.ChoiceField(label="用工形式", choices=EngagementKind.choices)


class LeavingForm(DayForm):
    """The last day somebody worked here, and why no longer."""

    on = date_field("最后上班日")
    reason = forms.ChoiceField(
        label="为什么离岗",
        choices=[("", "选原因"), *EndedReason.choices],
        error_messages={"required": "还没选离岗原因。请选一个。"},
    )


class RefusalForm(forms.Form):
    """Why somebody does not fit; the reasons are the plan's."""

    refusal_code = forms.ChoiceField(
        label="为什么不合适", error_messages={"required": "还没选原因。选一个，本人和经办才知道怎么改。"}
    )

    def __init__(self, *arguments: Any, reasons: Iterable[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["refusal_code"].choices = [("", "选原因"), *reasons]  # type: ignore[attr-defined]  # a ChoiceField


class PurposeForm(forms.Form):
    """Why somebody reads a person's name and telephone."""

    purpose = forms.ChoiceField(label="看来做什么", choices=PURPOSES)
