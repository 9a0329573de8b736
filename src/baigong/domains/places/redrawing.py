"""A plan of a reform: read from TOML or CSV, checked against the tree, and worked out place by place."""

from __future__ import annotations

import csv
import datetime
import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from baigong.domains.places.enums import COUNTY_KINDS, PlaceKind
from baigong.domains.places.models import Place

MOVE, MERGE, RENAME, CREATE = "move", "merge", "rename", "create"
STEP_KINDS = (CREATE, MOVE, MERGE, RENAME)
POSTS = ("move", "end")
_TOWNS, _COUNTIES = (PlaceKind.TOWN, PlaceKind.PARK), (PlaceKind.COUNTY, PlaceKind.ZONE)
PARENTS: dict[str, tuple[str, ...]] = {
    PlaceKind.GRID: (*_TOWNS, PlaceKind.VILLAGE),
    PlaceKind.VILLAGE: _TOWNS,
    PlaceKind.TOWN: _COUNTIES,
    PlaceKind.PARK: _COUNTIES,
    PlaceKind.ZONE: (PlaceKind.CITY, PlaceKind.COUNTY),
    PlaceKind.COUNTY: (PlaceKind.CITY,),
    PlaceKind.CITY: (PlaceKind.PROVINCE,),
    PlaceKind.PROVINCE: (),
}
_LEVELS = ((PlaceKind.VILLAGE, PlaceKind.GRID), _TOWNS, _COUNTIES, (PlaceKind.CITY,), (PlaceKind.PROVINCE,))
LONGEST_PATH = 64


class ReformPlanError(ValueError):
    """The plan cannot be read or does not fit the tree; `problems` says where and how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        self.sentence = "\n".join(problems)
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a plan: `kind` is create, move, merge or rename; codes are the official ones or a park's own."""

    kind: str
    code: str
    to: str = ""
    new_code: str = ""
    name: str = ""
    place_kind: str = ""
    posts: str = ""


@dataclass(frozen=True, slots=True)
class ReformPlan:
    """What is to be redrawn from which day on, by which document."""

    name: str
    document: str
    effective_on: datetime.date
    steps: tuple[Step, ...]

    def as_json(self) -> dict[str, Any]:
        steps = [{key: value for key, value in _plain(step) if value} for step in self.steps]
        return {"name": self.name, "document": self.document, "steps": steps}


def _plain(step: Step) -> Iterator[tuple[str, str]]:
    for name in ("kind", "code", "to", "new_code", "name", "place_kind", "posts"):
        yield name, getattr(step, name)


_KEYS = {
    CREATE: {"code", "name", "kind", "to"},
    MOVE: {"code", "to", "new_code", "name"},
    MERGE: {"code", "to", "posts"},
    RENAME: {"code", "new_code", "name", "kind"},
}


def read_toml(text: str) -> ReformPlan:
    """Read a plan: name, document, effective_on, and lists of create, move, merge and rename.

    :raises ReformPlanError: for what is no TOML, an unknown word or a missing one.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReformPlanError([f"TOML写法有误：{error}"]) from error
    problems: list[str] = []
    steps: list[Step] = []
    for kind in STEP_KINDS:
        for number, entry in enumerate(table.pop(kind, []), start=1):
            steps += _step(kind, f"第{number}个[[{kind}]]", entry, problems)
    name, document = str(table.pop("name", "")), str(table.pop("document", ""))
    effective_on = table.pop("effective_on", None)
    problems += [
        f"不认识“{key}”。可写：name、document、effective_on、{'、'.join(STEP_KINDS)}。" for key in table
    ]
    return _whole(name, document, effective_on, steps, problems)


def read_csv(text: str, *, name: str, document: str, effective_on: datetime.date) -> ReformPlan:
    """Read a table with the columns step, code, to, new_code, name, kind, posts.

    :raises ReformPlanError: for an unknown column or word.
    """
    problems: list[str] = []
    steps: list[Step] = []
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    for number, row in enumerate(rows, start=2):
        kind = (row.pop("step", "") or "").strip()
        if kind not in STEP_KINDS:
            problems.append(f"第{number}行的step“{kind}”不认识，可写：{'、'.join(STEP_KINDS)}。")
            continue
        entry = {str(key): value.strip() for key, value in row.items() if value and value.strip()}
        steps += _step(kind, f"第{number}行", entry, problems)
    return _whole(name, document, effective_on, steps, problems)


def _step(kind: str, where: str, entry: Any, problems: list[str]) -> list[Step]:
    if not isinstance(entry, dict):
        problems.append(f"{where}要写成若干行“键=值”。")
        return []
    unknown = sorted(set(entry) - _KEYS[kind])
    wrong = [key for key, value in entry.items() if not isinstance(value, str)]
    if unknown or wrong:
        problems += [f"{where}不认识“{key}”，可写：{'、'.join(sorted(_KEYS[kind]))}。" for key in unknown]
        problems += [f"{where}的“{key}”要写文字，放在引号里。" for key in wrong]
        return []
    values = dict(entry)
    place_kind = values.pop("kind", "")
    required = {
        CREATE: ("code", "name", "to"),
        MOVE: ("code", "to"),
        MERGE: ("code", "to"),
        RENAME: ("code",),
    }
    problems += [f"{where}缺“{key}”，请补上。" for key in required[kind] if not values.get(key)]
    if kind == CREATE and place_kind not in PARENTS:
        problems.append(f"{where}的kind“{place_kind}”不认识，可写：{'、'.join(PARENTS)}。")
    if values.get("posts", "move") not in POSTS:
        problems.append(f"{where}的posts只能写move（跟着并过去）或end（任期到这天为止）。")
    return [Step(kind=kind, place_kind=place_kind, **values)]


def _whole(name: str, document: str, effective_on: Any, steps: list[Step], problems: list[str]) -> ReformPlan:
    if not name.strip() or len(name) > 60:
        problems.append("缺name：给这次调整起个名字，不超过60字。")
    if not document.strip():
        problems.append("缺document：写明批复文件和文号。")
    if isinstance(effective_on, datetime.datetime) or not isinstance(effective_on, datetime.date):
        problems.append("缺effective_on：从哪天起，如2027-01-01，不加引号。")
    if not steps and not problems:
        problems.append("方案里没有要调整的地方。")
    if problems:
        raise ReformPlanError(problems)
    return ReformPlan(name.strip(), document.strip(), effective_on, tuple(steps))


@dataclass(slots=True)
class Node:
    """A place as it is to be: the tree after the reform, worked out before anything is written."""

    place: Place
    parent: UUID | None
    code: str
    name: str
    kind: str
    merged_into: UUID | None = None
    posts: str = ""
    path: str = ""
    county_id: str = ""

    @property
    def is_changed(self) -> bool:
        now = self.place
        return (now.parent_id, now.code, now.name, now.kind, now.path, now.county_id) != (
            self.parent, self.code, self.name, self.kind, self.path, self.county_id,
        )  # fmt: skip


@dataclass(slots=True)
class Redrawing:
    """The tree with the steps applied one after the other; `problems` says what does not fit."""

    nodes: dict[UUID, Node]
    problems: list[str] = field(default_factory=list)

    @classmethod
    def of_the_tree(cls) -> Redrawing:
        """Begin with the tree as it stands, closed places included: they follow what they stand below."""
        return cls(
            {
                each.id: Node(each, each.parent_id, each.code, each.name, each.kind)
                for each in Place.objects.all()
            }
        )

    def find(self, code: str) -> Node | None:
        """Return the place that has the code now or will have it; closed ones are not found."""
        alive = [node for node in self.nodes.values() if node.place.valid_to is None]
        return next((node for node in alive if code in (node.place.code, node.code)), None)

    def apply(self, step: Step) -> None:
        """Take one step, or note why it does not fit."""
        node = self.find(step.code)
        if node is None:
            self.problems.append(f"没有代码是“{step.code}”的地方，或它已经撤了。")
            return
        target = self.find(step.to) if step.to else None
        if step.to and target is None:
            self.problems.append(
                f"“{node.name}”要去的“{step.to}”没有这个地方。请先用[[create]]建，或改代码。"
            )
            return
        if node.merged_into is not None:
            self.problems.append(f"“{node.name}”前面已经并走了，不能再调整。")
            return
        if step.kind == RENAME:
            self._rename(node, step)
        elif target is not None:
            (self._merge if step.kind == MERGE else self._move)(node, target, step)

    def _move(self, node: Node, target: Node, step: Step) -> None:
        if target.kind not in PARENTS[node.kind]:
            kinds = "、".join(PlaceKind(kind).label for kind in PARENTS[node.kind])
            self.problems.append(f"“{node.name}”只能放在{kinds}下面，“{target.name}”不是。")
        elif self._is_within(target, node):
            self.problems.append(f"“{node.name}”不能放到自己下面的“{target.name}”里。")
        else:
            node.parent = target.place.id
            self._rename(node, step)

    def _merge(self, node: Node, target: Node, step: Step) -> None:
        if target is node or self._is_within(target, node):
            self.problems.append(f"“{node.name}”不能并进自己里面。")
        elif not any(node.kind in level and target.kind in level for level in _LEVELS):
            self.problems.append(f"“{node.name}”和“{target.name}”不是一级，不能合并。")
        elif target.merged_into is not None:
            self.problems.append(f"“{target.name}”自己也要并走。请直接并到最后的地方。")
        else:
            node.merged_into, node.posts = target.place.id, step.posts
            for child in self.nodes.values():
                if child.parent == node.place.id:
                    child.parent = target.place.id

    def _rename(self, node: Node, step: Step) -> None:
        if step.new_code and step.new_code != node.code:
            self._recode(node, step.new_code)
        node.name = step.name or node.name
        node.kind = step.place_kind or node.kind

    def _recode(self, node: Node, new_code: str) -> None:
        """Give a place a new code; codes below that began with the old one begin with the new one."""
        old = node.code.rstrip("0") if node.kind in (*_COUNTIES, PlaceKind.CITY) else node.code
        new = new_code[: len(old)] if len(new_code) >= len(old) else new_code
        for each in self.nodes.values():
            is_below = each is not node and self._is_within(each, node) and each.code.startswith(old)
            if is_below and len(old) == len(new):
                each.code = new + each.code[len(old) :]
        node.code = new_code

    def _is_within(self, node: Node, top: Node) -> bool:
        above: Node | None = node
        while above is not None:
            if above is top:
                return True
            above = self.nodes.get(above.parent) if above.parent else None
        return False

    def settle(self) -> None:
        """Work out every path and county, and note what the tree could not hold."""
        for node in self.nodes.values():
            node.path, node.county_id = self._path_of(node), self._county_of(node)
        codes: dict[str, Node] = {}
        for node in self.nodes.values():
            if node.merged_into is not None and node.path != node.place.path:
                self.problems.append(f"“{node.name}”的上级也在这次调整里。请先调上级，再另做一次合并。")
            if len(node.path) > LONGEST_PATH:
                self.problems.append(f"“{node.name}”的层级太深。")
            if node.place.valid_to is None and node.merged_into is None:
                other = codes.setdefault(node.code, node)
                if other is not node:
                    self.problems.append(f"“{node.name}”和“{other.name}”的代码都是{node.code}。")

    def _path_of(self, node: Node) -> str:
        above = self.nodes.get(node.parent) if node.parent else None
        return f"{self._path_of(above) if above else ''}{node.place.key}/"

    def _county_of(self, node: Node) -> str:
        above: Node | None = node
        while above is not None:
            if above.kind in COUNTY_KINDS:
                return above.place.key
            above = self.nodes.get(above.parent) if above.parent else None
        return ""
