"""Newer official tables of occupations, industries, education and skill levels, read from a file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from .catalogue import Catalogue, Code
from .errors import CodesError
from .sources import file_rows

_OCCUPATION = re.compile(r"(\d)(?:-?(\d{2}))?(?:-?(\d{2}))?(?:-?(\d{2}))?")
_INDUSTRY = re.compile(r"([A-Z])|[A-Z]?(\d{2,4})")
_BETWEEN = re.compile(r"[、,，;；]")
LONGEST_NAME = 120


def _occupation(text: str) -> str | None:
    """X-XX-XX-XX; a group may be written without its trailing noughts."""
    found = _OCCUPATION.fullmatch(text)
    return "-".join((found[1], *(part or "00" for part in found.groups()[1:]))) if found else None


def _industry(text: str) -> str | None:
    """A letter for a section, two to four digits below it; the section's letter may stand before them."""
    found = _INDUSTRY.fullmatch(text.upper())
    return (found[1] or found[2]) if found else None


def _digits(most: int) -> Callable[[str], str | None]:
    return lambda text: text if text.isascii() and text.isdecimal() and len(text) <= most else None


_FORMS: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "occupation": (_occupation, "应像6-18-02-04"),
    "industry": (_industry, "应为门类字母或2到4位数字"),
    "education": (_digits(2), "应为2位数字"),
    "skill": (_digits(1), "应为1位数字"),
}
TABLES = tuple(_FORMS)


def load_table_csv(scheme: str, path: Path) -> Catalogue:
    """A newer official table of one of `TABLES` from a CSV file with the columns code, name and parent.

    A column aliases, names between 、, may be there. UTF-8 or GB18030. An empty parent means the top; an
    occupation then hangs under the nearest group in the file. Refuses, naming the line: a code of another form, a
    row without a name, a code twice (a group and its only occupation share theirs: the later row is kept), a parent
    that is no code.
    """
    codes: dict[str, Code] = {}
    for line, row in file_rows(path, ("code", "name", "parent"), optional=("aliases",)):
        code = _loaded(scheme, line, row)
        if code.code in codes and not (scheme == "occupation" and code.code.endswith("-00")):
            raise CodesError("duplicate", f"第{line}行的代码{code.code}前面已有，请只留一行。")
        codes[code.code] = code
    if not codes:
        raise CodesError("empty", "文件里没有一行代码，请核对文件。")
    if scheme == "occupation":
        codes = {
            key: replace(code, parent=code.parent or _group_of(key, codes)) for key, code in codes.items()
        }
    table = Catalogue(scheme, codes.values())
    return Catalogue(scheme, (replace(code, level=len(table.ancestors(code.code)) + 1) for code in table))


def _loaded(scheme: str, line: int, row: dict[str, str]) -> Code:
    normal, form = _FORMS[scheme]
    code, parent = normal(row["code"]), normal(row["parent"]) if row["parent"] else None
    if code is None:
        raise CodesError("form", f"第{line}行的代码“{row['code']}”不对，{form}。")
    if not row["name"] or len(row["name"]) > LONGEST_NAME:
        raise CodesError("name", f"第{line}行（{code}）没有名称，或超过{LONGEST_NAME}个字。请改好。")
    if scheme == "occupation" and parent == code:
        parent = None
    elif row["parent"] and (parent is None or parent == code):
        raise CodesError("parent", f"第{line}行（{code}）的上级“{row['parent']}”不对，{form}。")
    aliases = tuple(dict.fromkeys(filter(None, map(str.strip, _BETWEEN.split(row["aliases"])))))
    return Code(scheme, code, row["name"], parent, aliases)


def _group_of(code: str, codes: Mapping[str, Code]) -> str | None:
    parts = code.split("-")
    above = ("-".join([*parts[:kept], *["00"] * (4 - kept)]) for kept in (3, 2, 1))
    return next((each for each in above if each != code and each in codes), None)
