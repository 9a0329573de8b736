"""The list of facilities (M01.6, LG-29, LG-34): where people are served, lodged or hired."""

from __future__ import annotations

from typing import Any

from baigong.domains.facilities.enums import FacilityKind
from baigong.domains.facilities.models import Facility
from baigong.domains.parties.references import OrganisationReference
from baigong.domains.places.reading import NamedPlace
from baigong.foundation.exchange.declared.columns import (
    choice_column,
    date_column,
    integer_column,
    text_column,
    yes_no_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader


def _dates(values: dict[str, Any], reader: RowReader) -> None:
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened and closed and closed < opened:
        reader.wrong("closed_on", "period", "停用日期早于启用日期。请核对这两天。")


FACILITIES = DeclaredList(
    name="facilities",
    title="服务设施",
    model=Facility,
    dated="opened_on",
    key=("kind", "place_id", "label"),
    place_attribute="place_id",
    places=NamedPlace(),
    references=(
        OrganisationReference(
            "owner_id", "owner_name", "运营单位", "主办单位", "产权单位", is_required=False
        ),
    ),
    columns=(
        choice_column("kind", "设施类别", FacilityKind.choices, "类别", "类型", required=True),
        text_column("label", "设施名称", "名称", "网点名称", "站点名称", required=True),
        text_column("address", "地址", "详细地址", longest=200),
        text_column("telephone", "服务电话", "电话", longest=30),
        text_column("opening_hours", "开放时间", "服务时间", longest=80),
        integer_column("capacity", "容量", "床位数", "工位数", unit="人"),
        yes_no_column("dedicated", "专用", attribute="is_dedicated"),
        date_column("opened_on", "启用日期", "开业日期", "成立日期"),
        date_column("accepted_on", "验收日期", "认定日期"),
        date_column("closed_on", "停用日期", "关闭日期"),
    ),
    complete=_dates,
)
