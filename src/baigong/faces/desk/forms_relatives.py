"""The forms by which a near relative's request about somebody dead is written down, decided and fetched."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from baigong.domains.seekers.enums import Kinship, RelativeWish

NONE_SUCH = "没有这份申请，或者已经办过。请刷新看看。"
_CHOOSE = [("", "请选")]


class RelativeForm(forms.Form):
    """Who asks for what, and by which documents."""

    ASKS: ClassVar[dict[str, str]] = {
        "applicant_name": "relative_request.applicant_name",
    }
    OF_OTHERS: ClassVar[bool] = True

    applicant_name = forms.CharField(
        label="申请人姓名", max_length=40, error_messages={"required": "还没写申请人姓名。"}
    )
    kinship = forms.ChoiceField(
        label="是逝者的什么人",
        choices=[*_CHOOSE, *Kinship.choices],
        error_messages={"required": "还没选申请人是逝者的什么人。近亲属才能申请。"},
    )
    wish = forms.ChoiceField(
        label="要办什么",
        choices=[*_CHOOSE, *RelativeWish.choices],
        error_messages={"required": "还没选要办什么。"},
    )
    died_on = forms.DateField(
        label="去世日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "还没填去世日期。", "invalid": "请写成2026-03-01这样的日期。"},
    )
    document = forms.CharField(
        label="证明材料",
        max_length=120,
        help_text="死亡证明、亲属关系证明的名称和编号，不写姓名",
        error_messages={"required": "还没写证明材料。没有死亡证明和亲属关系证明，不能登记。"},
    )
    reason = forms.CharField(
        label="为什么要办、更正什么",
        max_length=200,
        error_messages={"required": "还没写为什么要办。要更正的，写明更正哪一项。"},
    )


class RequestForm(forms.Form):
    """Which request."""

    relative_request = forms.UUIDField(error_messages={"invalid": NONE_SUCH, "required": NONE_SUCH})


class DecideRelativeForm(RequestForm):
    """Which request, whether one agrees, and what the relative is told."""

    answer = forms.ChoiceField(
        choices=[("yes", "同意"), ("no", "不同意")],
        error_messages={"invalid_choice": "请点同意或不同意。", "required": "请点同意或不同意。"},
    )
    words = forms.CharField(
        min_length=2,
        max_length=120,
        error_messages={
            "required": "还没写告诉申请人的话。请写一句，再点按钮。",
            "min_length": "告诉申请人的话太短。请写明白，再点按钮。",
        },
    )
