"""The policy list (人社政策服务清单, M12.2): what people and firms can make use of, in words."""

from __future__ import annotations

from typing import Any

from baigong.domains.places.reading import NamedPlace
from baigong.domains.policies.audiences import audiences_said
from baigong.domains.policies.enums import PolicyField, PolicyLevel
from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.tags import tags_column
from baigong.foundation.exchange.declared.columns import (
    choice_column,
    date_column,
    last_day_column,
    text_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader

_LONG = 2000


def _complete(values: dict[str, Any], reader: RowReader) -> None:
    start, end = values.get("valid_from"), values.get("valid_before")
    if start and end and end <= start:
        reader.wrong("valid_last_day", "period", "有效期的最后一天早于第一天。请核对。")
    values["audience_codes"] = audiences_said(str(values.get("audience_text") or ""))


POLICY_ITEMS = DeclaredList(
    name="policy_items",
    title="人社政策",
    model=PolicyItem,
    dated="valid_from",
    key=("number", "title", "valid_from", "place_id"),
    place_attribute="place_id",
    places=NamedPlace(),
    columns=(
        choice_column("field", "政策类别", PolicyField.choices, "类别", "业务类别", required=True),
        text_column("title", "政策名称", "项目名称", "政策项目", longest=160, required=True),
        text_column("number", "文号", "文件号", "文件依据", "政策依据", longest=80, required=True),
        text_column("issuer", "发文单位", "发文机关", "制定单位", required=True),
        choice_column("level", "层级", PolicyLevel.choices, "政策层级", required=True),
        text_column("audience_text", "适用对象", "对象", "享受对象", "补贴对象", longest=200),
        text_column("conditions_text", "享受条件", "条件", "申请条件", longest=_LONG),
        text_column("standard_text", "补贴标准", "政策内容", "标准", longest=_LONG),
        text_column("materials_text", "申请材料", "材料", "所需材料", longest=_LONG),
        text_column("channel_text", "办理渠道", "办理方式", "经办机构", "办理地点", longest=300),
        text_column("link", "申请网址", "办理链接", longest=300),
        date_column("valid_from", "施行日期", "执行日期", "有效期起", required=True, may_be_future=True),
        last_day_column(
            "valid_last_day", "有效期至", "截止日期", attribute="valid_before", hint="长期有效的空着"
        ),
        text_column("deciding_body", "审议机关", "决定机关", "审议单位", "批准机关"),
        text_column(
            "deciding_session",
            "审议的会议",
            "会议届次",
            "审议会议",
            hint="写届、次，如市政府第几届第几次常务会议",
        ),
        text_column("interpreted_by", "解释单位", "解释机关", "负责解释的单位"),
        text_column("rests_on_text", "上级依据", "上位文件", "依据的文件", "制定依据", longest=200),
        tags_column(),
        date_column("review_due_on", "复核日期", "下次复核", may_be_future=True),
    ),
    complete=_complete,
)
