"""What is recorded further of a row of a list: the steps of a case, the vouchers of an activity."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db import transaction

from baigong.domains.activities.costs import add_cost, void_cost
from baigong.domains.activities.enums import CostKind
from baigong.domains.activities.errors import CostError
from baigong.domains.activities.selectors import costs_of
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.models import CaseStep
from baigong.domains.cases.selectors import steps_of, steps_open_to
from baigong.domains.cases.steps import LONGEST_TEXT, Step, take_step
from baigong.domains.evidence.errors import EvidenceError
from baigong.faces.desk.evidence import fits, keep, paper_field
from baigong.foundation import clock
from baigong.foundation.access.standing import Standing

FEN = 100
CASE_LISTS = ("cases", "aid_plans")
_DATE = forms.DateInput(attrs={"type": "date"})


class StepForm(forms.Form):
    """One step of a case, from those it may take where it stands."""

    ASKS: ClassVar[dict[str, str]] = {"file": "file.original_name"}
    OF_OTHERS: ClassVar[bool] = True
    prefix = "step"
    kind = forms.ChoiceField(label="这一步", error_messages={"required": "还没选这一步是什么。"})
    on = forms.DateField(label="办理日期", widget=_DATE, error_messages={"required": "还没填办理日期。"})
    text = forms.CharField(
        label="说明", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="答复、结果、原因或对方的评价",
    )  # fmt: skip
    to_department = forms.CharField(
        label="派给哪个部门", required=False, max_length=120, help_text="派办的填"
    )
    due_on = forms.DateField(label="新时限", required=False, widget=_DATE, help_text="派办、延期的填")
    file = paper_field()

    def __init__(self, *arguments: Any, record: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"initial": {"on": clock.today()}, **named})
        self.fields["kind"].choices = steps_open_to(record)  # type: ignore[attr-defined]  # it is a ChoiceField


class CostForm(forms.Form):
    """One voucher of an activity, in yuan."""

    prefix = "cost"
    kind = forms.ChoiceField(label="费用类别", choices=CostKind.choices)
    yuan = forms.DecimalField(
        label="金额（元）", min_value=Decimal("0.01"), max_digits=11, decimal_places=2,
        error_messages={"required": "还没填金额。", "invalid": "金额要写成数字，如1200.50。"},
    )  # fmt: skip
    voucher = forms.CharField(label="凭证号", max_length=60, error_messages={"required": "还没填凭证号。"})

    def __init__(self, *arguments: Any, record: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)


@dataclass(frozen=True, slots=True)
class More:
    """What a page shows and asks beneath a row: a heading, the rows recorded so far, the form of the next.

    `has_words`: some of it is a person's own words, shown by a revealing only.
    """

    heading: str
    button: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    keys: list[str]
    form: StepForm | CostForm | None
    has_words: bool = False


def more_of(
    list_name: str,
    record: Any,
    form: StepForm | CostForm | None = None,
    words: Mapping[uuid.UUID, str] | None = None,
) -> More | None:
    """Return what is recorded further of a row, None for a list that has nothing of the kind.

    `words`: what people wrote of a case, by step, where it was revealed.
    """
    if list_name in CASE_LISTS:
        return _steps(record, form, words or {})
    return _costs(record, form) if list_name == "activities" else None


def _steps(record: Any, form: StepForm | CostForm | None, words: Mapping[uuid.UUID, str]) -> More:
    steps = steps_of(record.pk)
    rows = [
        (
            str(step.happened_on),
            step.get_kind_display(),
            _said(step, words),
            step.to_department or "—",
            str(step.due_on or "—"),
        )
        for step in steps
    ]
    asked = form or (StepForm(record=record) if steps_open_to(record) else None)
    heads = ("日期", "步骤", "说明", "部门", "时限")
    has_words = any(step.said is not None for step in steps)
    return More("办理经过", "记下这一步", heads, rows, [], asked, has_words)


def _said(step: CaseStep, words: Mapping[uuid.UUID, str]) -> str:
    if step.said is None:
        return step.answer_text or "—"
    own = f"本人写：{words.get(step.id) or step.said}"
    return f"{step.answer_text}；{own}" if step.answer_text else own


def _costs(record: Any, form: StepForm | CostForm | None) -> More:
    costs = costs_of(record.pk)
    rows = [
        (cost.get_kind_display(), cost.voucher, f"{Decimal(cost.amount_fen) / FEN:,.2f}") for cost in costs
    ]
    keys = [str(cost.id) for cost in costs]
    return More(
        "费用", "登记这笔费用", ("类别", "凭证号", "金额（元）"), rows, keys, form or CostForm(record=record)
    )


def form_of(list_name: str, record: Any, data: Any, files: Any) -> StepForm | CostForm | None:
    """Return the filled form of a list's further rows."""
    if list_name in CASE_LISTS:
        return StepForm(data, files, record=record)
    return CostForm(data, record=record) if list_name == "activities" else None


def keep_more(form: StepForm | CostForm, record: Any, standing: Standing) -> bool:
    """Write what a valid form says; a refusal goes to the form, as a sentence."""
    said, by = form.cleaned_data, standing.scope.actor
    if not fits(form, standing):
        return False
    try:
        if isinstance(form, StepForm):
            step = Step(said["kind"], said["on"], said["text"], said["to_department"], said["due_on"])
            with transaction.atomic():
                taken = take_step(by=by, case=record, step=step, post_id=uuid.UUID(standing.post_id))
                keep(said["file"], taken, standing)
        else:
            fen = int(said["yuan"] * FEN)
            add_cost(by=by, activity=record, kind=said["kind"], amount_fen=fen, voucher=said["voucher"])
    except (CaseError, CostError, EvidenceError) as error:
        form.add_error(None, error.sentence)
        return False
    return True


def take_back(record: Any, key: str, reason: str, standing: Standing) -> None:
    """Take back one voucher of an activity.

    :raises CostError: when it is none of the activity's, is gone already, or no reason is given.
    """
    cost = next((each for each in costs_of(record.pk) if str(each.id) == key), None)
    if cost is None:
        raise CostError("gone", "这笔费用不在这场活动里，或者已经作废。请刷新再看。")
    void_cost(by=standing.scope.actor, cost=cost, reason=reason)
