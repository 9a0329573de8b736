"""Forms of the work with vacancies, introductions and proofs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from baigong.domains.placements.enums import EndedReason, EngagementKind, ProofKind
from baigong.domains.vacancies.selectors import VacancySearch
from baigong.faces.desk.evidence import paper_field
from baigong.faces.frame.links import EncryptedLinkField, hour_field
from baigong.foundation import clock
from baigong.foundation.facts.models import Certainty, Source

_YES_NO = {"yes": True, "no": False}
OPEN_CHOICES = [("yes", "正在招"), ("no", "已关闭"), ("all", "全部")]
PUBLIC_CHOICES = [("", "全部"), ("yes", "已公开"), ("no", "未公开")]
HIRE_PROOFS = (
    ProofKind.CONTRACT, ProofKind.REGISTRATION, ProofKind.ARRIVAL, ProofKind.INTENT, ProofKind.CONSENT,
    ProofKind.STIPEND, ProofKind.ACCIDENT, ProofKind.ATTENDANCE,
)  # fmt: skip


def _today_or_before(value: Any) -> Any:
    if value and value > clock.today():
        raise forms.ValidationError("日期在今天之后。请填已经发生的那天。")
    return value


def _date_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "日期读不懂。请写成2026-05-12这样。", "required": "还没有填日期。"},
    )


class VacancyFilter(forms.Form):
    """The filter bar of the vacancies."""

    q = forms.CharField(label="岗位或单位", required=False, max_length=60)
    town = forms.ChoiceField(label="镇街", required=False)
    open = forms.ChoiceField(label="招聘", required=False, choices=OPEN_CHOICES)
    public = forms.ChoiceField(label="公开", required=False, choices=PUBLIC_CHOICES)

    def __init__(self, *arguments: Any, towns: Iterable[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["town"].choices = [("", "全部"), *towns]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def search(self) -> VacancySearch:
        """What is asked; for a wrong field, which is marked in the bar, the page shows no row."""
        given: dict[str, Any] = self.cleaned_data
        return VacancySearch(
            words=given.get("q", ""),
            town_path=given.get("town", ""),
            is_open=_YES_NO.get(given.get("open") or "yes"),
            is_public=_YES_NO.get(given.get("public", "")),
        )


class VacancyForm(forms.Form):
    """What an advertisement says, to be mended before or after it is public."""

    title = forms.CharField(
        label="岗位名称", max_length=80, error_messages={"required": "还没写岗位名称。请写上，例如：焊工。"}
    )
    headcount = forms.IntegerField(
        label="招几人",
        min_value=1,
        max_value=100_000,
        error_messages={
            "required": "还没写招几人。请填整数。",
            "min_value": "至少招1人。",
            "invalid": "请填整数。",
        },
    )
    pay_text = forms.CharField(
        label="薪资", required=False, max_length=80, help_text="例如：5000-6000元/月、20元/小时"
    )
    workplace_text = forms.CharField(label="工作地点", required=False, max_length=120)
    description = forms.CharField(
        label="工作内容和要求", required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    benefits = forms.CharField(label="福利待遇", required=False, max_length=300)
    video_link = EncryptedLinkField(
        "视频介绍的网址", "车间、宿舍、活儿怎么干，拍一段放在视频网站上。没有就空着"
    )
    interviews_remotely = forms.NullBooleanField(
        label="远程面试",
        required=False,
        widget=forms.Select(choices=[("", "没有写明"), ("True", "可以"), ("False", "要到现场")]),
    )


class CloseForm(forms.Form):
    """Why a vacancy is closed."""

    reason = forms.CharField(
        label="关闭原因",
        min_length=4,
        max_length=120,
        help_text="至少四个字，例如：企业已招满",
        error_messages={
            "required": "还没写为什么关闭。请写至少四个字。",
            "min_length": "原因太短。请写至少四个字，例如：企业已招满。",
        },
    )


class TakeDownForm(forms.Form):
    """Why a vacancy is taken from the public; the firm reads it."""

    reason = forms.CharField(
        label="撤下原因",
        min_length=4,
        max_length=120,
        help_text="企业会看到，例如：写了押金，改好再公开",
        error_messages={
            "required": "还没写为什么撤下。企业会看到，请写至少四个字。",
            "min_length": "原因太短。请写至少四个字，例如：写了押金，改好再公开。",
        },
    )


class StepForm(forms.Form):
    """The day of a step and, where somebody refuses, the coded reason."""

    on = _date_field("日期")
    refusal_code = forms.CharField(required=False, max_length=24)
    kind = forms.ChoiceField(required=False, choices=EngagementKind.choices)
    interview_on = _date_field("面试日期", required=False)
    interview_time = hour_field()
    interview_link = EncryptedLinkField("远程面试的网址", "视频会议的链接")

    def clean_on(self) -> Any:
        return _today_or_before(self.cleaned_data["on"])


class ProofForm(forms.Form):
    """One dated proof of a hire, with its paper."""

    ASKS: ClassVar[dict[str, str]] = {"file": "file.original_name"}
    OF_OTHERS: ClassVar[bool] = True

    kind = forms.ChoiceField(label="凭据", choices=[(each.value, each.label) for each in HIRE_PROOFS])
    signed_on = _date_field("签订或办理日期")
    starts_on = _date_field("合同（保险、补助）开始日", required=False)
    ends_before = _date_field("合同（保险、补助）结束日", required=False, help_text="无固定期限的不填")
    monthly_fen = forms.DecimalField(
        label="每月生活补助（元）",
        required=False,
        min_value=0,
        max_value=1_000_000,
        decimal_places=2,
        help_text="只有“生活补助发放”填",
    )
    source = forms.ChoiceField(label="来源", choices=Source.choices)
    certainty = forms.TypedChoiceField(
        label="核实程度", coerce=int, choices=Certainty.choices, initial=Certainty.CHECKED
    )
    file = paper_field(label="凭据的照片")

    def clean_signed_on(self) -> Any:
        return _today_or_before(self.cleaned_data["signed_on"])

    def clean_monthly_fen(self) -> int | None:
        yuan = self.cleaned_data["monthly_fen"]
        return None if yuan is None else int(yuan * 100)


class EndForm(forms.Form):
    """The last day somebody worked there, and why no longer."""

    last_day = _date_field("最后上班日")
    ended_because = forms.ChoiceField(
        label="为什么离岗",
        choices=[("", "选原因"), *EndedReason.choices],
        error_messages={"required": "还没选离岗原因。请选一个。"},
    )

    def clean_last_day(self) -> Any:
        return _today_or_before(self.cleaned_data["last_day"])


class CorrectionForm(forms.Form):
    """What was entered by mistake, of the rows the page offers, and how one knows."""

    what = forms.ChoiceField(
        label="哪一条记错了",
        error_messages={
            "required": "还没选哪一条。请选一条。",
            "invalid_choice": "这一条已经不在了。请再选一条。",
        },
    )
    reason = forms.CharField(
        label="错在哪里",
        min_length=4,
        max_length=200,
        help_text="至少四个字，例如：点错了人",
        error_messages={
            "required": "还没写错在哪里。请写至少四个字。",
            "min_length": "原因太短。请写至少四个字，例如：点错了人。",
        },
    )

    def __init__(self, *arguments: Any, rows: Iterable[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["what"].choices = [("", "选一条"), *rows]  # type: ignore[attr-defined]  # a ChoiceField


class InsuranceForm(forms.Form):
    """Months of insurance paid by the employer."""

    first_month = forms.RegexField(
        label="从哪个月起",
        regex=r"^\d{4}-?(0[1-9]|1[0-2])$",
        help_text="年月，例如2026-03",
        error_messages={
            "invalid": "月份读不懂。请写成2026-03这样，月份从01到12。",
            "required": "还没有填月份。",
        },
    )
    months = forms.IntegerField(label="连续几个月", min_value=1, max_value=600, initial=1)
    source = forms.ChoiceField(label="来源", choices=Source.choices)
    certainty = forms.TypedChoiceField(
        label="核实程度", coerce=int, choices=Certainty.choices, initial=Certainty.CHECKED
    )

    def clean_first_month(self) -> int:
        month = int(str(self.cleaned_data["first_month"]).replace("-", ""))
        if month > clock.today().year * 100 + clock.today().month:
            raise forms.ValidationError("这个月还没到。请填已经参保的月份。")
        return month
