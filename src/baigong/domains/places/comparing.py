"""A newer official table of divisions beside the tree as it stands: what a reform would have to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.redrawing import CREATE, MERGE, MOVE, RENAME, Step
from baigong.kernels.codes import (
    Catalogue,
    Code,
    Succession,
    division_level,
    heirs,
    known_successions,
    normal_division_code,
)

_KINDS = {
    1: PlaceKind.PROVINCE,
    2: PlaceKind.CITY,
    3: PlaceKind.COUNTY,
    4: PlaceKind.TOWN,
    5: PlaceKind.VILLAGE,
}


@dataclass(slots=True)
class Differences:
    """What a table says otherwise than the tree; `unexplained` are places it no longer has and nobody knows why."""

    new: list[Code] = field(default_factory=list)
    reworded: list[tuple[Place, Code]] = field(default_factory=list)
    renumbered: list[tuple[Place, Code]] = field(default_factory=list)
    merged: list[tuple[Place, Code]] = field(default_factory=list)
    unexplained: list[Place] = field(default_factory=list)
    unchanged: int = 0

    def steps(self) -> list[Step]:
        """Return the steps of a reform that would make the tree what the table says, in codes of today."""
        old_code = {code.code: place.code for place, code in self.renumbered}

        def now(parent: str | None) -> str:
            return old_code.get(parent or "", parent or "")

        found = [Step(RENAME, place.code, name=code.label) for place, code in self.reworded]
        for place, code in self.renumbered:
            above = place.parent.code if place.parent else ""
            to = now(code.parent) if now(code.parent) != above else ""
            name = code.label if code.label != place.name else ""
            found.append(Step(MOVE if to else RENAME, place.code, to=to, new_code=code.code, name=name))
        created = [
            Step(CREATE, code.code, to=now(code.parent), name=code.label, place_kind=_KINDS[code.level])
            for code in self.new
        ]
        merged = [Step(MERGE, place.code, to=now(code.code)) for place, code in self.merged]
        return [*created, *found, *merged]


def compare_tree(table: Catalogue, successions: Mapping[str, Succession] | None = None) -> Differences:
    """Return how a newer official table differs from the divisions of this office; nothing is written.

    Zones, parks and grids are no divisions and are left out, and so are levels the table does not have. A code that
    has gone is explained by a succession or by the one new code of the same name below the same superior.
    """
    root, places = _office()
    known = {**known_successions(), **(successions or {})}
    below = {root.code, *_heir(root.code, known)} if root else set()
    wanted = {code.code: code for code in table if _is_within(code, below, table)}
    levels = {code.level for code in wanted.values()}
    found = Differences()
    gone = []
    for place in places:
        code = wanted.pop(place.code, None)
        if code is None:
            gone += [place] if division_level(place.code) in levels else []
        elif code.label != place.name:
            found.reworded.append((place, code))
        else:
            found.unchanged += 1
    _explain(gone, found, wanted, table, known)
    found.new = list(wanted.values())
    return found


def _office() -> tuple[Place | None, list[Place]]:
    """Return the place the office serves (the first with more than one place below) and its divisions."""
    standing = Place.objects.filter(valid_to__isnull=True).select_related("parent")
    root = standing.filter(parent__isnull=True).order_by("code").first()
    while root is not None and len(below := list(standing.filter(parent=root)[:2])) == 1:
        root = below[0]
    if root is None:
        return None, []
    kinds = list(_KINDS.values())
    inside = standing.filter(path__startswith=root.path, kind__in=kinds).order_by("path")
    return root, [place for place in inside if normal_division_code(place.code) == place.code]


def _heir(code: str, known: Mapping[str, Succession]) -> tuple[str, ...]:
    found = heirs(code, known)
    return found if found != (code,) and len(found) == 1 else ()


def _is_within(code: Code, tops: set[str], table: Catalogue) -> bool:
    return code.code in tops or any(above.code in tops for above in table.ancestors(code.code))


def _explain(
    gone: list[Place],
    found: Differences,
    wanted: dict[str, Code],
    table: Catalogue,
    known: Mapping[str, Succession],
) -> None:
    """Sort the places whose code has gone, superiors first; `wanted` keeps what is new after that."""
    now_called = {place.code: place.code for place, _ in found.reworded}
    for place in gone:
        above = place.parent.code if place.parent else ""
        told = next((table[heir] for heir in _heir(place.code, known) if heir in table), None)
        if told is not None and told.level != division_level(place.code):
            told = None  # the county that took over a town's county says nothing of the town
        named = [
            code
            for code in wanted.values()
            if code.label == place.name
            and code.level == division_level(place.code)
            and code.parent in (above, now_called.get(above))
        ]
        code = told or (named[0] if len(named) == 1 else None)
        if code is None:
            found.unexplained.append(place)
            continue
        now_called[place.code] = code.code
        if wanted.pop(code.code, None) is not None:
            found.renumbered.append((place, code))
        else:
            found.merged.append((place, code))


def plan_toml(differences: Differences) -> str:
    """Return the steps as a plan `baigong reform` reads; people still write its name, document and day."""
    head = 'name = ""\ndocument = ""\n# effective_on = 2000-01-01\n'
    return head + "".join(_table(step) for step in differences.steps())


def _table(step: Step) -> str:
    told = (
        ("code", step.code),
        ("to", step.to),
        ("new_code", step.new_code),
        ("name", step.name),
        ("kind", step.place_kind),
    )
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told if value]
    return "\n".join(["", f"[[{step.kind}]]", *lines, ""])
