"""A redrawing of places, worked out by hand: its plan, its world, where rows lie and where they should."""

from __future__ import annotations

import datetime
from collections import Counter

from tests.sand_table import World, build_world, officer

from baigong.domains.places.models import Reform
from baigong.domains.places.redrawing import ReformPlan, read_toml
from baigong.domains.places.reforming import begin_reform
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.facts.models import Fact
from baigong.foundation.facts.moving import place_columns
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.parameters.models import ParameterValue
from baigong.foundation.scope import system_scope

DAY = datetime.date(2021, 1, 1)
# A village to another town, a town to another county, and a town that ends in the one that moved.
PLAN = """
name = "边界调整"
document = "测试〔2021〕1号"
effective_on = 2021-01-01
[[move]]
code = "9901010101"
to = "99010102"
name = "新村1"
[[move]]
code = "99010201"
to = "990101"
new_code = "99010109"
[[merge]]
code = "99010202"
to = "99010201"
posts = "move"
"""
Rows = Counter[tuple[str, ...]]


def code(key: str) -> str:
    return "99" + "".join(f"{int(part):02d}" for part in key.split("."))


def redrawn_world() -> World:
    """Return the sand table with officers, and more rows in one town than a chunk takes."""
    world = build_world()
    for key in ("1.1.1.1", "1.2.1", "1.2.2", "1.2.2.1"):
        officer(world, "village_officer" if key.count(".") == 3 else "town_officer", key)
    with system_scope("test"):
        town, person = world.places["1.2.2"], world.persons["1.2.2.1"]
        at = {"place_path": town.path, "county_id": town.county_id}
        Registration.objects.create(person=person, place=town, surveyed_on=DAY, supply_list="town", **at)
        for number in range(5):  # more than a chunk
            Registration.objects.create(
                person=person, place=town, surveyed_on=DAY, supply_list=f"list{number}", **at
            )
        ParameterValue.objects.create(
            parameter="wait", value="3", valid_from=DAY, document="文", entered_by="x", **at
        )
    return world


def plan(text: str = PLAN) -> ReformPlan:
    return read_toml(text)


def begin(text: str = PLAN) -> Reform:
    with system_scope("test"):
        return begin_reform(by="test", plan=plan(text))


def run_to_the_end() -> None:
    Worker(["import"]).run(until_idle=True)
    Job.objects.filter(done_at__isnull=True).update(run_after=clock.now())
    Worker(["import"]).run(until_idle=True)


def where_rows_lie() -> dict[str, Rows]:
    """Return table.column → which rows lie where; facts with the county as recorded."""
    found = {}
    with system_scope("test"):
        for column in place_columns():
            if column.model in (Job,):
                continue
            names = ["pk", column.name]
            if issubclass(column.model, Fact):
                names.append("county_id")
            rows = column.rows().values_list(*names)
            found[f"{column.table}.{column.name}"] = Counter(tuple(map(str, row)) for row in rows)
    return found


def expected(before: dict[str, Rows], world: World) -> dict[str, Rows]:
    """Work out by hand where every row belongs afterwards, without asking the code that moves them."""
    old = {key: place.path for key, place in world.places.items()}
    county, town, moved = old["1.1"], old["1.1.2"], world.places["1.2.1"]
    new_town = f"{county}{moved.key}/"
    paths = {
        old["1.1.1.1"]: f"{town}{world.places['1.1.1.1'].key}/",
        old["1.2.1"]: new_town,
        old["1.2.2"]: new_town,
        **{old[f"1.2.1.{n}"]: f"{new_town}{world.places[f'1.2.1.{n}'].key}/" for n in "12"},
        **{old[f"1.2.2.{n}"]: f"{new_town}{world.places[f'1.2.2.{n}'].key}/" for n in "12"},
    }
    ids = {str(world.places["1.2.2"].id): str(moved.id)}
    wanted = {}
    for name, rows in before.items():
        # What one town set for itself is not its successor's.
        stays = {old["1.2.2"]} if name.startswith("parameters_value") else set()
        ways = {each: new for each, new in (paths | ids).items() if each not in stays}
        wanted[name] = Counter(
            {(row[0], ways.get(row[1], row[1]), *row[2:]): count for row, count in rows.items()}
        )
    return wanted
