"""The forms of the phone: as few boxes as the plans allow, and the sentence when one does not fit."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms

from baigong.domains.canvass.enums import Sent, VisitTo
from baigong.domains.parties.enums import MissingCode
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import group_labels
from baigong.domains.shortages.enums import ContactWay, NeedKind
from baigong.domains.workers.enums import WorkState
from baigong.faces.frame.identity_fields import CreditCodeField, PhoneField
from baigong.foundation import clock
from baigong.kernels.identity import (
    IdentityError,
    IdentityNumber,
    parse_identity_number,
    parse_phone,
)

YUAN = 100
MOST_YUAN = 1_000_000
_DATE = {"type": "date"}
_DATE_WRONG = {"invalid": "请写成2026-05-12这样的日期。", "required": "还没有填日期。"}
_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
FIRM_WAYS = ((ContactWay.VISIT, "走访"), (ContactWay.CALL, "电话"), (ContactWay.MEETING, "座谈"))


def _day(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=_DATE_WRONG, **options)


def _pay(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=MOST_YUAN,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={"invalid": "请填整数元，例如6000。", "min_value": "月薪要大于0。"},
    )


def not_to_come(day: datetime.date, what: str) -> datetime.date:
    """Return a day that has come.

    :raises ValidationError: for one that has not.
    """
    if day > clock.today():
        raise forms.ValidationError(f"{what}还没到。请填今天或以前的日期。")
    return day


class PlaceAndDay(forms.Form):
    """Where and on which day; kept from one entry to the next."""

    place = forms.ChoiceField(label="哪个村")
    on = _day("哪天")

    def __init__(self, *arguments: Any, places: list[Place], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.by_id = {str(place.id): place for place in places}
        choices = [(key, place.name) for key, place in self.by_id.items()]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_on(self) -> datetime.date:
        return not_to_come(self.cleaned_data["on"], "日期")

    @property
    def place_chosen(self) -> Place:
        return self.by_id[self.cleaned_data["place"]]


class ResidentForm(PlaceAndDay):
    """One resident at the door: who, what now, what wished (SD-2.1.2a, BZ-2a, PD-1)."""

    ASKS: ClassVar[dict[str, str]] = {
        "full_name": "person.full_name",
        "identity_number": "person.identity_number",
        "phone": "person.phone",
        "birth_year": "person.birth_date",
        "occupation_text": "registration.wishes",
        "group_codes": "registration.groups",
    }
    OF_OTHERS: ClassVar[bool] = True

    full_name = forms.CharField(
        label="姓名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "还没写姓名。"},
    )
    identity_number = forms.CharField(
        label="身份证号",
        max_length=30,
        error_messages={"required": "还没填身份证号。证件不在身边的，先在下面填出生年，以后补号。"},
        help_text="出生年和性别从号码里读",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label="电话",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label="现在", choices=WorkState.choices, initial=WorkState.SEEKING)
    occupation_text = forms.CharField(
        label="想做什么",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "trade-names"}),
    )
    pay_yuan = _pay("月薪至少（元）")
    group_codes = forms.MultipleChoiceField(
        label="属于哪类人", required=False, widget=forms.CheckboxSelectMultiple
    )
    training_need = forms.CharField(label="想学什么", required=False, max_length=120)
    next_contact_on = _day("下次联系", required=False)
    birth_year = forms.IntegerField(
        label="出生年",
        required=False,
        min_value=1900,
        max_value=2100,
        help_text="没有证号才填",
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={"invalid": "请填四位年份，例如1985。"},
    )
    known = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    more = ("group_codes", "training_need", "next_contact_on", "birth_year")

    def __init__(self, *arguments: Any, places: list[Place], least_age: int, **named: Any) -> None:
        super().__init__(*arguments, places=places, **named)
        self.least_age = least_age
        self.number: IdentityNumber | None = None
        groups = list(group_labels("person").items())
        self.fields["group_codes"].choices = groups  # type: ignore[attr-defined]  # a ChoiceField

    def clean_identity_number(self) -> str:
        text = str(self.cleaned_data["identity_number"]).strip()
        if text:
            self.number = read_number(text)
        return text

    def clean_phone(self) -> str:
        text = str(self.cleaned_data["phone"]).strip()
        try:
            return parse_phone(text).number if text else ""
        except IdentityError as error:
            raise forms.ValidationError(error.sentence) from error

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        on = given.get("on") or clock.today()
        if self.number is not None and self.number.age_on(on) < self.least_age:
            self.add_error("identity_number", self._too_young(f"{self.number.age_on(on)}岁"))
        if not self.data.get("identity_number", "").strip():
            self._check_year(given, on)
        return given

    def _check_year(self, given: dict[str, Any], on: datetime.date) -> None:
        """Without a number the year of birth stands in for it."""
        year = given.get("birth_year")
        if not year:
            return
        self.errors.pop("identity_number", None)
        if on.year - year < self.least_age:
            self.add_error("birth_year", self._too_young(f"{year}年出生"))

    def _too_young(self, what: str) -> str:
        return f"{what}，不满{self.least_age}周岁，不能登记求职。请核对；确实不满的，不用录。"

    @property
    def more_is_open(self) -> bool:
        """Whether the folded part must stand open: something was said or is wrong there."""
        if not self.is_bound:
            return False
        lacks_number = not self.data.get("identity_number", "").strip()
        return lacks_number or any(self.data.get(name) or name in self.errors for name in self.more)


def read_number(text: str) -> IdentityNumber:
    """Return the number as read.

    :raises ValidationError: with the sentence of the check that failed.
    """
    try:
        return parse_identity_number(text, clock.today())
    except IdentityError as error:
        raise forms.ValidationError(error.sentence) from error


class FirmForm(forms.Form):
    """One contact with a firm: when, how, how many work there."""

    on = _day("哪天")
    contact_way = forms.ChoiceField(label="怎么联系的", choices=FIRM_WAYS, widget=forms.RadioSelect)
    employees = forms.IntegerField(
        label="在岗人数",
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={"invalid": "请填整数。", "min_value": "人数不能小于0。"},
    )

    def clean_on(self) -> datetime.date:
        return not_to_come(self.cleaned_data["on"], "日期")


class NeedLineForm(forms.Form):
    """One line of a firm's shortage with last time's figures in it; only what has changed is typed."""

    label = forms.CharField(label="工种", required=False, max_length=80)
    headcount = forms.IntegerField(
        label="还缺",
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={"invalid": "请填整数。", "min_value": "人数不能小于0。"},
    )
    pay_from = _pay("月薪从（元）")
    pay_to = _pay("到（元）")
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "还不清楚"), *NeedKind.choices])
    skill_text = forms.CharField(
        label="技能要求", required=False, max_length=80, help_text="没有要求写“不限”"
    )
    plan_text = forms.CharField(label="招工计划", required=False, max_length=120)

    clear = ("kind", "skill_text", "plan_text")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        low, high = given.get("pay_from"), given.get("pay_to")
        if low and high and high < low:
            self.add_error("pay_to", "最高月薪比最低月薪还低。请核对两个数。")
        return given

    @property
    def learnt(self) -> dict[str, Any]:
        """What was said, by the need's field names."""
        given = self.cleaned_data
        told: dict[str, Any] = {"headcount": given.get("headcount")}
        told |= {name: given[name].strip() or None for name in self.clear}
        told |= {
            f"{name}_fen_month": given[name] * YUAN for name in ("pay_from", "pay_to") if given.get(name)
        }
        return {name: value for name, value in told.items() if value is not None}

    @property
    def says_something(self) -> bool:
        """Whether a number stands there, or words that did not stand there last time."""
        given = self.cleaned_data
        numbers = any(given.get(name) is not None for name in ("headcount", "pay_from", "pay_to"))
        return numbers or any(name in self.changed_data and given[name] for name in self.clear)


class NewFirmForm(PlaceAndDay):
    """A firm nobody has entered yet, with or without a credit code."""

    ASKS: ClassVar[dict[str, str]] = {
        "contact_name": "organisation.contact_name",
        "contact_phone": "organisation.contact_phone",
    }
    OF_OTHERS: ClassVar[bool] = True

    name = forms.CharField(label="企业名称", max_length=120, error_messages={"required": "还没写企业名称。"})
    credit_code = CreditCodeField(required=False)
    code_missing = forms.ChoiceField(
        label="没有代码的原因", required=False, choices=[("", "有代码"), *MissingCode.choices]
    )
    contact_name = forms.CharField(label="联系人", required=False, max_length=40)
    contact_phone = PhoneField()
    contact_way = forms.ChoiceField(label="怎么联系的", choices=FIRM_WAYS, initial=ContactWay.VISIT)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "credit_code" in given and not given["credit_code"] and not given.get("code_missing"):
            self.add_error("code_missing", "没有信用代码的，请选一个原因，以后好补。")
        return given


class VisitForm(PlaceAndDay):
    """Three-enter four-send: where it went, what it brought, whom it reached (BZ-6)."""

    entered = forms.ChoiceField(
        label="进哪里",
        choices=VisitTo.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "还没选进哪里。"},
    )
    sent = forms.MultipleChoiceField(
        label="送什么",
        choices=Sent.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "还没选送了什么。请至少选一样。"},
    )
    people = forms.MultipleChoiceField(
        label="见到谁", required=False, widget=forms.CheckboxSelectMultiple, help_text="今天摸排过的人"
    )
    headcount = forms.IntegerField(
        label="一共几人",
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={"invalid": "请填整数。"},
    )
    result = forms.CharField(label="结果", required=False, max_length=300)

    def __init__(self, *arguments: Any, people: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        if people:
            self.fields["people"].choices = people  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["people"]
