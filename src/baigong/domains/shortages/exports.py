"""The list of firms short of workers as it goes out: one row for each open need."""

from __future__ import annotations

from collections.abc import Iterator

from baigong.domains.codes.selectors import label_of
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.services import missing_facts
from baigong.foundation.exchange.exporting import ListExport, yuan
from baigong.foundation.scope.conditions import place_range

HEADINGS = (
    "企业名称",
    "统一社会信用代码",
    "所属县镇",
    "缺工岗位（工种）",
    "职业代码",
    "缺工类型",
    "缺工人数",
    "技能等级要求",
    "月薪",
    "月薪下限",
    "月薪上限",
    "缺工原因",
    "招工计划",
    "是否急缺",
    "四清还缺",
)


def need_rows(place_path: str) -> Iterator[tuple[str, list[object]]]:
    """Yield the key and the cells of every open need at a place, firm by firm."""
    found = Need.objects.filter(
        place_range("place_path", place_path), closed_on__isnull=True, withdrawn_at__isnull=True
    )
    found = found.select_related("organisation", "place").order_by("organisation__name_pinyin", "id")
    for need in found.iterator(chunk_size=500):
        yield (
            str(need.id),
            [
                need.organisation.name,
                need.organisation.credit_code,
                need.place.name,
                need.label,
                need.occupation_code,
                need.get_kind_display(),
                need.headcount,
                need.skill_text,
                need.pay_text,
                yuan(need.pay_from_fen_month),
                yuan(need.pay_to_fen_month),
                "、".join(label_of("cause", code) for code in need.cause_codes),
                need.plan_text,
                need.is_urgent,
                "、".join(missing_facts(need)),
            ],
        )


SHORTAGE_EXPORT = ListExport("shortages", "缺工企业清单", HEADINGS, need_rows, "need")
