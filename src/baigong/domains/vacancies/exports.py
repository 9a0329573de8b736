"""The list of vacancies as it goes out: one row for each open post, published or not."""

from __future__ import annotations

from collections.abc import Iterator

from baigong.domains.vacancies.models import Vacancy
from baigong.foundation.exchange.exporting import ListExport, yuan
from baigong.foundation.scope.conditions import place_range

HEADINGS = (
    "企业名称",
    "统一社会信用代码",
    "所属县镇",
    "岗位名称",
    "招聘人数",
    "月薪",
    "月薪下限",
    "月薪上限",
    "班次",
    "提供住宿",
    "工作地点",
    "福利待遇",
    "岗位描述",
    "是否已发布",
)


def vacancy_rows(place_path: str) -> Iterator[tuple[str, list[object]]]:
    """Yield the key and the cells of every open post at a place, firm by firm."""
    found = Vacancy.objects.filter(
        place_range("place_path", place_path), closed_on__isnull=True, withdrawn_at__isnull=True
    )
    found = found.select_related("organisation", "place").order_by("organisation__name_pinyin", "id")
    for each in found.iterator(chunk_size=500):
        yield (
            str(each.id),
            [
                each.organisation.name,
                each.organisation.credit_code,
                each.place.name,
                each.title,
                each.headcount,
                each.pay_text,
                yuan(each.pay_from_fen_month),
                yuan(each.pay_to_fen_month),
                each.get_shift_display(),
                each.has_lodging,
                each.workplace_text,
                each.benefits,
                each.description,
                each.public_since is not None,
            ],
        )


VACANCY_EXPORT = ListExport("vacancies", "岗位清单", HEADINGS, vacancy_rows, "vacancy")
