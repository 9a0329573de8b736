"""An address that names a place of before a reform leads to the same page for what the place has become."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import escape_leading_slashes

from baigong.domains.places.models import Place
from baigong.domains.places.selectors import place_now, place_once_at

NAMES = ("place", "town")
"""The words of addresses whose value is a place: its path, its key or its id."""


class MovedPlaceMiddleware:
    """Sends a reader of an old address on; a place that stands where it stood costs one look at most."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            changed = {name: now for name in NAMES if (now := _now(request.GET.get(name, "")))}
            if changed:
                query = request.GET.copy()
                for name, value in changed.items():
                    query[name] = value
                # A path that begins with two slashes would name another host.
                path = escape_leading_slashes(request.path)
                return HttpResponseRedirect(f"{path}?{query.urlencode()}")
        return self.get_response(request)


def _now(value: str) -> str:
    """Return today's form of a value that names a place of before, "" for everything else."""
    if value.endswith("/"):
        place = place_once_at(value[:64])
        return place.path if place is not None and place.path != value else ""
    if not value or len(value) not in (4, 36):
        return ""
    closed = Place.objects.filter(superseded_by__isnull=False)
    if len(value) == 36:
        try:
            found = closed.filter(id=UUID(value)).first()
        except ValueError:
            return ""
        return str(place_now(found).id) if found else ""
    found = closed.filter(key=value).first()
    return place_now(found).key if found else ""
