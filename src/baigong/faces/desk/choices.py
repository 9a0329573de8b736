"""Choices that several pages offer, drawn from what the officer may see."""

from __future__ import annotations

from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.selectors import places_below
from baigong.foundation.access.standing import Standing

# A city's list would hold thousands of villages; they are offered from a county down.
WIDE_KINDS = (PlaceKind.PROVINCE, PlaceKind.CITY)
Choices = list[tuple[str, str]]


def places_of(standing: Standing) -> list[Place]:
    """Return the officer's place and those below it, as far down as a choice can be read."""
    places = [place for path in standing.scope.places for place in places_below(path)]
    own = next((place for place in places if str(place.id) == standing.place_id), None)
    if own is not None and own.kind in WIDE_KINDS:
        places = [place for place in places if place.kind not in (PlaceKind.VILLAGE, PlaceKind.GRID)]
    return sorted(places, key=lambda place: place.path)


def labelled_places(standing: Standing) -> list[tuple[Place, str]]:
    """Return the officer's place and those below it, each with its name indented by level."""
    return _labelled(standing)


def path_choices(standing: Standing) -> Choices:
    """Return places by path, indented by level, the officer's own place left out."""
    return [
        ("", "全部"),
        *((place.path, label) for place, label in _labelled(standing) if label != place.name),
    ]


def id_choices(standing: Standing) -> Choices:
    """Return places by id, indented by level, the officer's own place first."""
    return [(str(place.id), label) for place, label in _labelled(standing)]


def _labelled(standing: Standing) -> list[tuple[Place, str]]:
    places = places_of(standing)
    top = min((place.path.count("/") for place in places), default=0)
    return [(place, f"{'　' * (place.path.count('/') - top)}{place.name}") for place in places]
