"""The supply list as it goes out: one row for each current registration, personal data masked."""

from __future__ import annotations

from collections.abc import Iterator

from baigong.domains.codes.selectors import entry_of
from baigong.domains.workers.models import Registration
from baigong.foundation.exchange.exporting import ListExport, yuan
from baigong.foundation.scope.conditions import place_range

HEADINGS = (
    "姓名",
    "性别",
    "身份证号",
    "联系电话",
    "现居镇村",
    "学历",
    "就业状态",
    "求职工种",
    "期望月薪（元）",
    "意向地区",
    "班次",
    "要住宿",
    "培训意愿",
    "重点群体",
    "摸排日期",
)


def registration_rows(place_path: str) -> Iterator[tuple[str, list[object]]]:
    """Yield the key and the cells of every current registration at a place, the latest survey first."""
    found = Registration.objects.filter(
        place_range("place_path", place_path), superseded_at__isnull=True, voided_at__isnull=True
    )
    found = found.select_related("person", "place").order_by("-surveyed_on", "id")
    for each in found.iterator(chunk_size=500):
        person, education = each.person, entry_of("education", each.education_code)
        yield (
            str(each.id),
            [
                str(person.full_name),
                {"m": "男", "f": "女"}.get(each.sex, ""),
                str(person.identity_number or ""),
                str(person.phone or ""),
                each.place.name,
                education.label if education else "",
                each.get_state_display(),
                each.occupation_text,
                yuan(each.pay_from_fen_month),
                each.wish_places_text,
                each.get_shift_display(),
                each.wants_lodging,
                each.training_need,
                "、".join(map(str, each.group_codes)),
                each.surveyed_on,
            ],
        )


SUPPLY_EXPORT = ListExport("workers", "人力资源供给清单", HEADINGS, registration_rows, "registration")
