"""What an officer is asked who states a plan of aid for a person (JH-11a)."""

from __future__ import annotations

from django import forms

from baigong.domains.cases.aid_plans import LONGEST_MEASURES, LONGEST_NEEDS, LONGEST_RESPONSIBLE, AidPlan


class AidPlanForm(forms.Form):
    """Needs, measures, who answers for it, and when it is looked at again."""

    prefix = "aid"
    needs = forms.CharField(
        label="需要什么",
        max_length=LONGEST_NEEDS,
        help_text="例如：离家近的活、学门手艺。不写病情、家事",
        error_messages={"required": "还没写需要什么。"},
    )
    measures = forms.CharField(
        label="怎么帮",
        max_length=LONGEST_MEASURES,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="和本人说好的，本人看得到",
        error_messages={"required": "还没写怎么帮。"},
    )
    responsible = forms.CharField(
        label="谁负责", max_length=LONGEST_RESPONSIBLE, error_messages={"required": "还没写谁负责。"}
    )
    review_on = forms.DateField(
        label="哪天复核",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "还没填哪天复核。", "invalid": "请写成2026-03-01这样的日期。"},
    )

    @property
    def plan(self) -> AidPlan:
        given = self.cleaned_data
        return AidPlan(given["needs"], given["measures"], given["responsible"], given["review_on"])
