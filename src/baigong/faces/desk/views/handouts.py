"""What officers asked to leave the house: an officer of the same place is the second person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from baigong.faces.desk.exporting import limits_of
from baigong.faces.frame import handing_out
from baigong.foundation.access.standing import standing_of
from baigong.foundation.exchange.handouts import Handed, Limits


def _page(request: HttpRequest) -> handing_out.HandoutPage:
    return handing_out.HandoutPage("desk", limits_of(standing_of(request)))


def register(request: HttpRequest) -> HttpResponse:
    """The list; sent, it decides on somebody else's."""
    return handing_out.register(request, _page(request))


def take_one(request: HttpRequest) -> HttpResponse:
    """Hand an agreed file to whoever asked for it."""
    return handing_out.take_one(request, _page(request))


def answer_of(request: HttpRequest, handed: Handed, name: str, limits: Limits | None = None) -> HttpResponse:
    """Return the file, or the way to where it waits for a second person; `limits` are those it was made under."""
    page = _page(request) if limits is None else handing_out.HandoutPage("desk", limits)
    return handing_out.answer_of(request, page, handed, name)
