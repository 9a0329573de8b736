"""The forms about policies: what the list is asked, what an entry says, why a step is taken, where it stands."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from baigong.domains.policies.audiences import audience_labels
from baigong.domains.policies.channels import ChannelLine
from baigong.domains.policies.enums import InterpretationKind, PolicyField, PolicyLevel, PublicationState
from baigong.domains.policies.linking import PolicyName
from baigong.domains.policies.listing import STATES, DeskSearch
from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.publishing import REVISABLE
from baigong.domains.policies.tags import tag_labels

_LINKS = ("rests_on", "elaborates")
ONE_DAY = datetime.timedelta(days=1)
DAY = {"required": "请写日期，例如2026-03-05。", "invalid": "日期读不懂，请写成2026-03-05。"}
CHOOSE = {"required": "请选一项。", "invalid_choice": "请从列出的选项里选。"}


def _any(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "全部"), *choices]


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, required=required, error_messages=DAY, help_text=help_text
    )


class PolicyFilter(forms.Form):
    """What the desk's list is asked."""

    q = forms.CharField(
        label="查找", required=False, max_length=60, help_text="名称、文号、发文单位、对象里的字"
    )
    field = forms.ChoiceField(label="类别", required=False, choices=_any(PolicyField.choices))
    level = forms.ChoiceField(label="层级", required=False, choices=_any(PolicyLevel.choices))
    audience = forms.ChoiceField(label="给谁", required=False)
    tag = forms.ChoiceField(label="标签", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=_any(STATES))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["audience"].choices = _any(audience_labels().items())  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["tag"].choices = _any(tag_labels().items())  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def search(self) -> DeskSearch:
        given = self.cleaned_data
        return DeskSearch(
            words=given["q"].strip(),
            field=given["field"],
            level=given["level"],
            audience=given["audience"],
            tag=given["tag"],
            state=given["state"],
        )


class PolicyForm(forms.Form):
    """What an entry says."""

    field = forms.ChoiceField(label="类别", choices=PolicyField.choices, error_messages=CHOOSE)
    title = forms.CharField(label="政策名称", max_length=160)
    number = forms.CharField(label="文号", max_length=80)
    issuer = forms.CharField(label="发文单位", max_length=120)
    level = forms.ChoiceField(label="层级", choices=PolicyLevel.choices, error_messages=CHOOSE)
    audience_text = forms.CharField(label="适用对象", max_length=200, required=False)
    audience_codes = forms.MultipleChoiceField(
        label="给谁看的",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="企业和求职人员按这里勾的，看到“可能用得上的政策”",
        error_messages={"invalid_choice": "请从列出的对象里勾。"},
    )
    tag_codes = forms.MultipleChoiceField(
        label="标签",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="大家按标签找政策",
        error_messages={"invalid_choice": "请从列出的标签里勾。"},
    )
    conditions_text = forms.CharField(
        label="享受条件", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    standard_text = forms.CharField(
        label="政策内容和标准", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    materials_text = forms.CharField(
        label="申请材料", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    channel_text = forms.CharField(label="办理渠道", max_length=300, required=False)
    link = forms.URLField(
        label="申请网址",
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "网址读不懂，请写成https://开头的。"},
    )
    deciding_body = forms.CharField(
        label="审议机关", max_length=120, required=False, help_text="哪个机关审议通过的，没有的空着"
    )
    deciding_session = forms.CharField(
        label="审议的会议", max_length=120, required=False, help_text="写届、次，公开页看得到"
    )
    interpreted_by = forms.CharField(
        label="解释单位", max_length=120, required=False, help_text="由谁解释；几家一起的都写上"
    )
    rests_on = forms.ChoiceField(
        label="上级依据",
        required=False,
        help_text="落实的是哪一份上级文件；清单里没有的，在下一格写",
        error_messages=CHOOSE,
    )
    rests_on_text = forms.CharField(
        label="上级依据（清单里没有的）", max_length=200, required=False, help_text="写名称和文号"
    )
    elaborates = forms.ChoiceField(
        label="是哪条政策的实施细则", required=False, help_text="不是细则的不选", error_messages=CHOOSE
    )
    valid_from = _day("施行日期")
    valid_last_day = _day("有效期至", required=False, help_text="长期有效的空着")
    review_due_on = _day("下次复核", required=False)

    def __init__(self, data: Any, *, item: PolicyItem, others: Iterable[PolicyName]) -> None:
        links = {name: getattr(item, f"{name}_id") or "" for name in _LINKS}
        shown = {name: getattr(item, name) for name in self.base_fields if name in REVISABLE}
        super().__init__(data, initial=shown | links | {"valid_last_day": item.last_day})
        self.fields["tag_codes"].choices = list(tag_labels().items())  # type: ignore[attr-defined]  # a ChoiceField
        choices = [("", "没有"), *((str(each.id), each.words) for each in others)]
        for name in _LINKS:
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["audience_codes"].choices = list(audience_labels().items())  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def values(self) -> dict[str, Any]:
        """What was said, as the entry keeps it: the day after the last in place of the last."""
        given = dict(self.cleaned_data)
        last = given.pop("valid_last_day")
        links = {name: given.pop(name) for name in _LINKS}
        return given | {
            **{f"{name}_id": uuid.UUID(said) if said else None for name, said in links.items()},
            "valid_before": last + ONE_DAY if last else None,
            "audience_codes": sorted(given["audience_codes"]),
            "tag_codes": sorted(given["tag_codes"]),
        }


class PublishForm(forms.Form):
    """What is new in the version that goes out; `seen` says as of when its text was read, for it may change since."""

    note = forms.CharField(
        label="这次有什么变化", required=False, max_length=200, help_text="公开页的历次公布里看得到"
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why a step is taken."""

    reason = forms.CharField(
        label="原因", max_length=200, error_messages={"required": "请写原因，至少4个字。"}
    )


class SupersedeForm(ReasonForm):
    """Which policy takes the place of this one."""

    successor = forms.ChoiceField(
        label="被哪一条代替",
        error_messages={"required": "还没选代替它的政策。", "invalid_choice": "请选一条公布着的政策。"},
    )
    field_order = ("successor", "reason")

    def __init__(self, *arguments: Any, successors: Iterable[PolicyName], **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = [("", "选一条"), *((str(each.id), each.words) for each in successors)]
        self.fields["successor"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> uuid.UUID:
        return uuid.UUID(self.cleaned_data["successor"])


class InterpretationForm(forms.Form):
    """How a policy is to be read: a text, or a question with its answer."""

    kind = forms.ChoiceField(label="形式", choices=InterpretationKind.choices, error_messages=CHOOSE)
    title = forms.CharField(
        label="标题，或者问题", max_length=200, error_messages={"required": "请写标题，问答写问题。"}
    )
    body = forms.CharField(
        label="内容，或者回答",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写内容，问答写回答。"},
    )
    issued_by = forms.CharField(
        label="谁解读的", max_length=120, error_messages={"required": "请写由哪个单位解读。"}
    )
    issued_on = _day("解读的日期")


class ReviewForm(forms.Form):
    """When it is read through again."""

    review_due_on = _day("下次复核")


class ChannelForm(forms.Form):
    """Where a policy stands in a channel outside."""

    channel = forms.ChoiceField(label="渠道", error_messages=CHOOSE)
    note_state = forms.ChoiceField(
        label="结果",
        choices=[
            choice for choice in PublicationState.choices if choice[0] != PublicationState.HANDED_OUT.value
        ],
        error_messages=CHOOSE,
    )
    happened_on = _day("哪天")
    link = forms.URLField(
        label="公布的网址",
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "网址读不懂，请写成https://开头的。"},
    )
    note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="没有网址的写在哪里能看到；没公布成的写原因"
    )

    def __init__(self, *arguments: Any, lines: Iterable[ChannelLine], **named: Any) -> None:
        super().__init__(*arguments, **named)
        outside = [(line.channel.code, line.channel.label) for line in lines if not line.is_portal]
        self.fields["channel"].choices = [("", "选渠道"), *outside]  # type: ignore[attr-defined]  # a ChoiceField
