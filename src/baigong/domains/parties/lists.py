"""The lists of how parties stand to each other, and of what somebody is certified for (M02.3, HA-2c)."""

from __future__ import annotations

from typing import Any

from baigong.domains.parties.enums import CredentialKind, LinkKind
from baigong.domains.parties.models import Credential, PartyLink
from baigong.domains.parties.references import OrganisationReference, PersonReference
from baigong.domains.places.reading import NamedPlace
from baigong.foundation.exchange.declared.columns import (
    choice_column,
    date_column,
    last_day_column,
    text_column,
    yes_no_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader
from baigong.foundation.privacy.blind import blind_index

_PERSONAL_LINKS = {LinkKind.SPOUSE, LinkKind.PARENT, LinkKind.GUARDIAN}
_OF_BODIES = [choice for choice in LinkKind.choices if choice[0] not in _PERSONAL_LINKS]


def _period(values: dict[str, Any], reader: RowReader) -> None:
    starts_on, ends_before = values.get("starts_on"), values.get("ends_before")
    if starts_on and ends_before and ends_before <= starts_on:
        reader.wrong("last_day", "period", "结束日期早于开始日期。请核对这两天。")


def _certificate(values: dict[str, Any], reader: RowReader) -> None:
    issued_on, valid_until = values.get("issued_on"), values.get("valid_until")
    if issued_on and valid_until and valid_until < issued_on:
        reader.wrong("valid_until", "period", "有效期早于发证日期。请核对这两天。")
    number = values.get("number")
    values["number_index"] = blind_index("credential.number", str(number)) if number else None


PARTY_LINKS = DeclaredList(
    name="party_links",
    title="单位关系",
    model=PartyLink,
    dated="starts_on",
    key=("from_party_id", "to_party_id", "kind", "starts_on"),
    places=NamedPlace(),
    references=(
        OrganisationReference("from_party_id", "from_name", "单位名称", "平台企业", "主办单位"),
        OrganisationReference("to_party_id", "to_name", "对方名称", "合作企业", "服务企业", "成员单位"),
    ),
    columns=(
        choice_column("kind", "关系", _OF_BODIES, "关系类型", required=True),
        text_column("service_kind", "服务内容", "合作内容", longest=40),
        yes_no_column("pay_routed", "工资经由对方发放", attribute="is_pay_routed"),
        date_column("starts_on", "开始日期", "起始日期", "合作开始", required=True, may_be_future=True),
        last_day_column("last_day", "结束日期", "终止日期", "合作结束"),
        text_column("document", "依据", "协议编号", "文号"),
    ),
    complete=_period,
)

CREDENTIALS = DeclaredList(
    name="credentials",
    title="证书",
    model=Credential,
    dated="issued_on",
    key=("person_id", "kind", "label"),
    places=NamedPlace(),
    references=(PersonReference("person_id"),),
    columns=(
        choice_column("kind", "证书类别", CredentialKind.choices, "类别", required=True),
        text_column("label", "证书名称", "学校或工种", "专业（工种）", "职业（工种）", required=True),
        text_column("level_code", "技能等级", "学历层次", "职业资格等级", longest=8, kind="skill"),
        text_column("number", "证书编号", "证书号", "编号", longest=60, is_sealed=True),
        text_column("issuer", "发证单位", "发证机关", "毕业院校"),
        date_column("issued_on", "发证日期", "毕业日期", "毕业时间"),
        date_column("valid_until", "有效期至", "有效期", may_be_future=True),
        yes_no_column("treated", "视同毕业生", attribute="is_treated_as_graduate"),
    ),
    complete=_certificate,
)
