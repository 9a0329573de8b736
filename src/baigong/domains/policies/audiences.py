"""Whom a policy is for, as codes: the groups plans name, and what every firm or person is besides."""

from __future__ import annotations

from baigong.domains.policies.selectors import group_labels

ALL_FIRMS, ALL_PEOPLE = "all-firms", "all-people"
FIRMS = {
    ALL_FIRMS: "各类企业",
    "size-large": "大型企业",
    "size-medium": "中型企业",
    "size-small": "小型企业",
    "size-micro": "微型企业",
}
PEOPLE = {ALL_PEOPLE: "所有劳动者", "seeking-work": "正在求职的人"}
# Words of the plans that stand for several sizes at once.
SIZE_WORDS = {
    "小微企业": ("size-small", "size-micro"),
    "中小微企业": ("size-medium", "size-small", "size-micro"),
    "中小企业": ("size-medium", "size-small"),
}


def firm_audiences() -> dict[str, str]:
    """Return code → label of the kinds of firms a policy may be for."""
    return FIRMS | group_labels("organisation")


def person_audiences() -> dict[str, str]:
    """Return code → label of the groups of people a policy may be for."""
    return PEOPLE | group_labels("person")


def audience_labels() -> dict[str, str]:
    """Return code → label of everybody a policy may be for."""
    return firm_audiences() | person_audiences()


def audiences_met_by(code: str) -> frozenset[str]:
    """Return every audience that somebody of one is in: a small firm is a firm too; nobody for no code."""
    if not code:
        return frozenset()
    return frozenset({code, ALL_FIRMS if code in firm_audiences() else ALL_PEOPLE})


def audiences_said(text: str) -> list[str]:
    """Return the codes whose words stand in a text; a text that names nobody has none."""
    found = {code for code, label in audience_labels().items() if label in text}
    for word, codes in SIZE_WORDS.items():
        if word in text:
            found |= set(codes)
    return sorted(found)
