"""Reading the files about the plan itself: plan, clauses, codes, groups, tiers, quotas, weights."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, TypeVar

from baigong.kernels.matching import MatchingError, Weights

from .model import LEVELS, Channel, Clause, Code, Plan, PlanGroup, Quota, Tier
from .problems import Problem
from .section import Section, once_only

CARRIERS = ("register", "quota", "tier", "group", "parameter", "proof", "channel", "page", "planned", "text")
CHANNEL_CARRIERS = ("portal", "recorded", "hand")
CHANNEL_CONTENTS = ("policies", "vacancies")
FLOOR_PARTS = ("county", "town", "organisation", "commissioner")
UNIT_KINDS = ("zone", "park")
DAY_ONE = date.min
# An official division, or a zone's or park's own code: the division it lies in, a hyphen, its letters.
PLACE_CODE = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{6}-[A-Z0-9]{1,5}", re.ASCII)
Result = TypeVar("Result")


def read_plan(table: dict[str, Any], file: str, problems: list[Problem]) -> Plan:
    """Read ``plan.toml``."""
    section = Section(table, file, "", problems)
    starts_on, ends_before = section.day("starts_on", required=True), section.day("ends_before")
    level = section.choice("level", LEVELS)
    place_code = section.text("place_code", required=level != "national")
    if place_code and not PLACE_CODE.fullmatch(place_code):
        section.wrong(
            "place_code", f"区划代码“{place_code}”应是二、四、六或九位数字，园区写自己的代码，放在引号里。"
        )
    if starts_on and ends_before and ends_before <= starts_on:
        section.wrong("ends_before", "ends_before是结束后的第一天，要晚于starts_on。")
    plan = Plan(
        id=section.name("id"),
        title=section.text("title", required=True),
        level=level,
        place_code=place_code,
        parent=section.name("parent", required=level != "national"),
        starts_on=starts_on or DAY_ONE,
        ends_before=ends_before,
        document=section.text("document", required=True),
        funding=section.text("funding"),
        supersedes=section.texts("supersedes"),
        reporting_units=_reporting_units(section),
    )
    if plan.id in plan.supersedes:
        section.wrong("supersedes", f"“{plan.id}”不能接替自己，请写被它接替的方案。")
    section.close()
    return plan


def _reporting_units(section: Section) -> tuple[str, ...]:
    """Read which zones and parks report under the plan: whole kinds, or single ones by their own codes."""
    named = section.texts("reporting_units")
    for each in named:
        if each not in UNIT_KINDS and not ("-" in each and PLACE_CODE.fullmatch(each)):
            section.wrong(
                "reporting_units",
                f"“{each}”要写zone（开发区）、park（园区），或一个园区自己的代码，如990101-K1。",
            )
    return named


def read_clauses(table: dict[str, Any], file: str, problems: list[Problem]) -> tuple[Clause, ...]:
    """Read ``clauses.toml``: every clause with its key words and what carries it out."""
    listed = _listed(table, "clause", "id", file, problems)
    clauses = tuple(
        Clause(each.name("id"), each.texts("words", required=True), _carriers(each)) for each in listed
    )
    return _closed(listed, clauses)


def _carriers(section: Section) -> tuple[str, ...]:
    carriers = section.texts("carried_by", required=True)
    for carrier in carriers:
        kind, colon, name = carrier.partition(":")
        if kind not in CARRIERS or (kind != "text" and not (colon and name)):
            section.wrong("carried_by", f"“{carrier}”要写成“种类:名字”，种类可写：{'、'.join(CARRIERS)}。")
    return carriers


def read_codes(table: dict[str, Any], file: str, problems: list[Problem]) -> tuple[Code, ...]:
    """Read ``codes.toml``: code lists of the plan, each a ``[[scheme]]`` with its ``[[scheme.code]]``."""
    schemes = _listed(table, "scheme", "id", file, problems)
    found: list[Code] = []
    for scheme in schemes:
        name, entries = scheme.name("id"), scheme.sections("code")
        scheme.text("title", required=True)
        once_only(entries, "code")
        found += [
            Code(name, e.name("code"), e.text("label", required=True), e.name("parent", required=False))
            for e in entries
        ]
        known = {each.table.get("code") for each in entries}
        for each in entries:
            if each.table.get("parent") not in (None, *known):
                each.wrong("parent", f"上级“{each.table['parent']}”不在这份代码里。")
        _closed([*entries, scheme], None)
    return tuple(found)


def read_groups(table: dict[str, Any], file: str, problems: list[Problem]) -> tuple[PlanGroup, ...]:
    """Read ``groups.toml``: groups of people and firms the plan names."""
    listed = _listed(table, "group", "code", file, problems)
    groups = tuple(
        PlanGroup(
            code=each.name("code"),
            label=each.text("label", required=True),
            of=each.choice("of", ("person", "organisation")),
            where=each.condition("where"),
            clause=each.text("clause"),
        )
        for each in listed
    )
    return _closed(listed, groups)


def read_channels(table: dict[str, Any], file: str, problems: list[Problem]) -> tuple[Channel, ...]:
    """Read ``channels.toml``: by which channels the plan has something published."""
    listed = _listed(table, "channel", "code", file, problems)
    channels = tuple(
        Channel(
            code=each.name("code"),
            label=each.text("label", required=True),
            carrier=each.choice("carrier", CHANNEL_CARRIERS),
            clause=each.text("clause"),
            shows=_contents(each),
        )
        for each in listed
    )
    return _closed(listed, channels)


def _contents(section: Section) -> tuple[str, ...]:
    shows = section.texts("shows") or CHANNEL_CONTENTS[:1]
    if not set(shows) <= set(CHANNEL_CONTENTS):
        section.wrong("shows", f"只能写这些词：{'、'.join(CHANNEL_CONTENTS)}。")
    return shows


def read_tiers(table: dict[str, Any], file: str, problems: list[Problem]) -> tuple[Tier, ...]:
    """Read ``tiers.toml``: who is served first, in order of rank."""
    listed = _listed(table, "tier", "rank", file, problems)
    tiers = tuple(
        Tier(
            rank=each.whole("rank", least=1, required=True) or 0,
            label=each.text("label", required=True),
            where=each.condition("where"),
            clause=each.text("clause"),
        )
        for each in listed
    )
    for section, tier, position in zip(listed, tiers, range(1, len(tiers) + 1), strict=True):
        if tier.rank != position:
            section.wrong("rank", f"档次要从1起依次写，这里应是{position}。")
    return _closed(listed, tiers)


def read_quotas(table: dict[str, Any], file: str, problems: list[Problem], plan: Plan) -> tuple[Quota, ...]:
    """Read ``quotas.toml``; a quota without its own days runs as long as the plan."""
    listed = _listed(table, "quota", "id", file, problems)
    return _closed(listed, tuple(_read_quota(each, plan) for each in listed))


def _read_quota(section: Section, plan: Plan) -> Quota:
    total = section.whole("total", least=1)
    floor = section.section("floor")
    per = least = None
    if floor is not None:
        per, least = floor.choice("per", FLOOR_PARTS), floor.whole("at_least", least=1, required=True)
        floor.close()
    if total is None and floor is None:
        section.wrong("total", "总数total和下限floor至少要写一个。")
    return Quota(
        id=section.name("id"),
        title=section.text("title", required=True),
        measure=section.name("measure"),
        unit=section.text("unit", required=True),
        total=total,
        floor_per=per or "",
        floor=least,
        starts_on=section.day("starts_on") or plan.starts_on,
        ends_before=section.day("ends_before") or plan.ends_before,
        clause=section.text("clause", required=True),
    )


def read_weights(table: dict[str, Any], file: str, problems: list[Problem]) -> Weights | None:
    """Read ``weights.toml``: points of each part of a match and the commute limits."""
    whole = Section(table, file, "", problems)
    section = whole.section("weights")
    whole.close()
    if section is None:
        whole.wrong("weights", "缺[weights]这张表。")
        return None
    try:
        return Weights.from_pack(section.table)
    except MatchingError as error:
        section.wrong("", error.sentence)
        return None


def _listed(
    table: dict[str, Any], name: str, unique: str, file: str, problems: list[Problem]
) -> list[Section]:
    whole = Section(table, file, "", problems)
    listed = whole.sections(name)
    whole.close()
    once_only(listed, unique)
    return listed


def _closed(sections: list[Section], result: Result) -> Result:
    for section in sections:
        section.close()
    return result
