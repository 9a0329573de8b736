"""The lists of cohorts and of who took part in what (M06.3, M09, M10, LG-31)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from baigong.domains.activities.references import ActivityReference
from baigong.domains.cohorts.enums import CohortKind, ParticipationRole
from baigong.domains.cohorts.models import Cohort, Participation
from baigong.domains.cohorts.references import CohortReference
from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.references import OrganisationReference, PersonReference
from baigong.domains.places.reading import NamedPlace
from baigong.domains.policies.selectors import code_labels, code_labels_on
from baigong.foundation.exchange.declared.columns import (
    Column,
    choice_column,
    code_column,
    date_column,
    decimal_column,
    integer_column,
    last_day_column,
    text_column,
    yes_no_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader


def _period(values: dict[str, Any], reader: RowReader) -> None:
    starts_on, ends_before = values.get("starts_on"), values.get("ends_before")
    if starts_on and ends_before and ends_before <= starts_on:
        reader.wrong("last_day", "period", "结束日期早于开始日期。请核对这两天。")


def _attendance(values: dict[str, Any], reader: RowReader) -> None:
    joined, left = values.get("joined_on"), values.get("left_on")
    if joined and left and left < joined:
        reader.wrong("left_on", "period", "离开日期早于加入（到达）日期。请核对这两天。")


def _roles(*roles: ParticipationRole) -> Column:
    choices = [(role.value, role.label) for role in roles]
    return choice_column("role", "身份", choices, "角色", "参加身份", required=True)


def _result() -> Column:
    return code_column(
        "result",
        "结果",
        lambda: code_labels("participation_result"),
        "成果",
        attribute="result_code",
        codes_on=lambda on: code_labels_on("participation_result", on),
    )


_NOTE = text_column("note", "备注", "说明", longest=200)

COHORTS = DeclaredList(
    name="cohorts",
    title="班次",
    model=Cohort,
    dated="starts_on",
    key=("organiser_id", "kind", "label", "starts_on"),
    place_attribute="place_id",
    places=NamedPlace(),
    references=(
        OrganisationReference("organiser_id", "organiser_name", "主办单位", "院校", "培训机构", "见习单位"),
        OrganisationReference("firm_id", "firm_name", "用工企业", "合作企业", "冠名企业", is_required=False),
    ),
    columns=(
        choice_column("kind", "班次类别", CohortKind.choices, "类别", required=True),
        text_column("label", "班次名称", "班级名称", "批次名称", required=True),
        text_column("trade_text", "专业（工种）", "专业", "培训工种", longest=80),
        text_column("catalogue_item", "培训目录项目", "目录编号", longest=40),
        integer_column("planned_headcount", "计划人数", "人数", unit="人"),
        date_column("starts_on", "开始日期", "开班日期", required=True, may_be_future=True),
        last_day_column("last_day", "结束日期", "结业日期"),
    ),
    complete=_period,
)

ACTIVITY_FIRMS = DeclaredList(
    name="activity_firms",
    title="参会单位",
    model=Participation,
    key=("activity_id", "party_id", "role"),
    places=NamedPlace(),
    references=(ActivityReference(), OrganisationReference("party_id", "employer_name", "企业名称")),
    columns=(
        _roles(ParticipationRole.EXHIBITOR, ParticipationRole.ORGANISER, ParticipationRole.SERVED),
        integer_column("vacancies_offered", "提供岗位数", "招聘人数", unit="人"),
        _result(),
        _NOTE,
    ),
    narrow=Q(activity__isnull=False, party__kind=PartyKind.ORGANISATION),
)

ACTIVITY_PEOPLE = DeclaredList(
    name="activity_people",
    title="参加活动人员",
    model=Participation,
    key=("activity_id", "party_id", "role"),
    places=NamedPlace(),
    references=(ActivityReference(), PersonReference("party_id")),
    columns=(
        _roles(
            ParticipationRole.VISITOR,
            ParticipationRole.PASSENGER,
            ParticipationRole.SERVED,
            ParticipationRole.CONTESTANT,
            ParticipationRole.WINNER,
            ParticipationRole.EXPERT,
            ParticipationRole.MEMBER,
        ),
        date_column("joined_on", "到达日期", "入住日期", may_be_future=True, hint="住宿、接送的填"),
        date_column("left_on", "离开日期", "退房日期", may_be_future=True),
        _result(),
        integer_column("rank", "名次", most=1000),
        _NOTE,
    ),
    complete=_attendance,
    narrow=Q(activity__isnull=False, party__kind=PartyKind.PERSON),
)

COHORT_PEOPLE = DeclaredList(
    name="cohort_people",
    title="班次人员",
    model=Participation,
    dated="joined_on",
    key=("cohort_id", "party_id", "role"),
    places=NamedPlace(),
    references=(CohortReference(), PersonReference("party_id")),
    columns=(
        _roles(ParticipationRole.TRAINEE, ParticipationRole.PLACED),
        date_column("joined_on", "加入日期", "入班日期", "到岗日期", may_be_future=True),
        date_column("left_on", "离开日期", "结业日期", "离岗日期", may_be_future=True),
        decimal_column("hours", "学时", "课时", unit="小时"),
        yes_no_column("completed", "完成", "是否结业", attribute="is_completed"),
        _result(),
        _NOTE,
    ),
    complete=_attendance,
    narrow=Q(cohort__isnull=False),
)
