"""The desk's forms: what is asked, and the sentence when it does not fit."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms

from baigong.domains.codes.selectors import choices as code_choices
from baigong.domains.shortages.enums import ContactWay, NeedKind
from baigong.domains.workers.enums import WorkState
from baigong.domains.workers.selectors import EDUCATION_AT_LEAST, OCCUPATION_GROUPS
from baigong.faces.desk.list_choices import Group
from baigong.foundation import clock

OTHER_PURPOSE = "other"
ALL_FIRMS, WAITING_FIRMS = "all", "waiting"
PURPOSES = (
    ("介绍岗位前电话核实", "介绍岗位前电话核实"),
    ("核对登记信息", "核对登记信息"),
    ("上门走访", "上门走访"),
    ("办理本人反映的事", "办理本人反映的事"),
    (OTHER_PURPOSE, "其他用途，写在下面"),
)
YUAN = 100
MOST_YUAN = 1_000_000
_DATE = {"type": "date"}


def _short(label: str, most: int = 14) -> str:
    return label if len(label) <= most else f"{label[:most]}…"


class PurposeForm(forms.Form):
    """Why somebody wants to read personal values."""

    purpose = forms.ChoiceField(label="查看用途", choices=PURPOSES)
    words = forms.CharField(
        label="其他用途", required=False, max_length=60, help_text="至少四个字，会记入留痕"
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("purpose") == OTHER_PURPOSE and len(given.get("words", "").strip()) < 4:
            self.add_error("words", "还没写查看用途。请写至少四个字，再查看。")
        return given

    @property
    def words_for_audit(self) -> str:
        purpose: str = self.cleaned_data["purpose"]
        return str(self.cleaned_data["words"]).strip() if purpose == OTHER_PURPOSE else purpose


GROUP_CHOICES = [("", "全部"), *((code, _short(label)) for code, label in OCCUPATION_GROUPS)]


class PeopleFilter(forms.Form):
    """The filter bar of the supply list; the codes are those of its list definition."""

    state = forms.ChoiceField(label="就业状态", required=False, choices=[("", "全部"), *WorkState.choices])
    group = forms.ChoiceField(label="职业大类", required=False, choices=GROUP_CHOICES)
    education = forms.ChoiceField(
        label="学历至少", required=False, choices=[("", "不限"), *EDUCATION_AT_LEAST]
    )
    place = forms.ChoiceField(label="镇村", required=False)

    def __init__(self, *arguments: Any, places: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField


class FirmFilter(forms.Form):
    """The filter bar of the firms: those short of workers, or all there are."""

    which = forms.ChoiceField(
        label="哪些企业",
        required=False,
        choices=[("", "缺工企业"), (WAITING_FIRMS, "待核销"), (ALL_FIRMS, "全部企业")],
    )
    q = forms.CharField(label="企业或工种", required=False, max_length=60)
    place = forms.ChoiceField(label="镇村", required=False)
    clear = forms.ChoiceField(label="四清", required=False, choices=[("", "全部"), ("missing", "有缺项")])
    sort = forms.ChoiceField(label="排序", required=False)

    def __init__(
        self, *arguments: Any, places: list[tuple[str, str]], sorts: list[tuple[str, str]], **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["sort"].choices = sorts  # type: ignore[attr-defined]  # a ChoiceField


class RegistrationForm(forms.Form):
    """What an officer learns anew of a person who looks for work."""

    ASKS: ClassVar[dict[str, str]] = {
        "occupation_text": "registration.wishes",
    }
    OF_OTHERS: ClassVar[bool] = True

    state = forms.ChoiceField(label="就业状态", choices=WorkState.choices)
    occupation_text = forms.CharField(label="求职工种", required=False, max_length=60)
    pay_yuan = forms.IntegerField(
        label="期望月薪（元）",
        required=False,
        min_value=1,
        max_value=MOST_YUAN,
        error_messages={"invalid": "请填整数元，例如6000。", "min_value": "月薪要大于0。"},
    )
    wish_places_text = forms.CharField(label="意向地区", required=False, max_length=120)
    next_contact_on = forms.DateField(
        label="下次联系",
        required=False,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        error_messages={"invalid": "请写成2026-05-12这样的日期。"},
    )


class ReportForm(forms.Form):
    """What a contact with a firm taught of one need."""

    reported_on = forms.DateField(
        label="联系日期",
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        error_messages={"invalid": "请写成2026-05-12这样的日期。"},
    )
    contact_way = forms.ChoiceField(label="联系方式", choices=ContactWay.choices)
    headcount_open = forms.IntegerField(
        label="还缺人数",
        min_value=0,
        max_value=100_000,
        help_text="不缺了填0，就不再算缺工；有依据了再销号",
        error_messages={"invalid": "请填整数。", "min_value": "人数不能小于0。"},
    )
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "还不清楚"), *NeedKind.choices])
    skill_text = forms.CharField(
        label="技能要求", required=False, max_length=80, help_text="没有要求写“不限”"
    )
    plan_text = forms.CharField(
        label="招工计划",
        required=False,
        max_length=120,
        help_text="打算什么时候招、怎么招，例如：8月底前招齐",
    )
    employees = forms.IntegerField(label="在岗人数", required=False, min_value=0, max_value=1_000_000)
    pay_from_yuan = forms.IntegerField(
        label="最低月薪（元）", required=False, min_value=1, max_value=MOST_YUAN
    )
    pay_to_yuan = forms.IntegerField(label="最高月薪（元）", required=False, min_value=1, max_value=MOST_YUAN)
    cause_codes = forms.MultipleChoiceField(
        label="缺工原因", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        causes = code_choices("cause")
        if causes:
            self.fields["cause_codes"].choices = causes  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["cause_codes"]
        self.fields["reported_on"].initial = clock.today

    def clean_reported_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["reported_on"]
        if day > clock.today():
            raise forms.ValidationError("联系日期还没到。请填今天或以前的日期。")
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        low, high = given.get("pay_from_yuan"), given.get("pay_to_yuan")
        if low and high and high < low:
            self.add_error("pay_to_yuan", "最高月薪比最低月薪还低。请核对两个数。")
        return given

    @property
    def learnt(self) -> dict[str, Any]:
        """What the contact said, by the need's field names; what was left empty is not said."""
        given = self.cleaned_data
        pays = {name: given[f"{name}_yuan"] for name in ("pay_from", "pay_to")}
        told = {
            "headcount": given["headcount_open"],
            "kind": given["kind"],
            "skill_text": given["skill_text"].strip(),
            "plan_text": given["plan_text"].strip(),
            "cause_codes": given.get("cause_codes"),
            **{f"{name}_fen_month": yuan * YUAN for name, yuan in pays.items() if yuan},
        }
        return {name: value for name, value in told.items() if value not in (None, "", [])}


class UploadForm(forms.Form):
    """Which list comes in, for which place, from which file."""

    list_name = forms.ChoiceField(label="导入哪张清单", widget=forms.RadioSelect)
    place = forms.ChoiceField(label="归哪个地方", help_text="表里没写镇村的行，都算在这里")
    file = forms.FileField(
        label="表格文件",
        help_text=".xlsx或.csv，不超过50兆",
        allow_empty_file=True,
        error_messages={"required": "还没有选文件。请选一份表格。"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(
        self, *arguments: Any, lists: list[Group], places: list[tuple[str, str]], **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["list_name"].choices = lists  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField
