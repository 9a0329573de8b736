"""The forms about commissioners; what may be chosen is what the officer sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from baigong.domains.commissioners.enums import Rank
from baigong.domains.commissioners.models import Assignment
from baigong.domains.commissioners.selectors import LiaisonLine
from baigong.domains.commissioners.workload import Load
from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.users.models import Post

NOBODY = {"required": "还没选专员。", "invalid_choice": "这位不在您管的在任人员里。请刷新，再从名单里选。"}
DAY = {"required": "请写从哪天起，例如2026-03-05。", "invalid": "日期读不懂，请写成2026-03-05。"}


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=DAY)


def _ticked(form: forms.Form, name: str) -> set[str]:
    sent: Any = form.data
    return set(sent.getlist(name))


class _PostForm(forms.Form):
    """Forms that name the post that is to answer."""

    post = forms.ChoiceField(label="专员", error_messages=NOBODY)
    on = _day("从哪天起")

    def __init__(self, *arguments: Any, posts: Iterable[tuple[Post, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        posts = list(posts)
        self.posts = {str(post.id): post for post, _ in posts}
        choices = [("", "选一位"), *((str(post.id), label) for post, label in posts)]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen_post(self) -> Post:
        return self.posts[self.cleaned_data["post"]]


class AssignForm(_PostForm):
    """Whom to give the firms ticked in the list."""

    def __init__(self, *arguments: Any, firms: Iterable[Organisation], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.firms = {str(firm.id): firm for firm in firms}
        self.ticked = _ticked(self, "firm") if self.is_bound else set()

    def clean(self) -> dict[str, Any]:
        if not self.ticked:
            raise forms.ValidationError("还没勾企业。请在名单里勾一家或几家。")
        if self.ticked - set(self.firms):
            raise forms.ValidationError("勾的企业里有的已经有专员，或不归您管。请看刷新后的名单再勾。")
        return self.cleaned_data

    @property
    def chosen_firms(self) -> list[Organisation]:
        return [firm for key, firm in self.firms.items() if key in self.ticked]


class HandOverForm(_PostForm):
    """To whom the ticked firms go, from when and why."""

    reason = forms.CharField(
        label="为什么移交", max_length=120, error_messages={"required": "请写移交原因，至少4个字。"}
    )
    field_order = ("post", "on", "reason")

    def __init__(
        self, *arguments: Any, held: Iterable[Assignment], is_for_all: bool = False, **named: Any
    ) -> None:
        """`is_for_all` ticks every firm at first, for an officer who passes on what somebody held."""
        super().__init__(*arguments, **named)
        self.held = {str(row.id): row for row in held}
        at_first = set(self.held) if is_for_all else set()
        self.ticked = _ticked(self, "assignment") if self.is_bound else at_first

    def clean(self) -> dict[str, Any]:
        if not self.ticked or self.ticked - set(self.held):
            raise forms.ValidationError("请在名单里勾要移交的企业；已经移交的不能再勾。")
        return self.cleaned_data

    @property
    def chosen(self) -> list[Assignment]:
        return [row for key, row in self.held.items() if key in self.ticked]


class LiaisonForm(_PostForm):
    """Which post is the county's liaison officer."""

    place = forms.ChoiceField(
        label="县（市、区）",
        error_messages={"required": "还没选县（市、区）。", "invalid_choice": "请选您管的县（市、区）。"},
    )
    reason = forms.CharField(
        label="为什么换",
        max_length=120,
        required=False,
        help_text="第一次报的不用写；换人要写，至少4个字，例如“轮岗”加由谁接手",
    )
    field_order = ("place", "post", "on", "reason")

    def __init__(self, *arguments: Any, lines: Iterable[LiaisonLine], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.lines = {str(line.place.id): line for line in lines}
        self.places = {key: line.place for key, line in self.lines.items()}
        choices = [
            (key, f"{line.place.name}（现在是{line.liaison.name}）" if line.liaison else line.place.name)
            for key, line in self.lines.items()
        ]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["post"].label = "联络员"

    @property
    def present(self) -> UUID | None:
        """The assignment of the liaison officer who hands over; None where a county names its first."""
        liaison = self.lines[self.cleaned_data["place"]].liaison
        return liaison.assignment_id if liaison else None

    @property
    def chosen_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]


class _NamedPostForm(forms.Form):
    """Forms about one post of those at work."""

    post = forms.ChoiceField(label="哪一位", error_messages=NOBODY)

    def __init__(self, *arguments: Any, posts: Iterable[Post], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.posts = {str(post.id): post for post in posts}
        choices = [
            (key, f"{post.user.display_name}（{post.place.name} {post}）") for key, post in self.posts.items()
        ]
        self.fields["post"].choices = [("", "选一位"), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen_post(self) -> Post:
        return self.posts[self.cleaned_data["post"]]


class ContactForm(_NamedPostForm):
    """What the public reads of a commissioner."""

    ASKS: ClassVar[dict[str, str]] = {
        "name_shown": "public_contact",
        "office_telephone": "public_contact",
    }
    OF_OTHERS: ClassVar[bool] = True

    name_shown = forms.CharField(
        label="公开的姓名",
        max_length=30,
        help_text="例如“秦专员”，也可以写全名",
        error_messages={"required": "请写公开的姓名。"},
    )
    title = forms.CharField(label="职务", max_length=60, error_messages={"required": "请写职务。"})
    office = forms.CharField(
        label="单位", max_length=80, error_messages={"required": "请写所在单位，例如“县人社局用工保障组”。"}
    )
    office_telephone = forms.CharField(
        label="办公电话",
        max_length=30,
        help_text="办公室的座机，不写个人手机",
        error_messages={"required": "请写办公电话。"},
    )
    office_address = forms.CharField(label="办公地点", max_length=120, required=False)


class WithdrawForm(forms.Form):
    """Why somebody is public no longer."""

    reason = forms.CharField(
        label="为什么不再公开", max_length=200, error_messages={"required": "请写原因，至少4个字。"}
    )


class RankForm(_NamedPostForm):
    """Of which rank a post is."""

    LABELS: ClassVar[dict[str, str]] = {"": "不定", **dict(Rank.choices)}
    NONE: ClassVar[str] = "none"

    rank = forms.ChoiceField(
        label="职级",
        choices=[("", "选职级"), *Rank.choices, (NONE, "不定，不算包保任务")],
        error_messages={"required": "还没选职级。", "invalid_choice": "请从列出的职级里选。"},
    )

    @property
    def chosen_rank(self) -> str:
        rank = str(self.cleaned_data["rank"])
        return "" if rank == self.NONE else rank


def labelled(loads: Iterable[Load]) -> list[tuple[Post, str]]:
    """Return posts as they are chosen: who has least first, with office and what they carry."""
    by_least = sorted(loads, key=lambda load: (load.firms, load.gap, load.post.user.display_name))
    return [
        (load.post, f"{load.post.user.display_name}（{load.post.place.name}，现有{load.firms}家）")
        for load in by_least
    ]
