"""Which part of the trail an auditor sees: the post's place and below; at the top of the tree, everything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.selectors import places_below
from baigong.domains.users.actors import actors_matching
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.searching import Sightline


def own_place(request: HttpRequest) -> Place:
    """Return the place of the post in which somebody acts."""
    return Place.objects.select_related("parent").get(id=standing_of(request).place_id)


def sightline_of(request: HttpRequest) -> Sightline | None:
    """Return what limits this auditor; None at a place that has none above it."""
    place = own_place(request)
    if place.parent_id is None:
        return None
    return Sightline(place.path, actors_matching(inside=place.path))


def place_choices(place: Place) -> list[tuple[str, Any]]:
    """Return the places below as choices by path, without villages: an auditor asks by office."""
    below = places_below(place.path)
    offices = [each for each in below if each.kind not in (PlaceKind.VILLAGE, PlaceKind.GRID)]
    top = place.path.count("/")
    ordered = sorted(offices, key=lambda each: each.path)
    return [("", "全部"), *((e.path, f"{'　' * (e.path.count('/') - top)}{e.name}") for e in ordered)]
