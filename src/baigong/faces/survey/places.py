"""The place the officer stands for, and the villages below it to choose from."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.selectors import places_below
from baigong.foundation.access.standing import standing_of


def own_place(request: HttpRequest) -> Place:
    """Return the place of the officer's post.

    :raises Http404: when the post has none.
    """
    place = Place.objects.filter(id=standing_of(request).place_id).first()
    if place is None:
        raise Http404("place")
    return place


def choices_of(place: Place) -> list[Place]:
    """Return the place and everything below it down to villages and grids, the villages first."""
    below = places_below(place.path)
    last = (PlaceKind.VILLAGE, PlaceKind.GRID)
    return sorted(below, key=lambda each: (each.kind not in last, each.path))
