"""What is agreed with a department about its data, and which key ends."""

from __future__ import annotations

from typing import Any

from django import forms

from baigong.domains.parties.models import Organisation
from baigong.domains.users.bodies import sender_of
from baigong.faces.oversight.forms import Choices
from baigong.foundation.feeds.calling import networks_of
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.models import FeedWay
from baigong.foundation.feeds.services import MOST_DAYS, FeedTerms

_CHOOSE = {"required": "请选一项。", "invalid_choice": "请从列出的选项里选。"}
_DAYS = {
    "required": "请写天数。",
    "invalid": "天数只写数字，例如31。",
    "min_value": "天数太小。",
    "max_value": f"天数最多{MOST_DAYS}。",
}


def _choice(label: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, error_messages=_CHOOSE, help_text=help_text)


class FeedForm(forms.Form):
    """The terms of a feed: which list of which place, how and how often it comes, how long it is good for."""

    title = forms.CharField(
        label="叫什么", max_length=80, error_messages={"required": "请写名称，例如“社保缴费”。"}
    )
    name = forms.SlugField(
        label="接口里的名字",
        max_length=40,
        help_text="对方写在地址和目录里，如social-insurance，定了不改",
        error_messages={
            "required": "请写接口里的名字。",
            "invalid": "名字只用英文字母、数字和连字符，例如social-insurance。",
        },
    )
    source_code = _choice("哪个部门送")
    list_name = _choice("进哪张清单", "列名照这张清单的空白模板")
    place = _choice("归哪个地方", "只收这个地方和它下面的数据")
    way = forms.ChoiceField(label="怎么送", choices=FeedWay.choices, error_messages=_CHOOSE)
    sender_code = forms.CharField(
        label="送的单位的统一社会信用代码",
        max_length=18,
        required=False,
        help_text="选“登录后上传”才要填，这个单位的人登录以后上传、看回执",
    )
    expected_days = forms.IntegerField(
        label="多少天送一次", min_value=1, max_value=MOST_DAYS, initial=31, error_messages=_DAYS
    )
    grace_days = forms.IntegerField(
        label="宽限多少天",
        min_value=0,
        max_value=MOST_DAYS,
        initial=15,
        help_text="截止日以后还算数的天数，也是迟几天才算迟",
        error_messages=_DAYS,
    )
    networks = forms.CharField(
        label="从哪些地址送来",
        max_length=300,
        required=False,
        help_text="走接口的写，例如10.20.3.4或10.20.3.0/24，几个之间空一格；不写就不限",
    )

    sender: Organisation | None = None

    def __init__(
        self, *arguments: Any, sources: Choices, lists: Choices, places: Choices, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        for name, choices in (("source_code", sources), ("list_name", lists), ("place", places)):
            first = [] if name == "place" else [("", "请选")]
            self.fields[name].choices = [*first, *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_networks(self) -> str:
        try:
            return networks_of(self.cleaned_data["networks"])
        except FeedError as error:
            raise forms.ValidationError(error.sentence) from error

    @property
    def terms(self) -> FeedTerms:
        own = ("place", "sender_code")
        given = {name: value for name, value in self.cleaned_data.items() if name not in own}
        return FeedTerms(**given, sender_id=self.sender.id if self.sender is not None else None)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        code = str(given.get("sender_code", "")).strip().upper()
        self.sender = sender_of(code) if code else None
        if code and self.sender is None:
            self.add_error("sender_code", f"没有登记代码是{code}的单位。请核对代码，或先把单位登记上。")
        elif given.get("way") == FeedWay.HAND and not code:
            self.add_error("sender_code", "“登录后上传”要写明是哪个单位送。请填统一社会信用代码。")
        return given


class EndKeyForm(forms.Form):
    """Which key of the feed ends."""

    key = forms.RegexField(r"^k[0-9a-f]{12}$")


class WithdrawFeedForm(forms.Form):
    """Why a feed ends."""

    reason = forms.CharField(label="为什么停", max_length=200, error_messages={"required": "请写为什么停。"})
