"""Which plan holds at a place, and what it says; the data is read once for each adoption and shared."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from baigong.domains.codes.selectors import PLANS, labels, labels_on, own_parents
from baigong.domains.places.models import Place
from baigong.foundation import clock
from baigong.foundation.freshness.keeping import kept_until_news
from baigong.foundation.parameters.models import ParameterValue
from baigong.foundation.parameters.selectors import latest_by_place, values_of
from baigong.kernels.matching import Weights
from baigong.kernels.packs import Figure, Pack, PlanStack, load_pack, stack_plans
from baigong.kernels.predicates import ALWAYS

NATIONAL = "_national"
PackNames = tuple[tuple[str, ...], ...]
"""The packs of a place and of each place above it, the nearest place first."""


@kept_until_news(PLANS, 32)
def pack_named(name: str) -> Pack:
    """Return the pack of that name from the folders of packs; the first folder that has it wins.

    :raises FileNotFoundError: when no folder has it.
    """
    for folder in settings.BAIGONG_PACKS:
        if (Path(folder) / name / "plan.toml").is_file():
            return load_pack(Path(folder) / name)
    raise FileNotFoundError(name)


@kept_until_news(PLANS, 1)
def packs_by_place_code() -> dict[str, tuple[str, ...]]:
    """Return place code → names of the packs that name that place; a place may have had several plans."""
    found: dict[str, list[str]] = {}
    for folder in settings.BAIGONG_PACKS:
        for plan in sorted(Path(folder).glob("*/plan.toml")):
            name = plan.parent.name
            pack = pack_named(name)
            named_here = found.setdefault(pack.plan.place_code, [])
            if pack.plan.place_code and name not in named_here:
                named_here.append(name)
    return {code: tuple(names) for code, names in found.items() if code}


def plans_at(place_path: str, on: datetime.date | None = None) -> PlanStack:
    """Return the plans of a place and of every place above it, as they stand on a day (today when none is said)."""
    return _stacked(_names_above([place_path])[place_path], on or clock.today())


def _names_above(place_paths: Iterable[str]) -> dict[str, PackNames]:
    """Return for each path the names of the packs of its place and of every place above, the nearest first."""
    paths = {path: path.strip("/").split("/") if path else [] for path in place_paths}
    codes: dict[str, dict[str, None]] = {key: {} for keys in paths.values() for key in keys}
    told = Place.objects.filter(key__in=codes).values_list("key", "code", "eras__code", "eras__reform_id")
    for key, code, former, reform_id in told:
        # A plan stays with a place that is renumbered; one of a place that ended elsewhere ends with it.
        codes[key] |= dict.fromkeys(filter(None, (code, former if reform_id else None)))
    here = {
        key: tuple(dict.fromkeys(name for code in found for name in _names_at(code)))
        for key, found in codes.items()
    }
    return {path: tuple(here[key] for key in reversed(keys)) for path, keys in paths.items()}


def _names_at(code: str) -> tuple[str, ...]:
    """Return the packs of one place, whose code may be written with or without its trailing zeros."""
    by_code = packs_by_place_code()
    forms = dict.fromkeys(form for form in (code, code[:6], code[:4], code[:2]) if _is_whole(code, form))
    return tuple(name for form in forms for name in by_code.get(form, ()))


def carries(code: str, plan_code: str) -> bool:
    """Say whether the place of a code is the one a plan names, with or without trailing zeros."""
    return bool(plan_code) and code.startswith(plan_code) and _is_whole(code, plan_code)


@kept_until_news(PLANS, 1)
def all_packs() -> tuple[Pack, ...]:
    """Return every pack of the installation, the national one first."""
    named = dict.fromkeys(name for names in packs_by_place_code().values() for name in names)
    return (pack_named(NATIONAL), *map(pack_named, named))


def code_labels(scheme: str) -> dict[str, str]:
    """Return code → label of what may be chosen in a scheme of the plans, with the office's own entries and wording.

    A code that others belong under is a heading and no choice.
    """
    codes = [code for pack in all_packs() for code in pack.code_list(scheme)]
    headings = {code.parent for code in codes}
    found = {code.code: code.label for code in codes} | labels(scheme)
    return {code: label for code, label in found.items() if code not in headings}


def code_labels_on(scheme: str, on: datetime.date) -> dict[str, str]:
    """Return code → label of a scheme as it was worded on a day: what a fact of that day is read by."""
    return {code.code: code.label for pack in all_packs() for code in pack.code_list(scheme)} | labels_on(
        scheme, on
    )


def code_parents(scheme: str) -> dict[str, str]:
    """Return code → the code it belongs under, for a scheme of the plans with the office's own entries."""
    return {code.code: code.parent for pack in all_packs() for code in pack.code_list(scheme)} | own_parents(
        scheme
    )


def department_status(code: str) -> str:
    """Return the code of the status of a body that fills a department of the plans (M01.2)."""
    return f"department-{code}"


def department_labels() -> dict[str, str]:
    """Return code of status → name of the departments the plans name."""
    return {
        department_status(each.code): each.label for pack in all_packs() for each in pack.remits.departments
    }


def group_labels(of: str) -> dict[str, str]:
    """Return code → label of the groups that officers record, of persons or of organisations."""
    groups = {group.code: group for pack in all_packs() for group in pack.group_list()}
    return {code: group.label for code, group in groups.items() if group.of == of}


def _is_whole(code: str, form: str) -> bool:
    """Return whether the shorter form leaves out zeros only."""
    return bool(form) and not code[len(form) :].strip("0")


@kept_until_news(PLANS, 256)
def _stacked(names: PackNames, on: datetime.date) -> PlanStack:
    places = [[pack_named(name) for name in here] for here in names]
    return stack_plans(places, national=pack_named(NATIONAL), on=on)


def pack_for(place_path: str, on: datetime.date | None = None) -> Pack:
    """Return the plans at a place as one: the nearest one's words first, its parents are those behind it.

    Where all plans of a place have ended, its last one goes on being read (`PlanStack.line`).
    """
    return plans_at(place_path, on).as_pack()


def packs_by_place(place_paths: Iterable[str], on: datetime.date) -> dict[str, Pack]:
    """Return what `pack_for` says of each of these places, in one query however many there are."""
    names = _names_above(place_paths)
    packs = {each: _stacked(each, on).as_pack() for each in set(names.values())}
    return {path: packs[each] for path, each in names.items()}


def figures_at(names: Collection[str], place_path: str, on: datetime.date) -> dict[str, tuple[Figure, ...]]:
    """Return every value each parameter has at a place and above on a day, the one that counts first."""
    plans = plans_at(place_path, on)
    own = values_of(names, place_path=place_path, on=on)
    return {name: plans.figures(name, _own_figures(own[name], place_path)) for name in names}


def _own_figures(rows: Iterable[ParameterValue], place_path: str) -> list[Figure]:
    """Return the values that offices set themselves as figures, seen from a place."""
    deepest = place_path.count("/")
    return [
        Figure(
            value=Decimal(row.value),
            unit=row.unit,
            starts_on=row.valid_from,
            distance=deepest - row.place_path.count("/"),
            document=row.document,
            own_of=row.place_path,
        )
        for row in rows
    ]


def parameter_at(name: str, place_path: str, on: datetime.date) -> Decimal:
    """Return a parameter's figure at a place on a day: the nearest place's, the office's own before its plan's.

    :raises KeyError: when no office and no plan has one.
    """
    return parameters_at((name,), place_path, on)[name]


def parameters_at(names: Collection[str], place_path: str, on: datetime.date) -> dict[str, Decimal]:
    """Return what `parameter_at` says of each of these parameters, in two queries however many there are.

    :raises KeyError: when no office and no plan has one of them.
    """
    found = figures_at(names, place_path, on)
    missing = sorted(name for name, figures in found.items() if not figures)
    if missing:
        raise KeyError(f"{place_path}: no value of {', '.join(missing)} on {on}")
    return {name: figures[0].value for name, figures in found.items()}


def parameter_by_place(name: str, place_paths: Collection[str], on: datetime.date) -> dict[str, Decimal]:
    """Return what `parameter_at` says at each of these places, in two queries; places without a figure are left out."""
    set_by_offices, above, found = latest_by_place(name, on), _names_above(place_paths), {}
    for path in above:
        own = [row for at, row in set_by_offices.items() if path.startswith(at)]
        own.sort(key=lambda row: -len(row.place_path))
        figures = _stacked(above[path], on).figures(name, _own_figures(own, path))
        if figures:
            found[path] = figures[0].value
    return found


def weights_for(place_path: str) -> Weights:
    """Return the weights of matching that the plan at a place sets, or the usual ones."""
    return weights_by_place([place_path])[place_path]


def weights_by_place(place_paths: Iterable[str]) -> dict[str, Weights]:
    """Return the weights of matching at each of these places, in one query however many there are."""
    names, today = _names_above(place_paths), clock.today()
    weights = {each: _stacked(each, today).as_pack().match_weights for each in set(names.values())}
    return {path: weights[each] for path, each in names.items()}


@kept_until_news(PLANS, 1)
def organisation_groups() -> dict[str, str]:
    """Return code → name of the groups of firms that officers assign, over all packs of the installation."""
    found: dict[str, str] = {}
    for pack in all_packs():
        for group in pack.groups:
            if group.of == "organisation" and group.where == ALWAYS:
                found.setdefault(group.code, group.label)
    return found
