"""The shortage list as rows a ledger of a plan may ask for (LG-7, LG-12); field names are part of the packs."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from baigong.domains.codes.selectors import entry_of, label_of
from baigong.domains.parties.traits import Traits, traits_then
from baigong.domains.places.enums import COUNTY_KINDS, TOWN_KINDS
from baigong.domains.places.selectors import names_above
from baigong.domains.policies.selectors import group_labels, pack_for
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.selectors import last_reports
from baigong.domains.statuses.selectors import codes_held
from baigong.domains.units.selectors import unit_cut
from baigong.domains.users.actors import actors_named
from baigong.foundation import clock
from baigong.foundation.scope.conditions import place_range

FIELDS = {
    "county_label": "县（市、区）",
    "town_label": "乡镇（街道）",
    "unit_label": "园区（开发区）",
    "organisation_id": "企业编号",
    "organisation_name": "企业名称",
    "credit_code": "统一社会信用代码",
    "nature_label": "企业性质",
    "size_label": "企业规模",
    "industry_section": "行业门类",
    "organisation_groups": "企业类别代码",
    "group_labels": "企业类别",
    "label": "缺工岗位",
    "occupation_label": "工种",
    "kind_label": "缺工类型",
    "headcount": "缺工数量",
    "skill_text": "技能要求",
    "pay_from_fen_month": "月薪下限（分）",
    "pay_to_fen_month": "月薪上限（分）",
    "cause_labels": "缺工原因",
    "plan_text": "招工计划",
    "is_urgent": "急缺",
    "is_four_above": "“四上”企业",
    "is_key_enterprise": "重点企业",
    "is_major_project": "重大项目",
    "tier": "优先档次",
    "contact_way_label": "了解方式",
    "reported_on": "了解日期",
    "closed_on": "销号日期",
    "closed_reason": "销号依据",
    "closed_by_label": "核实人",
    "reopened_on": "重开日期",
    "reopened_reason": "重开原因",
}


def shortage_list(place_path: str, on: datetime.date) -> Iterator[dict[str, Any]]:
    """Yield the shortages of a place, open or struck off, firm by firm; what nobody recorded is None.

    An open need last reported with nobody lacking is no shortage (see `LACKING`), and a firm with no other is no
    firm short of workers.
    """
    rows = every_need(place_path, on)
    return (row for row in rows if row["closed_on"] is not None or row["headcount"] != 0)


def every_need(place_path: str, on: datetime.date) -> Iterator[dict[str, Any]]:
    """Yield every need of a place as rows of the list, also those that lack nobody now.

    A firm belongs to the groups that officers recorded for it on that day; that none was recorded is no proof
    that it belongs to none.
    """
    found = Need.objects.filter(place_range("place_path", place_path), withdrawn_at__isnull=True)
    needs = list(found.select_related("organisation").order_by("organisation__name_pinyin", "id"))
    paths = {need.place_path for need in needs}
    counties, towns = names_above(paths, COUNTY_KINDS), names_above(paths, TOWN_KINDS)
    reports, pack = last_reports([need.id for need in needs]), pack_for(place_path)
    groups = codes_held({need.organisation_id for need in needs}, on)
    verifiers = actors_named({need.closed_by for need in needs if need.closed_by})
    traits = traits_then({need.id: (need.organisation, _told_at(need, on)) for need in needs})
    names, cut = group_labels("organisation"), unit_cut(on, pack.reporting_units)
    for need in needs:
        report, held = reports.get(need.id), groups[need.organisation_id]
        row = _facts(need, traits[need.id]) | {
            "organisation_groups": tuple(sorted(held)) or None,
            "group_labels": tuple(names[code] for code in sorted(held) if code in names) or None,
            "is_four_above": "four-above" in held or None,
            "is_key_enterprise": "key-enterprise" in held or None,
            "is_major_project": "major-project" in held or None,
            "county_label": counties[need.place_path],
            "town_label": towns[need.place_path],
            "unit_label": unit.label
            if (unit := cut.unit_of(need.organisation_id, need.place_path))
            else None,
            "contact_way_label": report.get_contact_way_display() if report else None,
            "reported_on": report.reported_on if report else None,
            "closed_by_label": verifiers[need.closed_by].name if need.closed_by else None,
        }
        tier = pack.tier_of(row, on=on)
        yield row | {"tier": tier.rank if tier else None}


def _told_at(need: Need, on: datetime.date) -> datetime.datetime:
    """When a line says what its firm was: when it was struck off, and while it is open on the list's own day."""
    return clock.end_of_day(min(on, need.closed_on) if need.closed_on else on)


def _facts(need: Need, traits: Traits) -> dict[str, Any]:
    firm = need.organisation
    occupation = entry_of("occupation", need.occupation_code)
    return {
        "id": need.id,
        "organisation_id": firm.id,
        "organisation_name": firm.name,
        "credit_code": firm.credit_code or None,
        "nature_label": traits.nature_label,
        "size_label": traits.size_label or None,
        "industry_section": traits.industry_section,
        "label": need.label,
        "occupation_label": occupation.label if occupation else None,
        "kind_label": need.get_kind_display() or None,
        "headcount": need.headcount,
        "skill_text": need.skill_text or None,
        "pay_from_fen_month": need.pay_from_fen_month,
        "pay_to_fen_month": need.pay_to_fen_month,
        "cause_labels": tuple(label_of("cause", code) for code in need.cause_codes),
        "plan_text": need.plan_text or None,
        "is_urgent": need.is_urgent,
        "closed_on": need.closed_on,
        "closed_reason": need.closed_reason or None,
        "reopened_on": need.reopened_on,
        "reopened_reason": need.reopened_reason or None,
    }
