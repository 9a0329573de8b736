"""A list for trying lists, with a filter of every kind.

What the desk reads is `REGISTER`; domains/workers/tests/test_register_plans.py holds that one to its indexes.
"""

from __future__ import annotations

from django.db.models import Q

from baigong.domains.workers.enums import WorkState
from baigong.domains.workers.models import Registration
from baigong.foundation.lists import Filter, FilterKind, ListDefinition, Sort

SUPPLY = ListDefinition(
    name="supply",
    model=Registration,
    sorts=(
        Sort("recorded", "登记时间", "recorded_at", is_descending=True),
        Sort("pay", "要价", "pay_from_fen_month"),
        Sort("surveyed", "摸排日期", "surveyed_on", is_descending=True),
        Sort("contact", "下次联系", "next_contact_on"),
    ),
    filters=(
        Filter("state", "状态", "state", FilterKind.CHOICE, tuple(WorkState.choices)),
        Filter("group", "职业大类", "occupation_group"),
        Filter("education", "学历", "education_rank", FilterKind.AT_LEAST),
        Filter("pay_to", "要价不高于", "pay_from_fen_month", FilterKind.AT_MOST, scale=100),
        Filter("since", "登记不早于", "recorded_at", FilterKind.AT_LEAST),
        Filter("contact", "有无下次联系", "next_contact_on", FilterKind.PRESENT),
        Filter("text", "工种写法", "occupation_text", FilterKind.PREFIX),
        Filter("place", "地点", "place_path", FilterKind.PLACE),
    ),
    current=Q(superseded_at__isnull=True, voided_at__isnull=True),
    has_county=True,
)
