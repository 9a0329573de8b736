"""The list of employers as it goes out: the headings it came in by, contact data masked."""

from __future__ import annotations

from collections.abc import Iterator

from baigong.domains.codes.selectors import entry_of
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.selectors import ARE_BODIES
from baigong.foundation.exchange.exporting import ListExport
from baigong.foundation.scope.conditions import place_range

HEADINGS = (
    "企业名称",
    "统一社会信用代码",
    "所属县镇",
    "行业",
    "企业性质",
    "规模",
    "地址",
    "联系人",
    "联系电话",
)


def organisation_rows(place_path: str) -> Iterator[tuple[str, list[object]]]:
    """Yield the key and the cells of every organisation in force at a place, by the sound of its name."""
    found = Organisation.objects.filter(place_range("place_path", place_path), withdrawn_at__isnull=True)
    found = found.filter(ARE_BODIES)
    for each in found.select_related("place").order_by("name_pinyin", "id").iterator(chunk_size=500):
        industry = entry_of("industry", each.industry_code)
        yield (
            str(each.id),
            [
                each.name,
                each.credit_code,
                each.place.name,
                industry.label if industry else "",
                each.get_nature_display(),
                each.size_label,
                each.address,
                str(each.contact_name or ""),
                str(each.contact_phone or ""),
            ],
        )


EMPLOYER_EXPORT = ListExport("employers", "企业清单", HEADINGS, organisation_rows, "organisation")
