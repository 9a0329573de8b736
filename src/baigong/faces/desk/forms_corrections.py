"""What a person or a firm says is wrong, put right on a document (PIPL 46): an empty box changes nothing."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms

from baigong.domains.parties.correcting import FirmCorrection, Grounds, PersonCorrection
from baigong.domains.parties.enums import FIRM_NATURES
from baigong.domains.parties.models import Organisation, Person
from baigong.domains.parties.organisation_keys import LONGEST_NAME
from baigong.faces.desk.forms_firms import SIZES
from baigong.faces.frame.identity_fields import (
    CreditCodeField,
    IdentityNumberField,
    IndustryField,
    PhoneField,
)
from baigong.foundation import clock

REASONS = ("录入有误", "本人或单位的情况变了", "和证件对不上")
_PRIVATE = {"autocomplete": "off", "spellcheck": "false"}


class GroundsForm(forms.Form):
    """Why, and on what paper; at least one box beside these must be filled in."""

    reason = forms.ChoiceField(
        label="为什么更正",
        choices=[("", "请选择"), *((words, words) for words in REASONS)],
        error_messages={"required": "还没选为什么更正。"},
    )
    document = forms.CharField(
        label="依据什么材料",
        min_length=2,
        max_length=60,
        help_text="写材料名称，例如：身份证原件、营业执照副本。会记入留痕，不要写姓名和号码",
        error_messages={
            "required": "还没写依据什么材料。请写材料名称，例如：身份证原件。",
            "min_length": "材料名称太短。请写全，例如：身份证原件。",
        },
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not any(
            value for name, value in given.items() if name not in GroundsForm.base_fields
        ):
            raise forms.ValidationError("还没填要更正的项目。对的项目空着，错的填上正确的。")
        return given

    @property
    def grounds(self) -> Grounds:
        return Grounds(self.cleaned_data["reason"], self.cleaned_data["document"])

    def _say_what_stands(self, kept: dict[str, Any]) -> None:
        """Put what stands there beside each box, personal values masked; the boxes themselves stay empty."""
        for name, value in kept.items():
            if name in self.fields:
                now = f"现在是{value}，不改就空着" if value else "现在是空的"
                self.fields[name].help_text = now


class PersonCorrectionForm(GroundsForm):
    """Who a person is; the day of birth is asked only where no number says it."""

    ASKS: ClassVar[dict[str, str]] = {
        "full_name": "person.full_name",
        "identity_number": "person.identity_number",
        "birth_date": "person.birth_date",
        "phone": "person.phone",
        "address": "person.address",
    }
    OF_OTHERS: ClassVar[bool] = True

    full_name = forms.CharField(
        label="姓名", required=False, max_length=40, widget=forms.TextInput(attrs=_PRIVATE)
    )
    identity_number = IdentityNumberField()
    birth_date = forms.DateField(
        label="出生日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请写成1985-05-12这样的日期。"},
    )
    phone = PhoneField()
    address = forms.CharField(
        label="户籍地", required=False, max_length=200, widget=forms.TextInput(attrs=_PRIVATE)
    )

    field_order = ("full_name", "identity_number", "birth_date", "phone", "address", "reason", "document")

    def __init__(self, *arguments: Any, person: Person, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if person.identity_number is not None:
            del self.fields["birth_date"]
        self._say_what_stands(
            {name: getattr(person, name) for name in ("full_name", "identity_number", "phone", "address")}
        )

    def clean_birth_date(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["birth_date"]
        if day is not None and day > clock.today():
            raise forms.ValidationError("出生日期还没到。请核对。")
        return day

    @property
    def correction(self) -> PersonCorrection:
        given = self.cleaned_data
        return PersonCorrection(
            full_name=given["full_name"],
            number=given["identity_number"],
            phone=given["phone"],
            birth_date=given.get("birth_date"),
            address=given["address"],
        )


class FirmCorrectionForm(GroundsForm):
    """What the register says of a firm; name and code are the office's alone."""

    ASKS: ClassVar[dict[str, str]] = {
        "contact_name": "organisation.contact_name",
        "contact_phone": "organisation.contact_phone",
    }
    OF_OTHERS: ClassVar[bool] = True

    name = forms.CharField(label="企业名称", required=False, max_length=LONGEST_NAME)
    credit_code = CreditCodeField(required=False)
    nature = forms.ChoiceField(label="企业性质", required=False, choices=[("", "不改"), *FIRM_NATURES])
    size_label = forms.ChoiceField(label="规模", required=False, choices=[("", "不改"), *SIZES[1:]])
    industry = IndustryField()
    address = forms.CharField(label="地址", required=False, max_length=200)
    contact_name = forms.CharField(
        label="联系人", required=False, max_length=40, widget=forms.TextInput(attrs=_PRIVATE)
    )
    contact_phone = PhoneField()

    field_order = (
        "name", "credit_code", "nature", "size_label", "industry", "address", "contact_name", "contact_phone",
        "reason", "document",
    )  # fmt: skip

    def __init__(self, *arguments: Any, firm: Organisation, **named: Any) -> None:
        super().__init__(*arguments, **named)
        plain = ("name", "credit_code", "size_label", "address", "contact_name", "contact_phone")
        kept = {name: getattr(firm, name) for name in plain}
        self._say_what_stands(kept | {"nature": firm.get_nature_display(), "industry": firm.industry_code})

    @property
    def correction(self) -> FirmCorrection:
        given = self.cleaned_data
        return FirmCorrection(
            **{name: given[name] for name in FirmCorrection.__slots__ if name != "industry_code"},
            industry_code=given["industry"],
        )
