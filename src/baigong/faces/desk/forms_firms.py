"""A firm entered by hand, and a new line of its shortage: the fields of the lists, one by one (M02.1, M04.1)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from baigong.domains.parties.enums import FIRM_NATURES, MissingCode
from baigong.domains.parties.organisation_keys import LONGEST_NAME, OrganisationFacts, nature_of
from baigong.domains.places.models import Place
from baigong.faces.desk.choices import Choices
from baigong.faces.desk.forms import ReportForm
from baigong.faces.frame.identity_fields import CreditCodeField, IndustryField, PhoneField

SIZES = [("", "不清楚"), *((size, size) for size in ("大型", "中型", "小型", "微型"))]


class NewFirmForm(forms.Form):
    """A firm nobody has entered yet: the columns of the list of employers, with or without a credit code."""

    ASKS: ClassVar[dict[str, str]] = {
        "contact_name": "organisation.contact_name",
        "contact_phone": "organisation.contact_phone",
    }
    OF_OTHERS: ClassVar[bool] = True

    name = forms.CharField(
        label="企业名称",
        max_length=LONGEST_NAME,
        help_text="照营业执照写全称",
        error_messages={"required": "还没写企业名称。请照营业执照写。"},
    )
    credit_code = CreditCodeField(required=False, help_text="营业执照上的18位；登记过的会接到那一家")
    code_missing = forms.ChoiceField(
        label="没有代码的原因", required=False, choices=[("", "有代码"), *MissingCode.choices]
    )
    place = forms.ChoiceField(label="所属地")
    nature = forms.ChoiceField(
        label="企业性质", required=False, choices=[("", "按信用代码认"), *FIRM_NATURES]
    )
    industry = IndustryField()
    size_label = forms.ChoiceField(label="规模", required=False, choices=SIZES)
    address = forms.CharField(label="地址", required=False, max_length=200)
    contact_name = forms.CharField(label="联系人", required=False, max_length=40)
    contact_phone = PhoneField()

    def __init__(self, *arguments: Any, places: Choices, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "credit_code" in given and not given["credit_code"] and not given.get("code_missing"):
            self.add_error("code_missing", "没有信用代码的，请选一个原因，以后好补。")
        return given

    def facts_at(self, place: Place) -> OrganisationFacts:
        """Return what was said, for a place among those offered."""
        given = self.cleaned_data
        return OrganisationFacts(
            name=given["name"],
            place_id=place.id,
            place_path=place.path,
            county_id=place.county_id,
            credit_code=given["credit_code"],
            nature=given["nature"] or nature_of("", given["credit_code"]),
            industry_code=given["industry"],
            size_label=given["size_label"],
            address=given["address"],
            contact_name=given["contact_name"],
            contact_phone=given["contact_phone"],
        )


class NewNeedForm(ReportForm):
    """A new line of a firm's shortage with its first report: the same questions, and which trade, where."""

    label = forms.CharField(
        label="缺什么工种",
        max_length=80,
        help_text="写平时的叫法，例如：电焊工",
        error_messages={"required": "还没写缺什么工种。请写平时的叫法，例如：电焊工。"},
    )
    place = forms.ChoiceField(label="在哪里上班")
    is_urgent = forms.BooleanField(label="急缺", required=False)

    field_order = (
        "label",
        "place",
        "headcount_open",
        "kind",
        "skill_text",
        "pay_from_yuan",
        "pay_to_yuan",
        "plan_text",
    )

    def __init__(self, *arguments: Any, places: Choices, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField
        headcount = self.fields["headcount_open"]
        headcount.label, headcount.help_text = "缺几人", ""

    @property
    def learnt(self) -> dict[str, Any]:
        return super().learnt | {"is_urgent": self.cleaned_data["is_urgent"]}
