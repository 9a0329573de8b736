"""The list of activities (M06): fairs, trips, visits, meetings, with what their organisers report."""

from __future__ import annotations

from typing import Any

from baigong.domains.activities.enums import ActivityKind
from baigong.domains.activities.models import Activity
from baigong.domains.parties.references import OrganisationReference
from baigong.domains.places.reading import NamedPlace
from baigong.foundation.exchange.declared.columns import (
    choice_column,
    date_column,
    integer_column,
    last_day_column,
    text_column,
    words_column,
    yes_no_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader


def _dates(values: dict[str, Any], reader: RowReader) -> None:
    if values.get("held_on") and values.get("ends_before") and values["ends_before"] <= values["held_on"]:
        reader.wrong("last_day", "period", "结束日期早于举办日期。请核对这两天。")


ACTIVITIES = DeclaredList(
    name="activities",
    title="活动",
    model=Activity,
    dated="held_on",
    key=("kind", "place_id", "label", "held_on"),
    place_attribute="place_id",
    places=NamedPlace(),
    references=(
        OrganisationReference("organiser_id", "organiser_name", "主办单位", "承办单位", is_required=False),
    ),
    columns=(
        choice_column("kind", "活动类别", ActivityKind.choices, "类别", "活动类型", required=True),
        text_column("label", "活动名称", "名称", "招聘会名称", required=True),
        date_column("held_on", "举办日期", "活动日期", "日期", "时间", required=True, may_be_future=True),
        last_day_column("last_day", "结束日期", hint="只办一天的空着"),
        text_column("venue_text", "举办地点", "地点", "场地"),
        text_column("destination_text", "目的地", "外出地点", hint="外出招工、劳务协作的填"),
        words_column("tags", "标签", "专场类型", "主题"),
        text_column("campaign_code", "所属专项活动", "系列活动", longest=40),
        yes_no_column("online", "线上", attribute="is_online"),
        yes_no_column("free", "对单位和个人免费", "免费", attribute="is_free_of_charge"),
        integer_column("reported_firm_count", "参会单位数", "参会企业数", "参会企业", unit="家"),
        integer_column("reported_vacancy_count", "提供岗位数", "岗位数", unit="个"),
        integer_column("reported_headcount", "参会人数", "进场人数", "观看人数", unit="人"),
        integer_column("reported_intent_count", "达成意向数", "意向人数", "达成意向", unit="人"),
        text_column("outcome_text", "成效", "备注", "效果", longest=300),
    ),
    complete=_dates,
)
