"""Reading ``remits.toml``: which department answers for which task of a plan, and along which line (M01.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .problems import Problem
from .section import Section, once_only

PARTS = ("lead", "joint", "support")
LONGEST_CODE = 24


@dataclass(frozen=True, slots=True)
class ResponsibilityLine:
    """A line of responsibility the plan pins down: the firm's own, the sector regulator's, a department's …"""

    code: str
    label: str
    clause: str


@dataclass(frozen=True, slots=True)
class Department:
    """A body by what it does; `line` is the line of responsibility it stands on, empty where the plan says none."""

    code: str
    label: str
    line: str


@dataclass(frozen=True, slots=True)
class Remit:
    """One task: who leads, who answers for it jointly, who lends support; codes of departments, in the plan's order."""

    task: str
    clause: str
    lead: tuple[str, ...]
    joint: tuple[str, ...]
    support: tuple[str, ...]

    @property
    def departments(self) -> tuple[str, ...]:
        return (*self.lead, *self.joint, *self.support)


@dataclass(frozen=True, slots=True)
class Remits:
    """Everything a plan says of who answers for what; empty for a plan that names no departments."""

    lines: tuple[ResponsibilityLine, ...] = ()
    departments: tuple[Department, ...] = ()
    remits: tuple[Remit, ...] = ()

    def department(self, code: str) -> Department | None:
        """Return the department of that code, None when the plan names none."""
        return next((each for each in self.departments if each.code == code), None)


def read_remits(table: dict[str, Any], file: str, problems: list[Problem]) -> Remits:
    """Read every ``[[line]]``, ``[[department]]`` and ``[[remit]]``."""
    whole = Section(table, file, "", problems)
    lines, departments, remits = (whole.sections(name) for name in ("line", "department", "remit"))
    whole.close()
    for listed, unique in ((lines, "code"), (departments, "code"), (remits, "task")):
        once_only(listed, unique)
    found_lines = tuple(_line(each) for each in lines)
    found_departments = tuple(_department(each, {line.code for line in found_lines}) for each in departments)
    known = {each.code for each in found_departments}
    found = Remits(found_lines, found_departments, tuple(_remit(each, known) for each in remits))
    named = {code for each in found.remits for code in each.departments}
    for section, department in zip(departments, found_departments, strict=True):
        if department.code not in named:
            section.wrong("code", f"“{department.code}”一件任务也没有，请在[[remit]]里写它管什么，或删去。")
    return found


def _line(section: Section) -> ResponsibilityLine:
    line = ResponsibilityLine(
        section.name("code"), section.text("label", required=True), section.text("clause", required=True)
    )
    section.close()
    return line


def _department(section: Section, lines: set[str]) -> Department:
    code, line = section.name("code"), section.name("line", required=False)
    if len(code) > LONGEST_CODE:
        section.wrong("code", f"“{code}”太长，最多{LONGEST_CODE}个字母。")
    if line and line not in lines:
        section.wrong("line", f"前面没有“{line}”这条责任，请先写[[line]]。")
    department = Department(code, section.text("label", required=True), line)
    section.close()
    return department


def _remit(section: Section, known: set[str]) -> Remit:
    parts = {part: section.texts(part) for part in PARTS}
    remit = Remit(section.text("task", required=True), section.text("clause", required=True), **parts)
    if not remit.departments:
        section.wrong("lead", "这件任务没有部门负责，lead、joint、support至少写一个。")
    for part, codes in parts.items():
        for code in codes:
            if code not in known:
                section.wrong(part, f"没有“{code}”这个部门，请先写[[department]]。")
            elif remit.departments.count(code) > 1:
                section.wrong(part, f"“{code}”在一件任务里写了两次，只能写一次。")
    section.close()
    return remit
