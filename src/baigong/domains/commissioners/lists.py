"""The list of who answers for which firm (用工服务专员清单, M07.1, M07.2, LG-9, LG-14, LG-22)."""

from __future__ import annotations

from typing import Any

from baigong.domains.commissioners.enums import ONE_PER_TARGET, AssignmentKind
from baigong.domains.commissioners.models import Assignment
from baigong.domains.parties.references import OrganisationReference
from baigong.domains.places.reading import NamedPlace
from baigong.domains.users.references import PostReference
from baigong.foundation.exchange.declared.columns import (
    choice_column,
    date_column,
    last_day_column,
    text_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader


def _complete(values: dict[str, Any], reader: RowReader) -> None:
    starts_on, ends_before = values.get("starts_on"), values.get("ends_before")
    if starts_on and ends_before and ends_before <= starts_on:
        reader.wrong("last_day", "period", "结束日期早于开始日期。请核对这两天。")
    kind = str(values.get("kind") or "")
    values["one_per_target"] = kind if kind in ONE_PER_TARGET else ""


ASSIGNMENTS = DeclaredList(
    name="assignments",
    title="服务专员分工",
    model=Assignment,
    dated="starts_on",
    key=("kind", "post_id", "organisation_id", "starts_on"),
    places=NamedPlace(),
    references=(
        PostReference(),
        OrganisationReference("organisation_id", "employer_name", "企业名称"),
    ),
    columns=(
        choice_column("kind", "分工", AssignmentKind.choices, "服务方式", "类别", required=True),
        date_column("starts_on", "开始日期", "派驻日期", "起始日期", required=True, may_be_future=True),
        last_day_column("last_day", "结束日期"),
        text_column("exception_reason", "例外说明", "不足额原因", longest=200),
    ),
    complete=_complete,
)
