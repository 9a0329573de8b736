"""Forms by which an administrator looks after accounts, and somebody away names who stands in."""

from __future__ import annotations

import datetime
import re
from typing import Any, ClassVar

from django import forms

from baigong.domains.places.models import Place
from baigong.domains.users.enums import BODY_ROLES, PARTY_ROLES, Role
from baigong.domains.users.models import Post
from baigong.foundation import clock

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,31}")
_STAFF = [(value, label) for value, label in Role.choices if value not in PARTY_ROLES]
_DAY: dict[str, str] = {"type": "date"}


def _day(label: str, *, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages={"required": f"{label}没有填。", "invalid": "日期写成2026-03-09这样。"},
    )


def _choose(field: Any, choices: list[tuple[str, str]], empty: str = "请选择") -> None:
    field.choices = [("", empty), *choices]


class AccountFilter(forms.Form):
    """What accounts are looked for."""

    q = forms.CharField(label="姓名或用户名", required=False, max_length=40)
    role = forms.ChoiceField(
        label="身份",
        required=False,
        choices=[("", "全部"), *_STAFF, (Role.EMPLOYER.value, Role.EMPLOYER.label)],
    )
    state = forms.ChoiceField(
        label="情况",
        required=False,
        choices=[("", "全部"), ("locked", "已锁定"), ("without-post", "没有在任岗位")],
    )


class ReasonForm(forms.Form):
    """Why something is done to an account; it stands in the audit."""

    reason = forms.CharField(
        label="原因", min_length=4, max_length=200, help_text="至少四个字，会留在审计记录里",
        error_messages={"required": "还没写原因。请写至少四个字。", "min_length": "原因太短。请写至少四个字。"},
    )  # fmt: skip


class PostForm(forms.Form):
    """A post: as what, where, since when."""

    role = forms.ChoiceField(label="身份", error_messages={"required": "身份没有选。"})
    place = forms.ChoiceField(label="地方", error_messages={"required": "地方没有选。"})
    title = forms.CharField(label="职务", required=False, max_length=60, help_text="例如：就业科科员")
    body_code = forms.CharField(
        label="所在单位的统一社会信用代码",
        required=False,
        max_length=18,
        help_text="只有外单位的人（人力资源服务机构、院校、协同部门）要填",
    )
    starts_on = _day("从哪天起")

    def __init__(self, *arguments: Any, places: list[Place], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._places = {str(place.id): place for place in places}
        _choose(self.fields["role"], _STAFF)
        _choose(self.fields["place"], [(key, place.name) for key, place in self._places.items()])
        self.fields["starts_on"].initial = clock.today

    def clean_place(self) -> Place:
        return self._places[self.cleaned_data["place"]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("role") in BODY_ROLES and not given.get("body_code"):
            self.add_error("body_code", "外单位的人要写清是哪个单位。请填统一社会信用代码。")
        return given


class AccountForm(PostForm):
    """A new account with its first post."""

    ASKS: ClassVar[dict[str, str]] = {
        "display_name": "user.display_name",
    }
    OF_OTHERS: ClassVar[bool] = True

    display_name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "姓名没有填。"})
    username = forms.CharField(
        label="用户名",
        max_length=32,
        help_text="登录时用，小写字母和数字",
        error_messages={"required": "用户名没有填。"},
    )
    field_order = ("display_name", "username", "role", "place", "body_code", "title", "starts_on")

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"]).strip().lower()
        if not _USERNAME.fullmatch(name):
            raise forms.ValidationError("用户名用小写字母和数字，3到32位，可以有点、横线。")
        return name


class EndForm(ReasonForm):
    """The last day of a post, and why it ends."""

    last_day = _day("最后一天", help_text="填昨天，就从今天起不再是")
    field_order: tuple[str, ...] = ("last_day", "reason")

    def ends_before(self) -> datetime.date:
        last_day: datetime.date = self.cleaned_data["last_day"]
        return last_day + datetime.timedelta(days=1)


class LeaveForm(EndForm):
    """The last day of somebody who leaves, and who takes over."""

    to_post = forms.ChoiceField(label="名下的工作交给谁", required=False)
    field_order = ("last_day", "to_post", "reason")

    def __init__(self, *arguments: Any, posts: list[Post], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._posts = {str(post.id): post for post in posts}
        _choose(self.fields["to_post"], _people(posts), "先不交，留着以后交")

    def clean_to_post(self) -> Post | None:
        return self._posts.get(self.cleaned_data["to_post"])


class StandInForm(forms.Form):
    """Which of one's own posts, by whom, from when to when."""

    own = forms.ChoiceField(label="我的岗位", error_messages={"required": "请选哪个岗位请人代。"})
    to_post = forms.ChoiceField(label="请谁代", error_messages={"required": "还没选请谁代。"})
    first_day = _day("第一天")
    last_day = _day("最后一天", help_text="到这天晚上自动结束，最长三个月")

    def __init__(self, *arguments: Any, own: list[Post], others: list[Post], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._own, self._others = (
            {str(post.id): post for post in own},
            {str(post.id): post for post in others},
        )
        self.fields["own"].choices = [(str(post.id), f"{post.place.name} {post}") for post in own]  # type: ignore[attr-defined]  # a ChoiceField
        _choose(self.fields["to_post"], _people(others))
        self.fields["first_day"].initial = clock.today

    def clean_own(self) -> Post:
        return self._own[self.cleaned_data["own"]]

    def clean_to_post(self) -> Post:
        return self._others[self.cleaned_data["to_post"]]

    def ends_before(self) -> datetime.date:
        last_day: datetime.date = self.cleaned_data["last_day"]
        return last_day + datetime.timedelta(days=1)


def _people(posts: list[Post]) -> list[tuple[str, str]]:
    return [(str(post.id), f"{post.user.display_name}（{post.place.name} {post}）") for post in posts]
