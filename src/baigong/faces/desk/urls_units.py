"""Addresses of the desk's pages about zones and parks that report."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import Role
from baigong.faces.desk.roles import READERS
from baigong.faces.desk.views import units
from baigong.foundation.access.routes import View, route

SEE = ("GET",)
SEND = ("POST",)
FORM = ("GET", "POST")
# Which zones report a county says, or the city for it; a town is counted in them.
KEEPERS = (Role.PROVINCE_OFFICER, Role.CITY_OFFICER, Role.COUNTY_OFFICER)


def _send(step: str, view: View, name: str) -> URLPattern:
    return route(f"units/<uuid:unit_id>/{step}/", view, name=name, roles=KEEPERS, methods=SEND)


unit_patterns: list[URLPattern] = [
    route("units/", units.register, name="units", roles=READERS, methods=SEE),
    route("units/new/", units.make, name="unit_new", roles=KEEPERS, methods=FORM),
    route("units/<uuid:unit_id>/", units.unit, name="unit", roles=READERS, methods=SEE),
    _send("join", units.join, "unit_join"),
    _send("leave", units.leave, "unit_leave"),
    _send("close", units.close, "unit_close"),
]
