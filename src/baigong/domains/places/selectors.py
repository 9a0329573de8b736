"""Questions about the place tree; places are open to everybody."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from baigong.domains.places.enums import COUNTY_KINDS
from baigong.domains.places.models import Place, PlaceEra
from baigong.kernels.codes import division_level, heirs, normal_division_code


class SplitCodeError(ValueError):
    """A code no longer in force leads to several places; the sentence names them, for people to choose."""

    def __init__(self, code: str, places: Iterable[Place]) -> None:
        listed = "、".join(f"{place.name}（{place.code}）" for place in places)
        self.code, self.sentence = "split", f"区划代码{code}已经撤销，分给了{listed}。请写现在的代码。"
        super().__init__(self.sentence)


def place_by_code(code: str) -> Place:
    """Return the place in force under a code; one abolished by a reform or a succession leads to today's place.

    :raises Place.DoesNotExist: when no place has or had the code.
    :raises SplitCodeError: when it was split between several.
    """
    found = _coded(code) or _heirs_of(code)
    if not found:
        raise Place.DoesNotExist(code)
    if len(found) > 1:
        raise SplitCodeError(code, found)
    return found[0]


def _coded(code: str) -> list[Place]:
    """Return the place that has a code, else today's places of what had it last."""
    place = Place.objects.filter(valid_to__isnull=True, code=code).first()
    if place is not None:
        return [place]
    eras = list(PlaceEra.objects.filter(code=code).select_related("place").order_by("-ends_before"))
    last = [era for era in eras if era.ends_before == eras[0].ends_before]
    return list({now.id: now for now in (place_now(era.place) for era in last)}.values())


def _heirs_of(code: str) -> list[Place]:
    """Return the places in force for an abolished division; never one of a wider level, which would show more."""
    if normal_division_code(code) != code:
        return []
    level = division_level(code)
    told = [heir for heir in heirs(code) if heir != code and division_level(heir) == level]
    return [place for heir in told for place in _coded(heir)]


def place_now(place: Place) -> Place:
    """Return what a place has become: itself, or the place it was merged into at last."""
    while place.superseded_by_id is not None:
        place = Place.objects.get(id=place.superseded_by_id)
    return place


def place_once_at(path: str) -> Place | None:
    """Return what lies today where a path of before a reform led to; None for a path that never was."""
    era = PlaceEra.objects.filter(path=path).select_related("place").order_by("-ends_before").first()
    return None if era is None else place_now(era.place)


def former_names_below(path: str) -> list[tuple[str, str, Place]]:
    """Return name, code and today's place of everything below a path that was called otherwise before.

    Of a code that was split, the heirs outside the path are told too: it does not mean the one inside alone.
    """
    into = dict(Place.objects.filter(superseded_by__isnull=False).values_list("id", "superseded_by_id"))
    eras = []
    for name, code, place_id, reform_id in PlaceEra.objects.values_list(
        "name", "code", "place_id", "reform_id"
    ):
        now: UUID = place_id
        while now in into and into[now] is not None:
            now = into[now]
        eras.append((name, code, now, reform_id))
    places = Place.objects.in_bulk({now for _, _, now, _ in eras})
    inside = {key for key, place in places.items() if place.valid_to is None and place.path.startswith(path)}
    shared = {code for _, code, now, reform_id in eras if reform_id is None and now in inside}
    return [
        (name, code, places[now])
        for name, code, now, reform_id in eras
        if now in inside or (reform_id is None and code in shared)
    ]


def places_below(path: str, *, kind: str = "") -> list[Place]:
    """Return the places inside a path, itself included, in the order of their codes."""
    found = Place.objects.filter(path__startswith=path, valid_to__isnull=True).order_by("code")
    return list(found.filter(kind=kind) if kind else found)


def children_of(place: Place) -> list[Place]:
    return list(Place.objects.filter(parent=place, valid_to__isnull=True).order_by("code"))


def counties_of(path: str) -> list[Place]:
    """Return the counties and zones inside a path."""
    found = Place.objects.filter(path__startswith=path, kind__in=COUNTY_KINDS, valid_to__isnull=True)
    return list(found.order_by("code"))


def names_above(paths: Iterable[str], kinds: Iterable[str]) -> dict[str, str]:
    """Return for each path the name of the nearest place of these kinds at or above it, "" without one."""
    wanted = set(paths)
    prefixes = {
        "/".join(path.split("/")[:depth]) + "/" for path in wanted for depth in range(1, path.count("/") + 1)
    }
    rows = Place.objects.filter(path__in=prefixes, kind__in=list(kinds), valid_to__isnull=True)
    names = dict(rows.values_list("path", "name"))
    return {path: _nearest(path, names) for path in wanted}


def _nearest(path: str, names: dict[str, str]) -> str:
    keys = path.strip("/").split("/")
    above = ("/".join(keys[:depth]) + "/" for depth in range(len(keys), 0, -1))
    return next((names[prefix] for prefix in above if prefix in names), "")


def labels_of(paths: Iterable[str]) -> dict[str, str]:
    """Return the name of the place at each path."""
    return dict(Place.objects.filter(path__in=set(paths)).values_list("path", "name"))


def open_place(key: str) -> Place | None:
    """Return the place in force under a short key, or None."""
    return Place.objects.filter(key=key, valid_to__isnull=True).first()


def path_labels(path: str) -> list[tuple[str, str]]:
    """Return kind and name of every place on the way down to a path, the widest first."""
    keys = path.strip("/").split("/")
    above = ["/".join(keys[: depth + 1]) + "/" for depth in range(len(keys))]
    rows = Place.objects.filter(path__in=above).order_by("path")
    return list(rows.values_list("kind", "name"))
