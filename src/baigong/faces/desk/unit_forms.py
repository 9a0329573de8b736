"""The forms about zones and parks: making one, who belongs to it, from when, and why no longer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.units.enums import UnitKind
from baigong.domains.units.models import ReportingUnit, UnitMember
from baigong.domains.units.selectors import firms_called
from baigong.faces.desk.commissioner_forms import DAY

_CHOOSE = {"required": "请选一项。", "invalid_choice": "请从列出的选项里选。"}


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=DAY, help_text=help_text)


def _reason(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=60, error_messages={"required": "请写原因。"})


class UnitForm(forms.Form):
    """A zone or park: what it is called, where it lies, from when it reports."""

    label = forms.CharField(label="名称", max_length=60, error_messages={"required": "请写名称。"})
    kind = forms.ChoiceField(label="种类", choices=UnitKind.choices, error_messages=_CHOOSE)
    place = forms.ChoiceField(label="在哪里", error_messages=_CHOOSE)
    code = forms.CharField(
        label="代码",
        max_length=12,
        help_text="所在县的六位代码、连字符、大写字母或数字",
        error_messages={"required": "请写代码。"},
    )
    on = _day("从哪天起报数")

    def __init__(self, *arguments: Any, places: Iterable[Place], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.places = {str(place.id): place for place in places}
        choices = [(key, place.name) for key, place in self.places.items()]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]


class JoinForm(forms.Form):
    """A firm, or a whole place, that belongs to the unit from a day on."""

    firm = forms.CharField(label="企业", required=False, max_length=120, help_text="写全称或统一社会信用代码")
    place = forms.ChoiceField(
        label="或者整个地方", required=False, error_messages=_CHOOSE, help_text="里面的企业都算"
    )
    on = _day("从哪天起算")

    def __init__(self, *arguments: Any, unit: ReportingUnit, places: Iterable[Place], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.unit = unit
        self.places = {str(place.id): place for place in places}
        choices = [("", "不选"), *((key, place.name) for key, place in self.places.items())]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.found: list[Organisation] = []

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        words, place = (given.get("firm") or "").strip(), given.get("place")
        if bool(words) == bool(place):
            raise forms.ValidationError("请写一家企业，或者选一个地方，只要一样。")
        if words:
            self.found = firms_called(words, self.unit.place.path)
            if not self.found:
                self.add_error("firm", f"{self.unit.place.name}没有这家企业。请写全称或信用代码。")
            elif len(self.found) > 1:
                self.add_error("firm", "同名的不止一家。请写统一社会信用代码。")
        return given

    @property
    def chosen(self) -> Organisation | Place:
        return self.found[0] if self.found else self.places[self.cleaned_data["place"]]


class LeaveForm(forms.Form):
    """Which member leaves, from which day on and why."""

    member = forms.ChoiceField(label="哪一个", error_messages=_CHOOSE)
    on = _day("从哪天起不算")
    reason = _reason("为什么离开")

    def __init__(self, *arguments: Any, members: Iterable[UnitMember], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.members = {str(member.id): member for member in members if member.ends_before is None}
        choices = [("", "选一个"), *((key, name_of(member)) for key, member in self.members.items())]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> UnitMember:
        return self.members[self.cleaned_data["member"]]


class CloseForm(forms.Form):
    """From which day on the unit reports no longer, and why."""

    on = _day("从哪天起不报数")
    reason = _reason("为什么停")


def name_of(member: UnitMember) -> str:
    """Return what a member is called: the firm, or the place."""
    of = member.organisation or member.place
    return of.name if of is not None else "已不在这里"
