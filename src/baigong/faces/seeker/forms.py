"""What a person who looks for work is asked; every field says why and who sees it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from baigong.domains.parties.enums import CredentialKind
from baigong.domains.vacancies.public import PublicPlace
from baigong.domains.workers.enums import Shift, WorkState
from baigong.foundation import clock
from baigong.kernels.identity import IdentityError, IdentityNumber, parse_identity_number, parse_phone

MOST_YUAN = 1_000_000
YUAN = 100
LEAVE = "单独同意：把我的身份证号加密存下来"
OWN_WORDS = "own"
OWN_STATES = (
    (WorkState.SEEKING, "正在找活"),
    (WorkState.UNEMPLOYED, "失业了，在找"),
    (WorkState.EMPLOYED, "已经有活干"),
    (WorkState.NOT_SEEKING, "现在不找"),
)
_LODGING = (("yes", "要包住"), ("no", "不用"), ("", "都行"))


def grouped(places: Iterable[PublicPlace]) -> list[Any]:
    """Return the towns as the choices of a select, each under its county."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        if place.county:
            groups.setdefault(place.county, []).append((place.path, place.name))
        else:
            groups.setdefault(place.name, []).append((place.path, f"{place.name}（不清楚哪个镇）"))
    return [("", "请选择"), *groups.items()]


def _phone(text: str) -> str:
    try:
        found = parse_phone(text)
    except IdentityError as error:
        raise forms.ValidationError(error.sentence) from error
    if not found.number.startswith("1") or len(found.number) != 11:
        raise forms.ValidationError("请填11位手机号。固定电话收不到验证码。")
    return found.number


def _number(text: str) -> IdentityNumber:
    try:
        return parse_identity_number(text, on=clock.today())
    except IdentityError as error:
        raise forms.ValidationError(error.sentence) from error


def _number_field() -> forms.CharField:
    return forms.CharField(
        label="身份证号",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="18位，最后一位可能是X",
        error_messages={"required": "身份证号没有填。"},
    )


class PhoneForm(forms.Form):
    """The telephone a code is sent to."""

    ASKS = {"phone": "user.phone"}

    phone = forms.CharField(
        label="手机号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": "手机号没有填。"},
    )

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])


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


class JoinForm(CodeForm):
    """The code, what to call the person, and where the person is at home."""

    ASKS: ClassVar[dict[str, str]] = {
        "display_name": "user.display_name",
    }

    display_name = forms.CharField(
        label="怎么称呼您", max_length=40, error_messages={"required": "还没填怎么称呼您。"}
    )
    place = forms.ChoiceField(label="住在哪个镇街", error_messages={"required": "还没选住在哪个镇街。"})

    def __init__(self, *arguments: Any, places: Iterable[PublicPlace], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["place"].choices = grouped(places)  # type: ignore[attr-defined]  # a ChoiceField


class RecordForm(forms.Form):
    """Who somebody is: enough to find the record, or to make one."""

    ASKS = {
        "full_name": "person.full_name",
        "identity_number": "person.identity_number",
        "phone": "person.phone",
    }

    full_name = forms.CharField(
        label="姓名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "姓名没有填。"},
    )
    identity_number = _number_field()
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": "手机号没有填。"},
    )
    place = forms.ChoiceField(label="住在哪个镇街", error_messages={"required": "还没选住在哪个镇街。"})
    sensitive = forms.BooleanField(label=LEAVE, required=False)

    def __init__(
        self, *arguments: Any, places: Iterable[PublicPlace], proved_phone: str = "", **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["place"].choices = grouped(places)  # type: ignore[attr-defined]  # a ChoiceField
        self.proved_phone = proved_phone
        if proved_phone:
            del self.fields["phone"]

    def clean_identity_number(self) -> IdentityNumber:
        return _number(self.cleaned_data["identity_number"])

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])

    @property
    def phone_number(self) -> str:
        """The telephone proved at sign-in, or the one typed."""
        return self.proved_phone or str(self.cleaned_data["phone"])


class LeaveForm(forms.Form):
    """The yes to keeping the identity number, given later; the number too where none is kept."""

    ASKS: ClassVar[dict[str, str]] = {"identity_number": "person.identity_number"}

    identity_number = _number_field()
    sensitive = forms.BooleanField(
        label=LEAVE, error_messages={"required": "请在“单独同意”前面打勾。不同意的，什么也不用做。"}
    )

    def __init__(self, *arguments: Any, asks_number: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if not asks_number:
            del self.fields["identity_number"]

    def clean_identity_number(self) -> IdentityNumber:
        return _number(self.cleaned_data["identity_number"])


class WishesForm(forms.Form):
    """What somebody wants to do, where, for how much."""

    ASKS = {"occupation_text": "registration.wishes", "free_from": "registration.wishes"}

    occupation_text = forms.CharField(
        label="想干什么活",
        max_length=60,
        help_text="照平常的叫法写，例如：烧电焊、开叉车、带小孩",
        error_messages={"required": "还没写想干什么活。"},
    )
    occupation = forms.ChoiceField(
        label="和下面哪一种最像",
        required=False,
        widget=forms.RadioSelect,
        help_text="选一个，推的岗位更准。都不像就选最后一项，按您写的记。",
    )
    places = forms.MultipleChoiceField(
        label="想在哪儿干", required=False, widget=forms.CheckboxSelectMultiple, help_text="可以选几个"
    )
    pay_yuan = forms.IntegerField(
        label="每月最少要多少（元）",
        required=False,
        min_value=1,
        max_value=MOST_YUAN,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "请填整数元，例如6000。", "min_value": "月薪要大于0。"},
    )
    shift = forms.ChoiceField(
        label="什么班", required=False, widget=forms.RadioSelect, choices=[*Shift.choices, ("", "没想好")]
    )
    lodging = forms.ChoiceField(label="住宿", required=False, widget=forms.RadioSelect, choices=_LODGING)
    free_from = forms.DateField(
        label="哪天起能上班",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请写成2026-05-12这样的日期。"},
    )

    def __init__(
        self,
        *arguments: Any,
        trades: list[tuple[str, str]],
        places: list[tuple[str, str]],
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        fields: Any = self.fields
        fields["occupation"].choices = [*trades, (OWN_WORDS, "都不像，就按我写的")]
        fields["places"].choices = places
        if not trades:
            del self.fields["occupation"]

    def values(self, place_names: dict[str, str]) -> dict[str, Any]:
        """Return the entry's fields; an empty answer means that nothing is known."""
        given = self.cleaned_data
        chosen = given.get("occupation") or OWN_WORDS
        pay: int | None = given["pay_yuan"]
        free: datetime.date | None = given["free_from"]
        return {
            "occupation_text": given["occupation_text"],
            "occupation_codes": [] if chosen == OWN_WORDS else [chosen],
            "wish_places": list(given["places"]),
            "wish_places_text": "、".join(place_names[path] for path in given["places"])[:120],
            "pay_from_fen_month": pay * YUAN if pay else None,
            "shift": given["shift"],
            "wants_lodging": {"yes": True, "no": False}.get(given["lodging"]),
            "free_from": free,
        }


class CertificateForm(forms.Form):
    """A certificate and its picture."""

    ASKS = {"number": "credential.number", "file": "file.original_name"}

    kind = forms.ChoiceField(label="哪一种", choices=CredentialKind.choices)
    label = forms.CharField(
        label="证书名称",
        max_length=60,
        help_text="例如：焊工四级、叉车证",
        error_messages={"required": "还没写证书名称。"},
    )
    number = forms.CharField(label="证书编号", max_length=60, required=False)
    valid_until = forms.DateField(
        label="有效到哪天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请写成2026-05-12这样的日期。"},
    )
    file = forms.FileField(
        label="照片或PDF",
        help_text="jpg、png或pdf，8兆以内",
        error_messages={"required": "还没选照片。", "empty": "这个文件是空的，请重新选。"},
    )


class ReasonForm(forms.Form):
    """Why somebody says no."""

    reason = forms.ChoiceField(
        label="为什么", error_messages={"required": "还没选为什么。选一个，推的岗位会更准。"}
    )

    def __init__(self, *arguments: Any, reasons: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["reason"].choices = [("", "选原因"), *reasons]  # type: ignore[attr-defined]  # a ChoiceField


class EraseForm(CodeForm):
    """The code, and a yes that is meant."""

    sure = forms.BooleanField(
        label="我知道删了找不回来", error_messages={"required": "请在“我知道删了找不回来”前面打勾。"}
    )
