"""What is known of a firm or a person in the words policies are addressed in; each with where it is known from."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from baigong.domains.codes.selectors import entry_of, top_of
from baigong.domains.parties.models import Organisation, Person
from baigong.domains.policies.audiences import ALL_FIRMS, ALL_PEOPLE, FIRMS
from baigong.domains.policies.selectors import group_labels, pack_for
from baigong.domains.statuses.selectors import codes_held
from baigong.kernels.predicates import ALWAYS, evaluate, subjects

_SIZES = {"大": "size-large", "中": "size-medium", "小": "size-small", "微": "size-micro"}


def firm_audience(firm: Organisation, on: datetime.date) -> dict[str, str]:
    """Return audience code → what is known of a firm on a day: its size, its industry, the groups it is in."""
    known = {ALL_FIRMS: "是用人单位"}
    size = _SIZES.get(firm.size_label.strip()[:1], "")
    if size:
        known[size] = f"登记的规模是{FIRMS[size]}"
    industry = entry_of("industry", firm.industry_code)
    row = {"industry_section": top_of("industry", firm.industry_code), "size_label": firm.size_label or None}
    for group in pack_for(firm.place_path, on).group_list():
        is_counted = (
            group.of == "organisation" and group.where != ALWAYS and subjects(group.where) <= row.keys()
        )
        if is_counted and evaluate(group.where, row, on=on) is True:
            known[group.code] = f"登记的行业是{industry.label}" if industry else f"算{group.label}"
    labels = group_labels("organisation")
    held = codes_held([firm.id], on)[firm.id]
    return known | {code: f"已认定为{labels[code]}" for code in sorted(held) if code in labels}


def person_audience(
    person: Person, on: datetime.date, *, group_codes: Collection[str] = (), is_seeking: bool = False
) -> dict[str, str]:
    """Return audience code → what is known of a person on a day: the groups recorded, and that they look for work."""
    known = {ALL_PEOPLE: "是劳动者"}
    if is_seeking:
        known["seeking-work"] = "登记了在找工作"
    labels = group_labels("person")
    held = codes_held([person.id], on)[person.id] | frozenset(group_codes)
    return known | {code: f"登记为{labels[code]}" for code in sorted(held) if code in labels}
