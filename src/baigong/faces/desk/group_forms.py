"""The forms about groups: setting one up, giving persons and bodies a seat, ending seats and the group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from baigong.domains.groups.enums import Seat
from baigong.domains.groups.selectors import Member, colleagues_called
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.selectors import ARE_BODIES
from baigong.domains.places.models import Place
from baigong.domains.users.models import User
from baigong.faces.desk.commissioner_forms import DAY

_CHOOSE = {"required": "请选一项。", "invalid_choice": "请从列出的选项里选。"}
_LONGEST = {"max_length": "太长了，请写短一些。"}


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=DAY)


def _text(label: str, longest: int, missing: str = "", help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=bool(missing), help_text=help_text,
        error_messages={"required": missing, **_LONGEST},
    )  # fmt: skip


def _body_called(words: str) -> Organisation:
    """Return the one body in sight of a credit code or a name; a group is none.

    :raises ValidationError: when there is none, or more than one.
    """
    rows = Organisation.objects.filter(ARE_BODIES, withdrawn_at__isnull=True)
    found = list(rows.filter(credit_code=words.upper())[:2] or rows.filter(name=words)[:2])
    if len(found) != 1:
        sentence = "同名的不止一家。请写信用代码。" if found else "没有这个单位。请写全称或信用代码。"
        raise forms.ValidationError(sentence)
    body: Organisation = found[0]
    return body


class GroupForm(forms.Form):
    """A group: what it is called and is, where, from when and by which document."""

    name = _text("名称", 120, "请写名称。", "写全称，例如某某县企业用工保障工作专班")
    kind = forms.ChoiceField(label="种类", error_messages=_CHOOSE)
    place = forms.ChoiceField(label="哪一级成立", error_messages=_CHOOSE)
    document = _text("依据文件", 120, "请写依据哪份文件成立。", "文件名或文号")
    on = _day("成立日期")

    def __init__(
        self, *arguments: Any, places: Iterable[Place], kinds: Mapping[str, str], **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.places = {str(place.id): place for place in places}
        choices = [(key, place.name) for key, place in self.places.items()]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].choices = [("", "选一种"), *kinds.items()]  # type: ignore[attr-defined]  # likewise

    @property
    def chosen_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]


class PersonForm(forms.Form):
    """Who sits in the group, as what, from when; from where, when seconded."""

    who = _text("姓名", 40, "请写姓名。", "本系统有账号的，也可以写用户名；没有账号的只登记姓名，不能登录")
    title = forms.ChoiceField(
        label="组内职务", choices=[("", "选职务"), *Seat.choices], error_messages=_CHOOSE
    )
    duty = _text("分工", 120)
    home_unit = _text("从哪里抽调", 120, help_text="不是抽调来的不写")
    on = _day("从哪天起")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.user: User | None = None

    def clean_who(self) -> str:
        words = str(self.cleaned_data["who"]).strip()
        found = colleagues_called(words)
        if len(found) > 1:
            raise forms.ValidationError("同名的不止一人。请写用户名。")
        self.user = found[0] if found else None
        return words


class BodyForm(forms.Form):
    """Which body is a member, for what part, from when."""

    body = _text("单位", 120, "请写单位的全称或信用代码。", "要先在单位名册里有这个单位")
    part = _text("职责", 40)
    on = _day("从哪天起")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.found: Organisation | None = None

    def clean_body(self) -> str:
        self.found = _body_called(str(self.cleaned_data["body"]).strip())
        return self.found.name


class LeaveForm(forms.Form):
    """Which member leaves, from which day on and why."""

    member = forms.ChoiceField(label="谁", error_messages=_CHOOSE)
    on = _day("从哪天起不在")
    reason = _text("为什么离开", 60, "请写原因。")

    def __init__(self, *arguments: Any, members: Iterable[Member], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.members = {str(each.seat.id): each for each in members if each.seat.ends_before is None}
        labels = [(key, f"{each.name}（{each.title}）") for key, each in self.members.items()]
        self.fields["member"].choices = [("", "选一个"), *labels]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> Member:
        return self.members[self.cleaned_data["member"]]


class CloseForm(forms.Form):
    """From which day on the group is no more, and why."""

    on = _day("从哪天起撤销")
    reason = _text("为什么撤销", 60, "请写原因。")


class FillForm(forms.Form):
    """Which body of the place fills which department, from when and by which document."""

    department = forms.ChoiceField(label="部门", error_messages=_CHOOSE)
    body = _text("单位", 120, "请写单位的全称或信用代码。", "要先在单位名册里有这个单位")
    document = _text("依据文件", 120, help_text="没有就不写")
    on = _day("从哪天起")

    def __init__(self, *arguments: Any, departments: Mapping[str, str], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.departments = departments
        self.fields["department"].choices = [("", "选部门"), *departments.items()]  # type: ignore[attr-defined]  # a ChoiceField
        self.found: Organisation | None = None

    def clean_body(self) -> str:
        self.found = _body_called(str(self.cleaned_data["body"]).strip())
        return self.found.name
