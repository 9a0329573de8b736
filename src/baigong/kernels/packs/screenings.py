"""Reading ``screening.toml``: what an advertisement may not say, each with its law and its days."""

from __future__ import annotations

from datetime import date
from typing import Any

from baigong.kernels.predicates import ALWAYS, subjects
from baigong.kernels.screening import BY_FACTS, FACTS, FINDERS, LEVELS, Check

from .problems import Problem
from .section import Section, once_only


def read_screening(table: dict[str, Any], file: str, problems: list[Problem]) -> tuple[Check, ...]:
    """Read every ``[[check]]``."""
    whole = Section(table, file, "", problems)
    listed = whole.sections("check")
    whole.close()
    once_only(listed, "id")
    return tuple(_read_check(each) for each in listed)


def _read_check(section: Section) -> Check:
    finder = section.choice("finder", FINDERS, default="words")
    starts_on, ends_before = section.day("from", required=True), section.day("ends_before")
    check = Check(
        id=section.name("id"),
        level=section.choice("level", LEVELS),  # type: ignore[arg-type]  # one of LEVELS
        says=section.text("says", required=True),
        basis=section.text("basis", required=True),
        starts_on=starts_on or date.min,
        ends_before=ends_before,
        finder=finder,  # type: ignore[arg-type]  # one of FINDERS
        words=section.texts("words", required=finder == "words"),
        unless=section.texts("unless"),
        fields=section.texts("fields"),
        at_most=section.whole("at_most", required=finder == "probation"),
        where=section.condition("where"),
    )
    if finder == BY_FACTS:
        _check_facts(section, check)
    if starts_on and ends_before and ends_before <= starts_on:
        section.wrong("ends_before", "ends_before是失效后的第一天，要晚于from。")
    section.close()
    return check


def _check_facts(section: Section, check: Check) -> None:
    if check.where == ALWAYS or not check.fields:
        section.wrong("where", "按facts查的，要写where（什么情况算）和fields（说在哪一项上）。")
    for name in sorted(subjects(check.where) - FACTS):
        section.wrong("where", f"招聘信息没有“{name}”这一项。可以问的有：{'、'.join(sorted(FACTS))}。")
