"""What the three powers are asked for, and the sentence when it does not fit."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from baigong.domains.users.enums import Role
from baigong.faces.oversight.wording import OPERATORS
from baigong.foundation.audit.searching import AuditQuestion
from baigong.foundation.clock import CHINA

Choices = Sequence[tuple[str, str]]
_DAY = {"type": "date"}
_ONE_DAY = datetime.timedelta(days=1)


class TrailForm(forms.Form):
    """The questions one may ask of the trail; every answer is looked for, none is guessed."""

    username = forms.CharField(label="账号", required=False, max_length=40)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *Role.choices])
    office = forms.ChoiceField(label="所在单位", required=False)
    act = forms.ChoiceField(label="做了什么", required=False)
    kind = forms.ChoiceField(label="对象", required=False)
    object_id = forms.UUIDField(
        label="对象编号", required=False, error_messages={"invalid": "编号不完整，请整个粘贴。"}
    )
    purpose = forms.ChoiceField(label="用途", required=False)
    place = forms.ChoiceField(label="涉及的地方", required=False)
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(_DAY, format="%Y-%m-%d"))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(_DAY, format="%Y-%m-%d"))

    def __init__(
        self, *arguments: Any, acts: Choices, kinds: Choices, purposes: Choices, places: Choices, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        every: tuple[str, str] = ("", "全部")
        for name, choices in (
            ("act", [every, *acts]), ("kind", [every, *kinds]), ("purpose", [every, *purposes]),
            ("place", places), ("office", places),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "结束日早于开始日。请改一下。")
        return given

    def question(self, actors: frozenset[str] | None, *, is_sensitive: bool = False) -> AuditQuestion:
        """Return what was asked, the people already looked up."""
        given = self.cleaned_data
        until = given["until"]
        return AuditQuestion(
            actors=actors,
            act=given["act"],
            object_kind=given["kind"],
            object_id=str(given["object_id"] or ""),
            purpose=given["purpose"],
            since=midnight(given["since"]),
            until=midnight(until + _ONE_DAY) if until else None,
            place_path=given["place"],
            is_sensitive=is_sensitive,
        )


class IncidentForm(TrailForm):
    """A suspicion: whom, what and when, and who is obliged to report."""

    known_at = forms.DateTimeField(
        label="什么时候发现的",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "时间没看懂。请写成2026-05-12 09:30。"},
    )
    operator = forms.ChoiceField(label="本单位是", choices=OPERATORS)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not any(given.get(name) for name in ("username", "role", "office", "object_id", "since")):
            raise forms.ValidationError("范围太大。请至少写明账号、角色、单位、对象编号、开始日中的一项。")
        return given


class BeforeForm(forms.Form):
    """From which entry a page goes on."""

    before = forms.UUIDField(required=False)

    @property
    def entry_id(self) -> uuid.UUID | None:
        return self.cleaned_data.get("before") if self.is_valid() else None


def midnight(day: datetime.date | None) -> datetime.datetime | None:
    """Return the first instant of a day in China."""
    return datetime.datetime.combine(day, datetime.time(), tzinfo=CHINA) if day else None


class JobForm(forms.Form):
    """Which stopped job."""

    job = forms.UUIDField()


class ParameterForm(forms.Form):
    """An office's own value: which figure, where, from when, by which document."""

    parameter = forms.ChoiceField(label="哪个参数")
    place = forms.ChoiceField(label="在哪里适用", help_text="对这个地方和它下面都适用")
    value = forms.DecimalField(
        label="数值", max_digits=12, decimal_places=2, min_value=0,
        error_messages={"invalid": "数值没看懂。请只写数字，例如30。", "min_value": "数值不能是负的。"},
    )  # fmt: skip
    valid_from = forms.DateField(label="从哪天起", widget=forms.DateInput(_DAY, format="%Y-%m-%d"))
    document = forms.CharField(label="依据的文件", max_length=200, help_text="写文件名和文号")

    def __init__(self, *arguments: Any, parameters: Choices, places: Choices, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["parameter"].choices = parameters  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField


class VoidValueForm(forms.Form):
    """Which value of the office is voided, and why."""

    value = forms.UUIDField()
    reason = forms.CharField(label="为什么作废", max_length=200)


class SessionForm(forms.Form):
    """Which session, by its handle."""

    session = forms.RegexField(r"^[0-9a-f]{32}$")


class AccountForm(forms.Form):
    """Which account."""

    user = forms.UUIDField()


class RetireForm(forms.Form):
    """Which key is retired, and whether backups that need it are given up."""

    key = forms.RegexField(r"^[0-9a-f]{8}$")
    gives_up = forms.BooleanField(required=False)
