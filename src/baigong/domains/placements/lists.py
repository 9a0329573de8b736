"""The lists of insurance months (HA-1a, KPI-SD-6), as the insurance office sends them, and of who works where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from baigong.domains.parties.ages import UnderAgeError, refuse_under_age
from baigong.domains.parties.references import OrganisationReference, PersonReference
from baigong.domains.placements.enums import EndedReason, EngagementKind, InsuranceScheme
from baigong.domains.placements.hiring import FIRST_INSURED_YEAR
from baigong.domains.placements.models import Engagement, InsuranceSpan
from baigong.domains.places.reading import NamedPlace
from baigong.domains.statuses.selectors import is_deceased
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared.columns import (
    Column,
    choice_column,
    date_column,
    integer_column,
    last_day_column,
    text_column,
    yes_no_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.declared.references import Resolved
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.identity import IdentityNumber
from baigong.kernels.recognition.fields import Field

MOST_MONTHS = 720
_MONTH = re.compile(r"(\d{4})\D{0,2}(\d{1,2})(?:\D.*)?")
_NOT_A_MONTH = "“{text}”不是年月。请写成2026-03或202603。"


def _read_month(reader: RowReader, name: str) -> int | None:
    """Return the month as one number (202603); what is no month, or lies ahead, goes to the reader."""
    text = reader.text(name, longest=40)
    if not text:
        return None
    found = _MONTH.fullmatch(text)
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if year < FIRST_INSURED_YEAR or not 1 <= month <= 12:
        reader.wrong(name, "month", _NOT_A_MONTH.format(text=text[:20]))
        return None
    if (year, month) > (reader.on.year, reader.on.month):
        reader.wrong(name, "future", f"{year}年{month}月还没有到。请核对参保起始月。")
        return None
    return year * 100 + month


def _complete(values: dict[str, Any], reader: RowReader) -> None:
    """What a register leaves out is the usual: employees' pension insurance, paid in time."""
    values["scheme"] = values.get("scheme") or InsuranceScheme.PENSION
    if values.get("is_on_time") is None:
        values["is_on_time"] = True
    if values.get("months") == 0:
        reader.wrong("months", "months", "连续月数至少是1。没有参保的，请删去这一行。")


INSURANCE_MONTHS = DeclaredList(
    name="insurance_months",
    title="参保月份",
    model=InsuranceSpan,
    dated="first_month",
    key=("person_id", "employer_id", "scheme", "first_month", "is_on_time"),
    places=NamedPlace(),
    references=(
        PersonReference("person_id"),
        OrganisationReference("employer_id", "employer_name", "企业名称", "参保单位", "缴费单位"),
    ),
    columns=(
        choice_column("scheme", "险种", InsuranceScheme.choices, "参保险种", hint="空着就是职工养老"),
        Column(
            Field(
                "first_month",
                "参保起始月",
                "month",
                ("起始年月", "缴费起始年月", "参保开始月"),
                required=True,
                hint="如2026-03",
            ),
            "first_month",
            _read_month,
            lambda month: f"{month // 100}-{month % 100:02}" if month else None,
        ),
        integer_column("months", "连续月数", "缴费月数", unit="个月", required=True, most=MOST_MONTHS),
        yes_no_column("paid_in_time", "按时缴费", "是否按时", attribute="is_on_time"),
    ),
    complete=_complete,
)


_DEAD = "这个人登记为已去世，不能登记用工。登记有误的，请先在“人员身份”里改正。"


class WorkerReference(PersonReference):
    """A person of the register who may work: of lawful age (Labour Law 15) and not known to be dead."""

    def read(self, reader: RowReader, context: ImportContext) -> tuple[str, IdentityNumber] | None:
        asked = super().read(reader, context)
        # Read aside: what is wrong with the day is said once, by its own column.
        starts_on = RowReader(reader.row, reader.layout, reader.on).date("starts_on")
        if asked is not None and starts_on is not None:
            try:
                refuse_under_age(asked[1].birth_date, place_path=context.place_path, on=starts_on)
            except UnderAgeError as error:
                reader.wrong("starts_on", error.code, error.sentence)
        return asked

    def resolve(self, asked: Sequence[tuple[str, IdentityNumber]], context: ImportContext) -> list[Resolved]:
        """Return the persons; who is known to be dead is refused."""
        found = super().resolve(asked, context)
        return [self._alive(each, context) for each in found]

    def _alive(self, found: Resolved, context: ImportContext) -> Resolved:
        if found.object_id is None or not is_deceased(found.object_id, context.on):
            return found
        return Resolved(found.key, sentence=_DEAD, field=self.fields[0].name)


def _work(values: dict[str, Any], reader: RowReader) -> None:
    starts_on, ends_before = values.get("starts_on"), values.get("ends_before")
    if starts_on and ends_before and ends_before <= starts_on:
        reader.wrong("last_day", "period", "最后上班日早于到岗日期。请核对这两天。")
    if values.get("ended_reason") and not ends_before:
        reader.wrong("ended_reason", "period", "写了离岗原因，还没写最后上班日。请补上。")


ENGAGEMENTS = DeclaredList(
    name="engagements",
    title="用工登记",
    model=Engagement,
    dated="starts_on",
    key=("person_id", "employer_id", "kind", "starts_on"),
    places=NamedPlace(),
    references=(
        WorkerReference("person_id"),
        OrganisationReference("employer_id", "employer_name", "企业名称", "用人单位", "平台企业", "见习单位"),
        OrganisationReference("host_id", "host_name", "实际用工单位", "合作企业", is_required=False),
    ),
    columns=(
        choice_column("kind", "用工形式", EngagementKind.choices, "用工类型", "关系类别", required=True),
        date_column("starts_on", "到岗日期", "入职日期", "开始日期", required=True),
        last_day_column("last_day", "最后上班日", "离岗日期", "离职日期", hint="还在岗的空着"),
        choice_column("ended_reason", "离岗原因", EndedReason.choices),
        text_column("occupation_code", "职业代码", longest=12),
    ),
    complete=_work,
    # What came of an introduction is told by its steps, not by a table.
    narrow=Q(introduction__isnull=True),
    is_final=True,
)
