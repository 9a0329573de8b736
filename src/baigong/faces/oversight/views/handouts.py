"""What auditors took out of the trail: another auditor of the same office is the second person, and nobody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from baigong.domains.policies.handing_out import limits_at
from baigong.faces.frame import handing_out
from baigong.faces.oversight.sight import own_place
from baigong.foundation import clock


def page_of(request: HttpRequest) -> handing_out.HandoutPage:
    """Return the page of the auditors of one place."""
    place = own_place(request)
    return handing_out.HandoutPage(
        "oversight",
        limits_at(place.path, clock.today()),
        circle=f"auditors:{place.id}",
        second="本单位的另一位审计员",
    )


def register(request: HttpRequest) -> HttpResponse:
    """The list; sent, it decides on another auditor's."""
    return handing_out.register(request, page_of(request))


def take_one(request: HttpRequest) -> HttpResponse:
    """Hand an agreed file to the auditor who asked for it."""
    return handing_out.take_one(request, page_of(request))
