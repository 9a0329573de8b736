"""Addresses of the canvass on a phone, under the namespace `survey`."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import Role
from baigong.faces.survey.views import firms, people, visits, walk
from baigong.foundation.access.routes import View, route

app_name = "survey"
AT_THE_DOOR = (Role.VILLAGE_OFFICER, Role.TOWN_OFFICER)
READERS = (*AT_THE_DOOR, Role.COUNTY_OFFICER)
SEND = ("POST",)
FORM = ("GET", "POST")


def _read(pattern: str, view: View, name: str) -> URLPattern:
    return route(pattern, view, name=name, roles=READERS, methods=("GET",))


def _write(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEND) -> URLPattern:
    return route(pattern, view, name=name, roles=AT_THE_DOOR, methods=methods)


urlpatterns: list[URLPattern] = [
    _read("", walk.walk, "walk"),
    _write("people/<uuid:registration_id>/outcome/", walk.outcome, "outcome"),
    _write("contacts/<uuid:contact_id>/undo/", walk.undo, "contact_undo"),
    _write("people/new/", people.new, "person_new", FORM),
    _write("people/check/", people.check, "person_check"),
    _write("people/trades/", people.trades, "trades"),
    _read("firms/", firms.register, "firms"),
    _write("firms/new/", firms.new, "firm_new", FORM),
    _write("firms/<uuid:firm_id>/", firms.firm, "firm", FORM),
    _read("visits/", visits.register, "visits"),
    _write("visits/new/", visits.new, "visit_new", FORM),
]
