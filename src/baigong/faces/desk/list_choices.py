"""The lists that come in by table as people look for them: what is used most first, the rest by what it is about."""

from __future__ import annotations

from baigong.foundation.exchange.contract import list_names, spec_of

Group = tuple[str, list[tuple[str, str]]]
# A list nobody sorted stands in the last group, where it is found all the same.
GROUPS = (
    ("最常用", ("shortages", "workers", "vacancies", "employers")),
    (
        "企业的其他情况",
        ("organisation_statuses", "party_links", "agreements", "measurements", "insurance_months"),
    ),
    ("人员的其他情况", ("person_statuses", "credentials", "engagements")),
    (
        "活动和培训",
        ("activities", "activity_firms", "activity_people", "cohorts", "cohort_people", "cohort_statuses"),
    ),
)
REST = "服务和政策"


def grouped_lists() -> list[Group]:
    """Return every registered list once, in groups."""
    left = {name: spec_of(name).title for name in list_names()}
    groups = []
    for label, names in GROUPS:
        found = [(name, left.pop(name)) for name in names if name in left]
        if found:
            groups.append((label, found))
    return [*groups, (REST, list(left.items()))] if left else groups
