"""Forms by which a firm joins, keeps its record and manages its people."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from baigong.domains.parties.employers import industry_code
from baigong.domains.places.models import Place
from baigong.domains.users.models import User
from baigong.domains.users.passwords import rules_of
from baigong.kernels.identity import IdentityError, parse_credit_code, parse_phone

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{3,31}")


def phone_of(text: str) -> str:
    """Return a telephone number as it is kept.

    :raises ValidationError: when it cannot be one.
    """
    try:
        return parse_phone(text).number
    except IdentityError as error:
        raise forms.ValidationError(error.sentence) from error


class ClaimForm(forms.Form):
    """Which firm somebody acts for, and the own part in it."""

    ASKS: ClassVar[dict[str, str]] = {
        "phone": "firm_claim.phone",
    }

    credit_code = forms.CharField(
        label="统一社会信用代码",
        max_length=40,
        help_text="营业执照上的18位",
        error_messages={"required": "还没填统一社会信用代码。营业执照上有，18位。"},
    )
    firm_name = forms.CharField(
        label="企业全称", max_length=120, error_messages={"required": "还没填企业全称。请照营业执照写。"}
    )
    county = forms.ChoiceField(
        label="在哪个县（市、区）", error_messages={"required": "还没选在哪个县。由那里的人社局核对。"}
    )
    address = forms.CharField(label="地址", required=False, max_length=200)
    title = forms.CharField(label="您的职务", required=False, max_length=60, help_text="例如：人事主管")
    phone = forms.CharField(
        label="您的手机", max_length=20, error_messages={"required": "还没填手机号。县里核对时要打。"}
    )

    def __init__(self, *arguments: Any, counties: list[Place], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._counties = {str(each.id): each for each in counties}
        self.fields["county"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", "请选择"),
            *((key, each.name) for key, each in self._counties.items()),
        ]

    def clean_credit_code(self) -> str:
        try:
            return parse_credit_code(self.cleaned_data["credit_code"]).code
        except IdentityError as error:
            raise forms.ValidationError(error.sentence) from error

    def clean_phone(self) -> str:
        return phone_of(self.cleaned_data["phone"])

    @property
    def place(self) -> Place:
        return self._counties[self.cleaned_data["county"]]


class JoinForm(ClaimForm):
    """The claim and the account it is filed with."""

    ASKS: ClassVar[dict[str, str]] = {**ClaimForm.ASKS, "display_name": "user.display_name"}

    display_name = forms.CharField(label="您的姓名", max_length=40)
    username = forms.CharField(
        label="想用的用户名",
        max_length=32,
        help_text="4到32位小写字母、数字。后面由系统加四位数字，注册好了告诉您全名",
    )
    password = forms.CharField(label="密码", widget=forms.PasswordInput(render_value=False))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["password"].help_text = rules_of("party").sentence

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"]).strip().lower()
        if not _USERNAME.fullmatch(name):
            raise forms.ValidationError("用户名用4到32位小写字母、数字、点、横线，开头是字母或数字。")
        return name

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        given = self.cleaned_data
        user = User(username=given.get("username", ""), display_name=given.get("display_name", ""))
        user.joins_as_party = True
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return password


class PhoneCodeForm(forms.Form):
    """The code that came by text message."""

    code = forms.CharField(
        label="短信里的六位数",
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "还没填验证码。请填短信里的六位数。"},
    )


class LicenceForm(forms.Form):
    """A picture of the business licence."""

    file = forms.FileField(
        label="营业执照照片",
        help_text="jpg、png或pdf，不超过5兆，四角拍全",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={"required": "还没有选文件。请拍一张营业执照，或从相册里选。"},
    )


class ColleagueForm(forms.Form):
    """Whom to invite."""

    ASKS: ClassVar[dict[str, str]] = {
        "display_name": "user.display_name",
    }
    OF_OTHERS: ClassVar[bool] = True

    display_name = forms.CharField(label="同事姓名", max_length=40)
    username = forms.CharField(
        label="给他的用户名", max_length=32, help_text="4到32位小写字母、数字。后面由系统加四位数字"
    )
    title = forms.CharField(label="职务", required=False, max_length=60)
    is_administrator = forms.BooleanField(label="也当管理员（能管同事和单位资料）", required=False)

    clean_username = JoinForm.clean_username


class ReasonForm(forms.Form):
    """Why somebody is not a colleague."""

    reason = forms.CharField(
        label="为什么不是",
        min_length=2,
        max_length=120,
        error_messages={"required": "还没写为什么。请写几个字，例如：不认识这个人。"},
    )


class FirmForm(forms.Form):
    """What a firm keeps of its own record; name and credit code are the office's."""

    ASKS: ClassVar[dict[str, str]] = {
        "contact_name": "organisation.contact_name",
        "contact_phone": "organisation.contact_phone",
    }

    address = forms.CharField(label="地址", required=False, max_length=200)
    industry = forms.CharField(
        label="行业",
        required=False,
        max_length=60,
        help_text="写国民经济行业分类里的大类，名称或代码，例如：38",
    )
    size_label = forms.CharField(
        label="规模", required=False, max_length=30, help_text="大型、中型、小型或微型"
    )
    contact_name = forms.CharField(label="联系人", required=False, max_length=40)
    contact_phone = forms.CharField(label="联系电话", required=False, max_length=20)

    def clean_industry(self) -> str:
        text = str(self.cleaned_data["industry"]).strip()
        if text and not industry_code(text):
            raise forms.ValidationError(f"行业分类里没有“{text}”。请写全称或代码，不知道就先空着。")
        return text

    def clean_contact_phone(self) -> str:
        text = str(self.cleaned_data["contact_phone"]).strip()
        return phone_of(text) if text else ""

    @property
    def values(self) -> dict[str, str]:
        """What was said; what was left empty changes nothing."""
        given = self.cleaned_data
        said = {
            name: given[name].strip() for name in ("address", "size_label", "contact_name", "contact_phone")
        }
        said["industry_code"] = industry_code(given["industry"])
        return {name: value for name, value in said.items() if value}
